internal import CCLD2

/// Which language a text is in, by CLD2.
enum Language {
  /// Texts shorter than this say too little: the declared language stands.
  private static let enough = 200

  /// `declared` where CLD2 agrees or the text is short, else what CLD2 finds; `isInferred` says
  /// which of both it was. Nil where nothing is declared and nothing found.
  static func decide(
    declared: String?, text: String
  ) -> (code: String, isInferred: Bool, contradicts: Bool)? {
    let declared = declared.flatMap(normalise)
    let found = detect(text)
    if let declared {
      let agrees = found.map { $0 == primary(declared) } ?? true
      if agrees || text.utf8.count < enough { return (declared, false, false) }
    }
    return found.map { ($0, true, declared != nil) }
  }

  /// A reliable answer, or nil.
  static func detect(_ text: String) -> String? {
    var text = text
    var code = [CChar](repeating: 0, count: 16)
    var reliable = false
    var percent: Int32 = 0
    // 16 KB tell what there is to tell, and the cut may fall anywhere: CLD2 is told valid UTF-8.
    let known = text.withUTF8 { bytes in
      var length = min(bytes.count, 16_384)
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
  private static func normalise(_ tag: String) -> String? {
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

  private static func primary(_ tag: String) -> String {
    let head = tag.prefix { $0 != "-" }
    // Both written forms of Norwegian are one language to CLD2.
    return head == "nb" || head == "nn" ? "no" : String(head)
  }
}
