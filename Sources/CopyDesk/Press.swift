internal import Formats
internal import Identity
internal import Markup
internal import Newsroom

/// Makes stories of one delivery's drafts, each while its draft is still warm in the cache. What
/// only the whole document tells (how many there are, whether a name is one story's alone, what was
/// amiss with the document) is put in at the end; of a document that is too long to be held, by
/// reading it once more.
final class Press {
  private(set) var stories: [Story] = []
  /// What becomes of each story.
  private var purpose = Purpose.keep
  /// How many have been made.
  private var count = 0
  /// Archives that came with a mail.
  private(set) var packed: [PackedAttachment] = []
  /// How many more there were than a document may have.
  private var excess = 0

  private enum Purpose {
    /// It is held until the last is known.
    case keep
    /// Its names are noted, and no more.
    case survey
    /// All is known: it goes out.
    case handOut((consuming Story) -> Void)
  }

  private var writesItems: Bool { if case .survey = purpose { false } else { true } }

  /// No feed shows as many, and no list of addresses may (sitemaps.org): each story is held, with all
  /// the others of its document, until the last is known.
  private let mostStories: Int
  private let source: String
  private let writesHTML: Bool
  private let mappings: [XMLMapping]
  /// Whether an entry that is cut off where its document breaks off is left out.
  private let leavesCutEntry: Bool
  /// Declared uris that name several stories of the document.
  private var sharedURIs: Set<String> = []
  /// Whose names they are, noted while each story is warm in the cache.
  private var names = SharedNames()
  private let reader = HTMLReader()
  private var languages = LanguageDesk()
  /// What the feed says of itself, as far as a story hangs on it.
  private var masthead = Masthead()

  private var json = JSONWriter(reserving: 8192)

  private struct Masthead: Equatable {
    var isFeed = false
    var siteName: String?
    var language: String?
  }

  init(
    source: String, writesHTML: Bool, mappings: [XMLMapping] = [], leavesCutEntry: Bool = false,
    mostStories: Int = 50_000
  ) {
    self.mostStories = mostStories
    self.source = source
    self.writesHTML = writesHTML
    self.mappings = mappings
    self.leavesCutEntry = leavesCutEntry
  }

  /// Parses the delivery and makes its stories. Throws what `Parsing.parse` does.
  func run(_ delivery: Delivery) throws(Rejection) -> DocumentInfo {
    let receiver = DraftReceiver(
      begin: { [self] in masthead = masthead(of: $0) },
      unpack: { [self] in packed.append($0) },
      take: { [self] draft in take(draft) })
    var info = try Parsing.parse(delivery, mappings: mappings, to: receiver)
    try checkCount(info)
    let whole = masthead(of: info.feed)
    if whole != masthead, !stories.isEmpty {
      // A feed that says its name or language behind its first entry is read twice.
      masthead = whole
      info = try runAgain(delivery)
    }
    // The feeds' own readers give whole entries only: of theirs the last is none that is cut.
    if leavesCutEntry, info.feed == nil, info.warnings.contains(.truncated), !stories.isEmpty {
      stories.removeLast()
      names = SharedNames(stories)
    }
    if !names.uris.isEmpty {
      // So is one whose guids turn out to name several stories each.
      let count = stories.count
      sharedURIs = names.uris
      info = try runAgain(delivery)
      stories.removeLast(max(0, stories.count - count))
      names = SharedNames(stories)
    }
    let context = Context(info, parts: stories.count, names)
    var stories: [Story] = []
    swap(&stories, &self.stories)
    for n in stories.indices { finish(&stories[n], context) }
    self.stories = stories
    return info
  }

  /// Reads a document that is not held, and hands out its stories, each as `run` would leave it:
  /// nothing is held but names. Nil, and nothing handed out, where it must be held (`LongDocument`).
  /// `delivery` is without bytes.
  func run(
    _ document: LongDocument, _ delivery: Delivery,
    to handOut: @escaping (borrowing Story, DocumentInfo) -> Void
  ) throws(Rejection) -> DocumentInfo? {
    guard var info = try survey(document, delivery) else { return nil }
    try checkCount(info)
    let whole = masthead(of: info.feed)
    if whole != masthead {
      masthead = whole
      info = try survey(document, delivery) ?? info
    }
    if !names.uris.isEmpty {
      sharedURIs = names.uris
      info = try survey(document, delivery) ?? info
    }
    let context = Context(info, parts: names.count, names)
    let known = info
    purpose = .handOut { [self] story in
      var story = story
      finish(&story, context)
      handOut(story, known)
    }
    beginAgain()
    _ = try Parsing.parse(
      document, delivery, to: DraftReceiver(take: { [self] draft in take(draft) }))
    return info
  }

