internal import Markup
internal import Newsroom

/// The body of a ninjs item: the richest of what it offers.
enum NinjsBody {
  static func read(_ item: JSONMembers, _ draft: inout Draft) {
    draft.content = list(item) ?? variants(item)
    readNITF(&draft)
  }

  /// A body may be a whole NITF document.
  private static func readNITF(_ draft: inout Draft) {
    guard let text = draft.content?.value, text.utf8.prefix(1024).contains(UInt8(ascii: "<")),
      text.prefix(1024).contains("<nitf")
    else { return }
    var scan = XMLScan(Array(text.utf8))
    var inner: Draft?
    _ = try? XMLTree.read(&scan, parts: ["nitf"]) { inner = NITFParser.draft($0) }
    guard let inner else { return }
    draft.content = inner.content
    draft.media += inner.media
    draft.byline = draft.byline ?? inner.byline
    draft.located = draft.located ?? inner.located
  }

  /// `bodies` of ninjs 2 and 3: the main one, in HTML where there is one.
  private static func list(_ item: JSONMembers) -> SourceText? {
    let bodies = item.objects("bodies").map(\.members).filter { $0.text("value") != nil }
    let main = bodies.filter { ["main", nil].contains($0.text("role")?.lowercased()) }
    let offered = main.isEmpty ? bodies : main
    let best = offered.first { type(of: $0).contains("html") } ?? offered.first
    return best.flatMap { NinjsParser.text($0.text("value"), type: type(of: $0)) }
  }

  private static func type(of body: JSONMembers) -> String {
    body.text("contenttype")?.lowercased() ?? "text/html"
  }

  /// `body_html`, `body_xhtml`, `body_text` of ninjs 1.
  private static func variants(_ item: JSONMembers) -> SourceText? {
    let names = item.names(from: "body_")
    let marked = names.first { $0.contains("html") } ?? names.first { $0.contains("richtext") }
    if let value = marked.flatMap({ item.text($0) }) ?? item.text("article_html") {
      return NinjsParser.text(value, type: "text/html")
    }
    let plain = item.text("body_text") ?? names.first.flatMap { item.text($0) }
    return NinjsParser.text(plain ?? item.text("definition_long"), type: "text/plain")
  }
}
