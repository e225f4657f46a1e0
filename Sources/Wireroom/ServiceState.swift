/// How the daemon does, as its loops have told: whether it is alive, and in one sentence what an
/// operator should know.
package struct ServiceState: Sendable {
  /// An inbox's loop.
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

  package let inboxes: [Loop]
  /// What the writer said last.
  package let writer: Writer.Pulse
  /// For how many milliseconds the writer has owed an answer; 0 where it owes none.
  package let writerSilence: Int64

  package init(inboxes: [Loop], writer: Writer.Pulse, writerSilence: Int64) {
    self.inboxes = inboxes
    self.writer = writer
    self.writerSilence = writerSilence
  }

  /// Whether each loop that works goes round. A full disk is waited for by loops that do.
  package var isAlive: Bool { writerSilence == 0 && inboxes.allSatisfy { $0.lateness == 0 } }

  /// An answer is due at once; one that takes longer than this is worth a word.
  private static let noticeableSilence: Int64 = 3000

  /// `taking from 2 inboxes; 1,204 stories today; disk ok`, and where something is the matter, that
  /// first.
  package var sentence: String {
    var parts: [String] = []
    if writerSilence >= Self.noticeableSilence {
      parts.append("stuck: the log's writer has not answered for \(writerSilence / 1000) s")
    }
    for loop in inboxes where loop.lateness > 0 {
      let seconds = (loop.lateness + SignOfLife.longestStep) / 1000
      parts.append("stuck: inbox \(loop.name) has not been heard of for \(seconds) s")
    }
    if let trouble = writer.trouble {
      parts.append("disk full: nothing is taken in: \(trouble)")
    } else {
      parts.append(taking)
    }
    for loop in inboxes {
      if let trouble = loop.trouble { parts.append("inbox \(loop.name): \(trouble)") }
    }
    parts.append(writer.stories)
    if writer.trouble == nil { parts.append("disk ok") }
    return parts.joined(separator: "; ")
  }

  private var taking: String {
    let well = inboxes.count { $0.trouble == nil }
    let inboxes = "\(inboxes.count) \(inboxes.count == 1 ? "inbox" : "inboxes")"
    return well == self.inboxes.count
      ? "taking from \(inboxes)" : "taking from \(well) of \(inboxes)"
  }
}
