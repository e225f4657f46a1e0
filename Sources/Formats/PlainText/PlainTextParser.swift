package import Newsroom

/// Reads a plain-text story: what an agency, a desk or somebody's clipboard leaves when all
/// markup is gone. Nothing in such a text is declared; the parser knows its parts by their place
/// and form, each by a small rule with a name, and says so in `Draft.derived`.
///
///     tillerson russia failed                 slug line
///     Tillerson: Russia failed on Syria …     headline
///     02:52 - Source: CNN                     video
///     Story highlights                        highlights, until the dateline
///     Lucca, Italy CNN  —                     dateline
///     US Secretary of State …                 text: paragraphs, headings, captions, page labels
///     CNN’s Joseph Netto … contributed …      credits
///
/// One pass over the bytes for lines, one for paragraphs, one for roles: linear in the text. A
/// rule looks at most at a few hundred bytes of a paragraph.
package enum PlainTextParser {
  /// The story in a text (UTF-8, without a byte order mark). A text of white space gives a draft
  /// without headline and blocks: there is no story in it.
  package static func parse(_ text: String) -> Draft {
    let paragraphs = paragraphs(of: Array(text.utf8))
    guard !paragraphs.isEmpty else { return Draft() }
    let head = head(of: paragraphs)
    var body = paragraphs[head.bodyStart...].map(\.text)
    if let dateline = head.dateline, let index = head.datelineIndex {
      body[index - head.bodyStart] = body[index - head.bodyStart].dropping(dateline.length).trimmed
    }
    partCredits(&body)
    let roles = roles(of: body, onPage: !head.highlights.isEmpty || !head.videos.isEmpty)

    var draft = Draft()
    fill(&draft, from: head)
    fill(&draft, from: body, roles)
    draft.identityText = (head.junk + body).map(\.string).joined(separator: "\n\n")
    draft.filing = filing(of: head, draft)
    draft.derived = inferred(in: draft)
    if draft.headline == nil { draft.warnings.append(.noHeadline) }
    return draft
  }

  /// Credits that end a paragraph of prose are a paragraph of their own.
  private static func partCredits(_ body: inout [Run]) {
    for i in body.indices.suffix(3).reversed() {
      guard let bracket = bracketedCredits(in: body[i]) else { continue }
      let start = bracket.bytes.startIndex
      body.insert(body[i].between(start, body[i].bytes.endIndex), at: i + 1)
      body[i] = body[i].between(body[i].bytes.startIndex, start).trimmed
      return
    }
  }

  private static func fill(_ draft: inout Draft, from head: Head) {
    draft.slugline = head.slugline
    draft.headline = head.headline.map { SourceText($0.string) }
    draft.url = head.address
    draft.editorialNote =
      head.notes.isEmpty ? nil : head.notes.map(\.string).joined(separator: "\n")
    draft.located = head.dateline?.located
    draft.highlights = head.highlights
    draft.byline = head.byline?.text
    draft.authors = head.byline?.authors.map { Person(name: $0) } ?? []
    for video in head.videos { add(video, to: &draft) }
    for source in head.byline?.organisations ?? [] { add(source: source, to: &draft) }
    if let agency = head.dateline?.agency { add(source: agency, to: &draft) }

    draft.published = head.dateStamps.first { !$0.isUpdate && $0.date != nil }?.date
    draft.updated = head.dateStamps.first { $0.isUpdate && $0.date != nil }?.date
    // A dateline's date has no year and is never completed: the year would be a guess.
    if draft.published == nil, draft.updated == nil {
      draft.warnings.append(head.dateStamps.isEmpty ? .noDate : .badDate)
    }
  }

  private static func fill(_ draft: inout Draft, from body: [Run], _ roles: [Role]) {
    for (text, role) in zip(body, roles) where !text.isEmpty {
      switch role {
      case .paragraph: draft.blocks.append(.paragraph(text.string))
      case .heading: draft.blocks.append(.heading(text.string))
      case .caption(let caption):
        draft.media.append(
          Media(kind: .picture, caption: caption.text, credit: caption.credit, isInferred: true))
      case .credits(let credits):
        draft.contributors += credits.people.map { Person(name: $0) }
        for source in credits.organisations { add(source: source, to: &draft) }
      case .video(let video): add(video, to: &draft)
      case .endMark(let agency): if let agency { add(source: agency, to: &draft) }
      case .copyright: if draft.copyright == nil { draft.copyright = text.string }
      case .junk: break
      }
    }
  }

  private static func add(_ video: Video, to draft: inout Draft) {
    draft.media.append(
      Media(
        kind: .video, duration: Double(video.duration), credit: video.source, isInferred: true))
    if let source = video.source { add(source: source, to: &draft) }
  }

  /// An agency counts once, though its byline says Reuters and its end mark Reuter.
  private static func add(source: String, to draft: inout Draft) {
    guard !draft.infoSources.contains(where: { $0.term.hasPrefix(source) }) else { return }
    draft.infoSources.append(Category(term: source))
  }

  /// The ninjs properties that the draft's values become: all that a plain text gives is inferred.
  private static func inferred(in draft: Draft) -> [String] {
    let properties: [(String, Bool)] = [
      ("headline", draft.headline != nil),
      ("slugline", draft.slugline != nil),
      ("by", draft.byline != nil),
      ("edNote", draft.editorialNote != nil),
      ("located", draft.located != nil),
      ("descriptions", !draft.highlights.isEmpty),
      ("people", !draft.authors.isEmpty || !draft.contributors.isEmpty),
      ("infoSources", !draft.infoSources.isEmpty),
      ("associations", !draft.media.isEmpty),
      ("copyrightNotice", draft.copyright != nil),
      ("bodies", !draft.blocks.isEmpty),
    ]
    return properties.filter(\.1).map(\.0)
  }
}
