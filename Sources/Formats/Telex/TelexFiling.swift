import Newsroom

/// Under what an agency files a message of IPTC 7901 or a telex: its number, which a correction may
/// name, its keywords or slug, and its headline.
enum TelexFiling {
  typealias Run = PlainTextParser.Run

  /// `heading`: the line with the message's number. `slug`: keywords, `Ferry/Night`, or a slug.
  static func file(_ draft: inout Draft, heading: Run?, slug: String?) {
    var filing = Filing(agency: draft.infoSources.first?.term)
    var marks: [Filing.Mark?] = []
    var own: Set<String> = []
    if let heading, let code = IPTC7901Parser.Heading(heading) {
      filing.agency = code.source
      own = Set(numbers(in: heading))
    }
    for id in draft.altIDs where id.role == "transmission" {
      own.formUnion(numbers(in: Run(id.value)))
    }
    filing.names = own.sorted().map { "number:" + $0 }
    if let slug {
      let (take, words) = withoutTake(slug)
      let read = FilingMarks.read(Run(words))
      if !read.words.isEmpty { filing.names.append("slug:" + read.words.string) }
      marks += [take, read.mark]
    }
    for id in draft.altIDs where id.role == "take" {
      marks.append(FilingMarks.read(Run(id.value)).mark)
    }
    let title = draft.headline.map { FilingMarks.read(Run($0.value)) }
    if let title {
      if !title.words.isEmpty { filing.names.append("title:" + title.words.string) }
      marks.append(title.mark)
    }
    let notes = (draft.editorialNote ?? "").split(separator: "\n").map { Run(String($0)) }
    marks += notes.map(FilingMarks.note)
    var first: [Run] = []
    for case .paragraph(let text) in draft.blocks.prefix(2) { first.append(Run(text).prefix(400)) }
    marks += first.map(FilingMarks.note)
    filing.mark = marks.reduce(nil, FilingMarks.stronger)
    if filing.mark != nil {
      let texts = notes + first + [title?.words ?? Run([])]
      let named = texts.flatMap(numbers).filter { !own.contains($0) }
      filing.replaces = named.prefix(8).map { "number:" + $0 }
    }
    draft.filing = filing
  }

  /// `prx0080`, and `dpa 0027`: letters and a number of three to six digits.
  private static func numbers(in line: Run) -> [String] {
    var found: [String] = []
    var letters = ""
    for word in line.folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(80) {
      let name = word.prefix { ("a"..."z").contains($0) }
      let digits = word.dropFirst(name.count)
      if (3...6).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) {
        if (1...6).contains(name.count) {
          found.append(String(word))
        } else if name.isEmpty, (2...4).contains(letters.count), digits.count == 4,
          digits.first == "0"
        {
          // A year behind a word is none.
          found.append(letters + digits)
        }
      }
      letters = digits.isEmpty ? String(name) : ""
    }
    return found
  }

  /// `Legionella_BC2`, the second take for broadcasters: the slug alone, and that it is a version.
  private static func withoutTake(_ slug: String) -> (Filing.Mark?, String) {
    guard let low = slug.lastIndex(of: "_") else { return (nil, slug) }
    let take = slug[slug.index(after: low)...]
    let digits = take.drop { ("A"..."Z").contains($0) }
    guard take.count - digits.count <= 2, (1...2).contains(digits.count), let number = Int(digits)
    else { return (nil, slug) }
    let mark = number > 1 ? Filing.Mark(.update, number: number - 1) : nil
    return (mark, String(slug[..<low]))
  }
}
