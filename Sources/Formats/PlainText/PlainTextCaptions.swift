extension PlainTextParser {
  /// A paragraph that speaks of a picture. Never certain: a page's text does not say so.
  struct Caption: Equatable {
    var text: String
    var credit: String?
  }

  /// Captions are short (bytes).
  private static let longestCaption = 600

  /// Where somebody stands in the picture, in brackets (AP Stylebook: captions).
  private static let positions = [
    "(left)", "(right)", "(center)", "(centre)", "(front)", "(back)", "(top)", "(bottom)",
    "(pictured", "(far left)", "(far right)", "(second left)", "(second right)", "(second from",
    "(2nd l)", "(2nd r)",
  ]
  /// The short form; L and R are parties too, so these prove nothing in a full sentence.
  private static let shortPositions = ["(l)", "(r)", "(c)"]

  private static let creditOpeners = [
    "image copyright", "image caption", "image source", "media caption", "featured image",
    "caption:", "foto:", "fotos:", "bild:", "photo : ", "crédit photo", "fotografía:", "imagen:",
    "photo:", "photo by", "photo credit", "photo via", "photograph:", "photograph by",
    "picture:", "(photo:", "(photo by", "(photo credit", "(photo via", "photo illustration",
  ]
  /// Photo desks at the end of a caption.
  private static let creditMarks = [
    "getty images", "| getty", "ap photo", "/afp", "(ap)", "reuters/", "/reuters", "shutterstock",
    "(photo by", "(photo:", "epa/", "/epa", "via getty", "/ap)", "via ap",
  ]

  /// Recognises a caption by what stands in it (a position, a credit), or, in a story that bears
  /// a page's furniture, by its grammar; `before` and `after` are its neighbours.
  static func caption(
    _ text: Run, before: Run?, after: Run?, onPage hasFurniture: Bool
  ) -> Caption? {
    guard text.count <= longestCaption else { return nil }
    if creditOpeners.contains(where: { text.begins(with: $0) }), text.count <= 200 {
      return Caption(text: text.string, credit: nil)
    }
    if let credit = creditAtEnd(of: text) { return Caption(text: text.string, credit: credit) }
    let isCaption =
      hasPosition(text) || isLabel(text, besides: before, after)
      || (hasFurniture && before != nil && isScene(text))
    return isCaption ? Caption(text: text.string, credit: nil) : nil
  }

  /// Whether a paragraph proves that the text comes from a page with pictures.
  static func provesPictures(_ text: Run) -> Bool {
    text.count <= longestCaption && (hasPosition(text) || creditAtEnd(of: text) != nil)
  }

  /// "… in Aleppo. Ameer Sample/AFP/Getty Images": a credit within the last words, no stop after.
  private static func creditAtEnd(of text: Run) -> String? {
    let tail = text.dropping(max(0, text.count - 60))
    guard !text.endsSentence || text.last == UInt8(ascii: ")"), !text.endsWithQuote else {
      return nil
    }
    guard let at = creditMarks.lazy.compactMap({ tail.range(of: $0)?.lowerBound }).min() else {
      return nil
    }
    // The name before the desk's mark belongs to the credit: it begins after a bar, a bracket or
    // a sentence's stop.
    var start = at
    while start > text.bytes.startIndex, text.bytes[at] != UInt8(ascii: "|") {
      let byte = text.bytes[start - 1]
      if byte == UInt8(ascii: "|") || byte == UInt8(ascii: "(") { break }
      if byte == UInt8(ascii: "."), Run.spaceLength(text.bytes, at: start) > 0 { break }
      start -= 1
    }
    if start == text.bytes.startIndex { start = at }
    var credit = text.between(start, text.bytes.endIndex)
    while let first = credit.first, first == UInt8(ascii: "|") || first == UInt8(ascii: "(") {
      credit = credit.dropping(1).trimmed
    }
    while let last = credit.last, last == UInt8(ascii: ")") || last == UInt8(ascii: ".") {
      credit = Run(credit.bytes.dropLast())
    }
    return credit.trimmed.string
  }

  private static func hasPosition(_ text: Run) -> Bool {
    guard let bracket = text.bytes.firstIndex(of: UInt8(ascii: "(")) else { return false }
    let brackets = text.between(bracket, text.bytes.endIndex)
    if brackets.contains(anyOf: positions) { return !text.endsSentence || text.isOneSentence }
    return !text.endsSentence && brackets.contains(anyOf: shortPositions)
  }

  /// "US ambassador to the UN Ann Example": an office and a full name, and a neighbour begins
  /// with or holds the very same words. A heading is not repeated word for word.
  private static func isLabel(_ text: Run, besides before: Run?, _ after: Run?) -> Bool {
    guard text.count <= 120, !text.endsSentence else { return false }
    let words = text.words(limit: 16)
    guard (3...15).contains(words.count), words.suffix(2).allSatisfy(\.beginsUppercase),
      words.contains(where: { $0.beginsLowercase && $0.count > 3 })
    else { return false }
    return [after, before].contains { neighbour in
      neighbour?.prefix(400).holds(text) ?? false
    }
  }

  /// What people do in pictures, in the present tense (AP Stylebook: captions tell in the
  /// present what the picture shows).
  private static let sceneVerbs: Set<String> = [
    "addresses", "arrives", "attends", "billows", "boards", "burns", "carries", "carry", "chant",
    "clash", "delivers", "departs", "embrace", "embraces", "flies", "gather", "gathers", "gestures",
    "greet", "greets", "hold", "holds", "hugs", "inspects", "kisses", "kneels", "laughs", "leaves",
    "lies", "listens", "looks", "mourn", "pass", "poses", "pose", "pray", "prays", "reacts",
    "rides", "rises", "shakes", "sit", "sits", "smiles", "speaks", "stand", "stands", "takes",
    "talks", "tours", "walk", "walks", "watches", "waves",
  ]
  private static let auxiliaries: Set<String> = [
    "and", "can", "could", "may", "might", "must", "not", "or", "should", "that", "to", "which",
    "who", "will", "would",
  ]

  /// One sentence without speech, in the present tense: "Smoke rises behind …".
  private static func isScene(_ text: Run) -> Bool {
    guard text.count <= 200, text.isOneSentence, !text.contains(anyOf: ["\"", "“", "”", "said"]),
      text.last == UInt8(ascii: "."), text.beginsUppercase
    else { return false }
    let words = text.words(limit: 8)
    return zip(words, words.dropFirst()).contains { before, word in
      sceneVerbs.contains(word.string) && !auxiliaries.contains(before.folded)
    }
  }
}

extension PlainTextParser.Run {
  /// Whether `other` stands in the run, byte for byte. For short runs.
  func holds(_ other: PlainTextParser.Run) -> Bool {
    guard let first = other.first, other.count <= count else { return false }
    return (bytes.startIndex...(bytes.endIndex - other.count)).contains {
      bytes[$0] == first && bytes[$0...].starts(with: other.bytes)
    }
  }
}
