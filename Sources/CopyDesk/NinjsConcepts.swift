internal import Newsroom

/// The things that an item names: people, subjects, places, sources, genres, events.
extension NinjsItem {
  func writePeople(_ draft: Draft, _ json: inout JSONWriter) {
    let people =
      draft.authors.map { ("author", $0) } + draft.contributors.map { ("contributor", $0) }
    guard !people.isEmpty || !draft.people.isEmpty else { return }
    json.key("people")
    json.beginArray()
    for (rel, person) in people { write(&json, person, rel: rel) }
    for person in draft.people { element(&json, person) }
    json.endArray()
  }

  private func write(_ json: inout JSONWriter, _ person: Person, rel: String) {
    json.beginObject()
    json.member("name", person.name ?? person.email ?? person.url)
    json.member("rel", rel)
    if let uri = person.url, isAbsolute(uri) { json.member("uri", uri) }
    if let email = person.email {
      list(&json, "contactInfo", [email]) { json, email in
        json.member("type", "email")
        json.member("value", email)
      }
    }
    json.endObject()
  }

  func writeConcepts(_ draft: Draft, _ json: inout JSONWriter) {
    list(&json, "organisations", draft.organisations, write: writeConcept)
    list(&json, "places", draft.places, write: writeConcept)
    list(&json, "subjects", draft.categories, write: writeConcept)
    list(&json, "events", draft.events, write: writeConcept)
    list(&json, "objects", draft.objects, write: writeConcept)
    list(&json, "infoSources", draft.infoSources) { json, source in
      json.member("name", source.term)
      json.member("role", source.rel)
      if let uri = source.scheme, isAbsolute(uri) { json.member("uri", uri) }
    }
  }

  func writeGenres(_ draft: Draft, _ json: inout JSONWriter) {
    let genres = (draft.genre.map { [Category(term: $0)] } ?? []) + draft.genres
    list(&json, "genres", genres) { json, genre in
      json.member("name", genre.label ?? genre.term)
      json.member("uri", genre.uri)
      if genre.label != nil { json.member("literal", genre.term) }
    }
  }

  private func element(_ json: inout JSONWriter, _ concept: Category) {
    json.beginObject()
    writeConcept(&json, concept)
    json.endObject()
  }

  /// A code without a URI of its own is told apart by its scheme's.
  private func writeConcept(_ json: inout JSONWriter, _ concept: Category) {
    json.member("name", concept.label ?? concept.term)
    json.member("rel", concept.rel)
    if let uri = concept.uri ?? concept.scheme, isAbsolute(uri) { json.member("uri", uri) }
    json.member("literal", concept.term)
  }

  /// When an event takes place, and how it is going to be covered.
  func writeEvent(_ draft: Draft, _ json: inout JSONWriter) {
    if let start = draft.eventStart {
      json.key("eventDetails")
      json.beginObject()
      json.key("dates")
      json.beginObject()
      json.member("startDate", start.rfc3339())
      // The schemas demand an end; an event without one is a moment.
      json.member("endDate", (draft.eventEnd ?? start).rfc3339())
      json.endObject()
      json.endObject()
    }
    list(&json, "plannedCoverage", draft.coverage) { json, coverage in
      if let uri = coverage.uri, isAbsolute(uri) { json.member("uri", uri) }
      json.member("title", coverage.title)
      json.member("type", coverage.type)
      json.member("edNote", coverage.editorialNote)
    }
  }
}
