import Newsroom

extension PlainTextParser {
  /// Under what a desk has filed the story, and what it says of an earlier version.
  static func filing(of head: Head, _ draft: Draft) -> Filing {
    var filing = Filing(agency: draft.infoSources.first?.term)
    if let slug = head.slugline {
      let (mark, words) = FilingMarks.read(Run(slug))
      file(slug: words, &filing)
      filing.mark = mark
    }
    if let headline = head.headline {
      let (mark, words) = FilingMarks.read(headline)
      file(title: words, &filing)
      filing.mark = FilingMarks.stronger(filing.mark, mark)
    }
    for note in head.notes {
      filing.mark = FilingMarks.stronger(filing.mark, FilingMarks.note(note))
    }
    fileNamed(in: head, draft, &filing)
    return filing
  }

  private static func file(slug: Run, _ filing: inout Filing) {
    if !slug.isEmpty { filing.names.append("slug:" + slug.string) }
  }

  /// A kill's headline may be the slug of the story: `KILL: BRITAIN-FERRIES/`.
  private static func file(title: Run, _ filing: inout Filing) {
    if title.isEmpty { return }
    if let slug = slug(title) { file(slug: slug, &filing) }
    filing.names.append("title:" + title.string)
  }

  /// A run that is one word of parts in capitals, without the version behind it.
  private static func slug(_ run: Run) -> Run? {
    let words = FilingMarks.read(run).words
    guard words.count <= 60, words.firstWordLength == words.count, words.isInCapitals,
      words.bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "-") })
    else { return nil }
    return words
  }

  /// The story that a correction's or a kill's first paragraphs name: `slugged BRITAIN-FERRIES/`,
  /// `headlined "Night ferry to sail again"`.
  private static func fileNamed(in head: Head, _ draft: Draft, _ filing: inout Filing) {
    guard let kind = filing.mark?.kind, kind != .update else { return }
    var texts = head.notes
    for case .paragraph(let text) in draft.blocks.prefix(3) { texts.append(Run(text).prefix(600)) }
    for text in texts {
      if let slug = slug(text) { file(slug: slug, &filing) }
      for opener in ["slugged ", "slug "] {
        guard let found = text.range(of: opener),
          var word = text.between(found.upperBound, text.bytes.endIndex).trimmed.words(limit: 1)
            .first
        else { continue }
        while let last = word.last, ".,;:)\"".utf8.contains(last) {
          word = Run(word.bytes.dropLast())
        }
        file(slug: Run(word.bytes.drop { "\"(".utf8.contains($0) }), &filing)
      }
      for opener in ["headlined ", "titled ", "headline "] {
        guard let found = text.range(of: opener) else { continue }
        let rest = text.between(found.upperBound, text.bytes.endIndex).string
        guard let open = rest.first, let close = closers[open],
          let end = rest.dropFirst().firstIndex(of: close)
        else { continue }
        file(title: FilingMarks.read(Run(String(rest.dropFirst()[..<end]))).words, &filing)
      }
    }
  }

  private static let closers: [Character: Character] = [
    "\"": "\"", "\u{201C}": "\u{201D}", "\u{2018}": "\u{2019}", "'": "'", "\u{201E}": "\u{201C}",
    "\u{AB}": "\u{BB}",
  ]
}
