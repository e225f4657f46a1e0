internal import Digests
internal import Formats
internal import Identity
internal import Markup
package import Newsroom

/// Bytes in, finished stories out: a pure function, run by any number of workers.
package struct Normaliser: Sendable {
  /// Whether records bear the sanitised `text/html` body beside the plain one.
  private let writesHTML: Bool

  package init(writesHTML: Bool) { self.writesHTML = writesHTML }

  /// A delivery's stories, or why there are none.
  package func submission(for delivery: Delivery) -> Submission {
    var provenance = Provenance(
      delivery: delivery.id, route: delivery.route, source: delivery.source, name: delivery.name,
      url: delivery.url, byteCount: delivery.bytes.count,
      digest: SHA256.digest(of: delivery.bytes), format: nil, charset: nil)
    do throws(Rejection) {
      var drafts: [Draft] = []
      let info = try Parsing.parse(delivery) { drafts.append($0) }
      provenance.format = info.format
      provenance.charset = info.charset
      // A feed that is polled may be empty; a file that came for nothing must not vanish unsaid.
      if drafts.isEmpty, delivery.route != .feed {
        throw Rejection(
          code: "no-entries", detail: "There is no entry or item in it: nothing in it is a story.",
          format: info.format)
      }
      let stories = stories(from: drafts, info, source: delivery.source)
      var submission = Submission(provenance: provenance, outcome: .stories(stories))
      submission.feed = info.feed
      return submission
    } catch {
      provenance.format = error.format
      return Submission(provenance: provenance, outcome: .rejected(error))
    }
  }

  private func stories(from drafts: [Draft], _ info: DocumentInfo, source: String) -> [Story] {
    var bearers: [String: Int] = [:]
    let urls = drafts.map { draft in draft.url.map(CleanURL.clean) }
    for case let url? in urls { bearers[url, default: 0] += 1 }
    var room = ReadingRoom()
    let siteName = info.feed?.title?.line(by: room.reader)
    return drafts.enumerated().map { n, draft in
      let url = urls[n]
      let isUnique = url.map { bearers[$0] == 1 } ?? true
      return story(
        draft, info, part: (n + 1, drafts.count), url: url, urlIsUnique: isUnique,
        source: source, siteName: siteName, &room)
    }
  }

  /// What is kept from one story of a document to the next.
  private struct ReadingRoom {
    let reader = HTMLReader()
    var languages = LanguageDesk()
  }

  private func story(
    _ draft: Draft, _ info: DocumentInfo, part: (Int, Int), url: String?, urlIsUnique: Bool,
    source: String, siteName: String?, _ room: inout ReadingRoom
  ) -> Story {
    var body = Body(of: draft, by: room.reader)
    let headline = draft.headline?.line(by: room.reader)
    var derived = draft.derived
    var draft = draft
    if draft.blocks.isEmpty, draft.identityText == nil {
      // A feed's words are left as they are: there the headline is not said twice.
      if info.feed == nil { body.dropHeadline(headline) }
      if let place = body.dropDateline(), info.feed == nil, draft.located == nil {
        draft.located = place
        derived.append("located")
      }
    }
    let title = TitleHash.nt1(headline ?? "", siteName: siteName)
    let content = ContentHash.nc1(
      body: CanonicalText(utf8: body.identity.span), headline: headline ?? "")
    let declared = draft.id.flatMap { ScopedID.uri(guid: $0, source: source) }
    let uri = declared ?? DerivedURI.make(content: content)
    let language = room.languages.decide(
      declared: draft.language ?? info.feed?.language, headline: headline ?? "", body: body.plain)
    var summary: [UInt8]?
    if !draft.summaryIsContent, draft.content != nil || !draft.blocks.isEmpty {
      summary = draft.summary.map { Body($0, by: room.reader).plain }
    }
    let media = merged(draft.media, body.media)

    if declared == nil { derived.append("uri") }
    if language?.isInferred == true { derived.append("language") }

    var json = JSONWriter(
      reserving: body.plain.count + (body.html?.count ?? 0) + (summary?.count ?? 0) + 1536)
    NinjsItem(
      draft: draft, body: body, uri: uri, headline: headline, language: language?.code,
      media: media, summary: summary, headlines: lines(draft.headlines, room.reader),
      descriptions: lines(draft.descriptions, room.reader), writesHTML: writesHTML
    ).write(into: &json)
    var story = Story(
      part: part.0, parts: part.1, headline: headline, uri: uri, isDeclared: declared != nil,
      url: url, urlIsUnique: urlIsUnique, date: draft.published ?? draft.updated,
      version: draft.version.flatMap { Int($0) }, versionDate: draft.updated ?? draft.published,
      isCanceled: draft.pubStatus == "canceled", content: content, title: title, derived: derived,
      warnings: warnings(draft, info, body, headline, language?.contradicts == true, urlIsUnique),
      item: json.take())
    story.isCorrection = draft.isCorrection
    story.follows = draft.follows.compactMap { ScopedID.uri(guid: $0, source: source) }
    return story
  }

  /// Texts with their roles, without markup.
  private func lines(
    _ texts: [RoleText], _ reader: HTMLReader
  ) -> [(role: String?, text: [UInt8])] {
    texts.compactMap { row in
      let text = Body(row.text, by: reader).plain
      return text.isEmpty ? nil : (row.role, text)
    }
  }

  private func warnings(
    _ draft: Draft, _ info: DocumentInfo, _ body: Body, _ headline: String?,
    _ languageContradicts: Bool, _ urlIsUnique: Bool
  ) -> [Warning] {
    var all = info.warnings
    for warning in draft.warnings where !all.contains(warning) { all.append(warning) }
    func add(_ warning: Warning, if condition: Bool) {
      if condition, !all.contains(warning) { all.append(warning) }
    }
    add(.noHeadline, if: headline == nil)
    add(
      .noDate, if: draft.published == nil && draft.updated == nil && !all.contains(.badDate))
    add(.activeContentRemoved, if: body.removedActiveContent)
    add(.markupTooLarge, if: body.exceededCaps)
    add(.languageContradicted, if: languageContradicts)
    add(.urlShared, if: !urlIsUnique)
    return all
  }

  /// What the source lists, then what stands in its markup, each address once.
  private func merged(_ declared: [Media], _ inline: [Media]) -> [Media] {
    var seen = Set(declared.compactMap(\.url))
    return declared
      + inline.filter { medium in medium.url.map { seen.insert($0).inserted } ?? true }
  }
}

extension Warning {
  /// Markup beyond what is safe to parse: its tags were cut out instead.
  package static let markupTooLarge = Warning(rawValue: "markup-too-large")
  /// The declared language is not the one of the text.
  package static let languageContradicted = Warning(rawValue: "language-contradicted")
}
