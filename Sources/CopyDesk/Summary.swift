internal import Identity
internal import Newsroom

/// A story that came first as a summary, by whatever route and under whatever name, and comes now with
/// its full text: the same headline, and the summary's words in it. It is an update.
enum Summary {
  /// Words of a text that may be a summary of a longer one.
  static let lengths = 8...150
  /// Days within which the full text follows.
  private static let days = 3
  /// How many words more it has, at least.
  private static let growth = 40

  /// How many words the plain body of a ninjs item has; nil where there is none.
  static func words(ofItem item: ArraySlice<UInt8>) -> Int? {
    var body = LineScanner.firstBody(ofItem: item)
    while let (name, value) = body?.next() {
      if name.equals("wordCount") { return value.jsonSeq.flatMap { Int(exactly: $0) } }
    }
    return nil
  }

  /// Whether `story`, of so many words, says more of the same than `line`, which bears its headline.
  static func isContinued(_ line: Revision, by story: Story, words: Int) -> Bool {
    guard line.kind != "cancel", let known = line.words, lengths.contains(known),
      words >= known + growth, words >= known * 2, let headline = story.headline,
      headline.split(separator: " ").count > 2
    else { return false }
    if let date = story.versionDate, let other = line.versionDate,
      abs(date.milliseconds - other.milliseconds) > Int64(days) * 86_400_000
    {
      return false
    }
    return Likeness(line.body, Revision.mainText(ofItem: story.item)).isContained
  }

  static func isRecent(_ entry: IndexEntry, today: Int) -> Bool { today - entry.day <= days }
}

extension Desk {
  /// The summary that a story is the full text of, where nothing else has tied it to a story.
  func summary(of story: Story) throws -> (seq: UInt64, line: Revision)? {
    guard !story.isCanceled, story.filing?.mark?.kind != .kill,
      let found = index.find(.summary(title: story.title)),
      Summary.isRecent(found, today: index.today),
      let words = Summary.words(ofItem: story.item), words > Summary.lengths.lowerBound,
      let line = try revision(found.seq), Summary.isContinued(line, by: story, words: words)
    else { return nil }
    return (found.seq, line)
  }
}
