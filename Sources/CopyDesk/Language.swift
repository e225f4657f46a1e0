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
  private var understood: String?

  /// `declared` where the text agrees or is short, else what is found; `isInferred` says which of
  /// both it was. Nil where nothing is declared and nothing found.
  mutating func decide(
    declared: String?, headline: String, body: [UInt8]
  ) -> (code: String, isInferred: Bool, contradicts: Bool)? {
    if declared != written {
      written = declared
      understood = declared.flatMap(Language.normalise)
    }
    let declared = understood
    let length = headline.utf8.count + 1 + body.count
    if let declared, length < Self.enough { return (declared, false, false) }
    let expected = declared.map(Language.primary) ?? found
    if let expected, let words = CommonWords.of(expected), words.confirm(body.span) {
      return (declared ?? expected, declared == nil, false)
    }
    var text = Array(headline.utf8)
    text.reserveCapacity(length)
    text.append(0x0A)
    text += body
    let answer = Language.detect(text)
    if let answer { found = answer }
    if let declared, answer.map({ $0 == Language.primary(declared) }) ?? true {
      return (declared, false, false)
    }
    return answer.map { ($0, true, declared != nil) }
  }
}

/// Language codes, and CLD2's opinion.
enum Language {
  /// How many bytes tell what there is to tell.
  private static let sample = 16_384

  /// A reliable answer, or nil.
  static func detect(_ text: [UInt8]) -> String? {
    var code = [CChar](repeating: 0, count: 16)
    var reliable = false
    var percent: Int32 = 0
    // The cut may fall anywhere: CLD2 is told valid UTF-8.
    let known = unsafe text.withUnsafeBufferPointer { bytes in
      var length = min(bytes.count, sample)
      while length > 0, length < bytes.count, unsafe bytes[length] & 0xC0 == 0x80 { length -= 1 }
      return unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
        guard let base = chars.baseAddress else { return false }
        return unsafe wr_detect_language(base, length, &code, &reliable, &percent)
      }
    }
    guard known, reliable, percent >= 60 else { return nil }
    let name = String(decoding: code.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return current[name] ?? name
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
    let head = tag.prefix { $0 != "-" }
    // Both written forms of Norwegian are one language to CLD2.
    return head == "nb" || head == "nn" ? "no" : String(head)
  }
}
