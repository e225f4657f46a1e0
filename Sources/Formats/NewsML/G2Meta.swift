internal import Markup
internal import Newsroom

/// The metadata of an item of NewsML-G2, element by element.
enum G2Meta {
  /// `itemMeta`: the item as a thing that is managed.
  static let item: [String: FieldRule] = [
    "versioncreated": { $1.updated = $1.date($0.text) },
    "firstcreated": { $1.created = $1.date($0.text) },
    "embargoed": { element, draft in
      // Empty: until further notice. Source: guidelines, 8.5.
      if element.text == nil { draft.pubStatus = draft.pubStatus ?? "withheld" }
      draft.embargo = draft.date(element.text)
    },
    "pubstatus": { $1.pubStatus = WireWords.pubStatus(QCodes.code($0)) ?? $1.pubStatus },
    "provider": { $1.source(G2Meta.name($0), role: "provider") },
    "service": { $1.alsoKnown(as: QCodes.code($0), "service") },
    "filename": { $1.alsoKnown(as: $0.text, "fileName") },
    "versionedid": { $1.alsoKnown(as: $0["guid"], "versioned") },
    "title": { $1.title = $1.title ?? $0.text },
    "ednote": { $1.note($0.text) },
    "signal": { element, draft in
      guard let code = QCodes.code(element) else { return }
      let word = WireWords.lastPart(code).lowercased()
      if word == "correction" || word == "corrected" { draft.isCorrection = true }
    },
    "link": { G2Meta.link($0, &$1) },
  ]

  /// `rightsInfo`.
  static let rights: [String: FieldRule] = [
    "copyrightholder": { $1.copyrightHolder = $1.copyrightHolder ?? G2Meta.name($0) },
    "copyrightnotice": { $1.copyright = G2Meta.preferred($0, $1.copyright, $1) },
    "usageterms": { $1.usageTerms = G2Meta.preferred($0, $1.usageTerms, $1) },
  ]

  /// `contentMeta`, as far as one element is one field; the rest is in `concepts` and `G2Lines`.
  static let content: [String: FieldRule] = [
    "urgency": { $1.urgency = WireWords.urgency($0.text) },
    "contentcreated": { $1.contentCreated = $1.date($0.text) },
    "altid": { $1.alsoKnown(as: $0.text, $0["type"] ?? "altId") },
    "infosource": { $1.source(G2Meta.name($0), role: $0["role"].map(WireWords.lastPart)) },
    "creditline": { $1.source($0.text, role: "credit") },
    "keyword": { element, draft in
      if let word = element.text { draft.categories.append(Category(term: word, rel: "keyword")) }
    },
  ]

  /// What names things: people, places, subjects, genres.
  static func concepts(
    of content: XMLElement, _ catalogue: [String: String], _ draft: inout Draft
  ) {
    for element in content.elements {
      let rel: String? =
        switch element.name {
        case "creator", "contributor": element.name
        default: nil
        }
      guard ["creator", "contributor", "located", "subject", "genre"].contains(element.name),
        let concept = QCodes.concept(element, catalogue, rel: rel)
      else { continue }
      switch element.name {
      case "creator", "contributor": draft.people.append(concept)
      case "genre": draft.genres.append(concept)
      case "located":
        draft.located = draft.located ?? concept.label ?? literal(element)
        draft.places.append(concept)
      default: subject(concept, type: element["type"], &draft)
      }
    }
  }

  private static func subject(_ concept: Category, type: String?, _ draft: inout Draft) {
    var concept = concept
    concept.rel = concept.rel ?? "about"
    switch type.map(WireWords.lastPart) {
    case "person": draft.people.append(concept)
    case "organisation", "organization": draft.organisations.append(concept)
    case "geoArea", "geographicArea", "POI", "poi": draft.places.append(concept)
    case "event": draft.events.append(concept)
    case "object": draft.objects.append(concept)
    default: draft.categories.append(concept)
    }
  }

  /// A place without a name is a code, which is no word for a dateline, unless it is a literal.
  private static func literal(_ element: XMLElement) -> String? {
    element["qcode"] == nil && element["uri"] == nil ? element["literal"] : nil
  }

  static func name(_ element: XMLElement) -> String? {
    element.first("name")?.text ?? element["literal"] ?? (element.isLeaf ? element.text : nil)
      ?? element["qcode"].map(WireWords.lastPart) ?? element["uri"]
  }

  /// Of the same text in several languages, the one in the item's own.
  private static func preferred(_ element: XMLElement, _ known: String?, _ draft: Draft) -> String?
  {
    guard let text = element.text else { return known }
    guard known != nil else { return text }
    return element["lang"] != nil && element["lang"] == draft.language ? text : known
  }

  /// Relations that say: this item takes the place of that one.
  /// Source: cv.iptc.org/newscodes/itemrelation, and Reuters's own spelling of the first.
  private static let successions: Set<String> = [
    "previousversion", "prevversion", "evolvedfrom", "replaces", "corrects", "updates",
  ]

  private static func link(_ element: XMLElement, _ draft: inout Draft) {
    let target = element["residref"] ?? element["guidref"]
    let rel = element["rel"].map(WireWords.lastPart)
    if let target, let rel, successions.contains(rel.lowercased()) {
      if rel.lowercased() == "corrects" { draft.isCorrection = true }
      var earlier = target
      // `guid:version` names a version; the story is the guid.
      if let version = element["version"], earlier.hasSuffix(":" + version) {
        earlier.removeLast(version.utf8.count + 1)
      }
      if earlier != draft.id { draft.follows.append(earlier) }
    } else if let href = element["href"] {
      draft.links.append(
        Link(url: href, rel: rel ?? "related", title: element.first("title")?.text))
    }
  }
}
