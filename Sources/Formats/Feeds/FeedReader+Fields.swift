internal import Markup
internal import Newsroom

// What becomes of a field when it ends.
extension FeedReader {
  /// Whether a field may fill its role: nothing of a higher or the same rank does.
  mutating func claims(_ term: FeedTerm, as role: FeedRole? = nil) -> Bool {
    let slot = Int((role ?? term.role).rawValue)
    if isInEntry {
      guard term.rank > entryRanks[slot] else { return false }
      entryRanks[slot] = term.rank
    } else {
      guard term.rank > feedRanks[slot] else { return false }
      feedRanks[slot] = term.rank
    }
    return true
  }

  /// Stores the buffer's text where the field's role says.
  mutating func keep(_ term: FeedTerm) {
    trim()
    if mayBeDoubled, let once = CharsetRepair.undoubled(buffer) {
      buffer = once
      if isInEntry { warn(.doubleEncoded) }
    }
    if isInSource { return keepSource(term) }
    switch term.role {
    case .title, .subtitle, .summary, .content, .info: keepWords(term)
    case .published, .updated, .date, .created, .expires: keepDate(term)
    case .link: keepLink(term)
    default:
      if !buffer.isEmpty || attributes.term != nil || attributes.href != nil
        || attributes.label != nil
      {
        keepText(term)
      }
    }
  }

  /// A source's name is its title, its address the one of its page, else of itself, else its id.
  private mutating func keepSource(_ term: FeedTerm) {
    guard var found = source else { return }
    switch term.role {
    case .title:
      found.term =
        words(term).map { $0.kind == .html ? HTMLReader().fragment($0).text : $0.value } ?? ""
    case .link where attributes.rel == nil || attributes.rel == "alternate":
      found.scheme = attributes.href.map(resolve)
    case .link where attributes.rel == "self" && found.scheme == nil:
      found.scheme = attributes.href.map(resolve)
    case .id: if found.scheme == nil, !buffer.isEmpty { found.scheme = bufferText }
    default: break
    }
    source = found
  }

  /// White space at both ends of the buffer goes, in place.
  private mutating func trim() {
    while let last = buffer.last, last <= 0x20 { buffer.removeLast() }
    if let first = buffer.first, first <= 0x20 {
      let from = buffer.firstIndex { $0 > 0x20 } ?? buffer.count
      buffer.removeSubrange(..<from)
    }
  }

  var bufferText: String { String(decoding: buffer, as: UTF8.self) }

  // MARK: words

  private mutating func keepWords(_ term: FeedTerm) {
    guard !isInImage else { return }
    guard let words = words(term) else { return }
    if isInEntry {
      switch term.role {
      case .title: if claims(term) { draft.headline = words }
      case .summary:
        if claims(term) {
          draft.summary = words
        } else if term.rank == 5, claims(FeedTerm(.content, 1)) {
          // Two of one rank, `description` and `summary`: the second is the longer one.
          draft.content = words
        }
      case .content: if claims(term) { draft.content = words }
      case .subtitle: if claims(FeedTerm(.summary, 1)) { draft.summary = words }
      default: break
      }
      return
    }
    switch term.role {
    case .title: if claims(term) { info.title = words }
    case .summary:
      // RSS: the channel's description. Of two, the longer-winded is the summary.
      if format == .atom || term.rank < 3 {
        if info.summary == nil { info.summary = words }
        if info.subtitle == nil { info.subtitle = words }
      } else if claims(term, as: .subtitle) {
        info.subtitle = words
      }
    case .subtitle: if claims(term) { info.subtitle = words }
    case .info: if claims(term) { info.info = words }
    default: break
    }
  }

