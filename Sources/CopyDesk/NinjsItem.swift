internal import Newsroom

/// Writes a story as IPTC ninjs, with those properties only that 3.0, 3.1 and 3.2 all accept.
/// Source: iptc.org/std/ninjs, the schemas of those versions.
struct NinjsItem {
  let body: Body
  let uri: String
  let headline: String?
  let language: String?
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
    json.member("firstCreated", (draft.created ?? draft.published)?.rfc3339())
    json.member("versionCreated", (draft.updated ?? draft.published)?.rfc3339())
    json.member("contentCreated", draft.contentCreated?.rfc3339())
    json.member("embargoedUntil", draft.embargo?.rfc3339())
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
    json.member("located", draft.located)
    list(&json, "renditions", draft.renditions, write: writeRendition)
    writeAssociations(&json)
    var altIDs = draft.altIDs
    if let id = draft.id, id != uri { altIDs.append((role: "guid", value: id)) }
    list(&json, "altIds", altIDs) { json, id in
      json.member("role", id.role)
      json.member("value", id.value)
    }
    writeGenres(draft, &json)
    writeEvent(draft, &json)
    json.member("expires", draft.expires?.rfc3339())
    json.key("standard")
    json.beginObject()
    json.member("name", "ninjs")
    json.member("version", "3.0")
    json.endObject()
    json.endObject()
  }

  private static func byline(_ draft: Draft) -> String? {
    if let byline = draft.byline { return byline }
    let names = draft.authors.compactMap { $0.name ?? $0.email }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  private func writeHeadlines(_ json: inout JSONWriter) {
    guard headline != nil || !headlines.isEmpty else { return }
    var rows = headline.map { [(role: "main", text: Array($0.utf8))] } ?? []
    rows += headlines.map { ($0.role ?? "alternative", $0.text) }
    list(&json, "headlines", rows, write: writeText)
  }

  private func writeDescriptions(_ draft: Draft, _ json: inout JSONWriter) {
    var rows = draft.highlights.map { (role: "highlight", text: Array($0.utf8)) }
    if let summary, !summary.isEmpty { rows.append(("summary", summary)) }
    rows += descriptions.map { ($0.role ?? "summary", $0.text) }
    list(&json, "descriptions", rows, write: writeText)
  }

  private func writeText(_ json: inout JSONWriter, _ row: (role: String, text: [UInt8])) {
    json.member("role", row.role)
    json.member("contentType", "text/plain")
    json.member("value", utf8: row.text)
  }

  private func writeBodies(_ json: inout JSONWriter) {
    json.key("bodies")
    json.beginArray()
    json.beginObject()
    json.member("role", "main")
    json.member("contentType", "text/plain")
    let counts = body.counts
    json.member("charCount", counts.characters)
    json.member("wordCount", counts.words)
    json.member("value", utf8: body.plain)
    json.endObject()
    if writesHTML, let html = body.html, !html.isEmpty {
      json.beginObject()
      json.member("role", "main")
      json.member("contentType", "text/html")
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
    for element in elements {
      json.beginObject()
      write(&json, element)
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
