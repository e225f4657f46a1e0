internal import Newsroom

/// What links and media are, by what their source says of them.
enum FeedLinks {
  /// How well a link serves as its entry's page, or nil where it does not: `alternate` of a page
  /// before `alternate` of something else.
  static func rank(_ link: Link, in format: Format, byAttribute: Bool) -> UInt8? {
    guard link.rel == nil || link.rel == "" || link.rel == "alternate" else { return nil }
    // In RSS a link by attribute is an afterthought that says it better.
    guard let type = link.mediaType else { return format != .atom && byAttribute ? 7 : 5 }
    return type.contains("html") ? 6 : 2
  }

  /// An enclosure that was given as a link.
  static func media(_ link: Link) -> Media {
    Media(
      kind: kind(link.mediaType, medium: nil, url: link.url), url: link.url,
      mediaType: link.mediaType, bytes: link.length, title: link.title)
  }

  /// Of which kind a medium is: its type, else Media RSS's word for it, else how its name ends.
  static func kind(_ type: String?, medium: String?, url: String) -> Media.Kind {
    if let type, let kind = kind(ofType: type) ?? kind(ofType: type.lowercased()) { return kind }
    switch medium?.lowercased() {
    case "image": return .picture
    case "audio": return .audio
    case "video": return .video
    default: break
    }
    let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
    let ending = path.split(separator: ".").last.map(String.init) ?? ""
    switch ending {
    case "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff": return .picture
    case "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac": return .audio
    case "mp4", "m4v", "mov", "webm", "ogv", "avi", "mkv", "flv": return .video
    default: return .other
    }
  }

  private static func kind(ofType type: String) -> Media.Kind? {
    if type.hasPrefix("image/") { return .picture }
    if type.hasPrefix("audio/") { return .audio }
    return type.hasPrefix("video/") ? .video : nil
  }

  /// `1:02:03`, `02:03` or a number of seconds.
  static func seconds(_ text: String) -> Double? {
    var total = 0.0
    let fields = text.split(separator: ":")
    guard (1...3).contains(fields.count) else { return nil }
    for field in fields {
      guard let value = Double(field), value >= 0, value < 1_000_000 else { return nil }
      total = total * 60 + value
    }
    return total
  }
}
