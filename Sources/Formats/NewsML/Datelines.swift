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
    return isPlace(line) ? line : nil
  }

  /// A line without a digit or a bracket is a place alone: `Oslo`, `Landquart GR`.
  private static func isPlace(_ line: String) -> Bool {
    !line.contains { $0.isNumber || $0 == "(" || $0 == ":" }
  }
}
