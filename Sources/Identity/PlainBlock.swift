/// Eight bytes of ASCII at once, where they are letters, digits and single spaces: most of most
/// news. One comparison of all eight is cheaper than the branches that words of unknown length cost.
struct PlainBlock {
  static let width = 8

  /// The bytes in lower case, the first lowest.
  let lowered: UInt64
  /// The high bit of each byte that is a space.
  let spaces: UInt64
  /// Whether the last byte is a digit.
  let endsInDigit: Bool

  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  var startsWithSpace: Bool { spaces & 0x80 != 0 }
  var endsWithSpace: Bool { spaces >> 63 != 0 }

  /// How many words begin in it, one at its first byte counted if `atStart`.
  func wordStarts(atStart: Bool) -> Int {
    let before = spaces << 8 | (atStart ? 0x80 : 0)
    return (before & ~spaces).nonzeroBitCount
  }

  /// Nil where other bytes are among the eight at `i`, or two spaces follow each other.
  @inline(__always)
  init?(_ text: Span<UInt8>, at i: Int) {
    let bytes = Self.load(text, at: i)
    lowered = bytes | Self.ones &* 0x20
    // A sum's high bit says that a byte of 7 bits is not below a bound; none carries over.
    let letters =
      (lowered &+ Self.ones &* (0x80 - 0x61)) & ~(lowered &+ Self.ones &* (0x80 - 0x7B))
    let digits = (bytes &+ Self.ones &* (0x80 - 0x30)) & ~(bytes &+ Self.ones &* (0x80 - 0x3A))
    spaces = ~((bytes ^ Self.ones &* 0x20) &+ Self.ones &* 0x7F) & Self.highBits
    endsInDigit = digits >> 63 != 0
    guard (letters | digits | spaces) & Self.highBits == Self.highBits,
      spaces & spaces << 8 == 0
    else { return nil }
  }

  /// Writes the bytes, without a space at the end.
  @inline(__always)
  func write(into out: inout OutputSpan<UInt8>) {
    precondition(out.freeCapacity >= Self.width)
    let count = endsWithSpace ? Self.width - 1 : Self.width
    unsafe out.withUnsafeMutableBufferPointer { buffer, initialised in
      guard let base = buffer.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base + initialised)
        .storeBytes(of: lowered.littleEndian, as: UInt64.self)
      initialised += count
    }
  }

  /// Where the ASCII bytes from `start` on end.
  static func endOfASCII(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    while text.count - i >= width, load(text, at: i) & highBits == 0 { i += width }
    while i < text.count, text[i] < 0x80 { i += 1 }
    return i
  }

  @inline(__always)
  private static func load(_ text: Span<UInt8>, at i: Int) -> UInt64 {
    // The load checks its bounds; any eight bytes are a UInt64.
    unsafe UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: i, as: UInt64.self))
  }
}
