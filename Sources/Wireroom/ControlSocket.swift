internal import CPlatform
internal import Glibc

/// Where the control socket of a state directory lies, and how its name is spoken to.
package enum ControlSocket {
  /// `<state>/control.sock`
  package static func path(state: String) -> String { "\(state)/control.sock" }

  /// Calls `body` with a name that fits a socket's address, which has 107 bytes: a longer one is
  /// reached through the directory's descriptor.
  static func withAddress<Result>(
    state: String, _ body: (String) -> Result
  ) -> Result {
    let path = path(state: state)
    guard path.utf8.count > 107 else { return body(path) }
    let directory = unsafe open(state, O_PATH | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return body(path) }
    defer { close(directory) }
    return body("/proc/self/fd/\(directory)/control.sock")
  }

  /// Why nobody answers.
  package enum Silence: Error, Equatable {
    /// Nobody listens there.
    case absent
    /// This user may not speak to it.
    case forbidden
    /// Somebody listens, and does not answer in time or not with a line.
    case mute(String)
  }

  /// The answer of the daemon that has this state directory, without its newline.
  package static func ask(
    _ request: ControlRequest, state: String, within limit: Int64 = 10_000
  ) throws(Silence) -> [UInt8] {
    let answer = withAddress(state: state) { unsafe wr_control_connect($0) }
    guard answer >= 0 else {
      switch -answer {
      case ENOENT, ECONNREFUSED, ENOTDIR: throw .absent
      case EACCES, EPERM: throw .forbidden
      case let code: throw .mute(FileReading.words(code))
      }
    }
    defer { close(answer) }
    let line = request.line
    let sent = unsafe line.withUnsafeBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe wr_control_send(answer, $0, bytes.count) } ?? 0
    }
    guard sent == line.count else { throw .mute("it does not take the request") }
    return try Self.line(from: answer, until: Clock.monotonic + limit)
  }

  /// No answer is longer: 256 inboxes and as many feeds as there may be.
  private static let longestAnswer = 16 << 20

  private static func line(
    from descriptor: Int32, until deadline: Int64
  ) throws(Silence) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while Clock.monotonic < deadline, bytes.count < longestAnswer {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      // EAGAIN: the socket's own patience is shorter than ours.
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.last == 0x0A { return bytes.dropLast() }
    }
    throw .mute("it answers nothing; its loops may be stuck: look into its journal")
  }
}
