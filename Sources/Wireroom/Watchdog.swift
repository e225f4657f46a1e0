internal import Glibc

/// What the service manager asks for: a sign of life at least every `interval`, or it kills and
/// starts anew. sd_watchdog_enabled(3).
package struct Watchdog: Sendable, Equatable {
  /// In milliseconds.
  package let interval: Int64

  /// From WATCHDOG_USEC and WATCHDOG_PID. Nil where no watchdog is set, or another process is
  /// meant.
  package init?(microseconds: String?, process: String?, own: Int32 = getpid()) {
    if let process, Int32(process) != own { return nil }
    guard let microseconds = microseconds.flatMap({ Int64($0) }), microseconds >= 1000 else {
      return nil
    }
    interval = microseconds / 1000
  }

  /// The one of this process's environment.
  package static var ofEnvironment: Watchdog? {
    func variable(_ name: String) -> String? {
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }
    return Watchdog(microseconds: variable("WATCHDOG_USEC"), process: variable("WATCHDOG_PID"))
  }

  /// Half the interval, as the manual page asks: one that comes late is then made good in time.
  package var half: Int64 { max(1, interval / 2) }
}
