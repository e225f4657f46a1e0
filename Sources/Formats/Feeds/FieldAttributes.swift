internal import Markup

/// The attributes that say how a field's text is meant.
struct FieldAttributes {
  var type: String?
  var mode: String?
  var href: String?
  var rel: String?
  var title: String?
  var language: String?
  var length: String?
  /// `term` of Atom's category, `domain` or `scheme` of any.
  var term: String?
  var scheme: String?
  var label: String?
  var isPermaLink = true
  /// The text is markup by elements, not by escapes.
  var isXHTML = false
  /// Nothing was declared.
  private(set) var isEmpty = true

  /// Those of a field that begins, in the place of the last one's: most fields have none, and a
  /// dozen optional Strings need not be emptied for each.
  mutating func read(_ term: FeedTerm, _ tag: borrowing XMLTag) {
    clear()
    guard tag.count > 0 else { return }
    isEmpty = false
    switch term.role {
    case .id: isPermaLink = !tag.attribute("isPermaLink", is: "false")
    case .link:
      href = tag.attribute("href") ?? tag.attribute("resource")
      rel = tag.attribute("rel")
      type = tag.attribute("type")
      title = tag.attribute("title")
      language = tag.attribute("hreflang")
      length = tag.attribute("length")
    case .category:
      self.term = tag.attribute("term")
      scheme = tag.attribute("scheme") ?? tag.attribute("domain")
      label = tag.attribute("label")
    case .sourceName: href = tag.attribute("url")
    case .mediaCredit: rel = tag.attribute("role")
    case .generator:
      href = tag.attribute("uri") ?? tag.attribute("url") ?? tag.attribute("resource")
    case .icon, .logo: href = tag.attribute("href")
    default:
      guard term.syntax == .declared || term.role.isWords else { return }
      type = tag.attribute("type")?.lowercased()
      mode = tag.attribute("mode")?.lowercased()
      href = tag.attribute("src")
      isXHTML = term.syntax == .declared && Self.isMarkup(type, mode)
    }
  }

  private mutating func clear() {
    guard !isEmpty else { return }
    isEmpty = true
    type = nil
    mode = nil
    href = nil
    rel = nil
    title = nil
    language = nil
    length = nil
    term = nil
    scheme = nil
    label = nil
    isPermaLink = true
    isXHTML = false
  }

  /// Whether text of a type and a mode (Atom 0.3) holds elements instead of escaped markup.
  private static func isMarkup(_ type: String?, _ mode: String?) -> Bool {
    if let mode, mode != "xml" { return false }
    guard let type else { return false }
    return type == "xhtml" || type.hasSuffix("+xml") || type.hasSuffix("/xml")
      || (mode == "xml" && type.hasSuffix("html"))
  }
}
