internal import Markup
internal import Newsroom

/// The content of a newsItem: text inline, and the shapes in which a medium lies elsewhere.
enum G2Content {
  static func read(_ item: XMLElement, _ draft: inout Draft) {
    for content in item.all("contentset") {
      if draft.content == nil { readText(content, &draft) }
      readRemote(content, &draft)
    }
    for part in item.all("partmeta") where draft.headline == nil {
      G2Lines.read(part, &draft)
    }
  }

  // MARK: text

  /// A contentSet holds alternatives of the same content: the richest is taken.
  private static func readText(_ content: XMLElement, _ draft: inout Draft) {
    let inline = content.all("inlinexml")
    if let nitf = inline.lazy.compactMap({ $0.descendant("nitf") }).first {
      read(nitf: nitf, &draft)
    } else if let xml = inline.first(where: { isText($0) }) {
      read(xml: xml, &draft)
    } else if let data = content.first("inlinedata") {
      read(data: data, &draft)
    }
  }

  /// Other XML is data (results of sport, calendars), and its words in a row are no text.
  private static func isText(_ xml: XMLElement) -> Bool {
    if xml.isLeaf { return xml.text != nil }
    return ["html", "body.content", "p", "pre", "div"].contains { xml.descendant($0) != nil }
  }

  private static func read(nitf: XMLElement, _ draft: inout Draft) {
    let inner = NITFParser.draft(nitf)
    draft.content = inner.content
    draft.media += inner.media
    draft.headline = draft.headline ?? inner.headline
    draft.byline = draft.byline ?? inner.byline
    draft.located = draft.located ?? inner.located
    draft.summary = draft.summary ?? inner.summary
    if draft.headlines.isEmpty { draft.headlines = inner.headlines }
  }

  private static func read(xml: XMLElement, _ draft: inout Draft) {
    let root = xml.descendant("html") ?? xml
    var text = NITFBody()
    text.append(root.first("body") ?? root)
    draft.content = text.source
    draft.media += text.media
    for note in text.notes { draft.note(note) }
    if draft.headline == nil, draft.title == nil {
      draft.headline = .words(root.first("head", "title")?.text)
    }
  }

  private static func read(data: XMLElement, _ draft: inout Draft) {
    // Encoded data is a file, which is no text of ours.
    guard data["encoding"] == nil else { return }
    let type = data["contenttype"]?.lowercased() ?? ""
    if type.contains("html") || type.contains("xml") {
      draft.content = SourceText(data.wholeText, kind: .html, mediaType: type)
    } else {
      var text = NITFBody()
      text.append(plain: data.wholeText)
      draft.content = text.source
    }
  }

  // MARK: elsewhere

  private static func readRemote(_ content: XMLElement, _ draft: inout Draft) {
    for remote in content.all("remotecontent") {
      var rendition = Rendition(
        name: remote["rendition"].map(WireWords.lastPart),
        url: remote["href"] ?? remote.first("altloc")?.text ?? remote["residref"])
      rendition.mediaType = remote["contenttype"]
      rendition.bytes = remote["size"].flatMap { Int($0) }
      rendition.width = remote["width"].flatMap { Int($0) }
      rendition.height = remote["height"].flatMap { Int($0) }
      // Seconds, unless another unit is named.
      if remote["durationunit"] == nil {
        rendition.duration = remote["duration"].flatMap(Double.init)
      }
      draft.renditions.append(rendition)
      for id in remote.all("altid") { draft.alsoKnown(as: id.text, id["type"] ?? "altId") }
    }
  }
}
