/// The stream between the daemon and a worker: frames of one byte for their kind, four for their
/// length (little-endian), and their payload. Both ends are the same program, so there is one
/// version; it is said all the same, for a binary that was replaced while its daemon runs.
enum Frame {
  static let version: UInt8 = 3
  /// Kind and length.
  static let headSize = 5

  enum Kind: UInt8 {
    /// From the worker, once it is ready: version, protections, bytes of address space in use.
    case hello = 1
    /// To the worker: the head of a delivery. Its bytes lie in the arena, or follow the frame bare.
    case delivery = 2
    /// From the worker, any number for a delivery: some of its stories.
    case stories = 3
    /// From the worker, the end of a delivery that became stories.
    case end = 4
    /// From the worker, the end of a delivery that became none.
    case rejected = 5
    /// From the worker: more answers lie in the arena.
    case look = 6
  }
}

extension FrameReader {
  /// A frame's head: its kind, and how many bytes its payload has.
  mutating func head() throws(FrameError) -> (kind: Frame.Kind, length: Int) {
    let byte = try byte()
    guard let kind = Frame.Kind(rawValue: byte) else {
      throw FrameError(reason: "a frame of the unknown kind \(byte)")
    }
    return (kind, Int(try number32()))
  }
}

/// What a worker says of itself once it is ready to read.
struct Greeting: Equatable {
  /// Whether no path and no connection can be reached by Landlock's rules.
  var hasLandlock: Bool
  /// Whether only the calls of a list can be made.
  var hasSeccomp: Bool
  /// Whether it has found the arena.
  var hasArena = false
  /// Bytes of address space in use before the first document.
  var mapped: UInt64

}

extension FrameWriter {
  /// A `look` frame.
  mutating func putLook() {
    begin(.look)
    end()
  }

  /// A `hello` frame.
  mutating func put(_ greeting: Greeting) {
    begin(.hello)
    put(Frame.version)
    put(flags: greeting.hasLandlock, greeting.hasSeccomp, greeting.hasArena)
    put(greeting.mapped)
    end()
  }
}

extension Greeting {
  init(_ reader: inout FrameReader) throws(FrameError) {
    let version = try reader.byte()
    guard version == Frame.version else {
      throw FrameError(reason: "version \(version), and \(Frame.version) is spoken here")
    }
    let flags = try reader.flags(3)
    (hasLandlock, hasSeccomp, hasArena) = (flags[0], flags[1], flags[2])
    mapped = try reader.number64()
    try reader.finish()
  }
}
