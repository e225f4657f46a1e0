internal import Newsroom

/// The short name of a feed format's version, as feed readers have long called them.
enum FeedDialect {
  static func name(format: Format, version: String?, root: String) -> String? {
    switch format {
    case .rss, .wxr:
      guard let version else { return "rss" }
      if version.hasPrefix("2") { return "rss20" }
      let digits = version.filter { $0 != "." }
      return ["090", "091", "092", "093", "094"].contains(digits) ? "rss\(digits)" : "rss"
    case .rdf: return root.contains("simple/0.9") ? "rss090" : "rss10"
    case .atom:
      if root.lowercased().contains("2005/atom") { return "atom10" }
      switch version {
      case "1.0": return "atom10"
      case "0.3": return "atom03"
      case "0.2": return "atom02"
      case "0.1": return "atom01"
      default: return "atom"
      }
    default: return format.rawValue
    }
  }
}
