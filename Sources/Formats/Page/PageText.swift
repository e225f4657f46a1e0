import Markup

/// Words of a page's metadata.
enum PageText {
  /// On one line, entities read; nil where nothing is left.
  static func clean(_ text: String) -> String? {
    let text = text.utf8.contains(0x26) ? Entities.unescape(text) : text
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\u{A0}" || $0.isNewline }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The text as compared: letters and digits in lower case with single spaces.
  static func folded(_ text: String) -> String {
    var out = ""
    var needsSpace = false
    for character in text.lowercased() {
      guard character.isLetter || character.isNumber else {
        needsSpace = !out.isEmpty
        continue
      }
      if needsSpace { out.append(" ") }
      needsSpace = false
      out.append(character)
    }
    return out
  }
}
