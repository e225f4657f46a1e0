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
  let writesHTML: Bool

  /// `draft` comes by the way: to hold it would cost a reference count for each of its Strings.
  func write(_ draft: Draft, into json: inout JSONWriter) {
    json.beginObject()
    json.member("uri", uri)
    json.member("type", "text")
    json.member("version", draft.version)
    json.member("firstCreated", (draft.created ?? draft.published)?.rfc3339())
    json.member("versionCreated", (draft.updated ?? draft.published)?.rfc3339())
    json.member("embargoedUntil", draft.embargo?.rfc3339())
    json.member("pubStatus", draft.pubStatus)
    json.member("urgency", draft.urgency)
    json.member("copyrightNotice", draft.copyright)
    json.member("edNote", draft.editorialNote)
    json.member("language", language)
    if let headline {
      list(&json, "headlines", [headline]) { json, headline in
        json.member("role", "main")
        json.member("contentType", "text/plain")
        json.member("value", headline)
      }
    }
    writeDescriptions(draft, &json)
    writeBodies(&json)
    writePeople(draft, &json)
    list(&json, "subjects", draft.categories) { json, category in
      json.member("name", category.label ?? category.term)
      if let scheme = category.scheme, isAbsolute(scheme) { json.member("uri", scheme) }
      json.member("literal", category.term)
    }
    list(&json, "infoSources", draft.infoSources) { json, source in
      json.member("name", source.term)
      if let uri = source.scheme, isAbsolute(uri) { json.member("uri", uri) }
    }
    json.member("by", Self.byline(draft))
    json.member("slugline", draft.slugline)
    json.member("located", draft.located)
    writeAssociations(&json)
    var altIDs = draft.altIDs
    if let id = draft.id, id != uri { altIDs.append((role: "guid", value: id)) }
    list(&json, "altIds", altIDs) { json, id in
      json.member("role", id.role)
      json.member("value", id.value)
    }
    if let genre = draft.genre { list(&json, "genres", [genre]) { $0.member("name", $1) } }
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

  private func writeDescriptions(_ draft: Draft, _ json: inout JSONWriter) {
    var rows = draft.highlights.map { ("highlight", Array($0.utf8)) }
    if let summary, !summary.isEmpty { rows.append(("summary", summary)) }
    list(&json, "descriptions", rows) { json, row in
      json.member("role", row.0)
      json.member("contentType", "text/plain")
      json.member("value", utf8: row.1)
    }
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

  private func writePeople(_ draft: Draft, _ json: inout JSONWriter) {
    let people =
      draft.authors.map { ("author", $0) } + draft.contributors.map { ("contributor", $0) }
    list(&json, "people", people) { json, row in
      let (rel, person) = row
      json.member("name", person.name ?? person.email ?? person.url)
      json.member("rel", rel)
      if let uri = person.url, isAbsolute(uri) { json.member("uri", uri) }
      if let email = person.email {
        list(&json, "contactInfo", [email]) { json, email in
          json.member("type", "email")
          json.member("value", email)
        }
      }
    }
  }

  /// Each medium is an item of its own, named in order; one without an address is named below the
  /// story's uri.
  private func writeAssociations(_ json: inout JSONWriter) {
    let numbered = Array(media.enumerated())
    list(&json, "associations", numbered) { json, row in
      let (n, medium) = row
      let name = "\(medium.kind.rawValue)-\(n + 1)"
      json.member("name", name)
      json.member("rel", "media")
      json.member("uri", medium.url.flatMap { isAbsolute($0) ? $0 : nil } ?? "\(uri)#\(name)")
      json.member("type", medium.kind == .other ? "component" : medium.kind.rawValue)
      if let title = medium.title {
        list(&json, "headlines", [title]) { $0.member("value", $1) }
      }
      if let caption = medium.caption {
        list(&json, "descriptions", [caption]) { json, caption in
          json.member("role", "caption")
          json.member("contentType", "text/plain")
          json.member("value", caption)
        }
      }
      json.member("by", medium.credit)
      let hasRendition =
        medium.url != nil || medium.duration != nil || medium.mediaType != nil
        || medium.bytes != nil
      if hasRendition { list(&json, "renditions", [medium]) { rendition(&$0, $1) } }
    }
  }

  private func rendition(_ json: inout JSONWriter, _ medium: Media) {
    json.member("name", "original")
    if let url = medium.url, isAbsolute(url) { json.member("href", url) }
    json.member("contentType", medium.mediaType)
    json.member("width", medium.width)
    json.member("height", medium.height)
    json.member("sizeInBytes", medium.bytes)
    if let duration = medium.duration {
      json.key("duration")
      json.number(duration)
    }
  }

  /// A property that is a list of objects; absent where there are none.
  private func list<Element>(
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
  private func isAbsolute(_ uri: String) -> Bool {
    guard let colon = uri.utf8.firstIndex(of: UInt8(ascii: ":")), colon > uri.utf8.startIndex else {
      return false
    }
    return uri.utf8[..<colon].allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D
        || $0 == 0x2E
    } && !uri.utf8.contains { $0 <= 0x20 }
  }
}
