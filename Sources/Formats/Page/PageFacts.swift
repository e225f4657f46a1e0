import Markup

/// What a page says of itself outside of its text: meta elements, links, microdata, hNews.
struct PageFacts {
  /// Meta elements by `name`, `property`, `itemprop` or `http-equiv`, in lower case.
  private var metas: [String: [String]] = [:]
  /// Microdata of the article itself.
  private var properties: [String: [String]] = [:]
  private(set) var title: String?
  /// First-level headings outside of menus, and what hNews calls the title.
  private(set) var headings: [String] = []
  private(set) var language: String?
  private(set) var canonical: String?
  private(set) var base: String?
  /// Who the page's links or classes call the author.
  private(set) var bylines: [String] = []
  /// Instants of `<time>` elements: published, then others.
  private(set) var times: [(value: String, isPublished: Bool)] = []

  /// Lines that classes call dates.
  private(set) var dates: [String] = []

  private static let maximumValues = 50

  init(_ document: HTMLDocument) {
    for i in document.nodes.indices {
      guard let element = document.nodes[i].element else { continue }
      read(element, i, document)
    }
  }

  /// The first value of the first of these metas that has one.
  func meta(_ names: String...) -> String? {
    names.lazy.compactMap { metas[$0]?.first }.first
  }

  /// All values of a meta.
  func all(_ name: String) -> [String] { metas[name] ?? [] }

  /// The first value of a property of the article's microdata.
  func property(_ name: String) -> String? { properties[name]?.first }

  func properties(_ name: String) -> [String] { properties[name] ?? [] }

  /// The values that cards label so: `twitter:label1` is "Written by", `twitter:data1` the name.
  func labelled(_ label: String) -> [String] {
    (1...3).compactMap { n in
      meta("twitter:label\(n)")?.lowercased() == label ? meta("twitter:data\(n)") : nil
    }
  }

  // MARK: Reading

  private mutating func read(_ element: HTMLElement, _ i: Int, _ document: HTMLDocument) {
    switch element {
    case .html:
      language = document.value(.lang, of: i) ?? document.value(.xmlLang, of: i)
    case .title: if title == nil { title = PageText.clean(document.line(of: i)) }
    case .meta: readMeta(i, document)
    case .base: base = base ?? document.value(.href, of: i)
    case .link:
      if document.value(.rel, of: i)?.lowercased() == "canonical" {
        canonical = canonical ?? document.value(.href, of: i)
      }
    case .h1: add(PageText.clean(document.line(of: i)), to: &headings)
    case .time:
      if let value = document.value(.datetime, of: i), times.count < Self.maximumValues {
        let property = document.value(.itemprop, of: i)
        let names = document.value(.class, of: i)?.lowercased() ?? ""
        let isPublished =
          property == "datePublished" || names.contains("publish") || names.contains("entry-date")
        if property != "dateModified", !names.contains("updated") || isPublished {
          times.append((value, isPublished))
        }
      }
    default: break
    }
    readMicrodata(i, document)
    readNames(element, i, document)
    readDate(element, i, document)
  }

  private mutating func readMeta(_ i: Int, _ document: HTMLDocument) {
    guard let content = document.value(.content, of: i).flatMap({ PageText.clean($0) }) else {
      return
    }
    for attribute in [HTMLPageAttribute.property, .name, .itemprop, .httpEquiv] {
      // Some say both `name` and `property`.
      guard let name = document.value(attribute, of: i)?.lowercased() else { continue }
      if metas[name, default: []].count < Self.maximumValues {
        metas[name, default: []].append(content)
      }
    }
  }

  private static let wanted: Set<String> = [
    "headline", "name", "author", "creator", "datePublished", "dateModified", "description",
    "image",
    "publisher", "inLanguage", "articleSection", "keywords",
  ]

  private mutating func readMicrodata(_ i: Int, _ document: HTMLDocument) {
    guard let name = document.value(.itemprop, of: i) else { return }
    for property in name.split(separator: " ").map(String.init) where Self.wanted.contains(property)
    {
      guard isOfArticle(i, document, property), let value = value(i, document) else { continue }
      if properties[property, default: []].count < Self.maximumValues {
        properties[property, default: []].append(value)
      }
    }
  }

  /// A person has a name and a picture an author: only what belongs to the article counts.
  private func isOfArticle(_ i: Int, _ document: HTMLDocument, _ property: String) -> Bool {
    var parent = Int(document.nodes[i].parent)
    while parent >= 0 {
      if document.bytes(.itemscope, of: parent) != nil {
        let type = document.value(.itemtype, of: parent) ?? ""
        if type.hasSuffix("Article") || type.hasSuffix("Posting") { return true }
        return property != "name" && property != "image"
          && (type.hasSuffix("Page") || type.hasSuffix("CreativeWork"))
      }
      parent = Int(document.nodes[parent].parent)
    }
    return property != "name"
  }

  private func value(_ i: Int, _ document: HTMLDocument) -> String? {
    if let content = document.value(.content, of: i) { return PageText.clean(content) }
    if document.bytes(.itemscope, of: i) != nil {
      // A person or a firm: its name.
      for n in (i + 1)..<max(Int(document.nodes[i].end), i + 1)
      where document.value(.itemprop, of: n) == "name" {
        return PageText.clean(document.value(.content, of: n) ?? document.line(of: n))
      }
    }
    switch document.nodes[i].element {
    case .time:
      return document.value(.datetime, of: i) ?? PageText.clean(document.line(of: i))
    case .img: return document.value(.src, of: i)
    case .meta: return nil
    default:
      let line = PageText.clean(document.line(of: i))
      return line.flatMap { $0.utf8.count <= 400 ? $0 : nil }
    }
  }

  /// `rel=author`, hCard in hNews, and classes that say byline.
  private mutating func readNames(_ element: HTMLElement, _ i: Int, _ document: HTMLDocument) {
    if element == .a, let rel = document.value(.rel, of: i)?.lowercased(),
      rel.split(separator: " ").contains("author")
    {
      add(PageText.clean(document.line(of: i)), to: &bylines)
      return
    }
    guard let names = document.value(.class, of: i)?.lowercased() else { return }
    if names.contains("author") || names.contains("byline"), size(of: i, document) <= 40 {
      add(PageText.clean(document.line(of: i)), to: &bylines)
    }
    for name in names.split(separator: " ") {
      switch name {
      case "entry-title",
        "headline" where element != .h2 && element != .h3 && element != .a:
        add(PageText.clean(document.line(of: i)), to: &headings)
      default: break
      }
    }
  }

  /// How many nodes an element holds: a byline holds few.
  private func size(of i: Int, _ document: HTMLDocument) -> Int {
    Int(document.nodes[i].end) - i
  }

  /// A date in words where the page marks it as one: `<span class="post-date">9 July 2025</span>`.
  private mutating func readDate(_ element: HTMLElement, _ i: Int, _ document: HTMLDocument) {
    guard dates.count < Self.maximumValues, size(of: i, document) <= 12 else { return }
    let names = document.value(.class, of: i)?.lowercased() ?? ""
    let isMarked = ["date", "publish", "posted", "time"].contains { names.contains($0) }
    guard isMarked && !names.contains("update") || element == .time else { return }
    let line = document.line(of: i)
    guard (6...60).contains(line.utf8.count) else { return }
    dates.append(line)
  }

  private func add(_ text: String?, to list: inout [String]) {
    guard let text, list.count < Self.maximumValues, text.utf8.count <= 400 else { return }
    list.append(text)
  }
}
