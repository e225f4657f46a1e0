import Markup
import Newsroom

/// The text of a mail's part without markup.
struct MailText {
  typealias Run = PlainTextParser.Run

  private(set) var lines: [Run] = []
  /// What stands below the line `-- `.
  private(set) var signature: String?

  /// A signature may be longer; then the line above it was none.
  private static let longestSignature = 15

  /// `text` is UTF-8.
  init(_ text: ArraySlice<UInt8>, type: MailValue) {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      Run(line.last == 0x0D ? line.dropLast() : line)
    }
    if let mark = Self.signatureMark(lines), lines[..<mark].contains(where: { !$0.trimmed.isEmpty })
    {
      signature = lines[(mark + 1)...].map(\.trimmed.string).joined(separator: "\n")
      lines.removeSubrange(mark...)
    }
    let isFlowed = type.parameter("format")?.lowercased() == "flowed"
    let dropsSpace = type.parameter("delsp")?.lowercased() == "yes"
    self.lines = isFlowed ? Self.reflowed(lines, dropsSpace: dropsSpace) : lines
  }

  /// `-- ` alone on a line begins the signature; without its blank only near the end.
  private static func signatureMark(_ lines: [Run]) -> Int? {
    lines.lastIndex { $0.bytes.elementsEqual("-- ".utf8) }
      ?? lines.indices.suffix(longestSignature).last { lines[$0].bytes.elementsEqual("--".utf8) }
  }

  /// Lines that end with a blank go on in the next. Source: RFC 3676.
  private static func reflowed(_ lines: [Run], dropsSpace: Bool) -> [Run] {
    var out: [Run] = []
    var paragraph: [UInt8] = []
    for line in lines {
      let text = line.first == 0x20 ? line.dropping(1) : line
      paragraph.append(contentsOf: text.bytes)
      if text.last == 0x20 {
        if dropsSpace { paragraph.removeLast() }
        continue
      }
      out.append(Run(paragraph))
      // A paragraph of its own, whatever its width.
      out.append(Run([]))
      paragraph = []
    }
    if !paragraph.isEmpty { out.append(Run(paragraph)) }
    return out
  }
}
