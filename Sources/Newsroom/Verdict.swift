/// What became of one story of a delivery, by the decision order.
package enum Verdict: Hashable, Sendable {
  /// First sight.
  case story(seq: UInt64)
  /// A new revision of the story at `of`.
  case update(seq: UInt64, of: UInt64)
  case correction(seq: UInt64, of: UInt64)
  /// A kill; `of` is nil where the story itself has not come yet.
  case cancel(seq: UInt64, of: UInt64?)
  case duplicate(of: UInt64)
  /// An older version than the one in the log.
  case late(of: UInt64)
  /// Seen before by this way: counted, not logged.
  case unchanged(of: UInt64)
  case rejected(Rejection)
}

/// The desk's answer for a whole delivery. It exists only once everything that it speaks of is
/// durable, and is the only thing that lets a file go or a feed's validators be stored.
package struct Receipt: Sendable {
  package let delivery: String
  package let verdicts: [Verdict]

  package init(delivery: String, verdicts: [Verdict]) {
    self.delivery = delivery
    self.verdicts = verdicts
  }

  /// How many lines of the log it has become.
  package var recorded: Int {
    verdicts.count { verdict in
      switch verdict {
      case .story, .update, .correction, .cancel: true
      case .duplicate, .late, .unchanged, .rejected: false
      }
    }
  }

  /// Why the delivery failed as a whole, the first reason of several; nil where anything in it
  /// became a story or was known.
  package var rejection: Rejection? {
    let reasons = rejections
    return reasons.count == verdicts.count ? reasons.first : nil
  }

  /// Why parts of the delivery became no story.
  package var rejections: [Rejection] {
    verdicts.compactMap { if case .rejected(let rejection) = $0 { rejection } else { nil } }
  }
}

/// A log as the desk sees it: it gives a seq, takes a line, finds a line again.
package protocol LineLog {
  /// The seq that the next staged line must bear.
  var nextSeq: UInt64 { get }
  /// Stages a line, `{` up to before its chain, and the keys under which it will be found.
  func stage(_ line: [UInt8], entries: [IndexEntry]) throws
  /// Keeps keys that lines of long ago made, so that a start knows that they are still of use: they
  /// go into the index of the segment that is written now. A crash may lose them.
  func carry(_ entries: [IndexEntry])
  /// The whole line of that seq, staged or durable, without its newline; nil where retention has
  /// removed it.
  func line(seq: UInt64) throws -> [UInt8]?
}
