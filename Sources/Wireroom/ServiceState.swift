internal import Threads

/// How the daemon does, as its loops have told: whether it is alive, and in one sentence what an
/// operator should know.
package struct ServiceState: Sendable {
  /// A loop, as an inbox has one, and the feeds have together.
  package struct Loop: Sendable {
    package let name: String
    /// Milliseconds beyond the time at which it should have been heard of.
    package let lateness: Int64
    /// Why nothing is taken from it, in words.
    package let trouble: String?

    package init(name: String, lateness: Int64 = 0, trouble: String? = nil) {
      self.name = name
      self.lateness = lateness
      self.trouble = trouble
    }
  }

  /// All feeds together.
  package struct Feeds: Sendable {
    /// Those that are polled; one that is paused is none.
    package var count = 0
    /// Of these, those whose last poll brought nothing but an error.
    package var failing = 0
    /// Why none of them is polled, in words.
    package var trouble: String?
    package var loops: [Loop] = []

    package init(
      count: Int = 0, failing: Int = 0, trouble: String? = nil, loops: [Loop] = []
    ) {
      self.count = count
      self.failing = failing
      self.trouble = trouble
      self.loops = loops
    }
  }

  package let inboxes: [Loop]
  package let feeds: Feeds
  /// Why a new configuration is not in force, in words.
  package let refusal: String?
  /// What the writer said last.
  package let writer: Writer.Pulse
  /// For how many milliseconds the writer has owed an answer; 0 where it owes none.
  package let writerSilence: Int64

  package init(
    inboxes: [Loop], feeds: Feeds = Feeds(), refusal: String? = nil, writer: Writer.Pulse,
    writerSilence: Int64
  ) {
    self.inboxes = inboxes
    self.feeds = feeds
    self.refusal = refusal
    self.writer = writer
    self.writerSilence = writerSilence
  }

  /// Whether each loop that works goes round. A full disk is waited for by loops that do.
  package var isAlive: Bool {
    writerSilence == 0 && (inboxes + feeds.loops).allSatisfy { $0.lateness == 0 }
  }

  /// An answer is due at once; one that takes longer than this is worth a word.
  private static let noticeableSilence: Int64 = 3000

  /// `taking from 2 inboxes and 3 feeds (1 failing); 1,204 stories since …; disk ok`, and where
  /// something is the matter that an operator must see to, that first.
  package var sentence: String {
    var parts: [String] = []
    if writerSilence >= Self.noticeableSilence {
      parts.append("stuck: the log's writer has not answered for \(writerSilence / 1000) s")
    }
    for loop in inboxes where loop.lateness > 0 { parts.append(Self.silence(loop, "inbox ")) }
    for loop in feeds.loops where loop.lateness > 0 { parts.append(Self.silence(loop)) }
    if let trouble = writer.trouble {
      parts.append("disk full: nothing is taken in: \(trouble)")
    } else {
      parts.append(taking)
    }
    for loop in inboxes {
      if let trouble = loop.trouble { parts.append("inbox \(loop.name): \(trouble)") }
    }
    if let trouble = feeds.trouble { parts.append("feeds rest: \(trouble)") }
    if let refusal { parts.append("the new configuration: \(refusal)") }
    parts.append(writer.stories)
    if writer.trouble == nil { parts.append("disk ok") }
    return parts.joined(separator: "; ")
  }

  private var taking: String {
    let well = inboxes.count { $0.trouble == nil }
    var words = "taking from "
    if well < inboxes.count { words += "\(well) of " }
    words += "\(inboxes.count) \(inboxes.count == 1 ? "inbox" : "inboxes")"
    guard feeds.count > 0, feeds.trouble == nil else { return words }
    words += " and \(feeds.count) \(feeds.count == 1 ? "feed" : "feeds")"
    return feeds.failing > 0 ? words + " (\(feeds.failing) failing)" : words
  }

  private static func silence(_ loop: Loop, _ kind: String = "") -> String {
    let seconds = (loop.lateness + SignOfLife.longestStep) / 1000
    return "stuck: \(kind)\(loop.name) has not been heard of for \(seconds) s"
  }
}
