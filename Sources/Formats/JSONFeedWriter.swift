internal import Markup
package import Newsroom

/// Writes a parsed document as JSON Feed 1.1; what that has no place for stands in `_wireroom`.
/// Source: jsonfeed.org/version/1.1.
package enum JSONFeedWriter {
  /// Parses the delivery and writes one JSON object. Throws what `Parsing.parse` does; nothing is
  /// written then.
  package static func write(
    _ delivery: Delivery, into writer: inout JSONWriter
  ) throws(Rejection) {
    // The items come before what is said of the document, so they are kept until it has ended.
    var drafts: [Draft] = []
    let document = try Parsing.parse(delivery) { drafts.append($0) }
    writer.beginObject()
    writer.member("version", version)
    head(document.feed, &writer)
    writer.key("items")
    writer.beginArray()
    for draft in drafts { item(draft, &writer) }
    writer.endArray()
    writer.key("_wireroom")
    extra(document, &writer)
    writer.endObject()
  }

  private static let version = "https://jsonfeed.org/version/1.1"

  /// Writes a document that is not held, each item as it comes; what is said of the feed follows
  /// them. False, and nothing written, where it has to be held (`LongDocument`). `write` gets the
  /// JSON in pieces and says whether somebody still reads it.
  package static func write(
    _ document: LongDocument, _ delivery: Delivery, _ write: @escaping ([UInt8]) -> Bool
  ) throws(Rejection) -> Bool {
    let page = Page(write)
    let receiver = DraftReceiver { page.add($0) }
    guard let info = try Parsing.parse(document, delivery, to: receiver) else { return false }
    page.end(info)
    return true
  }

  /// A JSON Feed that is being written.
  private final class Page {
    private var writer = JSONWriter(reserving: 65_536)
    private let write: ([UInt8]) -> Bool
    private var isRead = true
    private var hasBegun = false

    init(_ write: @escaping ([UInt8]) -> Bool) { self.write = write }

    private func begin() {
      guard !hasBegun else { return }
      hasBegun = true
      writer.beginObject()
      writer.member("version", JSONFeedWriter.version)
      writer.key("items")
      writer.beginArray()
    }

    func add(_ draft: Draft) {
      guard isRead else { return }
      begin()
      JSONFeedWriter.item(draft, &writer)
      if writer.count > 32_768 { isRead = write(writer.takePart()) }
    }

    func end(_ info: DocumentInfo) {
      begin()
      writer.endArray()
      JSONFeedWriter.head(info.feed, &writer)
      writer.key("_wireroom")
      JSONFeedWriter.extra(info, &writer)
      writer.endObject()
      if isRead { isRead = write(writer.take()) }
    }
  }

  private static func head(_ feed: FeedInfo?, _ writer: inout JSONWriter) {
    writer.member("title", text(feed?.title) ?? "")
    writer.member("home_page_url", feed?.url)
    writer.member("description", text(feed?.subtitle))
    writer.member("language", feed?.language)
    writer.member("icon", feed?.image)
    writer.member("favicon", feed?.icon)
    people("authors", feed?.authors ?? [], &writer)
  }

  private static func extra(_ document: DocumentInfo, _ writer: inout JSONWriter) {
    let feed = document.feed
    writer.beginObject()
    writer.member("format", feed?.dialect ?? document.format.rawValue)
    writer.member("reason", document.reason)
    writer.member("encoding", document.charset)
    writer.member("warnings", document.warnings)
    if let feed {
      writer.member("id", feed.id)
      writer.member("published", date: feed.published)
      writer.member("updated", date: feed.updated)
      writer.member("created", date: feed.created)
      writer.member("summary", html(feed.summary ?? feed.subtitle))
      writer.member("info", html(feed.info))
      writer.member("copyright", feed.copyright)
      writer.member("generator", feed.generator)
      writer.member("ttl", feed.ttl)
      writer.member("tags", feed.categories.map(\.term))
      writer.member("links", feed.links.map(\.url))
      details(feed.title, "title.language", "title.type", &writer)
    }
    writer.endObject()
  }

  private static func item(_ draft: Draft, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", draft.id ?? draft.url ?? "")
    writer.member("url", draft.url)
    writer.member("title", text(draft.headline))
    if let content = draft.content {
      if content.kind == .plain {
        writer.member("content_text", content.value)
      } else {
        writer.member("content_html", html(content))
      }
    } else if !draft.blocks.isEmpty || draft.summary == nil {
      // A JSON Feed's item must have a content.
      writer.member("content_text", paragraphs(draft.blocks))
    }
    // Present and empty is not absent: an element stood there, and nothing of it was fit to show.
    let isEmptied = draft.summaryIsContent && html(draft.content)?.isEmpty == true
    writer.member("summary", isEmptied ? "" : text(draft.summary))
    writer.member("date_published", date: draft.published ?? draft.updated)
    writer.member("date_modified", date: draft.updated)
    people("authors", draft.authors, &writer)
    if !draft.categories.isEmpty { writer.member("tags", draft.categories.map(\.term)) }
    writer.member("language", draft.language)
    let files = draft.media.filter { $0.url != nil }
    if !files.isEmpty {
      writer.key("attachments")
      writer.beginArray()
      for media in files { attachment(media, &writer) }
      writer.endArray()
    }
    writer.key("_wireroom")
    extra(draft, &writer)
    writer.endObject()
  }

  private static func extra(_ draft: Draft, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.nullable("id", draft.id)
    if let summary = draft.summary, summary.kind == .html {
      writer.member("summary_html", html(summary))
    }
    if draft.summaryIsContent {
      writer.key("summary_is_content")
      writer.bool(true)
    }
    writer.member("created", date: draft.created)
    writer.member("expired", date: draft.expires)
    writer.member("comments", draft.comments)
    writer.member("links", draft.links.map(\.url))
    details(draft.headline, "title.language", "title.type", &writer)
    details(draft.summary, "summary.language", "summary.type", &writer)
    details(draft.content, "content.language", "content.type", &writer)
    writer.member("warnings", draft.warnings)
    writer.endObject()
  }

  private static func attachment(_ media: Media, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("url", media.url)
    writer.member("mime_type", media.mediaType ?? "application/octet-stream")
    writer.member("title", media.title)
    writer.member("size_in_bytes", media.bytes)
    if let duration = media.duration {
      writer.key("duration_in_seconds")
      writer.number(duration)
    }
    writer.endObject()
  }

  private static func people(
    _ name: StaticString, _ people: [Person], _ writer: inout JSONWriter
  ) {
    guard !people.isEmpty else { return }
    writer.key(name)
    writer.beginArray()
    for person in people {
      writer.beginObject()
      writer.member("name", person.name)
      writer.member("url", person.url)
      writer.member("avatar", person.avatar)
      if let email = person.email {
        writer.key("_wireroom")
        writer.beginObject()
        writer.member("email", email)
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private static func details(
    _ text: SourceText?, _ language: StaticString, _ type: StaticString,
    _ writer: inout JSONWriter
  ) {
    guard let text else { return }
    writer.member(language, text.language)
    writer.member(type, text.mediaType)
  }

  private static func paragraphs(_ blocks: [Block]) -> String {
    blocks.map { block in
      switch block {
      case .paragraph(let text), .heading(let text): text
      }
    }.joined(separator: "\n\n")
  }

  /// Text without markup.
  private static func text(_ text: SourceText?) -> String? {
    guard let text else { return nil }
    return text.kind == .plain ? text.value : fragment(text).text
  }

  /// Sanitised markup; text without any is escaped.
  private static func html(_ text: SourceText?) -> String? {
    guard let text else { return nil }
    return text.kind == .plain ? escaped(text.value) : fragment(text).html
  }

  /// In text that a source escaped once too often the markup is found all the same.
  private static func fragment(_ text: SourceText) -> HTMLFragment {
    HTMLReader().fragment(text)
  }

  private static func escaped(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): out.append(contentsOf: "&gt;".utf8)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
