/// Eight bytes at a time: most of what the scanners read is plain, and what they look for is rare.
enum ByteSearch {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The high bit of the lowest byte that is zero; bits above it may be wrong.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

  /// Where `a` or `b` stands next in `bytes`, or the end.
  @inline(__always)
  static func first(
    of a: UInt8, _ b: UInt8, in bytes: UnsafeRawBufferPointer, from: Int, to end: Int
  ) -> Int {
    let (a8, b8) = (UInt64(a) &* ones, UInt64(b) &* ones)
    var i = from
    while i + 8 <= end {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      let hit = zeros(word ^ a8) | zeros(word ^ b8)
      if hit != 0 { return i + hit.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < end {
      let byte = unsafe bytes[i]
      if byte == a || byte == b { return i }
      i += 1
    }
    return end
  }

  /// Where `&`, `<` or `>` stands next, or the end.
  @inline(__always)
  static func firstEscaped(in bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    let (and, less, greater) = (0x26 &* ones, 0x3C &* ones, 0x3E &* ones)
    var i = from
    while i + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      let hit = zeros(word ^ and) | zeros(word ^ less) | zeros(word ^ greater)
      if hit != 0 { return i + hit.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < bytes.count {
      let byte = unsafe bytes[i]
      if byte == 0x26 || byte == 0x3C || byte == 0x3E { return i }
      i += 1
    }
    return i
  }

  /// Where a byte stands next that `HTMLText.repaired` may have to change, or the end: a control
  /// character other than tab and line feed, 0xC2 and 0xEF.
  static func firstSuspect(in bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    var i = from
    while i < bytes.count {
      if i + 8 <= bytes.count {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        let low = word & ~highs
        let isControl = ~(low &+ (0x60 &* ones)) & ~word
        let isDelete = (low &+ ones) & ~word
        let isLead =
          (~((low ^ (0x42 &* ones)) &+ (0x7F &* ones)) | ~((low ^ (0x6F &* ones)) &+ (0x7F &* ones)))
          & word
        let isSpace =
          ~((low ^ (0x0A &* ones)) &+ (0x7F &* ones)) | ~((low ^ (0x09 &* ones)) &+ (0x7F &* ones))
        if ((isControl & ~isSpace) | isDelete | isLead) & highs == 0 {
          i += 8
          continue
        }
      }
      let end = min(i + 8, bytes.count)
      while i < end {
        switch unsafe bytes[i] {
        case 0x09, 0x0A: break
        case ..<0x20, 0x7F, 0xC2, 0xEF: return i
        default: break
        }
        i += 1
      }
    }
    return i
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
