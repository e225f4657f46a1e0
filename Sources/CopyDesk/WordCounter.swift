/// Counts characters (Unicode scalars) and words (runs between spaces, tabs and line feeds) of
/// UTF-8, sixteen bytes at a time.
struct WordCounter {
  private(set) var characters = 0
  private(set) var words = 0
  private var wasSpace = true

  private typealias Block = SIMD16<UInt8>

  mutating func take(_ text: Span<UInt8>) {
    guard text.count > 0 else { return }
    take(text[0])
    var i = 1
    unsafe text.withUnsafeBytes { text in
      while text.count - i >= 16 {
        // Sums of a byte each, which must not overflow.
        let blocks = min((text.count - i) / 16, 255)
        var begun = Block()
        var continued = Block()
        for _ in 0..<blocks {
          let here = unsafe text.loadUnaligned(fromByteOffset: i, as: Block.self)
          let before = unsafe text.loadUnaligned(fromByteOffset: i - 1, as: Block.self)
          begun &+= Self.spaces(before) & ~Self.spaces(here)
          // A continuation byte is 10xxxxxx.
          continued &+= here &>> 7 & ~(here &>> 6)
          i += 16
        }
        words += Self.sum(begun)
        characters += blocks * 16 - Self.sum(continued)
      }
    }
    wasSpace = Self.isSpace(text[i - 1])
    while i < text.count {
      take(text[i])
      i += 1
    }
  }

  private mutating func take(_ byte: UInt8) {
    let isSpace = Self.isSpace(byte)
    if wasSpace, !isSpace { words += 1 }
    if byte & 0xC0 != 0x80 { characters += 1 }
    wasSpace = isSpace
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09
  }

  /// 1 for each space.
  @inline(__always)
  private static func spaces(_ block: Block) -> Block {
    let hits =
      block .== Block(repeating: 0x20) .| block .== Block(repeating: 0x0A)
      .| block .== Block(repeating: 0x09)
    return unsafe unsafeBitCast(hits, to: Block.self) & Block(repeating: 1)
  }

  private static func sum(_ block: Block) -> Int {
    var sum = 0
    for n in block.indices { sum += Int(block[n]) }
    return sum
  }
}
