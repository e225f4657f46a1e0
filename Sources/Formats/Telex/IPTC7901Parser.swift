import Newsroom

/// IPTC 7901, the text message format of agencies outside North America.
///
///     SOH eca0001 4 rs 46  dpa 0027      source, number, priority, category, words, free text
///     Politics/Government/               keywords
///     STX Headline =                     until the sign that ends it
///     Text …
///     ETX 242200 GMT Jun 17   EOT        day, hour and minute, zone, month, year
///
/// Source: IPTC 7901, "The text transmission format".
enum IPTC7901Parser {
  typealias Run = PlainTextParser.Run

  /// The stories of a file; what the document says of its characters is noted.
  static func parse(
    _ bytes: [UInt8], into document: inout DocumentInfo, sink: (Draft) -> Void
  ) {
    // What the whole file was read as says little: its framing is no damage.
    document.warnings = []
    for frame in TelexFrame.frames(in: bytes) {
      var draft = Draft()
      let heading = TelexText(frame.heading)
      let lines = heading.lines.map(\.trimmed).filter { !$0.isEmpty }
      if let first = lines.first, let heading = Heading(first) { heading.fill(&draft) }
      if frame.text.isEmpty, !frame.isWhole {
        document.charset = heading.charset
        draft.warnings += heading.warnings
        unframed(heading.lines, &draft)
      } else {
        keywords(lines.dropFirst(), &draft)
        let text = TelexText(frame.text)
        document.charset = text.charset
        draft.warnings += text.warnings
        if !frame.isWhole { draft.warnings.append(.truncated) }
        copy(text.lines, &draft)
        date(&draft, TelexText(frame.trailer).lines)
      }
      if draft.headline == nil, draft.blocks.isEmpty { continue }
      TelexFiling.file(&draft, heading: lines.first, slug: draft.slugline)
      sink(draft)
    }
  }

  /// A message whose framing was lost on the way: keywords are the lines with slashes below the
  /// first, the date is the last.
  private static func unframed(_ lines: [Run], _ draft: inout Draft) {
    var lines = lines.drop { $0.trimmed.isEmpty }.dropFirst().drop { $0.trimmed.isEmpty }
    let slash = UInt8(ascii: "/")
    let slugs = lines.prefix { $0.trimmed.first == slash || $0.trimmed.last == slash }
    lines = lines.dropFirst(slugs.count)
    keywords(slugs.map(\.trimmed)[...], &draft)
    if let last = lines.lastIndex(where: { !$0.trimmed.isEmpty }),
      TelexDate.iptc(lines[last]) != nil
    {
      date(&draft, [lines[last]])
      lines = lines[..<last]
    }
    copy(Array(lines), &draft)
  }

  /// The first line: who sends it, and how urgent it is.
  struct Heading {
    var source: String
    var number: String
    var priority: Int
    var category: String?

    /// `eca0001 4 rs 46  dpa 0027`; nil where the line is something else.
    init?(_ line: Run) {
      let words = line.words(limit: 4)
      guard words.count >= 2, let first = words.first else { return nil }
      let letters = first.bytes.prefix { (0x61...0x7A).contains($0 | 0x20) }
      let digits = first.bytes.dropFirst(letters.count)
      guard (1...6).contains(letters.count), (2...6).contains(digits.count),
        digits.allSatisfy({ (0x30...0x39).contains($0) }), words[1].count == 1
      else { return nil }
      source = String(decoding: letters, as: UTF8.self)
      number = first.string
      guard let priority = Int(words[1].string), (1...9).contains(priority) else { return nil }
      self.priority = min(priority, 8)
      let code = words.count > 2 ? words[2] : Run([])
      category = code.count <= 4 && code.hasLetter ? code.string : nil
    }

    func fill(_ draft: inout Draft) {
      draft.altIDs.append((role: "transmission", value: number))
      draft.urgency = priority
      if let category { draft.categories.append(Category(term: category)) }
    }
  }

