internal import Newsroom

/// The things that an item names: people, subjects, places, sources, genres, events.
extension NinjsItem {
  func writePeople(_ draft: Draft, _ json: inout JSONWriter) {
    let isEmpty = draft.authors.isEmpty && draft.contributors.isEmpty && draft.people.isEmpty
    guard !isEmpty || !thanked.isEmpty else { return }
    json.key("people")
    json.beginArray()
    for person in draft.authors { write(&json, person, rel: "author") }
    for person in draft.contributors { write(&json, person, rel: "contributor") }
    for name in thanked { write(&json, Person(name: name), rel: "contributor") }
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
    list(&json, "organisations", draft.organisations) { writeConcept(&$0, $1) }
    list(&json, "places", draft.places) { writeConcept(&$0, $1) }
    list(&json, "subjects", draft.categories) { writeConcept(&$0, $1) }
    list(&json, "events", draft.events) { writeConcept(&$0, $1) }
    list(&json, "objects", draft.objects) { writeConcept(&$0, $1) }
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
      json.member("startDate", date: start)
      // The schemas demand an end; an event without one is a moment.
      json.member("endDate", date: draft.eventEnd ?? start)
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
