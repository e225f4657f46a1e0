extension PlainTextParser {
  /// A paragraph: one line, or the lines that an agency's line length had parted.
  struct Paragraph {
    var text: Run
    /// How many lines it was made of.
    var lineCount: Int
    var followsBlank: Bool
    /// Too long for any rule: a paragraph, without a further look.
    var isHuge: Bool { text.count > longestClassified }
  }

  /// Longer lines are taken as they are (bytes).
  static let longestClassified = 65_536

  /// The text as paragraphs: the lines of wrapped text joined, other lines each by itself.
  static func paragraphs(of bytes: [UInt8]) -> [Paragraph] {
    let lines = lines(of: bytes)
    let wrapping = Wrapping(of: lines, in: bytes)
    var paragraphs: [Paragraph] = []
    var i = 0
    while i < lines.count {
      var end = i + 1
      while end < lines.count, let wrapping,
        wrapping.continues(lines[end - 1], with: lines[end], in: bytes),
        !stands(alone: lines, end, in: bytes)
      {
        end += 1
      }
      paragraphs.append(
        Paragraph(
          text: join(lines[i..<end], in: bytes), lineCount: end - i,
          followsBlank: lines[i].followsBlank))
      i = end
    }
    return paragraphs
  }

  /// Lines that are never the continuation of another: the header's, and the agency's end mark.
  private static func stands(alone lines: [Line], _ i: Int, in bytes: [UInt8]) -> Bool {
    let text = Run(bytes[lines[i].start..<lines[i].end])
    return (i < headerReach && isHeaderLine(text)) || (i == lines.count - 1 && isEndMark(text))
  }

  private static func join(_ lines: ArraySlice<Line>, in bytes: [UInt8]) -> Run {
    guard let first = lines.first, lines.count > 1 else {
      return lines.first.map { Run(bytes[$0.start..<$0.end]) } ?? Run([])
    }
    var joined = Array(bytes[first.start..<first.end])
    for line in lines.dropFirst() {
      if !breaksInsideWord(joined) { joined.append(0x20) }
      joined.append(contentsOf: bytes[line.start..<line.end])
    }
    return Run(joined)
  }

  /// "a 37-" goes on with "billion-dlr": agencies part a line after a hyphen that stays. A dash
  /// with a space before it is none.
  private static func breaksInsideWord(_ line: [UInt8]) -> Bool {
    guard line.count > 1, line[line.count - 1] == UInt8(ascii: "-") else { return false }
    let before = line[line.count - 2]
    return before > 0x20 && before != UInt8(ascii: "-")
  }

  /// How a text is wrapped, measured on the text itself. Teleprinter copy has 69 columns
  /// (ANPA-1312, IPTC 7901), a mail 72, an editor 80; the rule needs only the width it sees.
  struct Wrapping {
    /// The width of nearly all lines that another line follows.
    let width: Int
    /// The indent of the lines that begin furthest to the left.
    let margin: Int32

    /// Nobody wraps wider: a longer line is a paragraph of its own.
    static let widest: Int32 = 100
    /// Narrower than that are lists and addresses, not wrapped prose.
    static let narrowest = 45

    /// Nil where the text has one paragraph a line.
    init?(of lines: [Line], in bytes: [UInt8]) {
      // What stands before the first blank line is headline and slug: it says nothing of the
      // body's width, unless there is nothing else to measure.
      let bodyStart = lines.dropFirst().firstIndex { $0.followsBlank } ?? 1
      let body = lines.dropFirst(bodyStart)
      // Nor does the body's first line, if there are more: a dateline may stand before it.
      var census = Census(of: body.dropFirst(), in: bytes)
      if census.followed == 0 { census = Census(of: body, in: bytes) }
      if census.followed == 0 {
        census = Census(of: lines.dropFirst(), in: bytes)
        if census.followed < 2 { return nil }
      }
      guard census.isWrapped, census.width >= Self.narrowest else { return nil }
      width = census.width
      margin = lines.reduce(Int32.max) { min($0, $1.indent) }
    }

    /// The widths of the lines that another line follows.
    private struct Census {
      var followed = 0
      /// Those of them that end in the middle of a sentence.
      private var open = 0
      /// Lines that nobody has wrapped, and all lines.
      private var long = 0
      private var all: Int
      private var histogram = [Int](repeating: 0, count: Int(Wrapping.widest) + 1)

      init(of lines: ArraySlice<Line>, in bytes: [UInt8]) {
        all = lines.count
        for i in lines.indices {
          if lines[i].columns > Wrapping.widest { long += 1 }
          guard i + 1 < lines.endIndex, !lines[i + 1].followsBlank,
            lines[i].columns <= Wrapping.widest
          else { continue }
          histogram[Int(lines[i].columns)] += 1
          followed += 1
          if !Run(bytes[lines[i].start..<lines[i].end]).endsSentence { open += 1 }
        }
      }

      /// Long lines are rare in wrapped text, and most lines end in the middle of a sentence.
      var isWrapped: Bool { followed > 0 && long * 8 <= all && open * 2 >= followed }

      /// The outliers (a table, an address) are one line in twenty at most.
      var width: Int {
        var below = 0
        return histogram.firstIndex { count in
          below += count
          return below * 20 >= followed * 19
        } ?? 0
      }
    }

    /// Whether the next line goes on where a line was cut: a line that had room for the next
    /// line's first word was ended on purpose, and an indented line begins a paragraph.
    func continues(_ line: Line, with next: Line, in bytes: [UInt8]) -> Bool {
      guard !next.followsBlank, next.indent < margin + 2 else { return false }
      let text = Run(bytes[next.start..<next.end]).prefix(Int(Self.widest))
      if Int(line.columns) + 1 + text.firstWordLength > width { return true }
      // The first line of a paragraph may have lost its indent, and people wrap unevenly: a line
      // nearly full goes on in the middle of its sentence.
      return text.beginsLowercase && Int(line.columns) * 4 >= width * 3
        && !Run(bytes[line.start..<line.end]).endsSentence
    }
  }
}
