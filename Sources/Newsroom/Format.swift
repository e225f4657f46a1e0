/// The sniffer's short name of a format, as it stands in `raw.format`.
package struct Format: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let rss = Format(rawValue: "rss")
  package static let rdf = Format(rawValue: "rdf")
  package static let atom = Format(rawValue: "atom")
  package static let cdf = Format(rawValue: "cdf")
  package static let jsonFeed = Format(rawValue: "jsonfeed")
  package static let newsSitemap = Format(rawValue: "news-sitemap")
  package static let wxr = Format(rawValue: "wxr")
  package static let html = Format(rawValue: "html")
  package static let mail = Format(rawValue: "rfc822")
  package static let text = Format(rawValue: "text")
  package static let otherJSON = Format(rawValue: "json-other")
  package static let binary = Format(rawValue: "binary")

  /// XML that no parser here knows, named by its root element.
  package static func unknownXML(root: String) -> Format { Format(rawValue: "xml:\(root)") }
}
