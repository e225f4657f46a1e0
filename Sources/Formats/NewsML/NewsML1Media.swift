internal import Markup
internal import Newsroom

/// Pictures, graphics, videos and sounds in NewsML 1: one component each, with a component inside
/// for its caption and for each of its sizes.
enum NewsML1Media {
  private static let roles: Set<String> = [
    "picture", "photo", "image", "graphic", "video", "audio", "logo", "infographic",
  ]

  /// Whether a ContentItem is a medium and no text.
  static func isMedium(_ content: XMLElement) -> Bool { kind(content) != nil }

  /// Whether a component as a whole is one.
  static func isMedium(component: XMLElement) -> Bool {
    if let role = role(component), roles.contains(role) { return true }
    if component.all("contentitem").contains(where: { isMedium($0) }) { return true }
    let inner = component.all("newscomponent")
    guard inner.contains(where: { $0.all("contentitem").contains(where: { isMedium($0) }) }) else {
      return false
    }
    return inner.allSatisfy {
      role($0) == "caption" || $0.all("contentitem").contains(where: { isMedium($0) })
    }
  }

  /// What a component says of its medium.
  static func medium(_ component: XMLElement) -> Media {
    let items = contents(component)
    let shapes = items.filter { isMedium($0.item) }
    var medium = Media(kind: shapes.lazy.compactMap { kind($0.item) }.first ?? .picture)
    let lines = component.first("newslines")
    medium.title = lines?.first("headline")?.text
    medium.credit = lines?.first("creditline")?.text ?? lines?.first("byline")?.text
    medium.copyright = lines?.first("copyrightline")?.text
    for (item, role) in items where !isMedium(item) {
      guard let text = item.first("datacontent")?.text else { continue }
      if role?.lowercased() == "title" {
        medium.title = medium.title ?? text
      } else {
        medium.caption = medium.caption ?? text
      }
    }
    medium.renditions = shapes.map { rendition($0.item, name: $0.role) }
    if let first = medium.renditions.first {
      medium.url = first.url
      medium.mediaType = first.mediaType
      medium.bytes = first.bytes
      medium.width = first.width
      medium.height = first.height
      medium.renditions.removeFirst()
    }
    return medium
  }

  /// The file that a ContentItem names.
  static func rendition(_ content: XMLElement, name: String?) -> Rendition {
    let traits = content.first("characteristics")
    func number(_ name: String) -> Int? {
      traits?.all("property").first { $0["formalname"]?.lowercased() == name }?["value"]
        .flatMap { Int($0) }
    }
    var rendition = Rendition(name: name, url: content["href"])
    rendition.mediaType = content.first("mimetype")?["formalname"]
    rendition.bytes = traits?.first("sizeinbytes")?.text.flatMap { Int($0) }
    rendition.width = number("width")
    rendition.height = number("height")
    return rendition
  }

  private static func role(_ component: XMLElement) -> String? {
    component.first("role")?["formalname"]?.lowercased()
  }

  /// The content items of a component and of those inside, each with its component's role.
  private static func contents(_ component: XMLElement) -> [(item: XMLElement, role: String?)] {
    let role = component.first("role")?["formalname"]
    return component.all("contentitem").map { ($0, role) }
      + component.all("newscomponent").flatMap(contents)
  }

  private static func kind(_ content: XMLElement) -> Media.Kind? {
    let declared = content.first("mediatype")?["formalname"]
    if let kind = WireWords.mediaKind(declared), kind != .text { return kind }
    if WireWords.itemType(declared) == "text" { return nil }
    let type = content.first("mimetype")?["formalname"]?.lowercased()
    if let type, FeedLinks.kind(type, medium: nil, url: "") != .other {
      return FeedLinks.kind(type, medium: nil, url: "")
    }
    guard content.first("datacontent") == nil, let href = content["href"] else { return nil }
    let kind = FeedLinks.kind(type, medium: nil, url: href)
    return kind == .other ? nil : kind
  }
}
