internal import CPlatform
internal import Glibc

/// The socket by which systemd hears of a service, as sd_notify(3) has it: one datagram a notice,
/// `NAME=value` on lines of its own.
package struct NotifySocket: Sendable {
  /// A path, or `@` and an abstract name.
  private let address: String

  /// Nil for what is no Unix socket's address: nobody listens.
  package init?(address: String?) {
    guard let address, address.utf8.count > 1, address.hasPrefix("/") || address.hasPrefix("@")
    else { return nil }
    self.address = address
  }

  /// The one of this process's environment, nil where no service manager started it.
  package static var ofEnvironment: NotifySocket? {
    NotifySocket(address: unsafe getenv("NOTIFY_SOCKET").map { unsafe String(cString: $0) })
  }

  /// One notice of the protocol.
  package enum Notice: Sendable, Equatable {
    /// Stories are being taken in; also the end of a reload.
    case ready
    /// A new configuration is being read, which began at a time of `Clock.monotonic`.
    case reloading(since: Int64)
    case stopping
    /// A sign of life.
    case watchdog
    /// One sentence for `systemctl status`.
    case status(String)

    /// As it is written. What stands in a status cannot end its line.
    package var text: String {
      switch self {
      case .ready: "READY=1"
      case .reloading(let since): "RELOADING=1\nMONOTONIC_USEC=\(since)000"
      case .stopping: "STOPPING=1"
      case .watchdog: "WATCHDOG=1"
      case .status(let sentence): "STATUS=" + JournalHandler.oneLine(sentence)
      }
    }
  }

  /// Sends some notices as one datagram. Whether the listener has it: if not, say it again later.
  @discardableResult
  package func send(_ notices: [Notice]) -> Bool {
    let bytes = Array(notices.map(\.text).joined(separator: "\n").utf8)
    return unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return unsafe wr_send_datagram(address, base, bytes.count) == 0
    }
  }
}