  /// The buffer as text of the kind that the source declares, or that it shows.
  func words(_ term: FeedTerm) -> SourceText? {
    guard !buffer.isEmpty else { return nil }
    // A copy that is no longer than its text: the buffer stays the reader's.
    var bytes: [UInt8] = []
    bytes.append(copying: buffer.span)
    if attributes.mode == "base64" || isEncoded(attributes.type) {
      let decoded = Base64.decode(buffer) ?? buffer
      bytes = Array(String(decoding: decoded, as: UTF8.self).utf8)
    }
    let type = attributes.type
    let kind: SourceText.Kind
    var mediaType: String?
    if attributes.isXHTML {
      (kind, mediaType) = (.html, "application/xhtml+xml")
    } else if type == "html" || type?.hasSuffix("/html") == true || term.syntax == .html
      || fieldHasMarkup
    {
      (kind, mediaType) = (.html, "text/html")
    } else if term.syntax == .declared, type == "text" {
      (kind, mediaType) = (.plain, "text/plain")
    } else {
      kind = HTMLEvidence.isFound(in: bytes) ? .html : .plain
      mediaType = kind == .html ? "text/html" : "text/plain"
    }
    return SourceText(
      utf8: bytes, kind: kind, mediaType: mediaType, language: language,
      base: base ?? documentBase, isDeclared: term.syntax == .declared && type != nil)
  }

  /// Atom 1.0: content of a media type that is no text comes in base64.
  private func isEncoded(_ type: String?) -> Bool {
    guard let type, type.contains("/") else { return false }
    return !type.hasPrefix("text/") && !type.hasSuffix("xml") && type != "application/json"
      && attributes.mode == nil
  }

  // MARK: dates

  private mutating func keepDate(_ term: FeedTerm) {
    guard !buffer.isEmpty, !isInImage else { return }
    guard let date = NewsDateParser.parse(buffer.span) else {
      if isInEntry { warn(.badDate) }
      return
    }
    if term.role == .date {
      // Dublin Core's date may be that of any event: it stands for what nothing else names.
      keep(date, FeedTerm(.published, term.rank))
      keep(date, FeedTerm(.updated, 2))
    } else {
      keep(date, term)
    }
  }

  private mutating func keep(_ date: NewsDate, _ term: FeedTerm) {
    // Of several dates of one kind the last stands: each edit added one.
    let slot = Int(term.role.rawValue)
    guard claims(term) || (isInEntry ? entryRanks[slot] : feedRanks[slot]) == term.rank else {
      return
    }
    switch (term.role, isInEntry) {
    case (.published, true): draft.published = date
    case (.updated, true): draft.updated = date
    case (.created, true): draft.created = date
    case (.expires, true): draft.expires = date
    case (.published, false): info.published = date
    case (.updated, false): info.updated = date
    case (.created, false): info.created = date
    default: break
    }
  }

  /// Whether a list may grow. Lists are searched for what they hold already: without a cap a
  /// million categories would take as long as their square.
  mutating func hasRoom(_ count: Int) -> Bool {
    if count < 512 { return true }
    if isInEntry { warn(.valuesCapped) }
    return false
  }

  mutating func warn(_ warning: Warning) {
    if !draft.warnings.contains(warning) { draft.warnings.append(warning) }
  }

  // MARK: links

  /// An address as seen from the document.
  func resolve(_ reference: String) -> String {
    let text = Self.trimmed(reference)
    if text.hasPrefix("http://") || text.hasPrefix("https://") { return text }
    return URLReference.resolve(text, against: base ?? documentBase ?? info.url)
  }

