internal import Markup
internal import Newsroom

/// Items of the AP's Media API, alone or as a feed, with the story's text where whoever fetched it
/// put it beside the item. Source: api.ap.org/media/v/docs.
enum APMediaParser {
  /// Reads the items in `text`. Throws `malformed-json`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, _ receiver: DraftReceiver
  ) throws(Rejection) {
    for value in try JSONDocuments.read(text.bytes, from: sniffed.start) {
      for answer in value.arrayValue ?? [value] {
        for holder in answer["data"]?["items"]?.arrayValue ?? [answer["data"] ?? answer] {
          guard let item = JSONMembers(holder["item"]) else { continue }
          receiver.take(draft(item, story: JSONMembers(answer["nitf"]), answer["associations"]))
        }
      }
    }
  }

  private static func draft(
    _ item: JSONMembers, story: JSONMembers?, _ associated: JSONValue?
  ) -> Draft {
    var draft = Draft()
    identify(item, &draft)
    words(item, story, &draft)
    NinjsConcepts.read(item, &draft)
    people(item, &draft)
    NinjsMedia.read(item, &draft)
    if let whole = associated?.members {
      // The whole of an associated item says more than the mention of it.
      let media = whole.compactMap { JSONMembers($0.value["data"]?["item"]).flatMap(medium) }
      if !media.isEmpty { draft.media = media }
    } else {
      draft.media = item.objects("associations").compactMap { medium($0.members) }
    }
    draft.identifyByID()
    return draft
  }

  private static func identify(_ item: JSONMembers, _ draft: inout Draft) {
    let others = JSONMembers(item["altids"])
    // What follows the question mark is of the request, not of the item.
    draft.id = item.text("uri").map { String($0.prefix { $0 != "?" }) } ?? others?.text("itemid")
    for name in ["itemid", "etag", "friendlykey", "referenceid", "transref"] {
      draft.alsoKnown(as: others?.text(name), name)
    }
    draft.version = item.text("version")
    draft.type = WireWords.itemType(item.text("type"))
    draft.pubStatus = WireWords.pubStatus(item.text("pubstatus"))
    draft.urgency = WireWords.urgency(item.text("urgency"))
    draft.language = item.text("language")
    draft.created = draft.date(item.text("firstcreated"))
    draft.updated = draft.date(item.text("versioncreated"))
    draft.embargo = draft.date(item.text("embargoed"))
    let types = item.strings("editorialtypes") + item.strings("signals")
    draft.isCorrection = types.contains { $0.lowercased().contains("correct") }
    if types.contains(where: { ["kill", "withdrawal", "elimination"].contains($0.lowercased()) }) {
      draft.pubStatus = "canceled"
    }
    for link in item["links"]?.arrayValue ?? [] where link["rel"]?.stringValue == "canonical" {
      draft.url = link["href"]?.stringValue
    }
  }

  private static func words(_ item: JSONMembers, _ story: JSONMembers?, _ draft: inout Draft) {
    draft.headline = .words(item.text("headline") ?? story?.text("headline") ?? item.text("title"))
    draft.title = item.text("title")
    draft.subheadline(item.text("headline_extended"), role: "extended")
    draft.slugline = item.text("slugline")
    draft.located = item.text("located") ?? place(item)
    draft.note(item.text("ednote"))
    draft.copyright = item.text("copyrightnotice")
    draft.copyrightHolder = item.text("copyrightholder")
    let terms = item.strings("usageterms")
    draft.usageTerms = terms.isEmpty ? nil : terms.joined(separator: "\n")
    draft.source(item.text("provider"), role: "provider")
    draft.source(item.text("description_creditline"), role: "credit")
    draft.summary = .words(item.text("description_summary", "description_caption"))
    let bylines = item.objects("bylines").compactMap { $0.members.text("by") }
    draft.byline = bylines.isEmpty ? story?.text("byline") : bylines.joined(separator: ", ")
    draft.content = NinjsParser.text(story?.text("body_html"), type: "text/html")
  }

  /// A picture has no dateline, but a place where it was made.
  private static func place(_ item: JSONMembers) -> String? {
    let place = JSONMembers(item["datelinelocation"])
    let parts = [place?.text("city"), place?.text("countryareaname"), place?.text("countryname")]
    let words = parts.compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private static func people(_ item: JSONMembers, _ draft: inout Draft) {
    for (role, name) in [("photographer", "photographer"), ("captionwriter", "caption writer")] {
      if let found = JSONMembers(item[role])?.text("name") {
        draft.people.append(Category(term: found, rel: name))
        if role == "photographer", draft.byline == nil { draft.byline = found }
      }
    }
  }

  private static func medium(_ item: JSONMembers) -> Media? {
    guard var medium = NinjsMedia.medium(item) else { return nil }
    medium.id = medium.id.map { String($0.prefix { $0 != "?" }) }
    return medium
  }
}
