package import Newsroom

/// Tells the JSON of news apart by the names of its members.
enum NinjsSniffer {
  /// The format of the JSON whose names are in `outline`, with the reason; nil where it is no news.
  static func sniff(_ outline: JSONOutline) -> (format: Format, reason: String)? {
    if isAssociatedPress(outline) {
      return (.apMedia, "Its data.item bears altids, as those of the AP's Media API do.")
    }
    let names = Set(outline.names)
    guard isNews(names) else { return nil }
    if let version = declared(outline) {
      return (ninjs(version), "It says that it is ninjs \(version).")
    }
    if let name = camel(outline) {
      return (.ninjs3, "It has \(name), which is spelt so since ninjs 3.")
    }
    // The least of the names: a set has no order, and the same bytes are given the same reason.
    if let name = names.filter(isFirst).min() {
      return (.ninjs1, "It has \(name), as ninjs 1 and its dialects.")
    }
    if let name = names.intersection(second).min() {
      return (.ninjs2, "It has \(name), as ninjs 2.")
    }
    if let name = names.intersection(lower).min() {
      return (.ninjs1, "It has \(name), which is spelt so up to ninjs 2, and no list of headlines.")
    }
    return (.ninjs3, "It has names that all versions of ninjs share: read as the newest.")
  }

  private static func isAssociatedPress(_ outline: JSONOutline) -> Bool {
    outline.has("data.item.altids") || outline.has("data.items.item")
      || (outline.has("data.item") && outline.has("api_version") && outline.has("org_name"))
  }

  // MARK: which names

  /// Members that name an item.
  private static let identities: Set<String> = ["uri", "guid", "urn", "_id"]
  /// Members that hardly any other JSON has.
  private static let newsWords: Set<String> = [
    "versioncreated", "version_created", "firstcreated", "pubstatus", "versionCreated",
    "firstCreated", "pubStatus", "headline", "headlines", "bodies", "urgency", "copyrightnotice",
    "copyrightNotice", "usageterms", "usageTerms", "rightsinfo", "rightsInfo", "slugline",
    "trustindicators", "trustIndicators", "representationtype", "representationType",
    "digitalSourceType", "eventDetails", "plannedCoverage", "altids", "altIds", "infosources",
    "infoSources", "renditions", "body_text", "body_html", "body_xhtml", "description_text",
    "description_html", "embargoed", "embargoedUntil", "standard", "$standard",
  ]

  /// ninjs 2 made lists of what had been single members. Source: the schemas 1.4 and 2.1.
  private static let second: Set<String> = [
    "headlines", "bodies", "descriptions", "subjects", "infosources", "people", "organisations",
    "places", "objects", "events", "genres", "trustindicators", "rightsinfo", "altids",
  ]

  private static let first: Set<String> = [
    "headline", "byline", "guid", "subject", "person", "organisation", "place", "object", "event",
    "infosource", "genre", "service", "priority", "authors", "bylines", "article_html",
    "version_created", "trustindicator", "$standard", "keywords",
  ]

  /// In small letters up to ninjs 2.
  private static let lower: Set<String> = [
    "versioncreated", "firstcreated", "pubstatus", "representationtype", "copyrightholder",
    "copyrightnotice", "usageterms", "ednote", "contentcreated", "embargoed",
  ]

  /// With capitals since ninjs 3, at the top and one level below it.
  private static let capitals: Set<String> = [
    "firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "pubStatus",
    "copyrightHolder", "copyrightNotice", "usageTerms", "edNote", "representationType", "altIds",
    "infoSources", "rightsInfo", "trustIndicators", "eventDetails", "plannedCoverage",
    "digitalSourceType", "contentType", "charCount", "wordCount", "sizeInBytes", "contactInfo",
    "geoJSON", "linkedRights", "encodedRights", "aspectRatio", "videoCodec", "frameRate",
  ]

  private static func isNews(_ names: Set<String>) -> Bool {
    !names.isDisjoint(with: identities)
      && names.contains { newsWords.contains($0) || isVariant($0) }
  }

  /// `headline_main`, `body_html5`, `description_caption_xhtml`: ninjs 1 has patterns of names.
  private static func isVariant(_ name: String) -> Bool {
    ["headline_", "body_", "description_"].contains { name.hasPrefix($0) }
  }

  private static func isFirst(_ name: String) -> Bool { first.contains(name) || isVariant(name) }

  private static func camel(_ outline: JSONOutline) -> String? {
    outline.paths.lazy.filter { $0.utf8.count { $0 == UInt8(ascii: ".") } <= 1 }
      .compactMap { $0.split(separator: ".").last.map(String.init) }
      .filter { capitals.contains($0) }.min()
  }

  // MARK: what it says of itself

  private static func declared(_ outline: JSONOutline) -> Int? {
    for member in ["standard", "$standard"] {
      let name = outline.values["\(member).name"]?.lowercased() ?? ""
      let schema = outline.values["\(member).schema"]?.lowercased() ?? ""
      guard name.hasSuffix("ninjs") || schema.contains("ninjs") else { continue }
      if let version = outline.values["\(member).version"]?.first?.wholeNumberValue,
        (1...3).contains(version)
      {
        return version
      }
    }
    return nil
  }

  private static func ninjs(_ version: Int) -> Format {
    switch version {
    case 1: .ninjs1
    case 2: .ninjs2
    default: .ninjs3
    }
  }
}

extension Format {
  package static let ninjs1 = Format(rawValue: "ninjs-1")
  package static let ninjs2 = Format(rawValue: "ninjs-2")
  package static let ninjs3 = Format(rawValue: "ninjs-3")
  package static let apMedia = Format(rawValue: "ap-media-json")
}
