internal import Newsroom

/// What a text story may have at most: far more than a book, and no more than a parser that looks at
/// it from several sides gets through in a second. A line may be as long as the whole: nothing here
/// takes longer over one line than over many.
enum TextCaps {
  static let storyBytes = 16 << 20

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
