internal import Markup
internal import Newsroom

/// NITF 2.5 to 3.6, with and without its namespace. Source: iptc.org/std/NITF.
enum NITFParser {
  /// Reads the stories in `text`. Throws `hostile-markup`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, into document: inout DocumentInfo,
    _ receiver: DraftReceiver
  ) throws(Rejection) {
    try WireXML.read(text, sniffed, items: ["nitf"], into: &document) { item in
      var draft = draft(item)
      draft.identifyByID()
      receiver.take(draft)
    }
  }

  /// A document, alone or inside of another format.
  static func draft(_ nitf: XMLElement) -> Draft {
    var draft = Draft()
    draft.language = nitf["lang"] ?? nitf["baselang"]
    let head = nitf.first("head")
    docdata.apply(to: head?.first("docdata"), &draft)
    self.head.apply(to: head, &draft)
    let body = nitf.first("body")
    draft.language = draft.language ?? body?["lang"]
    if let lines = body?.first("body.head") { bodyHead.apply(to: lines, &draft) }
    if draft.headline == nil { draft.headline = .words(head?.first("title")?.text) }
    draft.filing?.agency = draft.infoSources.first?.term
    status(head?.first("docdata"), &draft)
    read(body, &draft)
    return draft
  }

  // MARK: head

  /// Elements of `docdata`, most of them empty with attributes.
  private static let docdata: [String: FieldRule] = [
    "doc-id": { element, draft in
      draft.id = draft.id ?? element["id-string"]
      draft.source(element["regsrc"])
    },
    "urgency": { $1.urgency = WireWords.urgency($0["ed-urg"]) },
    "date.issue": { $1.updated = $1.date($0["norm"]) },
    "date.release": { $1.published = $1.date($0["norm"]) },
    "date.expire": { $1.expires = $1.date($0["norm"]) },
    "ed-msg": { $1.note($0["info"]) },
    "doc.copyright": { element, draft in
      draft.copyrightHolder = draft.copyrightHolder ?? element["holder"]
      let notice = [element["holder"], element["year"]].compactMap { $0 }.joined(separator: " ")
      if draft.copyright == nil, !notice.isEmpty { draft.copyright = "© " + notice }
    },
    "doc.rights": { element, draft in
      draft.copyrightHolder = draft.copyrightHolder ?? element["owner"]
      draft.usageTerms = draft.usageTerms ?? element["limitations"]
    },
    "del-list": { element, draft in
      for from in element.all("from-src") { draft.source(from["src-name"]) }
    },
    "du-key": { element, draft in
      draft.alsoKnown(as: element["key"], "du-key")
      draft.filing = NITFParser.filing(element)
    },
    "correction": { element, draft in
      draft.isCorrection = true
      draft.note(element["info"])
      if let id = element["id-string"] { draft.follows.append(id) }
    },
    "series": { $1.alsoKnown(as: $0["series.name"], "series") },
    "fixture": { element, draft in
      if let id = element["fix-id"] { draft.genres.append(Category(term: id, rel: "fixture")) }
    },
    "evloc": { element, draft in
      let parts = [element["city"], element["state-prov"], element["iso-cc"]].compactMap { $0 }
      guard !parts.isEmpty else { return }
      draft.places.append(Category(term: parts.joined(separator: ", "), rel: "event"))
    },
    "key-list": { element, draft in
      let words =
        element.all("keyword").compactMap { $0["key"] } + [element["key"]].compactMap { $0 }
      for word in words { draft.categories.append(Category(term: word, rel: "keyword")) }
    },
    "identified-content": { NITFParser.identified($0, &$1) },
  ]

  private static let head: [String: FieldRule] = [
    "tobject": { element, draft in
      for subject in element.all("tobject.subject") {
        draft.categories.append(NITFParser.subject(subject))
      }
      for property in element.all("tobject.property") {
        if let type = property["tobject.property.type"] {
          draft.genres.append(Category(term: type))
        }
      }
    },
    "meta": { element, draft in
      let name = element["name"]?.lowercased() ?? ""
      guard let value = element["content"], !value.isEmpty else { return }
      if NITFParser.slugNames.contains(name) {
        draft.slugline = draft.slugline ?? value
      } else if name == "anpa-takekey" {
        draft.alsoKnown(as: value, "take")
      }
    },
    "pubdata": { element, draft in
      if draft.published == nil { draft.published = draft.date(element["date.publication"]) }
      draft.alsoKnown(as: element["ex-ref"], "ex-ref")
    },
    "revision-history": { element, draft in
      guard let name = element["name"] else { return }
      draft.people.append(Category(term: name, rel: element["function"] ?? "editor"))
    },
  ]

  /// The dynamic-use key: one for all versions of a story, whatever their ids, with the number of the
  /// version; a part is a story of its own.
  private static func filing(_ key: XMLElement) -> Filing? {
    guard let name = key["key"], !name.isEmpty else { return nil }
    let version = (key["version"] ?? key["generation"]).flatMap { Int($0) } ?? 1
    let mark = version > 1 && version < 100 ? Filing.Mark(.update, number: version - 1) : nil
    return Filing(names: ["key:\(name) \(key["part"] ?? "")"], mark: mark)
  }

  private static let slugNames: Set<String> = [
    "anpa-keyword", "slug", "slugline", "slug-line", "wire-slug",
  ]

  private static func subject(_ element: XMLElement) -> Category {
    let names = ["type", "matter", "detail"].compactMap { element["tobject.subject.\($0)"] }
    let label = names.isEmpty ? nil : names.joined(separator: " / ")
    guard let code = element["tobject.subject.refnum"] ?? element["tobject.subject.code"] else {
      return Category(term: label ?? "")
    }
    return QCodes.subject(code, label: label)
  }

  private static func identified(_ element: XMLElement, _ draft: inout Draft) {
    for child in element.elements {
      guard let term = child.text ?? child["value"] ?? child["location-code"] else { continue }
      let found = Category(term: term, scheme: nil, rel: "about")
      switch child.name {
      case "person": draft.people.append(found)
      case "org": draft.organisations.append(found)
      case "location": draft.places.append(found)
      case "event": draft.events.append(found)
      case "object.title", "virtloc": draft.objects.append(found)
      case "classifier":
        draft.categories.append(Category(term: term, rel: child["type"]))
      default: break
      }
    }
  }

  /// What becomes of the story, and of the one that it speaks of.
  private static func status(_ docdata: XMLElement?, _ draft: inout Draft) {
    let declared = docdata?["management-status"]
    draft.pubStatus = WireWords.pubStatus(declared)
    if let other = docdata?["management-doc-idref"] { draft.follows.append(other) }
    draft.follows.removeAll { $0 == draft.id }
    if declared?.lowercased() == "corrected" || docdata?["management-idref-status"] == "corrected" {
      draft.isCorrection = true
    }
    // A release after the issue is an embargo; both together are one and the same date.
    if let release = draft.published, let issue = draft.updated, release > issue {
      draft.embargo = release
      draft.published = issue
    }
  }

  // MARK: body

  private static let bodyHead: [String: FieldRule] = [
    "hedline": { element, draft in
      let main = element.all("hl1")
      draft.headline = .words(main.first?.text ?? element.text, language: element.language)
      for other in main.dropFirst() { draft.subheadline(other.text, role: "alternative") }
      for other in element.all("hl2") { draft.subheadline(other.text, role: "subheadline") }
    },
    "byline": { element, draft in
      let line = element.text { ["byttl", "virtloc"].contains($0.name) }
      guard let line else { return }
      draft.byline = draft.byline.map { $0 + ", " + line } ?? line
      for person in element.all("person") {
        if let name = person.text { draft.authors.append(Person(name: name)) }
      }
      for title in element.all("byttl") { draft.source(title.text, role: "byline title") }
    },
    "dateline": { element, draft in
      let place =
        element.first("location")?.text
        ?? Datelines.place(in: element.text { $0.name == "story.date" })
      draft.located = draft.located ?? place
    },
    "distributor": { $1.source($0.text) },
    "abstract": { element, draft in
      draft.summary = .words(element.text, language: element.language)
    },
    "note": { $1.note($0.text) },
    "rights": { $1.usageTerms = $1.usageTerms ?? $0.text },
    "series": { $1.alsoKnown(as: $0["series.name"], "series") },
  ]

  private static func read(_ body: XMLElement?, _ draft: inout Draft) {
    guard let body else { return }
    var text = NITFBody()
    for content in body.all("body.content") { text.append(content) }
    // The end of the body is text of the story too: who contributed, who edited.
    for tagline in body.all("body.end").flatMap({ $0.all("tagline") }) {
      if let line = tagline.text { text.append(plain: line) }
    }
    draft.content = text.source
    draft.media += text.media
    for note in text.notes { draft.note(note) }
  }
}
