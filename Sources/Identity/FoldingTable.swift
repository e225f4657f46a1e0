/// `FoldedScalar` of the scalars that most news is written in, looked up: made once, by ICU itself,
/// so that the table cannot disagree with the general way.
enum FoldingTable {
  /// Latin with its extensions, Greek, Cyrillic, Armenian, Hebrew, Arabic: two bytes of UTF-8.
  private static let near = table(0x80..<0x800)
  /// Punctuation and signs of all scripts.
  private static let punctuation = table(0x2000..<0x2200)
  /// The scripts of India and South-East Asia, Georgian, Hangul jamo, more Latin and Greek.
  private static let far = table(0x800..<0x2000)
  /// CJK punctuation, kana, bopomofo.
  private static let kana = table(0x3000..<0x3400)
  /// Full-width and half-width forms, variation selectors, the byte-order mark.
  private static let wide = table(0xFE00..<0x10000)

  private static func table(_ range: Range<UInt32>) -> [FoldedScalar] {
    range.map(FoldedScalar.working(out:))
  }

  /// What is known of a scalar from U+0080 on.
  @inline(__always)
  static func look(up scalar: UInt32) -> FoldedScalar {
    switch scalar {
    case 0x80..<0x800: near[Int(scalar - 0x80)]
    case 0x2000..<0x2200: punctuation[Int(scalar - 0x2000)]
    // Han ideographs and hangul syllables are letters that step 3 leaves alone.
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: FoldedScalar(scalar, .letter)
    case 0x3000..<0x3400: kana[Int(scalar - 0x3000)]
    case 0x800..<0x2000: far[Int(scalar - 0x800)]
    case 0xFE00..<0x10000: wide[Int(scalar - 0xFE00)]
    default: .contextual
    }
  }
}
