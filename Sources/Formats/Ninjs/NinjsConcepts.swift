internal import Newsroom

/// Subjects, people, places and the other things that a ninjs item names.
enum NinjsConcepts {
  static func read(_ item: JSONMembers, _ draft: inout Draft) {
    draft.categories = list(item.objects("subjects", "subject"))
    draft.categories += item.strings("keywords").map { Category(term: $0, rel: "keyword") }
    draft.people = list(item.objects("people", "person"))
    draft.people += authors(item)
    draft.organisations = list(item.objects("organisations", "organisation"))
    draft.places = list(item.objects("places", "place"))
    draft.objects = list(item.objects("objects", "object"))
    draft.events = list(item.objects("events", "event"))
    draft.genres = list(item.objects("genres", "genre"))
    for source in item.objects("infosources", "infosource").map(\.members) {
      draft.source(
        source.text("name", "literal"), role: source.text("role", "rel"), uri: source.text("uri"))
    }
    for service in item.objects("service") {
      draft.alsoKnown(as: service.members.text("code", "name"), "service")
    }
    categories(item, &draft)
  }

  private static func list(_ objects: [(name: String?, members: JSONMembers)]) -> [Category] {
    objects.compactMap { concept($0.members) }
  }

  /// One thing; nil where it has neither name nor code.
  static func concept(_ members: JSONMembers, rel: String? = nil) -> Category? {
    let name = members.text("name")
    let code = members.text("literal", "code", "qcode", "symbol")
    guard let term = code ?? name ?? members.text("uri") else { return nil }
    return Category(
      term: term, scheme: members.text("scheme"), label: name, uri: members.text("uri"),
      rel: rel ?? members.text("rel", "role") ?? members.strings("rels").first)
  }

  private static func authors(_ item: JSONMembers) -> [Category] {
    let objects = item.objects("authors").map(\.members) + item.objects("bylines").map(\.members)
    return objects.compactMap { author in
      guard var name = author.text("name", "byline", "by") else { return nil }
      // The AP's `by` is a line: "By ANN EXAMPLE".
      if name.lowercased().hasPrefix("by "), name.utf8.count > 4 { name.removeFirst(3) }
      return Category(term: name, uri: author.text("uri"), rel: author.text("role") ?? "author")
    }
  }

  /// dpa's digital wires keep all of them in one list with types.
  private static func categories(_ item: JSONMembers, _ draft: inout Draft) {
    for category in item.objects("categories").map(\.members) {
      guard let type = category.text("type").map(WireWords.lastPart),
        let found = concept(category, rel: type)
      else { continue }
      switch type {
      case "creator", "contributor", "person", "author": draft.people.append(found)
      case "geosubject", "poi", "place": draft.places.append(found)
      case "organisation": draft.organisations.append(found)
      case "genre": draft.genres.append(found)
      case "infosource", "provider": draft.source(found.label ?? found.term, role: type)
      case "dpasubject", "keyword", "mediatopic", "subject": draft.categories.append(found)
      default: break
      }
    }
  }
}
