internal import CCLD2

/// Which language the stories of one document are in: what is declared or was found before is
/// confirmed by its commonest words (`CommonWords`), all else is asked of CLD2.
struct LanguageDesk {
  /// Texts shorter than this, in bytes, say too little: the declared language stands.
  private static let enough = 200

  /// What CLD2 found in the story before.
  private var found: String?
  /// The last declaration as it was written, and as it is understood: a feed has one for all.
  private var written: String?
  private var understood: (tag: String, primary: String)?
  /// The language that was looked for last, with its commonest words.
  private var expected: (primary: String, words: CommonWords?)?

  /// `declared` where the text agrees or is short, else what is found; `isInferred` says which of
  /// both it was. Nil where nothing is declared and nothing found.
  mutating func decide(
    declared: String?, headline: String, body: [UInt8]
  ) -> (code: String, isInferred: Bool, contradicts: Bool)? {
    if declared != written {
      written = declared
      understood = declared.flatMap(Language.normalise).map { ($0, Language.primary($0)) }
    }
    let declared = understood?.tag
    let length = headline.utf8.count + 1 + body.count
    if let declared, length < Self.enough { return (declared, false, false) }
    // Where nothing is known, English is likeliest, and its commonest words are no other language's.
    let likely = understood?.primary ?? found ?? "en"
    if expected?.primary != likely { expected = (likely, CommonWords.of(likely)) }
    if let words = expected?.words, words.confirm(body.span) {
      if declared == nil { found = likely }
      return (declared ?? likely, declared == nil, false)
    }
    var text = Array(headline.utf8)
    text.reserveCapacity(length)
    text.append(0x0A)
    text += body
    let answer = declared == nil ? Language.guess(text) : Language.detect(text)
    if let answer { found = answer }
    if let declared, answer == nil || answer == understood?.primary {
      return (declared, false, false)
    }
    return answer.map { ($0, true, declared != nil) }
  }
}

/// Language codes, and CLD2's opinion.
enum Language {
  /// How many bytes tell what there is to tell.
  private static let sample = 16_384
  /// Below that share of the text (hundredths) another language stands beside it.
  private static let mostOfIt: Int32 = 60
  /// What CLD2 guesses of an odd text counts if so much of each kilobyte speaks for it. Where it
  /// saw nothing but names it answers with a hundred or so; prose that repeats itself has more.
  private static let speaks: Int32 = 150
  /// And if it is nearly all of a text and still not reliable, so much.
  private static let nearlyAll: Int32 = 90
  private static let speaksClearly: Int32 = 300
  /// Shorter texts than that, in bytes, are names or numbers sooner than prose.
  private static let short = 60

  /// A reliable answer that is true of most of the text, or nil.
  static func detect(_ text: [UInt8]) -> String? {
    guard let found = ask(text, bestEffort: false), found.isReliable, found.percent >= mostOfIt
    else { return nil }
    return found.code
  }

  /// The likeliest answer, where nothing is declared that stands in for one: also for texts that
  /// are short, odd or in two languages. Nil where nothing speaks for any.
  static func guess(_ text: [UInt8]) -> String? {
    if let found = ask(text, bestEffort: false), found.isReliable {
      return text.count < neighbourly
        ? Neighbours.nearer(to: found.code, for: text.span) : found.code
    }
    guard let found = ask(text, bestEffort: true) else { return nil }
    guard found.isReliable else {
      return found.percent >= nearlyAll && found.score >= speaksClearly ? found.code : nil
    }
    // A script that is one language's alone proves it without a word.
    let isProse = text.count >= short && found.score >= speaks
    return isProse || isBeyondLatin(text) ? found.code : nil
  }

  /// In a text of that many bytes CLD2 tells small languages from their large neighbours.
  private static let neighbourly = 400

  private static func isBeyondLatin(_ text: [UInt8]) -> Bool {
    // Latin, Greek and Cyrillic letters have one or two bytes.
    text.count { $0 >= 0xE0 } * 5 > text.count
  }

  private struct Answer {
    var code: String
    var isReliable: Bool
    var percent: Int32
    var score: Int32
  }

  private static func ask(_ text: [UInt8], bestEffort: Bool) -> Answer? {
    var found = wr_language()
    // The cut may fall anywhere: CLD2 is told valid UTF-8.
    let known = unsafe text.withUnsafeBufferPointer { bytes in
      var length = min(bytes.count, sample)
      while length > 0, length < bytes.count, unsafe bytes[length] & 0xC0 == 0x80 { length -= 1 }
      return unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
        guard let base = chars.baseAddress else { return false }
        return unsafe wr_detect_language(base, length, bestEffort, &found)
      }
    }
    guard known else { return nil }
    let name = unsafe withUnsafeBytes(of: found.code) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Answer(
      code: current[name] ?? name, isReliable: found.reliable, percent: found.percent,
      score: found.score)
  }

  /// CLD2 answers with some codes that ISO 639 has withdrawn.
  private static let current = ["iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro"]

  /// BCP 47 in its usual case, or nil for what is no language tag.
  static func normalise(_ tag: String) -> String? {
    let parts = tag.split { $0 == "-" || $0 == "_" }
    guard let first = parts.first, (2...3).contains(first.utf8.count),
      parts.allSatisfy({ $0.utf8.count <= 8 && $0.utf8.allSatisfy(isLetterOrDigit) })
    else { return nil }
    let rest = parts.dropFirst().map { $0.utf8.count == 2 ? $0.uppercased() : String($0) }
    let head = first.lowercased()
    return ([current[head] ?? head] + rest).joined(separator: "-")
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  static func primary(_ tag: String) -> String {
    let head = tag.utf8.prefix { $0 != UInt8(ascii: "-") }
    // Both written forms of Norwegian are one language to CLD2.
    return head.elementsEqual("nb".utf8) || head.elementsEqual("nn".utf8)
      ? "no" : String(decoding: head, as: UTF8.self)
  }
}
