internal import Newsroom

/// What belongs to a ninjs item: pictures and other items with it, and the shapes of itself.
enum NinjsMedia {
  static func read(_ item: JSONMembers, _ draft: inout Draft) {
    draft.media += item.objects("associations").compactMap { medium($0.members) }
    draft.renditions = renditions(item)
  }

  /// An association; nil where it names nothing.
  static func medium(_ item: JSONMembers) -> Media? {
    var shapes = renditions(item)
    let kind = WireWords.mediaKind(item.text("type"))
    let guessed = shapes.lazy.map { FeedLinks.kind($0.mediaType, medium: nil, url: $0.url ?? "") }
    var medium = Media(kind: kind ?? guessed.first { $0 != .other } ?? .other)
    medium.id = item.text("uri", "guid", "urn")
    medium.title = item.text("headline", "title") ?? first(item.objects("headlines"))
    medium.caption = item.text("description_text", "description_caption", "caption")
    if medium.caption == nil { medium.caption = first(item.objects("descriptions")) }
    medium.credit = item.text("byline", "by", "creditline", "description_creditline")
    medium.copyright = item.text("copyrightnotice")
    medium.usageTerms = item.text("usageterms")
    // Signed addresses of large files first would be a lottery: the original, else the first.
    let original = shapes.firstIndex {
      ["original", "main", "raw"].contains($0.name?.lowercased())
    }
    if let n = original ?? shapes.indices.first {
      let shape = shapes.remove(at: n)
      medium.url = shape.url
      medium.mediaType = shape.mediaType
      medium.bytes = shape.bytes
      medium.width = shape.width
      medium.height = shape.height
      medium.duration = shape.duration
    }
    medium.renditions = shapes
    let isEmpty =
      medium.id == nil && medium.url == nil && medium.caption == nil && medium.title == nil
    return isEmpty ? nil : medium
  }

  private static func first(_ texts: [(name: String?, members: JSONMembers)]) -> String? {
    texts.lazy.compactMap { $0.members.text("value", "description") }.first
  }

  /// `renditions`: by name in ninjs 1, a list in ninjs 2 and 3.
  static func renditions(_ item: JSONMembers) -> [Rendition] {
    item.objects("renditions").map { name, members in
      var rendition = Rendition(
        name: members.text("name", "role") ?? name, url: members.text("href", "url"))
      rendition.title = members.text("title")
      rendition.mediaType = members.text("contenttype", "mimetype")
      rendition.bytes = members.int("sizeinbytes", "filesize", "size")
      rendition.width = members.int("width")
      rendition.height = members.int("height")
      rendition.duration = members["duration"]?.doubleValue
      return rendition
    }
  }
}

/// Events and plans of ninjs 3, and the events of Superdesk.
enum NinjsEvents {
  static func read(_ item: JSONMembers, _ draft: inout Draft) {
    let dates =
      JSONMembers(item["eventdetails"]).flatMap { JSONMembers($0["dates"]) }
      ?? JSONMembers(item["dates"])
    draft.eventStart = draft.date(dates?.text("startdate", "start"))
    draft.eventEnd = draft.date(dates?.text("enddate", "end"))
    if draft.type == nil, draft.eventStart != nil { draft.type = "event" }
    for coverage in item.objects("plannedcoverage").map(\.members) {
      var planned = PlannedCoverage()
      planned.uri = coverage.text("uri")
      planned.title = coverage.text("title")
      planned.type = WireWords.itemType(coverage.text("type"))
      planned.editorialNote = coverage.text("ednote")
      draft.coverage.append(planned)
    }
  }
}
