internal import CPlatform
internal import Glibc
internal import Synchronization

/// Where answers lie that took their time, until the socket's thread fetches them.
final class LateAnswers: Sendable {
  private let lines = Mutex<[UInt64: [UInt8]]>([:])
  /// An eventfd: readable while an answer lies here.
  let descriptor: Int32 = wr_eventfd()

  deinit { close(descriptor) }

  /// Lays down the answer to the connection of that number.
  func put(_ line: [UInt8], for connection: UInt64) {
    lines.withLock { $0[connection] = line }
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// All that lie here, by connection.
  func take() -> [UInt64: [UInt8]] {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    return lines.withLock { lines in
      defer { lines = [:] }
      return lines
    }
  }
}
