internal import Markup
internal import Newsroom

// Documents, entries and people: what begins and ends.
extension FeedReader {
  /// The root element: it bears the version.
  mutating func beginDocument(_ tag: borrowing XMLTag) {
    info.dialect = FeedDialect.name(
      format: format, version: tag.attribute("version"), root: rootNamespace)
    if let language { info.language = language }
  }

  mutating func beginFeed(_ tag: borrowing XMLTag) {
    if info.language == nil, let language { info.language = language }
    if info.id == nil, let about = tag.attribute("about"), format == .rdf {
      info.id = about
    }
    guard format == .cdf else { return }
    if let href = tag.attribute("href") {
      let link = Link(url: resolve(href))
      info.url = link.url
      info.links.append(link)
    }
    if let date = tag.attribute("lastmod") { info.updated = NewsDateParser.parse(date) }
  }

  mutating func beginEntry(_ tag: borrowing XMLTag) {
    isInEntry = true
    isInImage = false
    entryRanks = FeedRanks(repeating: 0)
    draft.language = language
    guard tag.count > 0 else { return }
    if let about = tag.attribute("about"), !about.isEmpty, claims(FeedTerm(.id, 3)) {
      draft.id = about
    }
    if format == .cdf {
      if let href = tag.attribute("href") {
        draft.url = resolve(href)
        draft.links.append(Link(url: resolve(href)))
      }
      if let date = tag.attribute("lastmod") { draft.updated = NewsDateParser.parse(date) }
    }
  }

  /// The entry is whole: what stands for what is settled, and it goes out.
  mutating func endEntry() {
    guard isInEntry else { return }
    isInEntry = false
    openMedia = nil
    person = nil
    source = nil
    if case .none = draft.content, format != .atom {
      // RSS has one element for both.
      swap(&draft.content, &draft.summary)
    }
    if case .none = draft.summary, case .some = draft.content { draft.summaryIsContent = true }
    if draft.url == nil, format == .rdf, let id = draft.id, id.hasPrefix("http") {
      draft.url = id
    }
    entryCount += 1
    if entryCount == 1 { receiver.begin(info) }
    var done = Draft()
    swap(&done, &draft)
    receiver.take(done)
  }

  /// The feed that an entry was taken from is where it comes from.
  mutating func endSource() {
    guard let found = source else { return }
    source = nil
    if isInEntry, !found.term.isEmpty, hasRoom(draft.infoSources.count) {
      draft.infoSources.append(found)
    }
  }

  // MARK: people

  mutating func endPerson() {
    guard var someone = person else { return }
    person = nil
    if someone == Person() {
      someone = PersonText.parse(personText)
    }
    guard someone != Person() else { return }
    if personTerm.role == .contributor {
      addContributor(someone)
    } else {
      add(someone, rank: personTerm.rank)
    }
  }

  /// Of several elements that name authors, those of the highest rank count.
  mutating func add(_ author: Person, rank: UInt8) {
    guard author != Person() else { return }
    let slot = Int(FeedRole.author.rawValue)
    let known = isInEntry ? entryRanks[slot] : feedRanks[slot]
    guard rank >= known, hasRoom(isInEntry ? draft.authors.count : info.authors.count) else {
      return
    }
    if isInEntry {
      entryRanks[slot] = rank
      if rank > known { draft.authors = [] }
      if !draft.authors.contains(author) { draft.authors.append(author) }
    } else {
      feedRanks[slot] = rank
      if rank > known { info.authors = [] }
      if !info.authors.contains(author) { info.authors.append(author) }
    }
  }

  mutating func addContributor(_ someone: Person) {
    let count = isInEntry ? draft.contributors.count : info.contributors.count
    guard someone != Person(), hasRoom(count) else { return }
    if isInEntry { draft.contributors.append(someone) } else { info.contributors.append(someone) }
  }

  // MARK: media

  /// Elements that say all in their attributes.
  mutating func attributesOnly(_ term: FeedTerm, _ tag: borrowing XMLTag) {
    switch term.role {
    case .enclosure:
      guard isInEntry, let url = tag.attribute("url") ?? tag.attribute("resource"),
        hasRoom(draft.media.count)
      else { return }
      let type = tag.attribute("type")
      draft.media.append(
        Media(
          kind: FeedLinks.kind(type, medium: nil, url: url), url: resolve(url), mediaType: type,
          bytes: tag.number("length")))
    case .thumbnail:
      guard isInEntry, let url = tag.attribute("url") else { return }
      add(
        Media(
          kind: .picture, url: resolve(url), width: tag.number("width"),
          height: tag.number("height")))
    case .podcastImage:
      guard let url = tag.attribute("href") else { return }
      if isInEntry {
        add(Media(kind: .picture, url: resolve(url)))
      } else if info.image == nil {
        info.image = resolve(url)
      }
    case .podcastCategory:
      if let text = tag.attribute("text") {
        add(Category(term: text, scheme: "http://www.itunes.com/"))
      }
    default: break
    }
  }

  /// A picture that is there already (as an enclosure, in a larger size) is not added again.
  private mutating func add(_ media: Media) {
    guard hasRoom(draft.media.count) else { return }
    if !draft.media.contains(where: { $0.url == media.url }) { draft.media.append(media) }
  }

  mutating func beginMedia(_ tag: borrowing XMLTag) -> Int? {
    guard isInEntry, let url = tag.attribute("url") else { return nil }
    let address = resolve(url)
    guard hasRoom(draft.media.count) else { return nil }
    if let known = draft.media.firstIndex(where: { $0.url == address }) { return known }
    let type = tag.attribute("type")
    draft.media.append(
      Media(
        kind: FeedLinks.kind(type, medium: tag.attribute("medium"), url: url), url: address,
        mediaType: type, bytes: tag.number("fileSize"),
        duration: tag.attribute("duration").flatMap { Double($0) },
        width: tag.number("width"),
        height: tag.number("height")))
    return draft.media.count - 1
  }

  /// `media:title` and its kin speak of the medium that they stand in, else of the entry.
  mutating func keepMediaText(_ term: FeedTerm, _ text: String) {
    guard isInEntry else { return }
    if let openMedia, draft.media.indices.contains(openMedia) {
      switch term.role {
      case .mediaTitle: draft.media[openMedia].title = text
      case .mediaText: draft.media[openMedia].caption = text
      case .mediaCredit: draft.media[openMedia].credit = text
      default: break
      }
      return
    }
    switch term.role {
    case .mediaTitle:
      if claims(FeedTerm(.title, 1)), let words = words(term) { draft.headline = words }
    case .mediaText:
      if claims(FeedTerm(.summary, term.rank == 2 ? 2 : 1)), let words = words(term) {
        draft.summary = words
      }
    case .duration:
      let sound = draft.media.firstIndex { $0.kind == .audio || $0.kind == .video }
      if let sound { draft.media[sound].duration = FeedLinks.seconds(text) }
    default: break
    }
  }
}
