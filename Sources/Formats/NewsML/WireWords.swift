internal import Newsroom

/// Words that wires use for the same things.
enum WireWords {
  /// A publication status in ninjs's words: `usable`, `withheld`, `canceled`; nil for a word that
  /// is none of them.
  static func pubStatus(_ word: String?) -> String? {
    guard let word else { return nil }
    switch lastPart(word).lowercased() {
    case "usable", "published", "available": return "usable"
    case "withheld", "embargoed", "hold": return "withheld"
    case "canceled", "cancelled", "killed", "kill", "recalled", "withdrawn": return "canceled"
    default: return nil
    }
  }

  /// An item's type in ninjs's words; nil for a word that is none of them.
  static func itemType(_ word: String?) -> String? {
    guard let word else { return nil }
    switch lastPart(word).lowercased() {
    case "text", "html", "xhtml", "preformatted": return "text"
    case "picture", "photo", "image", "pic": return "picture"
    case "graphic", "animated", "infographic": return "graphic"
    case "audio", "sound": return "audio"
    case "video", "moving": return "video"
    case "composite", "package": return "composite"
    case "newscoverage", "planning": return "planning"
    case "event": return "event"
    case "component", "concept", "scheme", "catalog": return "component"
    default: return nil
    }
  }

  /// The same as a kind of medium.
  static func mediaKind(_ word: String?) -> Media.Kind? {
    switch itemType(word) {
    case "text": .text
    case "picture": .picture
    case "graphic": .graphic
    case "audio": .audio
    case "video": .video
    case "composite": .composite
    default: nil
    }
  }

  /// What stands behind the last colon or slash: `usable` of `stat:usable`.
  static func lastPart(_ code: String) -> String {
    let part = code.split(whereSeparator: { $0 == ":" || $0 == "/" }).last
    return part.map(String.init) ?? code
  }

  /// An urgency from 1 to 9, the only ones that a record takes.
  static func urgency(_ text: String?) -> Int? {
    guard let text, let value = Int(text), (1...9).contains(value) else { return nil }
    return value
  }
}
