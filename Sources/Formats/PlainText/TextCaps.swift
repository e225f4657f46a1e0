internal import Newsroom

/// What a text story may have at most: far more than a book, and no more than a parser that looks at
/// it from several sides gets through in a second. A line may be as long as the whole: nothing here
/// takes longer over one line than over many.
enum TextCaps {
  static let storyBytes = 16 << 20
  /// A wire's blank lines are lines too: each is held while its message is read.
  static let lineEnds = 1_000_000

  /// Throws `too-many-lines` where a wire has more line ends than that.
  static func check(wire bytes: [UInt8], _ format: Format) throws(Rejection) {
    guard bytes.count > lineEnds else { return }
    var count = 0
    for byte in bytes where byte == 0x0A || byte == 0x0D { count += 1 }
    guard count > lineEnds else { return }
    throw Rejection(
      code: "too-many-lines",
      detail: "It has over \(lineEnds) lines, blank ones included, which is no wire. Deliver its "
        + "messages one by one.", format: format)
  }

  /// Throws `hostile-text` where `bytes` are more.
  static func check(_ bytes: ArraySlice<UInt8>) throws(Rejection) {
    guard bytes.count > storyBytes else { return }
    throw Rejection(
      code: "hostile-text",
      detail:
        "The text has \(bytes.count) bytes, more than the cap of \(storyBytes); no story has. "
        + "If it holds several, deliver them one by one.", format: .text)
  }
}
