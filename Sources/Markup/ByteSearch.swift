internal import Newsroom

/// What the scanners look for, many bytes at a time.
enum ByteSearch {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Where `a` or `b` stands next in `bytes`, or the end.
  @inline(__always)
  static func first(
    of a: UInt8, _ b: UInt8, in bytes: UnsafeRawBufferPointer, from: Int, to end: Int
  ) -> Int {
    unsafe ByteBlock.first(in: bytes, from: from, to: end) { $0 == a .| $0 == b }
  }

  /// Where `&`, `<` or `>` stands next, or the end.
  @inline(__always)
  static func firstEscaped(in bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    unsafe ByteBlock.first(in: bytes, from: from, to: bytes.count) {
      $0 == 0x26 .| $0 == 0x3C .| $0 == 0x3E
    }
  }

  /// Where a byte stands next that `HTMLText.repaired` may have to change, or the end: a control
  /// character other than tab and line feed, 0xC2 and 0xEF.
  static func firstSuspect(in bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    unsafe ByteBlock.first(in: bytes, from: from, to: bytes.count) {
      ($0 < 0x20 .& .!($0 == 0x0A .| $0 == 0x09)) .| $0 == 0x7F .| $0 == 0xC2 .| $0 == 0xEF
    }
  }

  /// Whether eight bytes are words with single spaces between: no other white space, no byte that
  /// may begin a no-break space, no two spaces in a row, none at the end.
  @inline(__always)
  static func isWords(_ word: UInt64) -> Bool {
    // Exact for each byte: with the high bits off no sum carries into the next.
    let low = word & ~highs
    let isControl = ~(low &+ (0x60 &* ones)) & ~word & highs
    let isSpace = ~((low ^ (0x20 &* ones)) &+ (0x7F &* ones)) & ~word & highs
    let mayBreak = ~((low ^ (0x42 &* ones)) &+ (0x7F &* ones)) & word & highs
    return isControl | mayBreak | (isSpace & (isSpace << 8)) | (isSpace & (1 << 63)) == 0
  }
}

extension Span<UInt8> {
  /// Where `a` or `b` stands next between `from` and `end`, or `end`.
  @inline(__always)
  func first(of a: UInt8, _ b: UInt8, from: Int, to end: Int) -> Int {
    unsafe withUnsafeBytes { unsafe ByteSearch.first(of: a, b, in: $0, from: from, to: end) }
  }
}
