internal import Markup
internal import Newsroom

/// JSON Feed 1.0 and 1.1. Source: jsonfeed.org/version/1.1.
enum JSONFeedParser {
  /// Reads the feed in `text` and completes `document`. Throws `malformed-json`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, into document: inout DocumentInfo,
    _ receiver: DraftReceiver
  ) throws(Rejection) {
    let root: JSONValue
    do {
      root = try JSONValue.parse(Array(text.bytes[min(sniffed.start, text.bytes.count)...]))
    } catch {
      throw Rejection(
        code: "malformed-json",
        detail: "The JSON cannot be read from byte \(error.offset) on: \(error.reason). "
          + "Deliver it whole, and not beyond that.")
    }
    let info = feed(root)
    document.feed = info
    receiver.begin(info)
    for item in root["items"]?.arrayValue ?? [] {
      if let draft = draft(item) { receiver.take(draft) }
    }
  }

  private static func feed(_ root: JSONValue) -> FeedInfo {
    var info = FeedInfo()
    info.dialect = root["version"]?.stringValue?.hasSuffix("/1.1") == true ? "json11" : "json1"
    info.title = plain(root["title"])
    info.subtitle = plain(root["description"])
    info.url = root["home_page_url"]?.stringValue
    if let url = info.url { info.links.append(Link(url: url, rel: "alternate")) }
    if let url = root["feed_url"]?.stringValue { info.links.append(Link(url: url, rel: "self")) }
    // What RFC 5005 calls `next`: the page of the entries before these.
    if let url = root["next_url"]?.stringValue { info.links.append(Link(url: url, rel: "next")) }
    info.language = root["language"]?.stringValue
    info.icon = root["favicon"]?.stringValue
    info.image = root["icon"]?.stringValue
    info.authors = people(root)
    return info
  }

  /// An item, or nil where it is no object.
  private static func draft(_ item: JSONValue) -> Draft? {
    guard item.members != nil else { return nil }
    var draft = Draft()
    // Version 1 allowed numbers.
    if case .number(let id)? = item["id"] {
      draft.id = id
    } else {
      draft.id = item["id"]?.stringValue
    }
    draft.url = item["url"]?.stringValue ?? item["external_url"]?.stringValue
    for (name, rel) in [("url", "alternate"), ("external_url", "related")] {
      if let url = item[name]?.stringValue { draft.links.append(Link(url: url, rel: rel)) }
    }
    draft.headline = plain(item["title"])
    draft.summary = plain(item["summary"])
    if let html = item["content_html"]?.stringValue, !html.isEmpty {
      draft.content = SourceText(html, kind: .html, mediaType: "text/html", base: draft.url)
    } else {
      draft.content = plain(item["content_text"])
    }
    draft.language = item["language"]?.stringValue
    draft.published = date(item["date_published"], &draft)
    draft.updated = date(item["date_modified"], &draft)
    draft.authors = people(item)
    for tag in item["tags"]?.arrayValue ?? [] {
      if let term = tag.stringValue, !term.isEmpty { draft.categories.append(Category(term: term)) }
    }
    if let url = item["image"]?.stringValue { draft.media.append(Media(kind: .picture, url: url)) }
    for attachment in item["attachments"]?.arrayValue ?? [] {
      guard let url = attachment["url"]?.stringValue else { continue }
      let type = attachment["mime_type"]?.stringValue
      draft.media.append(
        Media(
          kind: FeedLinks.kind(type, medium: nil, url: url), url: url, mediaType: type,
          bytes: attachment["size_in_bytes"]?.intValue,
          duration: attachment["duration_in_seconds"]?.doubleValue,
          title: attachment["title"]?.stringValue))
    }
    return draft
  }

  private static func plain(_ value: JSONValue?) -> SourceText? {
    guard let text = value?.stringValue, !text.isEmpty else { return nil }
    return SourceText(text, kind: .plain, mediaType: "text/plain")
  }

  private static func date(_ value: JSONValue?, _ draft: inout Draft) -> NewsDate? {
    guard let text = value?.stringValue, !text.isEmpty else { return nil }
    if let date = NewsDateParser.parse(text) { return date }
    draft.warnings.append(.badDate)
    return nil
  }

  /// `authors` of version 1.1, `author` of version 1.
  private static func people(_ value: JSONValue) -> [Person] {
    let list = value["authors"]?.arrayValue ?? value["author"].map { [$0] } ?? []
    return list.compactMap { author in
      let person = Person(
        name: author["name"]?.stringValue, url: author["url"]?.stringValue,
        avatar: author["avatar"]?.stringValue)
      return person == Person() ? nil : person
    }
  }
}
