extension PlainTextParser {
  /// Whether a paragraph of UTF-8 surely opens with a sentence: capitalised words, of which the first
  /// has a small letter in it, then a word in lower case that no dateline has, with nothing but
  /// single spaces between them. Most paragraphs do, and need no closer look.
  ///
  /// No dateline looks so. Its place could be in these words, but neither a sign nor a place in
  /// capitals would prove it; and what came after a day's name would begin in lower case.
  static func opensWithSentence(_ text: Span<UInt8>) -> Bool {
    let first = endOfWord(text, from: 0)
    guard first > 0, isUpper(text[0]) else { return false }
    let isName = first > 1 && isLower(text[1])
    var i = first
    // A byte and one behind it are asked for: a paragraph that ends here gets the closer look.
    while i + 2 < text.count, text[i] == 0x20 {
      let start = i + 1
      i = endOfWord(text, from: start)
      if isUpper(text[start]) { continue }
      guard isLower(text[start]), i + 1 < text.count else { return false }
      let word = packed(text, start, i)
      if DatelineWords.joining.contains(word) { continue }
      // "A ferry", and no place: those in capitals are longer.
      guard isName || (start == first + 1 && first <= 3) else { return false }
      let isFollowed = text[i] == 0x20 && (isUpper(text[i + 1]) || isLower(text[i + 1]))
      return isFollowed && !DatelineWords.inLowercase.contains(word)
    }
    return false
  }

  /// Letters of ASCII, and the apostrophe.
  private static func endOfWord(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    while i < text.count, isUpper(text[i]) || isLower(text[i]) || text[i] == 0x27 { i += 1 }
    return i
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  /// A word's first eight bytes.
  private static func packed(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in from..<min(to, from + 8) { word = word << 8 | UInt64(text[i]) }
    return word
  }
}

extension PlainTextParser.DatelineWords {
  /// The first eight bytes of the words in lower case that stand in datelines outside of names.
  fileprivate static let inLowercase = packed(bareAgencies.union(DateWords.monthsAndDays))
  /// Of those that stand in names.
  fileprivate static let joining = packed(connectors).subtracting(inLowercase)

  private static func packed(_ words: Set<String>) -> Set<UInt64> {
    Set(words.map { $0.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } })
  }
}
