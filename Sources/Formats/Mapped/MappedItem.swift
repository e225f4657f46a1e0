internal import Markup
internal import Newsroom

/// One story of a mapped document.
struct MappedItem {
  private let item: XPathNode
  private let document: XPathDocument
  private let mapping: XMLMapping

  init(_ item: XPathNode, of document: XPathDocument, by mapping: XMLMapping) {
    self.item = item
    self.document = document
    self.mapping = mapping
  }

  func draft() -> Draft {
    var draft = Draft()
    identity(&draft)
    draft.headline = .words(text(.headline))
    for line in texts(.subheadline) { draft.subheadline(line, role: "subheadline") }
    draft.slugline = text(.slugline)
    draft.byline = text(.byline)
    draft.located = text(.located)
    draft.summary = .words(texts(.summary).joined(separator: "\n").nonEmpty)
    draft.content = body()
    draft.language = text(.language)
    draft.published = draft.date(text(.published))
    draft.updated = draft.date(text(.updated))
    draft.embargo = draft.date(text(.embargo))
    draft.urgency = WireWords.urgency(text(.urgency))
    draft.categories = subjects()
    draft.categories += words(.keywords).map { Category(term: $0, rel: "keyword") }
    draft.genres = texts(.genre).map { Category(term: $0) }
    for name in texts(.source) { draft.source(name) }
    draft.copyright = text(.copyright)
    draft.usageTerms = text(.usageTerms)
    for line in texts(.edNote) { draft.note(line) }
    draft.media = pictures()
    return draft
  }

  private func identity(_ draft: inout Draft) {
    draft.id = text(.id)
    draft.url = text(.url)
    draft.version = text(.version)
    draft.follows = texts(.follows).filter { $0 != draft.id }
    guard let status = text(.status) else { return }
    draft.pubStatus = WireWords.pubStatus(status)
    draft.isCorrection = ["correction", "corrected"].contains(status.lowercased())
  }

  /// Each subject with its scheme and what it means, both read from the subject's own node.
  private func subjects() -> [Category] {
    guard case .nodes(let nodes) = value(.subjects) else {
      return texts(.subjects).map { Category(term: $0, scheme: text(.subjectScheme)) }
    }
    return nodes.compactMap { node in
      guard let term = Self.line(node.text) else { return nil }
      return Category(
        term: term, scheme: text(.subjectScheme, at: node), label: text(.subjectName, at: node))
    }
  }

  private func pictures() -> [Media] {
    nodes(.picture, at: item).compactMap { node in
      let isAddress = mapping.fields[.pictureURL] == nil && mapping.fields[.rendition] == nil
      var picture = Media(
        kind: .picture, url: isAddress ? Self.line(node.text) : text(.pictureURL, at: node),
        caption: text(.pictureCaption, at: node), credit: text(.pictureCredit, at: node))
      picture.renditions = nodes(.rendition, at: node).compactMap { size in
        let address =
          mapping.fields[.renditionURL] == nil
          ? Self.line(size.text) : text(.renditionURL, at: size)
        return address.map { Rendition(name: text(.renditionName, at: size), url: $0) }
      }
      let isNothing = picture.url == nil && picture.caption == nil && picture.renditions.isEmpty
      return isNothing ? nil : picture
    }
  }

  // MARK: Values

  /// What the first path of a field that finds anything gives, from a node on.
  private func value(_ field: XMLMapping.Field, at node: XPathNode? = nil) -> XPathValue? {
    for path in mapping.fields[field] ?? [] {
      let value = document.evaluate(path, at: node ?? item)
      switch value {
      case .nodes(let nodes) where nodes.contains { Self.line($0.text) != nil }: return value
      case .text(let text) where Self.line(text) != nil: return value
      default: break
      }
    }
    return nil
  }

  /// The nodes that a field's first path with any finds; they need no text.
  private func nodes(_ field: XMLMapping.Field, at node: XPathNode) -> [XPathNode] {
    for path in mapping.fields[field] ?? [] {
      if case .nodes(let nodes) = document.evaluate(path, at: node), !nodes.isEmpty {
        return nodes
      }
    }
    return []
  }

  /// The texts of a field, each on one line.
  private func texts(_ field: XMLMapping.Field) -> [String] {
    switch value(field) {
    case .nodes(let nodes): nodes.compactMap { Self.line($0.text) }
    case .text(let text): Self.line(text).map { [$0] } ?? []
    case nil: []
    }
  }

  private func text(_ field: XMLMapping.Field) -> String? { texts(field).first }

  /// The same from a node of the item's on.
  private func text(_ field: XMLMapping.Field, at node: XPathNode) -> String? {
    switch value(field, at: node) {
    case .nodes(let nodes): nodes.lazy.compactMap { Self.line($0.text) }.first
    case .text(let text): Self.line(text)
    case nil: nil
    }
  }

  /// Words that stand one by one, or parted by commas or semicolons.
  private func words(_ field: XMLMapping.Field) -> [String] {
    texts(field).flatMap { line in
      line.split { $0 == "," || $0 == ";" }.compactMap { Self.line(String($0)) }
    }
  }

  /// The text with one space for each run of white space; nil where nothing is left.
  private static func line(_ text: String) -> String? {
    PlainTextParser.Run(text).trimmed.name.nonEmpty
  }

  // MARK: Body

  /// One element that holds elements is a frame of markup; anything else is a paragraph each.
  private func body() -> SourceText? {
    var body = NITFBody()
    var html: [UInt8] = []
    switch value(.body) {
    case .text(let text): body.append(text: text)
    case .nodes(let nodes) where nodes.count == 1 && nodes[0].hasElements:
      nodes[0].appendMarkup(to: &html) { Self.isBlock($0) || Self.inline.contains($0) ? $0 : "p" }
    case .nodes(let nodes) where nodes.count == 1: body.append(text: nodes[0].text)
    case .nodes(let nodes):
      for node in nodes {
        let block = node.isElement && Self.isBlock(node.name.lowercased()) ? node.name : "p"
        html += "<\(block)>".utf8
        if node.isElement {
          node.appendMarkup(to: &html)
        } else {
          html += Entities.escape(node.text).utf8
        }
        html += "</\(block)>".utf8
      }
    case nil: return nil
    }
    guard html.contains(where: { $0 > 0x20 }) else { return body.source }
    return SourceText(
      String(decoding: html, as: UTF8.self), kind: .html, mediaType: "application/xhtml+xml")
  }

  private static func isBlock(_ name: String) -> Bool {
    [
      "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "table", "pre",
      "div", "section", "figure", "hr",
    ].contains(name)
  }

  private static let inline: Set<String> = [
    "a", "b", "i", "u", "s", "em", "strong", "span", "br", "img", "sub", "sup", "small", "q",
    "cite", "code", "abbr", "mark", "font",
  ]
}

extension NITFBody {
  /// Appends a text that may be markup which was escaped, or stood in CDATA.
  fileprivate mutating func append(text: String) {
    if HTMLText.looksLikeMarkup(text) { append(markup: text) } else { append(plain: text) }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
