internal import Markup
internal import Newsroom

/// Walks the NewsComponents of a NewsML 1 item: the outermost says most, text may lie at any depth,
/// and a component of pictures is a picture.
struct NewsML1Components {
  private var draft: Draft
  private var body = NITFBody()

  init(_ draft: Draft) { self.draft = draft }

  /// The draft with all that the components say.
  consuming func finish() -> Draft {
    draft.content = body.source
    draft.media += body.media
    for note in body.notes { draft.note(note) }
    if draft.content == nil { beMedium() }
    if draft.located == nil { draft.located = origin }
    return draft
  }

  /// Where the source says in a property that it was written.
  private var origin: String? {
    let place = draft.places.first { $0.rel == "origin" }?.term
    return place.map { String($0.prefix { $0 != "," }) }
  }

  /// An item of a single medium is that medium.
  private mutating func beMedium() {
    guard let medium = draft.media.first, draft.media.count == 1 else { return }
    draft.type = medium.kind == .other ? nil : medium.kind.rawValue
    draft.headline = draft.headline ?? .words(medium.title)
    draft.summary = draft.summary ?? .words(medium.caption)
  }

  /// Roles of text that is said elsewhere or is no text of the story.
  private static let otherRoles: Set<String> = [
    "stylesheet", "headline", "title", "logo", "slug", "metadata", "thumbnail",
  ]

  mutating func read(_ component: XMLElement) {
    let role = Self.role(component)
    if let lines = component.first("newslines") { NewsML1Lines.rules.apply(to: lines, &draft) }
    NewsML1Lines.administrative.apply(to: component.first("administrativemetadata"), &draft)
    NewsML1Lines.descriptive.apply(to: component.first("descriptivemetadata"), &draft)
    NewsML1Lines.rights.apply(to: component.first("rightsmetadata"), &draft)
    if draft.language == nil { draft.language = component["lang"] }
    var hasText = false
    // Whom to ask comes after what there is to say, wherever it stands.
    let children = component.elements.filter { Self.role($0) != "contact" }
    for child in children + component.elements.filter({ Self.role($0) == "contact" }) {
      switch child.name {
      case "contentitem":
        // Content items of one component are the same content in other shapes.
        guard !hasText || NewsML1Media.isMedium(child) else { continue }
        hasText = read(content: child, role: role) || hasText
      case "newscomponent":
        if hasText, Self.holdsAlternatives(component) { continue }
        if NewsML1Media.isMedium(component: child) {
          draft.media.append(NewsML1Media.medium(child))
        } else if !skips(child) {
          read(child)
          hasText = true
        }
      case "newsitem", "newsitemref":
        draft.alsoKnown(as: child["newsitem"], "newsItemRef")
      default: break
      }
    }
  }

  private static func role(_ component: XMLElement) -> String {
    component.first("role")?["formalname"]?.lowercased() ?? ""
  }

  /// The same content in several languages or formats: the first is the one to read.
  private static func holdsAlternatives(_ component: XMLElement) -> Bool {
    component["equivalentslist"]?.lowercased() == "yes"
      || component.all("basisforchoice").contains {
        guard let basis = $0.text else { return false }
        return basis.contains("Language") || basis.contains("Format")
      }
  }

  private mutating func skips(_ component: XMLElement) -> Bool {
    let role = Self.role(component)
    guard Self.otherRoles.contains(role) else { return false }
    if role == "headline" || role == "title", draft.headline == nil {
      draft.headline = .words(component.descendant("datacontent")?.text)
    }
    return true
  }

  /// Whether there was text.
  private mutating func read(content: XMLElement, role: String) -> Bool {
    if NewsML1Media.isMedium(content) {
      draft.renditions.append(NewsML1Media.rendition(content, name: nil))
      return false
    }
    guard let data = content.first("datacontent") else { return false }
    if let nitf = data.first("nitf") {
      read(nitf: nitf)
    } else if let html = data.first("html") {
      body.append(html.first("body") ?? html)
    } else {
      body.append(data.first("body.content") ?? data)
    }
    return true
  }

  private mutating func read(nitf: XMLElement) {
    let inner = NITFParser.draft(nitf)
    for content in nitf.first("body")?.all("body.content") ?? [] { body.append(content) }
    for tagline in nitf.first("body")?.all("body.end").flatMap({ $0.all("tagline") }) ?? [] {
      if let line = tagline.text { body.append(plain: line) }
    }
    draft.headline = draft.headline ?? inner.headline
    draft.byline = draft.byline ?? inner.byline
    draft.located = draft.located ?? inner.located
    draft.summary = draft.summary ?? inner.summary
  }
}
