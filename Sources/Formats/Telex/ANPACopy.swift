import Newsroom

extension ANPAParser {
  /// The lines between STX and ETX: the head's begin with a caret, the text's are indented.
  struct Copy {
    private enum Line {
      /// `^…<` or `^…=`: a line of the head, or a heading inside the text.
      case head(Run)
      case text(Run)
      case blank
    }

    private var lines: [Line] = []

    init(_ runs: [Run]) {
      for run in runs {
        let line = run.trimmed
        if line.isEmpty {
          lines.append(.blank)
        } else if line.first == TelexByte.caret, line.bytes.contains(0x09) {
          // The heading of a table's columns.
          lines.append(.text(Run(line.bytes.filter { $0 != TelexByte.caret })))
        } else if line.first == TelexByte.caret {
          // `^*9006< ^Keyword<`: two lines of the head may stand in one.
          for part in line.bytes.split(separator: TelexByte.caret) {
            let text = Self.withoutMarks(Run(part))
            if !text.isEmpty, !Self.isSelector(text) { lines.append(.head(text)) }
          }
        } else {
          lines.append(.text(run))
        }
      }
    }

    /// `<` ends a line, `=` one that is centred, `+` one that goes on elsewhere.
    private static func withoutMarks(_ run: Run) -> Run {
      var text = run.trimmed
      while let last = text.last, "<=+".utf8.contains(last) {
        text = Run(text.bytes.dropLast()).trimmed
      }
      return text
    }

    /// `*9006`: where the line is to go.
    private static func isSelector(_ run: Run) -> Bool {
      run.first == UInt8(ascii: "*") && run.count > 1
        && run.bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Returns the keyword line, if there is one.
    func fill(_ draft: inout Draft) -> Run? {
      var head = Head()
      var i = 0
      while i < lines.count, !isBody(at: i, after: head) {
        switch lines[i] {
        case .head(let text): head.take(text)
        case .text(let text): head.take(Self.withoutMarks(text))
        case .blank: break
        }
        i += 1
      }
      let hasText = lines[i...].contains { if case .text = $0 { true } else { false } }
      head.fill(&draft, aboveText: hasText)
      var body = head.prose
      var hasHeadings = false
      for line in lines[i...] {
        switch line {
        case .head(let text):
          hasHeadings = true
          body += [Run([]), text, Run([])]
        case .text(let text): body.append(text)
        case .blank: body.append(Run([]))
        }
      }
      // A list of headlines is nothing but lines of a head.
      TelexBody.fill(&draft, with: body)
      if hasHeadings { markHeadings(&draft, from: i) }
      return head.keyword
    }

    /// The text begins at the first line without a caret that is indented, or that follows a
    /// headline.
    private func isBody(at i: Int, after head: Head) -> Bool {
      guard case .text(let text) = lines[i] else { return false }
      if let first = text.first, first <= 0x20 { return true }
      return head.headline != nil || (head.keyword != nil && text.endsSentence)
    }

    private func markHeadings(_ draft: inout Draft, from start: Int) {
      var headings: Set<String> = []
      for case .head(let text) in lines[start...] where text.count <= 80 && !text.endsSentence {
        headings.insert(text.string)
      }
      draft.blocks = draft.blocks.map { block in
        if case .paragraph(let text) = block, headings.contains(text) { return .heading(text) }
        return block
      }
    }
  }

  /// The lines above the text.
  struct Head {
    private(set) var keyword: Run?
    private(set) var headline: Run?
    private var byline: Run?
    private var affiliation: Run?
    private var wasByline = false
    private var notes: [Run] = []
    /// What is none of them, in its order: the text of a story that is all head.
    private(set) var prose: [Run] = []

    mutating func take(_ text: Run) {
      let followsByline = wasByline
      wasByline = false
      if keyword == nil, headline == nil, isKeyword(text) {
        keyword = text
      } else if isNote(text) {
        notes.append(text)
      } else if headline == nil {
        headline = text
      } else if byline == nil, text.begins(with: "by "), text.count <= 160 {
        byline = text
        wasByline = true
      } else if followsByline, isAffiliation(text) {
        affiliation = text
      } else {
        prose += [text, Run([])]
      }
    }

    /// `BC-LT--Argentina-Cancer Beauty,466`: a cycle before it, or a count of words behind it.
    private func isKeyword(_ text: Run) -> Bool {
      let string = text.string
      if let dash = string.firstIndex(of: "-"), ANPAParser.cycles.contains(String(string[..<dash]))
      {
        return true
      }
      guard let comma = text.bytes.lastIndex(of: UInt8(ascii: ",")) else { return false }
      let count = text.bytes[(comma + 1)...]
      return (2...5).contains(count.count) && count.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func isNote(_ text: Run) -> Bool {
      var text = text
      while text.first == UInt8(ascii: "(") || text.first == UInt8(ascii: "[") {
        text = text.dropping(1)
      }
      let openers = [
        "eds:", "eds.:", "editors:", "editor's note", "editors' note", "eds note", "ap photo",
        "ap video", "ap graphic", "ap interactive", "with ap photo", "with photo", "photo",
        "note:", "attn", "attention", "advisory:", "for release", "embargoed", "hold for",
      ]
      if openers.contains(where: { text.begins(with: $0) }) { return true }
      // `AP Photo NY101`, whoever the agency is.
      let words = text.words(limit: 3)
      guard words.count == 3, words[0].count <= 5, !words[0].hasASCIILowercase else { return false }
      return ["photo", "photos", "video", "graphic", "graphics"].contains(words[1].folded)
    }

    private func isAffiliation(_ text: Run) -> Bool {
      text.count <= 60 && !text.endsSentence
        && text.contains(anyOf: [
          "writer", "press", "correspondent", "editor", "staff", "news", "reporter", "analyst",
          "columnist", "kyodo", "service",
        ])
    }

    /// A long sentence above a text is its summary; without a text it is the text.
    mutating func fill(_ draft: inout Draft, aboveText hasText: Bool) {
      if let keyword {
        draft.slugline = ANPAParser.slug(of: keyword) ?? draft.slugline
        draft.altIDs.append((role: "keyword", value: keyword.string))
      }
      draft.headline = headline.map { SourceText($0.string) }
      draft.byline = byline?.string
      if let byline, let names = PlainTextParser.byline(in: byline) {
        draft.authors = names.authors.map { Person(name: $0) }
        for source in names.organisations { TelexBody.add(source: source, to: &draft) }
        if !draft.authors.isEmpty { draft.derived.append("people") }
      }
      if let affiliation, PlainTextParser.isAgencyName(affiliation) {
        TelexBody.add(source: affiliation.name, to: &draft)
      }
      if !notes.isEmpty { draft.editorialNote = notes.map(\.string).joined(separator: "\n") }
      if hasText, let first = prose.first, first.count >= 100, first.endsSentence {
        draft.summary = SourceText(first.string)
        prose.removeFirst()
      }
    }
  }
}
