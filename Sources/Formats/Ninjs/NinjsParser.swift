internal import Markup
internal import Newsroom

/// IPTC ninjs 1, 2 and 3 and the dialects of Superdesk, TT and dpa: one table, since the versions
/// differ in capitals and in what is a list. Source: iptc.org/std/ninjs, the schemas 1.4 to 3.1.
enum NinjsParser {
  /// Reads the item, the list of items or the items line by line in `text`. Throws
  /// `malformed-json`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, _ receiver: DraftReceiver
  ) throws(Rejection) {
    for value in try JSONDocuments.read(text.bytes, from: sniffed.start) {
      for item in value.arrayValue ?? [value] {
        if let members = JSONMembers(item) { receiver.take(draft(members)) }
      }
    }
  }

  private static func draft(_ item: JSONMembers) -> Draft {
    var draft = Draft()
    identify(item, &draft)
    words(item, &draft)
    dates(item, &draft)
    rights(item, &draft)
    NinjsBody.read(item, &draft)
    NinjsConcepts.read(item, &draft)
    NinjsMedia.read(item, &draft)
    NinjsEvents.read(item, &draft)
    draft.identifyByID()
    return draft
  }

  // MARK: identity

  private static func identify(_ item: JSONMembers, _ draft: inout Draft) {
    draft.id = item.text("uri", "guid", "urn", "_id")
    for name in ["guid", "urn", "_id", "entry_id", "originaltransmissionreference", "unique_name"] {
      draft.alsoKnown(as: item.text(name), name)
    }
    draft.altIDs.removeAll { $0.value == draft.id }
    if let single = item["altids"]?.members {
      for member in single {
        draft.alsoKnown(as: member.value.stringValue, member.name)
      }
    }
    for id in item["altids"]?.arrayValue ?? [] {
      draft.alsoKnown(
        as: id.stringValue ?? id["value"]?.stringValue, id["role"]?.stringValue ?? "altId")
    }
    draft.version = item.text("version", "_current_version")
    draft.type = WireWords.itemType(item.text("type"))
    draft.pubStatus = WireWords.pubStatus(item.text("pubstatus"))
    draft.urgency = WireWords.urgency(item.text("urgency"))
    draft.language = item.text("language")
    draft.url =
      item["links"]?.arrayValue?.first { $0["rel"]?.stringValue == "canonical" }?["href"]?
      .stringValue
    follow(item, &draft)
  }

  /// Superdesk's `evolvedfrom` and `rewrite_of`, TT's `replacing`: the stories before this one.
  private static func follow(_ item: JSONMembers, _ draft: inout Draft) {
    for name in ["evolvedfrom", "evolved_from", "rewrite_of", "replacing", "replaces"] {
      draft.follows += item.strings(name)
      for object in item["\(name)"]?.arrayValue ?? [] {
        if let uri = object["uri"]?.stringValue ?? object["guid"]?.stringValue {
          draft.follows.append(uri)
        }
      }
    }
    draft.follows.removeAll { $0 == draft.id }
    let signals = item.strings("signal") + item.strings("signals")
    draft.isCorrection = signals.contains { WireWords.lastPart($0).lowercased() == "correction" }
  }

  // MARK: words

  private static func words(_ item: JSONMembers, _ draft: inout Draft) {
    let headlines = item.objects("headlines")
    let main =
      headlines.first { $0.members.text("role")?.lowercased() == "main" } ?? headlines.first
    draft.headline =
      text(item.text("headline"), type: nil)
      ?? main.flatMap { text($0.members.text("value"), type: $0.members.text("contenttype")) }
    for other in headlines where other.members.text("value") != main?.members.text("value") {
      draft.subheadline(
        other.members.text("value"), role: other.members.text("role") ?? "alternative")
    }
    for name in item.names(from: "headline_") {
      guard let value = item.text(name) else { continue }
      if draft.headline == nil {
        draft.headline = text(value, type: nil)
      } else {
        draft.subheadline(value, role: String(name.dropFirst("headline_".count)))
      }
    }
    for role in ["kicker", "subhead"] { draft.subheadline(item.text(role), role: role) }
    draft.title = item.text("title")
    if draft.headline == nil { draft.headline = .words(item.text("title", "name")) }
    draft.slugline = item.text("slugline", "slug")
    draft.byline = item.text("byline", "by")
    draft.located = item.text("located") ?? Datelines.place(in: item.text("dateline"))
    draft.note(item.text("ednote"))
    for note in item.objects("ednotes") { draft.note(note.members.text("ednote", "note", "value")) }
    descriptions(item, &draft)
  }

  private static func descriptions(_ item: JSONMembers, _ draft: inout Draft) {
    func add(_ value: String?, _ type: String?, _ role: String?) {
      guard let found = text(value, type: type) else { return }
      let isSummary = role == nil || ["summary", "text", "short", "teaser"].contains(role)
      if isSummary, draft.summary == nil {
        draft.summary = found
      } else if draft.summary?.value != found.value, role != "html" {
        draft.descriptions.append(RoleText(role: role ?? "summary", text: found))
      }
    }
    for description in item.objects("descriptions") {
      let members = description.members
      add(
        members.text("value", "description"), members.text("contenttype"),
        members.text("role").map(WireWords.lastPart))
    }
    for name in item.names(from: "description_").sorted(by: { a, _ in a == "description_text" }) {
      let role = name.dropFirst("description_".count)
      add(item.text(name), role.hasSuffix("html") ? "text/html" : nil, String(role))
    }
    for name in ["teaser", "definition_short"] { add(item.text(name), "text/html", "summary") }
  }

  /// A text by its declared type: in HTML `<` is markup.
  static func text(_ value: String?, type: String?) -> SourceText? {
    guard let value, !value.isEmpty else { return nil }
    let isMarkup = type?.contains("html") == true || type?.contains("xml") == true
    return SourceText(value, kind: isMarkup ? .html : .plain, mediaType: type)
  }

  // MARK: dates and rights

  private static func dates(_ item: JSONMembers, _ draft: inout Draft) {
    draft.created = draft.date(item.text("firstcreated"))
    draft.updated = draft.date(item.text("versioncreated", "version_created"))
    draft.published = draft.date(item.text("firstpublished"))
    draft.contentCreated = draft.date(item.text("contentcreated", "content_created"))
    draft.embargo = draft.date(item.text("embargoeduntil", "embargoed"))
    draft.expires = draft.date(item.text("expires"))
  }

  private static func rights(_ item: JSONMembers, _ draft: inout Draft) {
    draft.copyright = item.text("copyrightnotice")
    draft.copyrightHolder = item.text("copyrightholder")
    draft.usageTerms = item.text("usageterms")
    draft.source(item.text("source"))
    draft.source(item.text("creditline"), role: "credit")
  }
}
