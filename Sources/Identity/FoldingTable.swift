/// `FoldedScalar` of the scalars that most news is written in, looked up: made once, by ICU itself,
/// so that the table cannot disagree with the general way.
struct FoldingTable {
  /// The one table. Take it once for a stretch of text: each access asks whether it is made.
  static let shared = FoldingTable()

  /// Latin with its extensions, Greek, Cyrillic, Armenian, Hebrew, Arabic: up to two bytes of UTF-8.
  private let near = Self.table(0..<0x800)
  /// Punctuation and signs of all scripts.
  private let punctuation = Self.table(0x2000..<0x2200)
  /// CJK punctuation, kana, bopomofo.
  private static let kana = table(0x3000..<0x3400)
  /// The scripts of India and South-East Asia, Georgian, Hangul jamo, more Latin and Greek.
  private static let far = table(0x800..<0x2000)
  /// Full-width and half-width forms, variation selectors, the byte-order mark.
  private static let wide = table(0xFE00..<0x10000)

  private init() {}

  private static func table(_ range: Range<UInt32>) -> [FoldedScalar] {
    range.map(FoldedScalar.working(out:))
  }

  /// What is known of a scalar.
  @inline(__always)
  func look(up scalar: UInt32) -> FoldedScalar {
    switch scalar {
    case ..<0x800: near[Int(scalar)]
    case 0x2000..<0x2200: punctuation[Int(scalar - 0x2000)]
    // Han ideographs and hangul syllables are letters that step 3 leaves alone.
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: FoldedScalar(scalar, .letter)
    case 0x3000..<0x3400: Self.kana[Int(scalar - 0x3000)]
    case 0x800..<0x2000: Self.far[Int(scalar - 0x800)]
    case 0xFE00..<0x10000: Self.wide[Int(scalar - 0xFE00)]
    default: .contextual
    }
  }
}
