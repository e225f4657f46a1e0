internal import Newsroom

/// How the parsers of wires put things into a draft: nothing twice, nothing empty.
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
