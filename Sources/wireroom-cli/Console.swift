internal import Glibc

/// Standard output and standard error, by their descriptors.
enum Console {
  /// The reader of standard output has gone: nothing more is to be said.
  struct Closed: Error {}

  static func write(_ bytes: [UInt8]) throws(Closed) {
    try write(bytes[...], to: 1)
  }

  static func error(_ line: String) {
    try? write(Array("\(line)\n".utf8)[...], to: 2)
  }

  /// Writes without a newline, for a progress bar.
  static func progress(_ text: String) {
    try? write(Array(text.utf8)[...], to: 2)
  }

  static var isTerminal: Bool { isatty(2) == 1 }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(Closed) {
    var left = bytes
    while !left.isEmpty {
      let n = unsafe left.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if n < 0 && errno == EINTR { continue }
      guard n > 0 else { throw Closed() }
      left = left.dropFirst(n)
    }
  }

  /// The lines of standard input, one by one, without their newlines.
  static func eachInputLine(_ body: ([UInt8]) throws -> Void) rethrows {
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let n = unsafe buffer.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
      if n < 0 && errno == EINTR { continue }
      guard n > 0 else { break }
      var rest = buffer[..<n]
      while let end = rest.firstIndex(of: 0x0A) {
        try body(pending + rest[..<end])
        pending.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      pending.append(contentsOf: rest)
    }
    if !pending.isEmpty { try body(pending) }
  }
}
