internal import Markup
internal import Newsroom

/// What the lines and metadata of a NewsML 1 component become. The outermost component comes
/// first; one inside only fills what is still empty.
enum NewsML1Lines {
  static let rules: [String: FieldRule] = [
    "headline": { element, draft in
      guard let text = element.text else { return }
      if draft.headline == nil {
        draft.headline = .words(text, language: element["lang"])
      } else if draft.headline?.value != text {
        draft.subheadline(text, role: "alternative")
      }
    },
    "subheadline": { $1.subheadline($0.text, role: "subheadline") },
    "byline": { $1.byline = $1.byline ?? $0.text },
    "dateline": { $1.located = $1.located ?? Datelines.place(in: $0.text) },
    "creditline": { $1.source($0.text, role: "credit") },
    "copyrightline": { $1.copyright = $1.copyright ?? $0.text },
    "rightsline": { $1.usageTerms = $1.usageTerms ?? $0.text },
    "slugline": { $1.slugline = $0.text ?? $1.slugline },
    "keywordline": { element, draft in
      if let word = element.text { draft.categories.append(Category(term: word, rel: "keyword")) }
    },
    "newsline": { element, draft in
      let type = element.first("newslinetype")?["formalname"]?.lowercased() ?? ""
      let text = element.first("newslinetext")?.text
      if type.contains("advisory") || type.contains("note") || type.contains("edmsg") {
        draft.note(text)
      } else if type.contains("copyright") {
        draft.copyright = draft.copyright ?? text
      }
    },
  ]

  static let administrative: [String: FieldRule] = [
    "provider": { $1.source(NewsML1Lines.party($0), role: "provider") },
    "source": { $1.source(NewsML1Lines.party($0)) },
    "creator": { NewsML1Lines.person($0, rel: "creator", &$1) },
    "contributor": { NewsML1Lines.person($0, rel: "contributor", &$1) },
    "filename": { $1.alsoKnown(as: $0.text, "fileName") },
    "property": { element, draft in
      guard element["formalname"]?.lowercased() == "author", let name = element["value"] else {
        return
      }
      draft.people.append(Category(term: name, rel: "creator"))
    },
  ]

  static let descriptive: [String: FieldRule] = [
    "language": { $1.language = $1.language ?? $0["formalname"] },
    "genre": { element, draft in
      if let name = element["formalname"] { draft.genres.append(Category(term: name)) }
    },
    "subjectcode": { element, draft in
      for subject in element.elements where subject.name.hasPrefix("subject") {
        guard let code = subject["formalname"] else { continue }
        let found = QCodes.subject(code, label: subject["cat"])
        if !draft.categories.contains(where: { $0.term == code }) { draft.categories.append(found) }
      }
    },
    "topicoccurrence": { element, draft in
      if let topic = element["topic"] { draft.categories.append(Category(term: topic)) }
    },
    "ofinterestto": { $1.alsoKnown(as: $0["formalname"], "ofInterestTo") },
    "location": { NewsML1Lines.location($0, &$1) },
  ]

  static let rights: [String: FieldRule] = [
    "copyright": { element, draft in
      draft.copyrightHolder = draft.copyrightHolder ?? element.first("copyrightholder")?.text
    },
    "usagerights": { $1.usageTerms = $1.usageTerms ?? $0.first("limitations")?.text },
  ]

  static func party(_ element: XMLElement) -> String? {
    let party = element.first("party")
    return party?["formalname"] ?? party?.text
  }

  private static func person(_ element: XMLElement, rel: String, _ draft: inout Draft) {
    guard let name = party(element) else { return }
    let found = Category(term: name, rel: rel)
    if !draft.people.contains(found) { draft.people.append(found) }
  }

  /// `HowPresent="Origin"`: where it was written; else what it is about.
  private static func location(_ element: XMLElement, _ draft: inout Draft) {
    func property(_ name: String) -> String? {
      element.all("property").first { $0["formalname"]?.lowercased() == name }?["value"]
    }
    let parts = [property("city"), property("countryarea"), property("country")]
    let words = parts.compactMap { $0 }
    guard !words.isEmpty else { return }
    let isOrigin = element["howpresent"]?.lowercased() == "origin"
    let place = Category(term: words.joined(separator: ", "), rel: isOrigin ? "origin" : "about")
    if !draft.places.contains(place) { draft.places.append(place) }
  }
}
