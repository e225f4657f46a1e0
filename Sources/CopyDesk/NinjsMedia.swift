internal import Newsroom

/// Pictures, videos and other items that belong to a story, and their shapes.
extension NinjsItem {
  /// Each medium is an item of its own, named in order; one without an id or address is named below
  /// the story's uri.
  func writeAssociations(_ json: inout JSONWriter) {
    var number = 0
    list(&json, "associations", media) { json, medium in
      number += 1
      let name = "\(medium.kind.rawValue)-\(number)"
      json.member("name", name)
      json.members(#""rel":"media""#)
      let own = address(medium.id) ?? address(medium.url)
      json.member("uri", own ?? "\(uri)#\(name)")
      json.member("type", medium.kind == .other ? "component" : medium.kind.rawValue)
      json.member("copyrightNotice", medium.copyright)
      json.member("usageTerms", medium.usageTerms)
      if let title = medium.title {
        list(&json, "headlines", [title]) { $0.member("value", $1) }
      }
      if let caption = medium.caption {
        list(&json, "descriptions", [caption]) { json, caption in
          json.members(#""role":"caption","contentType":"text/plain""#)
          json.member("value", caption)
        }
      }
      json.member("by", medium.credit)
      writeShapes(of: medium, &json)
      if let id = medium.id, own != id {
        json.key("altIds")
        json.beginArray()
        writeAltID(&json, "guid", id)
        json.endArray()
      }
    }
  }

  /// An address, if it is one that the schema takes.
  private func address(_ uri: String?) -> String? {
    guard let uri, isAbsolute(uri) else { return nil }
    return uri
  }

  /// Its own file first, if the source says anything of one.
  private func writeShapes(of medium: Media, _ json: inout JSONWriter) {
    let isFile =
      medium.url != nil || medium.duration != nil || medium.mediaType != nil || medium.bytes != nil
    guard isFile || !medium.renditions.isEmpty else { return }
    json.key("renditions")
    json.beginArray()
    if isFile {
      var original = Rendition(name: "original", url: medium.url)
      original.mediaType = medium.mediaType
      original.bytes = medium.bytes
      original.width = medium.width
      original.height = medium.height
      original.duration = medium.duration
      json.beginObject()
      writeRendition(&json, original)
      json.endObject()
    }
    for rendition in medium.renditions {
      json.beginObject()
      writeRendition(&json, rendition)
      json.endObject()
    }
    json.endArray()
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
