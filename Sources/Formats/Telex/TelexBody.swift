import Newsroom

/// The text of a wire's message: paragraphs, tables, dateline, credits and the agency's sign at the
/// end, by the rules of plain text.
enum TelexBody {
  typealias Run = PlainTextParser.Run

  /// A table's row has columns: three spaces or a tab between its words.
  private static func isRow(_ line: Run) -> Bool {
    let bytes = line.trimmed.bytes
    if bytes.contains(0x09) { return true }
    var spaces = 0
    for byte in bytes {
      spaces = byte == 0x20 ? spaces + 1 : 0
      if spaces == 3 { return true }
    }
    return false
  }

  /// A part of the text: lines of a table, or lines that may be wrapped.
  private struct Part {
    var isTable: Bool
    var lines: [Run]
  }

  /// Puts the lines of a text into the draft.
  static func fill(_ draft: inout Draft, with lines: [Run]) {
    var runs = paragraphs(of: lines)
    cutDateline(&draft, &runs)
    cutSign(&draft, &runs)
    draft.identityText = runs.map(\.string).joined(separator: "\n\n")
    for run in runs {
      if isRule(run) { continue }
      if let credits = PlainTextParser.credits(in: run) {
        draft.contributors += credits.people.map { Person(name: $0) }
        for source in credits.organisations { add(source: source, to: &draft) }
        draft.derived.append(contentsOf: draft.derived.contains("people") ? [] : ["people"])
      } else {
        draft.blocks.append(.paragraph(run.string))
      }
    }
  }

  /// An agency counts once.
  static func add(source: String, to draft: inout Draft) {
    guard !draft.infoSources.contains(where: { $0.term == source }) else { return }
    draft.infoSources.append(Category(term: source))
  }

