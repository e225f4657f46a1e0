internal import Glibc
package import Newsroom

/// The machine's clocks.
package enum Clock {
  /// The wall clock. It may jump; nothing but a line's `ts` and folder names hangs on it.
  package static var now: NewsDate { NewsDate(milliseconds: read(CLOCK_REALTIME)) }

  /// Milliseconds of a clock that never goes back.
  package static var monotonic: Int64 { read(CLOCK_MONOTONIC) }

  /// Milliseconds since the machine was started, its sleep included.
  package static var sinceBoot: Int64 { read(CLOCK_BOOTTIME) }

  private static func read(_ id: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(id, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