  /// Notes the names of a document's stories.
  private func survey(
    _ document: LongDocument, _ delivery: Delivery
  ) throws(Rejection) -> DocumentInfo? {
    purpose = .survey
    names = SharedNames()
    beginAgain()
    return try Parsing.parse(
      document, delivery, to: DraftReceiver(take: { [self] draft in take(draft) }))
  }

  private func checkCount(_ info: DocumentInfo) throws(Rejection) {
    guard excess > 0 else { return }
    throw Rejection(
      code: "too-many-entries",
      detail: "There are \(count + excess) entries in it, and \(mostStories) is the "
        + "most that is read at once. Split it.", format: info.format)
  }

  private func runAgain(_ delivery: Delivery) throws(Rejection) -> DocumentInfo {
    stories = []
    names = SharedNames()
    beginAgain()
    return try Parsing.parse(
      delivery, mappings: mappings, to: DraftReceiver(take: { [self] draft in take(draft) }))
  }

  private func beginAgain() {
    count = 0
    excess = 0
    languages = LanguageDesk()
  }

  private func take(_ draft: borrowing Draft) {
    guard count < mostStories else {
      excess += 1
      return
    }
    count += 1
    let story = story(draft)
    switch purpose {
    case .keep:
      names.add(story)
      stories.append(story)
    case .survey: names.add(story)
    case .handOut(let handOut): handOut(story)
    }
  }

  private func masthead(of feed: FeedInfo?) -> Masthead {
    Masthead(
      isFeed: feed != nil, siteName: feed?.title?.line(by: reader), language: feed?.language)
  }

  private func story(_ draft: borrowing Draft) -> Story {
    var body = Body(of: draft, by: reader)
    var derived = draft.derived
    var located = draft.located
    let headline = draft.headline?.line(by: reader)
    if draft.blocks.isEmpty, draft.identityText == nil,
      let place = trim(&body, headline), located == nil
    {
      located = place
      derived.append("located")
    }
    let thanked = thanked(in: body, besides: draft)
    if !thanked.isEmpty, !derived.contains("people") { derived.append("people") }
    let title = TitleHash.canonical(headline ?? "", siteName: masthead.siteName)
    let content = ContentHash.nc1(body: CanonicalText(utf8: body.identity.span), title: title)
    var declared = draft.id.flatMap { ScopedID.uri(guid: $0, source: source) }
    let isShared = declared.map(sharedURIs.contains) ?? false
    if isShared { declared = nil }
    let url = draft.url.map(CleanURL.clean)
    // Of what bears no word the address is all there is to tell it by.
    let uri =
      declared ?? (content == ContentHash.ofNothing ? url : nil)
      ?? DerivedURI.make(content: content)
    let language = languages.decide(
      declared: draft.language ?? masthead.language, headline: headline ?? "", body: body.plain)
    var summary: [UInt8]?
    if !draft.summaryIsContent, !draft.blocks.isEmpty || draft.content != nil {
      summary = draft.summary?.plain(by: reader)
    }

    if declared == nil { derived.append("uri") }
    if language?.isInferred == true { derived.append("language") }

    if writesItems {
      let media = merged(draft.media, body.media)
      NinjsItem(
        body: body, uri: uri, headline: headline, language: language?.code,
        located: located, thanked: thanked, media: media, summary: summary,
        headlines: lines(draft.headlines), descriptions: lines(draft.descriptions),
        writesHTML: writesHTML
      ).write(draft, into: &json)
    }
    var warnings = warnings(draft, body, headline, language?.contradicts == true)
    if isShared { warnings.append(.guidShared) }
    return Story(
      part: count, of: 0, headline: headline, uri: uri,
      isDeclared: declared != nil, url: url, urlIsUnique: true,
      date: draft.published ?? draft.updated, version: draft.version.flatMap { Int($0) },
      versionDate: draft.updated ?? draft.published, isCanceled: draft.pubStatus == "canceled",
      isCorrection: draft.isCorrection || draft.filing?.mark?.kind == .correction,
      follows: draft.follows.compactMap { ScopedID.uri(guid: $0, source: source) },
      isPartial: draft.isPartial, filing: filing(of: draft.filing, headline, title),
      content: content, title: TitleHash.nt1(of: title), derived: derived, warnings: warnings,
      item: json.take()[...])
  }

