package import Newsroom

/// What became of deliveries, counted.
package struct Tally: Sendable, Equatable {
  package var deliveries = 0
  package var stories = 0
  package var updates = 0
  package var duplicates = 0
  package var late = 0
  package var unchanged = 0
  package var rejected = 0

  package init() {}

  package mutating func add(_ receipt: Receipt) {
    deliveries += 1
    for verdict in receipt.verdicts {
      switch verdict {
      case .story: stories += 1
      case .update, .correction, .cancel: updates += 1
      case .duplicate: duplicates += 1
      case .late: late += 1
      case .unchanged: unchanged += 1
      case .rejected: rejected += 1
      }
    }
  }

  package static func += (a: inout Tally, b: Tally) {
    a.deliveries += b.deliveries
    a.stories += b.stories
    a.updates += b.updates
    a.duplicates += b.duplicates
    a.late += b.late
    a.unchanged += b.unchanged
    a.rejected += b.rejected
  }

  /// `3 stories, 1 update, 2 duplicates`: what is not zero, in words.
  package var summary: String {
    let rows = [
      (stories, "story", "stories"), (updates, "update", "updates"),
      (duplicates, "duplicate", "duplicates"), (late, "late", "late"),
      (unchanged, "unchanged", "unchanged"), (rejected, "rejected", "rejected"),
    ]
    let parts = rows.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.isEmpty ? "nothing new" : parts.joined(separator: ", ")
  }
}
