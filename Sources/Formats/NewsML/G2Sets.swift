internal import Markup
internal import Newsroom

/// A packageItem: what belongs together, in groups.
enum G2Package {
  static func read(_ item: XMLElement, _ draft: inout Draft) {
    draft.type = draft.type == nil || draft.type == "text" ? "composite" : draft.type
    var text = NITFBody()
    for reference in item.all("groupset").flatMap({ $0.descendants("itemref") }) {
      let title = reference.first("title")?.text ?? reference.first("headline")?.text
      let kind = WireWords.mediaKind(reference.first("itemclass").flatMap(QCodes.code))
      var member = Media(kind: kind ?? .other, url: reference["href"], title: title)
      member.id = reference["residref"]
      member.mediaType = reference["contenttype"]
      member.caption = reference.first("description")?.text
      guard member.id != nil || member.url != nil || title != nil else { continue }
      draft.media.append(member)
      if let title { text.append(plain: title) }
    }
    // The list of what it holds is all the text that a package has, and may be that of others too.
    draft.content = text.source
    if let id = draft.id {
      draft.identityText = [draft.content?.value, id].compactMap { $0 }.joined(separator: "\n")
    }
  }
}

/// A planningItem: what is going to be covered, and how.
enum G2Planning {
  static func read(_ item: XMLElement, _ draft: inout Draft) {
    draft.type = "planning"
    for coverage in item.all("newscoverageset").flatMap({ $0.all("newscoverage") }) {
      let planning = coverage.first("planning")
      var planned = PlannedCoverage()
      planned.uri = coverage["id"]
      planned.title = planning?.first("headline")?.text ?? planning?.first("title")?.text
      planned.type =
        WireWords.itemType(planning?.first("itemclass").flatMap(QCodes.code))
        ?? WireWords.itemType(planning?.first("g2contenttype")?.text)
      let notes = planning?.all("ednote").compactMap(\.text) ?? []
      planned.editorialNote = notes.isEmpty ? nil : notes.joined(separator: "\n")
      draft.coverage.append(planned)
    }
    for assertion in item.all("assert") { event(assertion, &draft) }
  }

  private static func event(_ assertion: XMLElement, _ draft: inout Draft) {
    guard let details = assertion.first("eventdetails") else { return }
    G2Concept.dates(details, &draft)
    if let name = assertion.first("name")?.text {
      draft.events.append(Category(term: assertion["qcode"] ?? name, label: name))
    }
  }
}

/// A conceptItem, knowledgeItem or catalogItem: what the codes of other items mean.
enum G2Concept {
  static func read(
    _ item: XMLElement, _ catalogue: [String: String], _ draft: inout Draft
  ) {
    draft.type = "component"
    let concepts = item.all("concept") + item.all("conceptset").flatMap { $0.all("concept") }
    if item.name == "conceptitem", let concept = concepts.first {
      read(concept: concept, &draft)
      return
    }
    var text = NITFBody()
    let schemes = item.all("catalogcontainer").flatMap { $0.descendants("scheme") }
    for element in concepts + schemes {
      let id = element.first("conceptid").flatMap(QCodes.code) ?? element["uri"]
      let words = [element.first("name")?.text ?? element["alias"], id].compactMap { $0 }
      text.append(plain: words.joined(separator: " – "))
    }
    draft.content = text.source
  }

  private static func read(concept: XMLElement, _ draft: inout Draft) {
    if draft.headline == nil {
      draft.headline = .words(concept.first("name")?.text, language: concept["lang"])
    }
    draft.summary = draft.summary ?? .words(concept.first("definition")?.text)
    draft.alsoKnown(as: concept.first("conceptid").flatMap(QCodes.code), "concept")
    if let details = concept.first("eventdetails") {
      draft.type = "event"
      dates(details, &draft)
    }
  }

  /// When an event begins and ends, where the source writes whole dates.
  static func dates(_ details: XMLElement, _ draft: inout Draft) {
    let dates = details.first("dates")
    draft.eventStart = draft.date(dates?.first("start")?.text)
    draft.eventEnd = draft.date(dates?.first("end")?.text)
  }
}
