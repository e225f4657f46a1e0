internal import Markup
internal import Newsroom

/// Markup of a wire's body (NITF, XHTML, plain text in XML) as HTML that `HTMLFragment` reads.
///
/// Pictures with their captions and notes to editors do not belong to the text: they are collected
/// beside it.
struct NITFBody {
  private(set) var html: [UInt8] = []
  private(set) var media: [Media] = []
  private(set) var notes: [String] = []

  /// Names of NITF that HTML has others for. Source: IPTC NITF 3.6, body.content.
  private static let renamed: [String: String] = [
    "hl1": "h1", "hl2": "h2", "bq": "blockquote", "tagline": "p", "nitf-table": "table",
    "copyrite": "p", "fn": "p", "credit": "cite", "lang": "span",
  ]
  /// What is no text of the story: tables of contents, metadata, scripts.
  private static let dropped: Set<String> = [
    "nitf-table-metadata", "custom-table", "alt-code", "head", "style", "script", "object",
    "media-metadata",
  ]

  /// Appends the content of `element`. Where it is text without elements, the text may be markup
  /// that was escaped.
  mutating func append(_ element: XMLElement) {
    if element.isLeaf {
      let text = element.wholeText
      if HTMLText.looksLikeMarkup(text) {
        append(markup: text)
      } else {
        append(plain: text)
      }
      return
    }
    var media: [Media] = []
    var notes: [String] = []
    element.appendMarkup(to: &html) { child in
      switch child.name {
      case "media":
        if let medium = NITFMedia.medium(child) { media.append(medium) }
        return .drop
      case "note":
        // `npa`: not for publication.
        if let text = child.text { notes.append(text) }
        return .drop
      case let name where Self.dropped.contains(name): return .drop
      case let name:
        if let other = Self.renamed[name] { return .rename(other) }
        return .keep
      }
    }
    html.append(0x0A)
    self.media += media
    self.notes += notes
  }

  /// Appends markup that the source escaped.
  mutating func append(markup: String) {
    html.append(contentsOf: markup.utf8)
    html.append(0x0A)
  }

  /// Appends text without markup: paragraphs are parted by blank lines, or begin with an indent,
  /// as telex lines do.
  mutating func append(plain text: String) {
    for paragraph in Self.paragraphs(text) {
      html.append(contentsOf: "<p>".utf8)
      html.append(contentsOf: Entities.escape(paragraph).utf8)
      html.append(contentsOf: "</p>\n".utf8)
    }
  }

  /// The body as a piece of a draft; nil where there is nothing in it.
  var source: SourceText? {
    guard html.contains(where: { $0 > 0x20 }) else { return nil }
    return SourceText(
      String(decoding: html, as: UTF8.self), kind: .html, mediaType: "application/xhtml+xml")
  }

  /// Paragraphs of text with hard line ends. Lines of one paragraph are joined where the text
  /// shows paragraphs at all; else each line is one.
  static func paragraphs(_ text: String) -> [String] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let isBlank = { (line: Substring) in !line.utf8.contains { $0 > 0x20 } }
    let isIndented = { (line: Substring) in line.first == "\t" || line.hasPrefix("  ") }
    let trimmed = lines.drop(while: isBlank)
    let showsParagraphs =
      trimmed.contains(where: isBlank)
      || (trimmed.contains(where: isIndented)
        && !trimmed.allSatisfy { isBlank($0) || isIndented($0) })
    var paragraphs: [String] = []
    var begins = true
    for line in trimmed {
      guard !isBlank(line) else {
        begins = true
        continue
      }
      let words = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
      if begins || !showsParagraphs || isIndented(line) {
        paragraphs.append(words)
      } else if let last = paragraphs.indices.last {
        paragraphs[last] += " " + words
      }
      begins = false
    }
    return paragraphs
  }
}
