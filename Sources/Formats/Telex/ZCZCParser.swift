import Newsroom

/// Telex messages between `ZCZC` and `NNNN`, as the desks of agencies still send them. What stands
/// between them differs: lines that begin with a sign of their own (AAP and those it serves), a
/// line of codes (the Italian agencies), or nothing but the text.
enum ZCZCParser {
  typealias Run = PlainTextParser.Run

  /// The stories of a file; what the document says of its characters is noted.
  static func parse(
    _ bytes: [UInt8], into document: inout DocumentInfo, sink: (Draft) -> Void
  ) {
    let text = TelexText(bytes[...])
    document.warnings = []
    document.charset = text.charset
    for message in messages(in: text.lines) {
      var draft = Draft()
      draft.warnings = text.warnings
      if !message.isWhole { draft.warnings.append(.truncated) }
      var header = ZCZCHeader(opening: message.opening)
      var lines = message.lines[...]
      header.take(&lines)
      header.fill(&draft)
      copy(Array(lines), header, &draft)
      if draft.headline == nil, draft.blocks.isEmpty { continue }
      if draft.headline == nil { draft.warnings.append(.noHeadline) }
      TelexFiling.file(&draft, heading: header.code, slug: draft.slugline)
      sink(draft)
    }
  }

  private struct Message {
    /// What stands behind ZCZC on its line.
    var opening: Run
    var lines: [Run] = []
    /// Another sign than the end of the file ends it. Not all senders close the last.
    var isWhole = true
  }

  private static func messages(in lines: [Run]) -> [Message] {
    var messages: [Message] = []
    var isOpen = false
    for line in lines {
      if let opening = opening(of: line.bytes) {
        messages.append(Message(opening: opening))
        isOpen = true
      } else if isEnd(line) {
        if isOpen, let last = messages.indices.last {
          let rest = Run(line.trimmed.bytes.dropLast(4)).trimmed
          if !rest.isEmpty { messages[last].lines.append(rest) }
        }
        isOpen = false
      } else if isOpen, let last = messages.indices.last {
        messages[last].lines.append(ZCZCHeader.withoutLineMark(line))
      }
    }
    return messages
  }

  /// What follows `ZCZC` on a line that begins with it; nil where it is no telex's opening: a line
  /// of prose goes on in lower case.
  static func opening(of line: ArraySlice<UInt8>) -> Run? {
    let line = Run(line.drop { $0 <= 0x20 }.prefix { $0 != 0x0A && $0 != 0x0D })
    guard line.bytes.starts(with: "ZCZC".utf8) else { return nil }
    let rest = line.dropping(4)
    guard rest.count <= 60, !rest.hasASCIILowercase, !rest.trimmed.endsSentence else { return nil }
    guard let next = rest.first else { return rest }
    return next <= 0x20 || (0x30...0x39).contains(next) || next == UInt8(ascii: "/")
      ? rest.trimmed : nil
  }

  /// `NNNN`, also behind a date on its line.
  private static func isEnd(_ line: Run) -> Bool {
    let text = line.trimmed
    guard text.count <= 40, text.bytes.suffix(4).elementsEqual("NNNN".utf8) else { return false }
    return text.count == 4 || text.bytes.dropLast(4).last ?? 0 <= 0x20
  }

  // MARK: Text

  private static func copy(_ lines: [Run], _ header: ZCZCHeader, _ draft: inout Draft) {
    var lines = lines
    while let last = lines.last, last.trimmed.isEmpty { lines.removeLast() }
    if let stamp = lines.last?.trimmed, isStamp(stamp) {
      lines.removeLast()
      // The clock of an agency's own country: no instant.
      draft.warnings.append(.badDate)
    }
    if draft.headline == nil, draft.slugline == nil { draft.slugline = slug(&lines) }
    if draft.headline == nil, let title = title(&lines) {
      draft.headline = SourceText(title)
      draft.derived.append("headline")
    }
    TelexBody.fill(&draft, with: lines)
    let firstText = draft.blocks.first.map { block in
      switch block {
      case .paragraph(let text), .heading(let text): text
      }
    }
    if firstText == draft.headline?.value, draft.blocks.count > 1 { draft.blocks.removeFirst() }
  }

  /// `05-FEB-14 12:01`: two numbers, a month and a clock.
  private static func isStamp(_ line: Run) -> Bool {
    guard line.count <= 30, line.beginsWithDigit else { return false }
    let parts = line.bytes.split { $0 == 0x20 || "-:/.".utf8.contains($0) }
    return (4...6).contains(parts.count)
      && parts.contains { PlainTextParser.DatelineWords.isMonth(Run($0)) }
  }

  /// `FERRY-BOARD` above a headline: one word of parts, in capitals; it is taken from `lines`.
  private static func slug(_ lines: inout [Run]) -> String? {
    let filled = lines.indices.filter { !lines[$0].trimmed.isEmpty }.prefix(2)
    guard filled.count == 2 else { return nil }
    let (first, next) = (lines[filled[0]].trimmed, lines[filled[1]].trimmed)
    let isWord = first.count <= 40 && first.firstWordLength == first.count && first.isInCapitals
    guard isWord,
      first.bytes.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }),
      next.count <= 120, !next.endsSentence, PlainTextParser.dateline(of: next) == nil
    else { return nil }
    lines.removeSubrange(...filled[0])
    return first.string
  }

  /// The first line that is no code, with those that it goes on in; they are taken from `lines`.
  /// Nil where the text begins at once.
  private static func title(_ lines: inout [Run]) -> String? {
    guard let first = lines.firstIndex(where: { !$0.trimmed.isEmpty }) else { return nil }
    var end = first + 1
    // A sign ends a headline of several lines: `… =`.
    if let marked = lines.indices.dropFirst(first).prefix(4).first(where: {
      lines[$0].trimmed.last == UInt8(ascii: "=")
    }) {
      end = marked + 1
    }
    let title = lines[first..<end].map { ZCZCHeader.withoutMarks($0) }.filter { !$0.isEmpty }
      .map(\.string).joined(separator: " ")
    let run = Run(title)
    guard run.hasLetter, run.count <= 300, !(run.endsSentence && run.count > 120),
      PlainTextParser.dateline(of: run)?.isCertain != true
    else { return nil }
    lines.removeSubrange(..<end)
    return ZCZCHeader.withoutSection(run).string
  }
}
