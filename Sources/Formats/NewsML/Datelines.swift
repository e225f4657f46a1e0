internal import Markup
internal import Newsroom

/// Datelines that a wire declares in an element of their own.
enum Datelines {
  /// The place in a dateline (`STOCKHOLM, Aug 29, 2014 (AFP) -`); nil where only a date stands.
  static func place(in line: String?) -> String? {
    guard let line else { return nil }
    let text =
      line.hasSuffix("-") || line.hasSuffix("—") || line.hasSuffix("_") ? line : line + " -"
    let run = PlainTextParser.Run(Array((text + " Text follows here.").utf8))
    if let found = PlainTextParser.dateline(of: run) { return found.located }
    return isPlace(line) ? line : bare(line)
  }

  /// A line without a digit or a bracket is a place alone: `Oslo`, `Landquart GR`.
  private static func isPlace(_ line: String) -> Bool {
    !line.contains { $0.isNumber || $0 == "(" || $0 == ":" }
  }

  /// The same in any language: what stands before the agency in brackets and the date.
  private static func bare(_ line: String) -> String? {
    var rest = trimmed(line[...])
    while let last = rest.last, "-–—_.".contains(last) { rest = trimmed(rest.dropLast()) }
    if rest.last == ")", let bracket = rest.lastIndex(of: "(") { rest = trimmed(rest[..<bracket]) }
    while let comma = rest.lastIndex(where: { $0 == "," || $0 == "،" }),
      rest[comma...].contains(where: \.isNumber)
    {
      rest = trimmed(rest[..<comma])
    }
    guard rest.count < line.count, rest.contains(where: \.isLetter),
      !rest.contains(where: { $0.isNumber || $0 == ":" })
    else { return nil }
    return String(rest)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