  /// Rows in a row are one paragraph of many lines; other lines are joined where they were wrapped.
  private static func paragraphs(of lines: [Run]) -> [Run] {
    var parts: [Part] = []
    for line in lines {
      let isTable = isRow(line)
      if line.trimmed.isEmpty, parts.last?.isTable == true {
        parts.append(Part(isTable: false, lines: []))
      } else if let last = parts.indices.last, parts[last].isTable == isTable {
        parts[last].lines.append(line)
      } else {
        parts.append(Part(isTable: isTable, lines: [line]))
      }
    }
    var runs: [Run] = []
    for part in parts {
      if part.isTable {
        let rows = part.lines.map { Array($0.trimmed.bytes) }
        runs.append(Run(Array(rows.joined(separator: [0x0A]))))
      } else {
        var text: [UInt8] = []
        for line in part.lines {
          // Who sends it, and where more stands, is never the end of a wrapped line.
          if isSource(line.trimmed) || PlainTextParser.isAddress(line.trimmed) { text.append(0x0A) }
          text.append(contentsOf: line.bytes)
          text.append(0x0A)
        }
        runs += indented(part.lines) ?? PlainTextParser.paragraphs(of: text).map(\.text)
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  /// Narrower lines were ended on purpose.
  private static let narrowest = 40

  /// Paragraphs where each begins with an indent and its other lines have none, as wires set them;
  /// nil where the text is not set so.
  private static func indented(_ lines: [Run]) -> [Run]? {
    let filled = lines.filter { !$0.trimmed.isEmpty }
    let starts = filled.filter(hasIndent).count
    guard let first = filled.first, hasIndent(first), starts < filled.count else { return nil }
    var paragraphs: [[UInt8]] = []
    var isOpen = false
    for line in lines {
      let text = line.trimmed
      if text.isEmpty {
        isOpen = false
        continue
      }
      if isOpen, !hasIndent(line), !isSource(text), !PlainTextParser.isEndMark(text),
        let last = paragraphs.indices.last
      {
        if paragraphs[last].last != UInt8(ascii: "-") { paragraphs[last].append(0x20) }
        paragraphs[last].append(contentsOf: text.bytes)
      } else {
        paragraphs.append(Array(text.bytes))
      }
      isOpen = text.count >= narrowest
    }
    return paragraphs.map { Run($0) }
  }

  private static func hasIndent(_ line: Run) -> Bool {
    line.bytes.prefix { $0 == 0x20 }.count >= 2 || line.first == 0x09
  }

  /// Underlines and the like that part a story's sections.
  private static func isRule(_ run: Run) -> Bool {
    run.count <= 80 && run.bytes.allSatisfy { "_-=*.~ ".utf8.contains($0) }
  }

  private static func cutDateline(_ draft: inout Draft, _ runs: inout [Run]) {
    for i in runs.indices.prefix(3) where runs[i].count <= PlainTextParser.longestClassified {
      guard let dateline = PlainTextParser.dateline(of: runs[i]), i == 0 || dateline.isCertain
      else { continue }
      draft.located = dateline.located ?? draft.located
      if let agency = dateline.agency { add(source: agency, to: &draft) }
      draft.derived.append("located")
      runs[i] = runs[i].dropping(dateline.length).trimmed
      if dateline.agency == nil { cutAgency(&draft, &runs[i]) }
      if runs[i].isEmpty { runs.remove(at: i) }
      return
    }
    cutSignedPlace(&draft, &runs)
  }

  /// `Vell (nla) - `: on a wire the form is proof enough, whoever the agency is.
  private static func cutSignedPlace(_ draft: inout Draft, _ runs: inout [Run]) {
    guard let first = runs.first, first.beginsUppercase else { return }
    let head = first.prefix(64)
    guard let open = head.range(of: " ("),
      let close = head.range(of: ") - ") ?? head.range(of: ") \u{2013} "),
      open.upperBound < close.lowerBound
    else { return }
    let place = head.between(head.bytes.startIndex, open.lowerBound)
    let agency = head.between(open.upperBound, close.lowerBound)
    guard place.count <= 40, place.words().count <= 4, (2...8).contains(agency.count),
      agency.words().count == 1, !place.bytes.contains(where: { ".:;\"".utf8.contains($0) })
    else { return }
    draft.located = place.name
    draft.derived.append("located")
    add(source: agency.name, to: &draft)
    runs[0] = first.between(close.upperBound, first.bytes.endIndex).trimmed
  }

  /// `TOWN, Dec 7 AAP - `: the agency without brackets behind the date.
  private static func cutAgency(_ draft: inout Draft, _ run: inout Run) {
    for dash in [" - ", " \u{2014} ", " \u{2013} ", " -- "] {
      guard let found = run.prefix(48).range(of: dash) else { continue }
      let name = run.between(run.bytes.startIndex, found.lowerBound)
      guard PlainTextParser.isAgencyName(name) else { continue }
      add(source: name.name, to: &draft)
      run = run.between(found.upperBound, run.bytes.endIndex).trimmed
      return
    }
  }

  private static func isSource(_ line: Run) -> Bool {
    line.count <= 90 && line.begins(with: "source:")
  }

  /// The last lines may name the agency and nothing else: `AAP`, `AAP RTV`, `==Kyodo`, `(ANSA).`
  private static func cutSign(_ draft: inout Draft, _ runs: inout [Run]) {
    for _ in 0..<2 {
      guard let last = runs.last, runs.count > 1, last.count <= 90 else { return }
      if isSource(last), let name = last.after("source:"), !name.isEmpty {
        add(source: name.name, to: &draft)
        runs.removeLast()
        continue
      }
      guard last.count <= 40 else { return }
      let name = Run(
        last.bytes.drop { "=-(*".utf8.contains($0) }.filter { !"().*".utf8.contains($0) }
      )
      .trimmed
      let words = name.words(limit: 4)
      guard let first = words.first, words.count <= 3 else { return }
      let isAgency = PlainTextParser.isAgencyName(name)
      guard
        isAgency || PlainTextParser.isEndMark(name) || PlainTextParser.isEndMark(last)
          || (PlainTextParser.isAgencyName(first) && !name.hasASCIILowercase)
      else { return }
      if PlainTextParser.isAgencyName(first) || isAgency {
        add(source: isAgency ? name.name : first.name, to: &draft)
      }
      runs.removeLast()
    }
  }
}