  /// The names that a story is filed under, each with whose it is: its source's, and its agency's.
  private func filing(
    of filing: Filing?, _ headline: String?, _ canonical: CanonicalText
  ) -> Filing? {
    guard let filing else { return nil }
    var full = Filing(mark: filing.mark)
    let names = filing.names.compactMap { name in
      FilingName.folded(name, headline: headline, canonical)
    }
    let replaced = filing.replaces.compactMap { FilingName.folded($0) }
    for scope in [source] + (filing.agency.map { [$0] } ?? []) {
      let scope = FilingName.scope(scope)
      full.names += names.map { "\($0.kind):\(scope)/\($0.text)" }
      full.replaces += replaced.map { "\($0.kind):\(scope)/\($0.text)" }
      // Whom it names may come later.
      full.names += replaced.map { "replaces:\(scope)/\($0.text)" }
    }
    return full.names.isEmpty && full.replaces.isEmpty ? nil : full
  }

  /// Takes away what stands before a story's text, and returns the place of its dateline. A feed's
  /// words are left as they are: there the headline is not said twice, and a place in them is no
  /// declaration.
  private func trim(_ body: inout Body, _ headline: String?) -> String? {
    if !masthead.isFeed { body.dropHeadline(headline) }
    let place = body.dropDateline()
    return masthead.isFeed ? nil : place
  }

  /// Whom the text itself thanks, and its source does not name.
  private func thanked(in body: Body, besides draft: borrowing Draft) -> [String] {
    guard draft.blocks.isEmpty, draft.identityText == nil, !masthead.isFeed,
      let credits = body.credits()
    else { return [] }
    let known = Set((draft.contributors + draft.authors).compactMap(\.name))
      .union(draft.people.map { $0.label ?? $0.term })
    return credits.people.filter { !known.contains($0) }
  }

  /// Texts with their roles, without markup.
  private func lines(_ texts: [RoleText]) -> [(role: String?, text: [UInt8])] {
    texts.compactMap { row in
      let text = row.text.plain(by: reader)
      return text.isEmpty ? nil : (row.role, text)
    }
  }

  private func warnings(
    _ draft: borrowing Draft, _ body: Body, _ headline: String?, _ languageContradicts: Bool
  ) -> [Warning] {
    var all = draft.warnings
    func add(_ warning: Warning, if condition: Bool) {
      if condition, !all.contains(warning) { all.append(warning) }
    }
    add(.noHeadline, if: headline == nil)
    add(
      .noDate, if: draft.published == nil && draft.updated == nil && !all.contains(.badDate))
    add(.activeContentRemoved, if: body.removedActiveContent)
    add(.markupTooLarge, if: body.exceededCaps)
    add(.languageContradicted, if: languageContradicts)
    return all
  }

  /// What only the whole document tells of its stories.
  private struct Context {
    let parts: Int
    let names: SharedNames
    let warnings: [Warning]
    let frontPage: String?
    let mayShareAddresses: Bool

    init(_ info: DocumentInfo, parts: Int, _ names: SharedNames) {
      self.parts = parts
      self.names = names
      warnings = info.warnings
      frontPage = info.feed?.url.map { CleanURL.key($0) }
      mayShareAddresses = names.mayShareAddresses(frontPage: frontPage)
    }
  }

  /// Puts in what the whole document tells.
  private func finish(_ story: inout Story, _ context: Context) {
    story.parts = context.parts
    if !context.names.versions.isEmpty {
      story.hasOtherVersions = context.names.versions.contains(story.uri)
    }
    if context.mayShareAddresses, let url = story.url,
      context.names.isShared(url: url, frontPage: context.frontPage)
    {
      story.urlIsUnique = false
      story.warnings.append(.urlShared)
    }
    guard !context.warnings.isEmpty else { return }
    let own = story.warnings.filter { !context.warnings.contains($0) }
    story.warnings = context.warnings + own
  }

  /// What the source lists, then what stands in its markup, each address once.
  private func merged(_ declared: [Media], _ inline: [Media]) -> [Media] {
    if inline.isEmpty { return declared }
    if declared.isEmpty, inline.count == 1 { return inline }
    var seen = Set(declared.compactMap(\.url))
    return declared
      + inline.filter { medium in medium.url.map { seen.insert($0).inserted } ?? true }
  }
}
