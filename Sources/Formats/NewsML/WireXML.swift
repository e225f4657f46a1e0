internal import Markup
internal import Newsroom

/// What the XML wire formats have in common: the way from bytes to items.
enum WireXML {
  /// Hands each item of the document to `item`: the outermost elements of those names, in lower
  /// case. Adds to `document` what was amiss. Throws `hostile-markup`.
  static func read(
    _ text: DecodedText, _ sniffed: Sniffed, items: Set<String>, into document: inout DocumentInfo,
    item: (XMLElement) -> Void
  ) throws(Rejection) {
    var scan = XMLScan(text.bytes, from: sniffed.start)
    let isWellFormed = try XMLTree.read(&scan, parts: items, part: item)
    if sniffed.start > text.start,
      text.bytes[text.start..<sniffed.start].contains(where: { $0 > 0x20 }) || scan.hasJunkBefore
    {
      document.warnings.append(.junkBeforeDocument)
    }
    if scan.isTruncated { document.warnings.append(.truncated) }
    if scan.isRepaired || (!isWellFormed && !scan.isTruncated) {
      document.warnings.append(.xmlRecovered)
    }
  }
}

/// What an element of a wire format becomes in a draft: the tables of the parsers are made of it.
typealias FieldRule = @Sendable (XMLElement, inout Draft) -> Void

extension [String: FieldRule] {
  /// Reads each child of `element` by its rule; those without one are left.
  func apply(to element: XMLElement?, _ draft: inout Draft) {
    guard let element else { return }
    for child in element.elements { self[child.name]?(child, &draft) }
  }
}

extension Draft {
  /// The instant that a source wrote; nil with a warning where no rule reads it.
  mutating func date(_ text: String?) -> NewsDate? {
    guard let text, !text.isEmpty else { return nil }
    if let date = NewsDateParser.parse(text) { return date }
    if !warnings.contains(.badDate) { warnings.append(.badDate) }
    return nil
  }

  /// Adds a line to the note to editors.
  mutating func note(_ text: String?) {
    guard let text, !text.isEmpty else { return }
    if let known = editorialNote {
      if !known.contains(text) { editorialNote = known + "\n" + text }
    } else {
      editorialNote = text
    }
  }

  /// Adds an id that is not the story's own.
  mutating func alsoKnown(as value: String?, _ role: String) {
    guard let value, !value.isEmpty, !altIDs.contains(where: { $0 == (role, value) }) else {
      return
    }
    altIDs.append((role: role, value: value))
  }

  /// Adds a source once; a role only tells those of one name apart.
  mutating func source(_ name: String?, role: String? = nil, uri: String? = nil) {
    guard let name, !name.isEmpty,
      !infoSources.contains(where: { $0.term == name && ($0.rel == role || role == nil) })
    else { return }
    infoSources.append(Category(term: name, scheme: uri, rel: role))
  }

  /// What is no text is the same thing only under the same id: two pictures of a series share
  /// their caption, and two empty packages are not one.
  mutating func identifyByID() {
    let isText = !["picture", "graphic", "audio", "video", "planning", "event", "component"]
      .contains(type ?? "text")
    guard let id, !isText || (content == nil && blocks.isEmpty && summary == nil) else { return }
    identityText = [summary?.value, id].compactMap { $0 }.joined(separator: "\n")
  }

  /// Adds what stands above a story besides its headline.
  mutating func subheadline(_ text: String?, role: String) {
    guard let text, !text.isEmpty else { return }
    headlines.append(RoleText(role: role, text: SourceText(text)))
  }
}

extension SourceText {
  /// Plain text that a wire declared, nil where there is none.
  static func words(_ text: String?, language: String? = nil) -> SourceText? {
    guard let text, !text.isEmpty else { return nil }
    return SourceText(text, kind: .plain, mediaType: "text/plain", language: language)
  }
}

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
