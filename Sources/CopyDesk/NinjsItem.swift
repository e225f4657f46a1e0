internal import Newsroom

/// Writes a story as IPTC ninjs, with those properties only that 3.0, 3.1 and 3.2 all accept.
/// Source: iptc.org/std/ninjs, the schemas of those versions.
struct NinjsItem {
  let body: Body
  let uri: String
  let headline: String?
  let language: String?
  let located: String?
  /// Contributors whom the text names, beside those of the source.
  let thanked: [String]
  let media: [Media]
  /// The summary beside the content, without markup.
  let summary: [UInt8]?
  /// Headlines beside the main one, and descriptions beside the summary, without markup.
  let headlines: [(role: String?, text: [UInt8])]
  let descriptions: [(role: String?, text: [UInt8])]
  let writesHTML: Bool

  /// `draft` comes by the way: to hold it would cost a reference count for each of its Strings.
  func write(_ draft: Draft, into json: inout JSONWriter) {
    json.beginObject()
    json.member("uri", uri)
    json.member("type", draft.type ?? "text")
    json.member("version", draft.version)
    json.member("firstCreated", date: draft.created ?? draft.published)
    json.member("versionCreated", date: draft.updated ?? draft.published)
    json.member("contentCreated", date: draft.contentCreated)
    json.member("embargoedUntil", date: draft.embargo)
    json.member("pubStatus", draft.pubStatus)
    json.member("urgency", draft.urgency)
    json.member("copyrightHolder", draft.copyrightHolder)
    json.member("copyrightNotice", draft.copyright)
    json.member("usageTerms", draft.usageTerms)
    json.member("edNote", draft.editorialNote)
    json.member("language", language)
    writeHeadlines(&json)
    writeDescriptions(draft, &json)
    writeBodies(&json)
    writePeople(draft, &json)
    writeConcepts(draft, &json)
    json.member("title", draft.title)
    json.member("by", Self.byline(draft))
    json.member("slugline", draft.slugline)
    json.member("located", located)
    list(&json, "renditions", draft.renditions) { writeRendition(&$0, $1) }
    writeAssociations(&json)
    writeAltIDs(draft, &json)
    writeGenres(draft, &json)
    writeEvent(draft, &json)
    json.member("expires", date: draft.expires)
    json.members(#""standard":{"name":"ninjs","version":"3.0"}"#)
    json.endObject()
  }

  private static func byline(_ draft: Draft) -> String? {
    if let byline = draft.byline { return byline }
    let names = draft.authors.compactMap { $0.name ?? $0.email }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  private func writeHeadlines(_ json: inout JSONWriter) {
    guard headline != nil || !headlines.isEmpty else { return }
    json.key("headlines")
    json.beginArray()
    if let headline { writeText(&json, role: "main", headline.utf8.span) }
    for row in headlines { writeText(&json, role: row.role ?? "alternative", row.text.span) }
    json.endArray()
  }

  private func writeDescriptions(_ draft: Draft, _ json: inout JSONWriter) {
    let summary = summary ?? []
    guard !draft.highlights.isEmpty || !summary.isEmpty || !descriptions.isEmpty else { return }
    json.key("descriptions")
    json.beginArray()
    for text in draft.highlights { writeText(&json, role: "highlight", text.utf8.span) }
    if !summary.isEmpty { writeText(&json, role: "summary", summary.span) }
    for row in descriptions { writeText(&json, role: row.role ?? "summary", row.text.span) }
    json.endArray()
  }

  private func writeText(_ json: inout JSONWriter, role: String, _ text: Span<UInt8>) {
    json.beginObject()
    json.member("role", role)
    json.members(#""contentType":"text/plain""#)
    json.key("value")
    json.string(utf8: text)
    json.endObject()
  }

  private func writeAltIDs(_ draft: Draft, _ json: inout JSONWriter) {
    let guid = draft.id != uri ? draft.id : nil
    guard guid != nil || !draft.altIDs.isEmpty else { return }
    json.key("altIds")
    json.beginArray()
    for id in draft.altIDs { writeAltID(&json, id.role, id.value) }
    if let guid { writeAltID(&json, "guid", guid) }
    json.endArray()
  }

  func writeAltID(_ json: inout JSONWriter, _ role: String, _ value: String) {
    json.beginObject()
    json.member("role", role)
    json.member("value", value)
    json.endObject()
  }

  private func writeBodies(_ json: inout JSONWriter) {
    json.key("bodies")
    json.beginArray()
    json.beginObject()
    json.members(#""role":"main","contentType":"text/plain""#)
    let counts = body.counts
    json.member("charCount", counts.characters)
    json.member("wordCount", counts.words)
    json.member("value", utf8: body.plain)
    json.endObject()
    if writesHTML, let html = body.html, !html.isEmpty {
      json.beginObject()
      json.members(#""role":"main","contentType":"text/html""#)
      json.member("value", utf8: html)
      json.endObject()
    }
    json.endArray()
  }

  /// A property that is a list of objects; absent where there are none.
  func list<Element>(
    _ json: inout JSONWriter, _ name: StaticString, _ elements: [Element],
    write: (inout JSONWriter, Element) -> Void
  ) {
    guard !elements.isEmpty else { return }
    json.key(name)
    json.beginArray()
    for n in elements.indices {
      json.beginObject()
      write(&json, elements[n])
      json.endObject()
    }
    json.endArray()
  }

  /// Whether a string is a URI with a scheme, which is what the schema's `uri` format asks for.
  func isAbsolute(_ uri: String) -> Bool {
    let bytes = uri.utf8.span
    var scheme = 0
    while scheme < bytes.count, bytes[scheme] != UInt8(ascii: ":") {
      switch bytes[scheme] {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2B, 0x2D, 0x2E: scheme += 1
      default: return false
      }
    }
    guard scheme > 0, scheme < bytes.count else { return false }
    for i in scheme..<bytes.count where bytes[i] <= 0x20 { return false }
    return true
  }
}
