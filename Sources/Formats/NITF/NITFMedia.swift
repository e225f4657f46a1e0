internal import Markup
internal import Newsroom

/// NITF's `media`: a picture or the like with its caption and who made it.
enum NITFMedia {
  /// A medium; nil where the element only marks the place of one that is described elsewhere.
  static func medium(_ element: XMLElement) -> Media? {
    let references = element.all("media-reference")
    let address = references.lazy.compactMap { Self.address($0) }.first
    let caption = element.first("media-caption")?.text
    // `#photo0` points into the same document: NewsML keeps that picture in its own component.
    if caption == nil, address == nil || address?.hasPrefix("#") == true { return nil }
    var medium = Media(kind: kind(element["media-type"], references.first?["mime-type"]))
    medium.url = address
    medium.caption = caption
    medium.credit = element.first("media-producer")?.text
    medium.title = references.lazy.compactMap { $0["name"] ?? $0["alternate-text"] }.first
    if let first = references.first {
      medium.mediaType = first["mime-type"]
      medium.width = first["width"].flatMap { Int($0) }
      medium.height = first["height"].flatMap { Int($0) }
      medium.copyright = first["copyright"]
    }
    for reference in references.dropFirst() {
      var rendition = Rendition(name: reference["name"], url: Self.address(reference))
      rendition.mediaType = reference["mime-type"]
      rendition.width = reference["width"].flatMap { Int($0) }
      rendition.height = reference["height"].flatMap { Int($0) }
      medium.renditions.append(rendition)
    }
    return medium
  }

  private static func address(_ reference: XMLElement) -> String? {
    reference["source"] ?? reference["data-location"]
  }

  private static func kind(_ type: String?, _ mediaType: String?) -> Media.Kind {
    if let kind = WireWords.mediaKind(type) { return kind }
    return FeedLinks.kind(mediaType, medium: type, url: "")
  }
}
