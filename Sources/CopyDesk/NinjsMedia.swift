internal import Newsroom

/// Pictures, videos and other items that belong to a story, and their shapes.
extension NinjsItem {
  /// Each medium is an item of its own, named in order; one without an id or address is named below
  /// the story's uri.
  func writeAssociations(_ json: inout JSONWriter) {
    list(&json, "associations", Array(media.enumerated())) { json, row in
      let (n, medium) = row
      let name = "\(medium.kind.rawValue)-\(n + 1)"
      json.member("name", name)
      json.member("rel", "media")
      let own = [medium.id, medium.url].lazy.compactMap { $0 }.first { isAbsolute($0) }
      json.member("uri", own ?? "\(uri)#\(name)")
      json.member("type", medium.kind == .other ? "component" : medium.kind.rawValue)
      json.member("copyrightNotice", medium.copyright)
      json.member("usageTerms", medium.usageTerms)
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
      list(&json, "renditions", shapes(of: medium), write: writeRendition)
      if let id = medium.id, own != id {
        list(&json, "altIds", [id]) { json, id in
          json.member("role", "guid")
          json.member("value", id)
        }
      }
    }
  }

  /// Its own file first, if the source says anything of one.
  private func shapes(of medium: Media) -> [Rendition] {
    let isFile =
      medium.url != nil || medium.duration != nil || medium.mediaType != nil || medium.bytes != nil
    guard isFile else { return medium.renditions }
    var original = Rendition(name: "original", url: medium.url)
    original.mediaType = medium.mediaType
    original.bytes = medium.bytes
    original.width = medium.width
    original.height = medium.height
    original.duration = medium.duration
    return [original] + medium.renditions
  }

  /// A file that lies beside the delivery has a name and no address.
  func writeRendition(_ json: inout JSONWriter, _ rendition: Rendition) {
    json.member("name", rendition.name ?? "original")
    let isAddress = rendition.url.map { isAbsolute($0) } ?? false
    if isAddress { json.member("href", rendition.url) }
    json.member("contentType", rendition.mediaType)
    json.member("title", rendition.title ?? (isAddress ? nil : rendition.url))
    json.member("width", rendition.width)
    json.member("height", rendition.height)
    json.member("sizeInBytes", rendition.bytes)
    if let duration = rendition.duration {
      json.key("duration")
      json.number(duration)
    }
  }
}