  /// The lines before the text file the story: words parted by slashes.
  private static func keywords(_ lines: ArraySlice<Run>, _ draft: inout Draft) {
    var slug = lines.map(\.string).joined()
    while slug.hasSuffix("/") { slug.removeLast() }
    while slug.hasPrefix("/") { slug.removeFirst() }
    guard !slug.isEmpty else { return }
    draft.slugline = slug
    for word in slug.split(separator: "/") {
      let term = Run(String(word)).trimmed
      if !term.isEmpty { draft.categories.append(Category(term: term.string)) }
    }
  }

  /// Headlines are short, even over several lines.
  private static let headReach = 6

  private static func copy(_ lines: [Run], _ draft: inout Draft) {
    var lines = lines[...]
    while let first = lines.first, first.trimmed.isEmpty { lines.removeFirst() }
    let filled = lines.indices.filter { !lines[$0].trimmed.isEmpty }.prefix(headReach)
    if let end = filled.first(where: { lines[$0].trimmed.last == UInt8(ascii: "=") }) {
      head(lines[...end], &draft)
      lines = lines[(end + 1)...]
    } else if let first = lines.first?.trimmed, isHeadline(first, before: lines.dropFirst().first) {
      draft.headline = SourceText(first.string)
      lines.removeFirst()
    }
    var body = Array(lines)
    if let note = body.firstIndex(where: isNoteOpener) {
      draft.editorialNote = joined(body[(note + 1)...], by: "\n")
      body.removeSubrange(note...)
    }
    TelexBody.fill(&draft, with: body)
  }

  /// What stands in brackets by itself is a note to the desk: that it is corrected, or summed up.
  private static func head(_ lines: ArraySlice<Run>, _ draft: inout Draft) {
    var title: [Run] = []
    var notes: [Run] = []
    for line in lines {
      var line = line.trimmed
      while line.last == UInt8(ascii: "=") { line = Run(line.bytes.dropLast()).trimmed }
      let isNote = line.first == UInt8(ascii: "(") && line.last == UInt8(ascii: ")")
      if isNote || isLeadMark(line) || FilingMarks.note(line) != nil {
        notes.append(line)
      } else if draft.byline == nil, !title.isEmpty, line.begins(with: "by ") {
        draft.byline = line.string
        let byline = PlainTextParser.byline(in: line)
        draft.authors = (byline?.authors ?? []).map { Person(name: $0) }
        if !draft.authors.isEmpty { draft.derived.append("people") }
      } else {
        title.append(line)
      }
    }
    let headline = joined(title[...], by: " ") ?? joined(notes[...], by: " ")
    draft.headline = headline.map { SourceText($0) }
    if !title.isEmpty { draft.editorialNote = joined(notes[...], by: "\n") }
  }

  /// `2ND LEAD`, `3RD NET`: which of several versions it is.
  private static func isLeadMark(_ line: Run) -> Bool {
    guard line.count <= 24, !line.hasASCIILowercase, let last = line.words(limit: 4).last else {
      return false
    }
    return ["LEAD", "NET", "ROUNDUP", "UPDATE", "URGENT", "EXTRA"].contains(last.string)
  }

  private static func isHeadline(_ line: Run, before next: Run?) -> Bool {
    line.count <= 200 && !line.endsSentence && PlainTextParser.dateline(of: line) == nil
      && next != nil
  }

  private static func joined(_ lines: ArraySlice<Run>, by separator: String) -> String? {
    let text = lines.map(\.trimmed).filter { !$0.isEmpty }.map(\.string)
    return text.isEmpty ? nil : text.joined(separator: separator)
  }

  /// What follows is for the desk alone.
  private static func isNoteOpener(_ line: Run) -> Bool {
    line.contains(anyOf: [
      "the following information is not for publication",
      "the following information is not intended for publication",
      "folgenden informationen sind nicht zur ver",
    ])
  }

  private static func date(_ draft: inout Draft, _ trailer: [Run]) {
    let stamp = trailer.map(\.trimmed).first { !$0.isEmpty && $0.hasDigit }
    draft.published = stamp.flatMap { TelexDate.iptc($0) }
    if stamp != nil, draft.published == nil { draft.warnings.append(.badDate) }
  }
}
