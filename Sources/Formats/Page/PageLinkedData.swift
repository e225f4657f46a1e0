import Newsroom

/// What a page says of its article in JSON-LD. Source: schema.org, Article and NewsArticle.
struct PageLinkedData {
  private(set) var headline: String?
  private(set) var description: String?
  private(set) var authors: [Person] = []
  private(set) var published: String?
  private(set) var modified: String?
  private(set) var images: [String] = []
  private(set) var publisher: String?
  private(set) var section: [String] = []
  private(set) var keywords: [String] = []
  private(set) var language: String?
  private(set) var url: String?
  /// The text itself, without markup; few pages have it.
  private(set) var body: String?

  private static let maximumNodes = 2000
  private static let maximumLength = 4 << 20

  /// Nil where no script describes an article.
  init?(_ scripts: [String]) {
    var nodes: [JSONValue] = []
    for script in scripts {
      guard let root = Self.parse(script) else { continue }
      Self.collect(root, into: &nodes, depth: 0)
    }
    guard let article = nodes.first(where: { Self.isArticle($0) }) else { return nil }
    var byID: [String: JSONValue] = [:]
    for node in nodes {
      // A mere reference has nothing but its @id.
      if let id = node["@id"]?.stringValue, (node.members?.count ?? 0) > 1, byID[id] == nil {
        byID[id] = node
      }
    }
    read(article, byID)
  }

  /// JSON as pages have it: in comments or CDATA, with line breaks inside of strings.
  private static func parse(_ script: String) -> JSONValue? {
    guard script.utf8.count <= maximumLength else { return nil }
    var bytes = script.utf8.map { $0 < 0x20 ? 0x20 : $0 }[...]
    if let mark = bytes.firstRange(of: Array("<![CDATA[".utf8)) {
      bytes = bytes[mark.upperBound...]
    }
    if let mark = bytes.firstRange(of: Array("]]>".utf8)) { bytes = bytes[..<mark.lowerBound] }
    guard let first = bytes.firstIndex(where: { $0 == 0x7B || $0 == 0x5B }),
      let last = bytes.lastIndex(where: { $0 == 0x7D || $0 == 0x5D }), first < last
    else { return nil }
    bytes = bytes[first...last]
    return try? JSONValue.parse(Array(bytes))
  }

  /// All objects with a type, from the outside in.
  private static func collect(_ value: JSONValue, into nodes: inout [JSONValue], depth: Int) {
    guard depth < 8, nodes.count < maximumNodes else { return }
    if let list = value.arrayValue {
      for element in list { collect(element, into: &nodes, depth: depth + 1) }
    } else if let members = value.members {
      nodes.append(value)
      for member in members where member.value.arrayValue != nil || member.value.members != nil {
        collect(member.value, into: &nodes, depth: depth + 1)
      }
    }
  }

  private static func isArticle(_ node: JSONValue) -> Bool {
    types(of: node).contains { type in
      type.hasSuffix("Article") || type.hasSuffix("BlogPosting") || type == "Report"
        || type == "Review" || type == "SocialMediaPosting"
    } && (node["headline"] ?? node["name"] ?? node["datePublished"] ?? node["articleBody"]) != nil
  }

  private static func types(of node: JSONValue) -> [String] {
    let types = node["@type"]
    return types?.arrayValue?.compactMap(\.stringValue) ?? types?.stringValue.map { [$0] } ?? []
  }

  private mutating func read(_ article: JSONValue, _ byID: [String: JSONValue]) {
    func resolved(_ value: JSONValue) -> JSONValue {
      guard let id = value["@id"]?.stringValue, value.members?.count == 1 else { return value }
      return byID[id] ?? value
    }
    func list(_ name: String) -> [JSONValue] {
      guard let value = article[name] else { return [] }
      return (value.arrayValue ?? [value]).map(resolved)
    }
    func text(_ name: String) -> String? { list(name).lazy.compactMap { Self.text($0) }.first }
    headline = text("headline") ?? text("name")
    description = text("description")
    published = text("datePublished") ?? text("dateCreated")
    modified = text("dateModified")
    language = text("inLanguage")
    publisher = list("publisher").lazy.compactMap { Self.text($0) ?? Self.text($0["name"]) }.first
    section = list("articleSection").compactMap { Self.text($0) }
    body = text("articleBody")
    keywords = list("keywords").flatMap { value in
      (Self.text(value) ?? Self.text(value["name"]) ?? "").split(separator: ",").map {
        PlainTextParser.Run(String($0)).trimmed.string
      }
    }.filter { !$0.isEmpty }
    for name in ["author", "creator"] where authors.isEmpty {
      authors = list(name).flatMap { Self.people($0) }
    }
    images = list("image").compactMap { image in
      Self.text(image) ?? Self.text(image["url"]) ?? Self.text(image["contentUrl"])
        ?? Self.text(image["@id"])
    }
    url =
      text("url")
      ?? list("mainEntityOfPage").lazy.compactMap {
        Self.text($0) ?? Self.text($0["@id"]) ?? Self.text($0["url"])
      }.first
  }

  private static func people(_ value: JSONValue) -> [Person] {
    if let name = text(value) { return [Person(name: name)] }
    let names =
      value["name"]?.arrayValue?.compactMap { text($0) } ?? [text(value["name"])].compactMap { $0 }
    let url = text(value["url"])
    return names.map { Person(name: $0, url: names.count == 1 ? url : nil) }
  }

  /// A string with something in it, its entities read: many systems escape it for HTML too.
  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.stringValue else { return nil }
    return PageText.clean(text)
  }
}
