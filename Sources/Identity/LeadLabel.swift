internal import Newsroom

/// The labels by which agencies mark a headline's version or urgency: `UPDATE 2-`, `CORRECTED:`,
/// `(Extra) -`, `1st Ld/`, `KORREKTUR:`. A label counts only at the start and before a colon, dash,
/// slash or bar; many may follow each other.
enum LeadLabel {
  /// How many bytes of `headline` are labels, with the white space round them. 0: there is none.
  static func end(in headline: Span<UInt8>) -> Int {
    // Without a mark there is no label, and most headlines have none.
    guard hasMark(headline) else { return 0 }
    var end = 0
    while let next = afterLabel(in: headline, from: end) { end = next }
    return end
  }

  /// Whether a colon, dash, slash or bar stands anywhere.
  static func hasMark(_ text: Span<UInt8>) -> Bool {
    var i = 0
    while true {
      i = unsafe text.withUnsafeBytes { text in
        unsafe ByteBlock.first(in: text, from: i, to: text.count) { block in
          let marks: ByteBlock.Hits = block == 0x3A .| block == 0x2D .| block == 0x2F
          return marks .| block == 0x7C .| block == 0xE2
        }
      }
      guard i < text.count else { return false }
      if text[i] != 0xE2 { return true }
      if i + 2 < text.count, text[i + 1] == 0x80,
        text[i + 2] & 0xFE == 0x92 || text[i + 2] == 0x94
      {
        return true
      }
      i += 1
    }
  }

  private static let words: [[UInt32]] = [
    "updated", "update", "corrected", "correction", "corrects", "correct", "refile", "recasts",
    "recast", "repeat", "rpt", "lead", "writethru", "wrapup", "exclusive", "breaking", "urgent",
    "alert", "flash", "extra", "advisory", "kill", "eil", "ausführliche zusammenfassung",
    "korrektur", "berichtigung", "achtung", "maj", "actualisation",
  ].map { $0.unicodeScalars.map(\.value) }

  private static let update = scalars("update")
  private static let wrapUp = scalars("wrapup")
  private static let summary = scalars("zus")
  private static let ordinals = ["st", "nd", "rd", "th"].map(scalars)
  private static let leads = ["ld", "lead"].map(scalars)

  private static func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  /// Where the label that begins at `start`, after white space, ends; nil if none does.
  private static func afterLabel(in text: Span<UInt8>, from start: Int) -> Int? {
    var i = skip(text, start, isSpace)
    if i < text.count, text[i] == UInt8(ascii: "(") { i += 1 }
    for word in words {
      if let end = match(word, text, i), let after = afterMark(text, end) { return after }
    }
    return afterMark(text, numberedUpdate(text, i)) ?? afterMark(text, numberedWrapUp(text, i))
      ?? afterMark(text, numberedLead(text, i)) ?? afterMark(text, summary(text, i))
  }

  /// `UPDATE 2`.
  private static func numberedUpdate(_ text: Span<UInt8>, _ start: Int) -> Int? {
    guard let word = match(update, text, start) else { return nil }
    let digits = skip(text, word, isSpace)
    let end = skip(text, digits, isDecimal)
    return end > digits ? end : nil
  }

  /// `WRAPUP 3`.
  private static func numberedWrapUp(_ text: Span<UInt8>, _ start: Int) -> Int? {
    guard let word = match(wrapUp, text, start) else { return nil }
    return skip(text, skip(text, word, isSpace), isDecimal)
  }

  /// `1st Ld`, `2ND LEAD`, `3 ld`.
  private static func numberedLead(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var i = skip(text, start, isDecimal)
    i = matchFirst(of: ordinals, text, i) ?? i
    return matchFirst(of: leads, text, skip(text, i, isSpace))
  }

  /// `Zusammenfassung`, `(Zusf2`: German agencies' words for a round-up.
  private static func summary(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var i = start
    if i < text.count, text[i] == UInt8(ascii: "(") { i += 1 }
    guard let word = match(summary, text, i) else { return nil }
    return skip(text, word, isWord)
  }

  /// The end of what must follow a label's words: `)`, white space, at least one mark, white space.
  private static func afterMark(_ text: Span<UInt8>, _ start: Int?) -> Int? {
    guard var i = start else { return nil }
    if i < text.count, text[i] == UInt8(ascii: ")") { i += 1 }
    let mark = skip(text, i, isSpace)
    let end = skip(text, mark, isMark)
    return end > mark ? skip(text, end, isSpace) : nil
  }

  /// The end of `word` if it stands at `start`, in whatever case.
  private static func match(_ word: [UInt32], _ text: Span<UInt8>, _ start: Int) -> Int? {
    var i = start
    for expected in word {
      guard i < text.count else { return nil }
      let (scalar, width) = UTF8Scalar.decode(text, at: i)
      guard lowered(scalar) == expected else { return nil }
      i += width
    }
    return i
  }

  /// The end of the first of `words` that stands at `start`.
  private static func matchFirst(
    of words: [[UInt32]], _ text: Span<UInt8>, _ start: Int
  ) -> Int? {
    for word in words {
      if let end = match(word, text, start) { return end }
    }
    return nil
  }

  /// Where the scalars from `start` on that are of a kind end.
  private static func skip(
    _ text: Span<UInt8>, _ start: Int, _ isOfKind: (UInt32) -> Bool
  ) -> Int {
    var i = start
    while i < text.count {
      let (scalar, width) = UTF8Scalar.decode(text, at: i)
      guard isOfKind(scalar) else { break }
      i += width
    }
    return i
  }

  /// In lower case, as far as the labels' letters go.
  private static func lowered(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x41...0x5A, 0xDC: scalar + 0x20
    // İ and ı, the long s, the Kelvin sign.
    case 0x130, 0x131: 0x69
    case 0x17F: 0x73
    case 0x212A: 0x6B
    default: scalar
    }
  }

  private static func isSpace(_ scalar: UInt32) -> Bool {
    CharacterClass(of: scalar) == .space
  }

  private static func isDecimal(_ scalar: UInt32) -> Bool {
    CharacterClass.isDecimal(scalar)
  }

  private static func isWord(_ scalar: UInt32) -> Bool {
    switch CharacterClass(of: scalar) {
    case .letter, .digit, .number: true
    default: scalar == 0x5F
    }
  }

  private static func isMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    // : - / | and the dashes of a number range and of a sentence.
    case 0x3A, 0x2D, 0x2F, 0x7C, 0x2013, 0x2014: true
    default: false
    }
  }
}