  /// Without white space around, and without the line breaks inside that some feeds fold in.
  static func trimmed(_ text: String) -> String {
    guard hasSpace(text.utf8.span) else { return text }
    var bytes = Array(text.utf8)
    bytes.removeAll { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    while bytes.last == 0x20 { bytes.removeLast() }
    let from = bytes.firstIndex { $0 != 0x20 } ?? bytes.count
    return String(decoding: bytes[from...], as: UTF8.self)
  }

  private static func hasSpace(_ text: Span<UInt8>) -> Bool {
    for i in text.indices where text[i] <= 0x20 { return true }
    return false
  }

  private mutating func keepLink(_ term: FeedTerm) {
    guard !isInImage else { return }
    let reference = attributes.href ?? bufferText
    // An empty reference is the base itself, where one is declared.
    guard !reference.isEmpty || (attributes.href != nil && base != nil) else { return }
    let rel = attributes.rel?.lowercased()
    let link = Link(
      url: resolve(reference), rel: rel, mediaType: attributes.type, title: attributes.title,
      language: attributes.language, length: attributes.length.flatMap { Int($0) })
    guard hasRoom(isInEntry ? draft.links.count : info.links.count) else { return }
    guard isInEntry else {
      info.links.append(link)
      // An address without a relation, or `alternate`; one of a page before one of anything else.
      // A feed that names no page is known by its own address.
      if let rank = FeedLinks.rank(link, in: format, byAttribute: attributes.href != nil)
        ?? (rel == "self" && format == .atom ? 1 : nil),
        claims(FeedTerm(.link, rank))
      {
        info.url = link.url
      }
      return
    }
    draft.links.append(link)
    if rel == "enclosure" {
      draft.media.append(FeedLinks.media(link))
    } else if let rank = FeedLinks.rank(link, in: format, byAttribute: attributes.href != nil),
      claims(FeedTerm(.link, rank))
    {
      draft.url = link.url
    }
  }

  // MARK: plain text

  private mutating func keepText(_ term: FeedTerm) {
    if term.role == .creator { return add(PersonText.parse(buffer), rank: term.rank) }
    if term.role == .contributorName { return addContributor(PersonText.parse(buffer)) }
    let text = bufferText
    switch term.role {
    case .id: keepID(term, text)
    case .category: keepCategory(text)
    case .keywords, .mediaKeywords:
      for word in text.split(separator: text.contains(",") ? "," : " ") {
        add(Category(term: Self.trimmed(String(word))))
      }
    case .personName: person?.name = text
    case .personEmail: person?.email = text
    case .personURL, .imageURL:
      let address = resolve(text)
      if isInPerson {
        person?.url = address
      } else if isInImage, info.image == nil {
        info.image = address
      }
    case .language: keepLanguage(term, text)
    case .copyright:
      if claims(term) { isInEntry ? (draft.copyright = text) : (info.copyright = text) }
    case .sourceName:
      if isInEntry, hasRoom(draft.infoSources.count) {
        draft.infoSources.append(Category(term: text, scheme: attributes.href))
      }
    case .mediaTitle, .mediaText, .mediaCredit, .duration: keepMediaText(term, text)
    case .comments: if isInEntry { draft.comments = resolve(text) }
    case .genre: if isInEntry { draft.genre = text }
    case .located: if isInEntry { draft.located = text }
    default: keepFeedText(term, text)
    }
  }

  private mutating func keepFeedText(_ term: FeedTerm, _ text: String) {
    guard !isInEntry else { return }
    switch term.role {
    case .generator: info.generator = text
    case .ttl: info.ttl = Int(text)
    case .skippedHour: if let hour = Int(text), 0...24 ~= hour { info.skipHours.insert(hour % 24) }
    case .skippedDay:
      if let day = RSSVocabulary.days.firstIndex(of: text.lowercased()) {
        info.skipDays.insert(day)
      }
    case .updatePeriod: info.updatePeriod = SyndicationVocabulary.seconds(text)
    case .updateFrequency: if let count = Int(text), count > 0 { info.updateFrequency = count }
    case .icon: info.icon = resolve(attributes.href ?? text)
    case .logo: info.image = resolve(attributes.href ?? text)
    default: break
    }
  }

  private mutating func keepID(_ term: FeedTerm, _ text: String) {
    guard claims(term) else { return }
    // Atom's ids are addresses; one that is a path of the document is meant as seen from it.
    let isPath = format == .atom && text.contains("/") && !text.contains(":")
    let id = isPath ? resolve(text) : text
    guard isInEntry else {
      info.id = id
      return
    }
    draft.id = id
    // A guid that is a permanent link serves as the link where there is none.
    if term.rank == 5, format != .atom, attributes.isPermaLink,
      text.hasPrefix("http://") || text.hasPrefix("https://"),
      claims(FeedTerm(.link, 1))
    {
      draft.url = text
    }
  }

  private mutating func keepLanguage(_ term: FeedTerm, _ text: String) {
    guard claims(term) else { return }
    if isInEntry { draft.language = text } else { info.language = text }
  }

  private mutating func keepCategory(_ text: String) {
    let name = attributes.term ?? (text.isEmpty ? attributes.label : text)
    guard let name, !name.isEmpty else { return }
    add(Category(term: name, scheme: attributes.scheme, label: attributes.label))
  }

  mutating func add(_ category: consuming Category) {
    guard !category.term.isEmpty,
      hasRoom(isInEntry ? draft.categories.count : info.categories.count)
    else { return }
    if isInEntry {
      if !draft.categories.contains(category) { draft.categories.append(category) }
    } else if !info.categories.contains(category) {
      info.categories.append(category)
    }
  }
}
