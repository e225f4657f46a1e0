/// The commonest words of some languages, by which a text is seen to be in the language that it is
/// said to be in: in running text they are a third of all words, in any other language hardly one.
///
/// They confirm a guess: a text in which too few of them stand is CLD2's to judge.
struct CommonWords: Sendable {
  /// Open addressing over words packed into eight bytes; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 256)

  /// By language code. Words that a neighbour has too (Spanish and Galician, Dutch and Afrikaans)
  /// are left out, and so are the languages that are hardly anything but such words.
  private static let lists: [String: CommonWords] = [
    "en": CommonWords(
      """
      the of and to in is was that for on with as by it at from his her are were be this have has \
      had an not which they but their she he who will would been or its about said after more
      """),
    "de": CommonWords(
      """
      der die und das den dem des ein eine einen einem einer ist im mit von zu sich auf nicht auch \
      für als wird bei nach sind dass hat wurde werden noch aus über einem zum zur oder wie sie
      """),
    "fr": CommonWords(
      """
      le la les des du et est une dans qui pour pas sur au avec il elle ce sont par plus mais ont \
      cette aux être leur été ses d'une d'un qu'il c'est l'on nous vous deux après ces
      """),
    "es": CommonWords(
      """
      el los las del y una por con que se su más pero como está ha este esta según también son fue \
      entre desde sobre hasta sus muy cuando años tras hay donde ser
      """),
    "it": CommonWords(
      """
      il di che è della del per un una non sono con gli nel alla dei delle anche più ha dal al \
      nella questo come si lo ma stato essere dopo ai hanno sul
      """),
  ]

  /// Those of a language; nil where there is no list.
  static func of(_ language: String) -> CommonWords? { lists[language] }

  private init(_ words: String) {
    for word in words.split(separator: " ") {
      var packed: UInt64 = 0
      var n = 0
      for byte in word.utf8 {
        guard let next = Self.packing(byte, at: n, into: packed) else { break }
        (packed, n) = (next, n + 1)
      }
      if n == word.utf8.count { insert(packed) }
    }
  }

  private mutating func insert(_ word: UInt64) {
    var i = Self.slot(word)
    while slots[i] != 0, slots[i] != word { i = (i + 1) & 255 }
    slots[i] = word
  }

  private func contains(_ word: UInt64) -> Bool {
    var i = Self.slot(word)
    while slots[i] != 0 {
      if slots[i] == word { return true }
      i = (i + 1) & 255
    }
    return false
  }

  private static func slot(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 56)
  }

  /// The word with one more byte, in lower case; nil where it has eight.
  @inline(__always)
  private static func packing(_ byte: UInt8, at n: Int, into word: UInt64) -> UInt64? {
    guard n < 8 else { return nil }
    let isUpper = byte >= 0x41 && byte <= 0x5A
    return word | UInt64(isUpper ? byte | 0x20 : byte) << UInt64(n * 8)
  }

  /// Whether `text` (UTF-8) is surely in this language: of its first words, up to 64, every fifth
  /// is among the commonest.
  func confirm(_ text: Span<UInt8>) -> Bool {
    var words = 0
    var hits = 0
    var word: UInt64 = 0
    var length = 0
    for i in text.indices {
      let byte = text[i]
      // Letters, apostrophes and all that is not ASCII.
      if (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == 0x27 {
        if let next = Self.packing(byte, at: length, into: word) { word = next }
        length += 1
        continue
      }
      if length > 0 {
        words += 1
        if length <= 8, contains(word) { hits += 1 }
        (word, length) = (0, 0)
        if words >= 64 { break }
        // Early in the sample the answer is mostly plain.
        if words == 16, hits >= 6 { return true }
        if words == 32, hits >= 8 { return true }
      }
    }
    return words >= 24 && hits * 5 >= words
  }
}
