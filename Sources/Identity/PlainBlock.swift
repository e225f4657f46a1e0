/// Up to eight bytes of ASCII at once, as far as they are letters, digits and single spaces: most of
/// most news. One comparison of all eight is cheaper than the branches that words of unknown length
/// cost.
struct PlainBlock {
  static let width = 8

  /// How many of the eight bytes are plain: one at least.
  let count: Int
  /// The bytes in lower case, the first lowest.
  private let lowered: UInt64
  /// The high bit of each byte that is a space.
  private let spaces: UInt64
  /// Whether the last byte is a digit.
  let endsInDigit: Bool

  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  var startsWithSpace: Bool { spaces & 0x80 != 0 }
  var endsWithSpace: Bool { Self.holds(spaces, count) }

  /// Whether the high bit of the last of `count` bytes is set.
  private static func holds(_ bits: UInt64, _ count: Int) -> Bool {
    bits >> UInt64(count * 8 - 1) & 1 != 0
  }

  /// How many words begin in it, one at its first byte counted if `atStart`.
  func wordStarts(atStart: Bool) -> Int {
    let before = spaces << 8 | (atStart ? 0x80 : 0)
    let own = count == Self.width ? Self.highBits : Self.highBits & (1 << UInt64(count * 8) - 1)
    // The sum of the bytes, each 0 or 1, is the highest byte of the product.
    return Int(truncatingIfNeeded: ((before & ~spaces & own) &>> 7 &* Self.ones) &>> 56)
  }

  /// Of the eight bytes at `i`; nil where the first is none of those.
  @inline(__always)
  init?(_ text: Span<UInt8>, at i: Int) {
    let bytes = Self.load(text, at: i)
    lowered = bytes | Self.ones &* 0x20
    // A sum's high bit says that a byte of 7 bits is not below a bound; none carries over.
    let letters =
      (lowered &+ Self.ones &* (0x80 - 0x61)) & ~(lowered &+ Self.ones &* (0x80 - 0x7B))
    let digits = (bytes &+ Self.ones &* (0x80 - 0x30)) & ~(bytes &+ Self.ones &* (0x80 - 0x3A))
    let blanks = ~((bytes ^ Self.ones &* 0x20) &+ Self.ones &* 0x7F) & Self.highBits
    let others = ~(letters | digits | blanks) & Self.highBits | blanks & blanks << 8
    count = others == 0 ? Self.width : others.trailingZeroBitCount / 8
    guard count > 0 else { return nil }
    spaces = blanks
    endsInDigit = Self.holds(digits, count)
  }

  /// Writes the bytes, without a space at the end.
  @inline(__always)
  func write(into out: inout OutputSpan<UInt8>) {
    precondition(out.freeCapacity >= Self.width)
    let length = endsWithSpace ? count - 1 : count
    unsafe out.withUnsafeMutableBufferPointer { buffer, initialised in
      guard let base = buffer.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base + initialised)
        .storeBytes(of: lowered.littleEndian, as: UInt64.self)
      initialised += length
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
