internal import Logging

/// What the journal says of arrivals: one that comes alone at once, all that come after it within
/// the minute in one line. So an operator who drops a file sees it, and 100,000 stories a day are
/// 1,440 lines. Each file's own line is at `debug`.
///
/// Pure: it is told what came, and what time it is in milliseconds of a clock that never goes back.
struct ArrivalNotes {
  /// At most one line in so many milliseconds.
  static let gap: Int64 = 60_000

  /// A line of the journal.
  struct Note {
    let words: String
    let metadata: Logger.Metadata
  }

  /// What one of them is called, and some: `file` and `files`.
  private let one: String
  private let many: String
  private var tally = Tally()
  /// Of the only one, as long as there is only one.
  private var only: (delivery: String, name: String)?
  private var saidAt: Int64?

  init(one: String = "file", many: String = "files") {
    self.one = one
    self.many = many
  }

  mutating func add(_ own: Tally, delivery: String, name: String) {
    only = tally.deliveries == 0 ? (delivery, name) : nil
    tally += own
  }

  /// The line that is due now; nil: none.
  mutating func due(at now: Int64, isLast: Bool = false) -> Note? {
    guard tally.deliveries > 0, isLast || patience(at: now) == 0 else { return nil }
    defer {
      tally = Tally()
      only = nil
      saidAt = now
    }
    if let only {
      return Note(
        words: tally.summary,
        metadata: ["delivery": "\(only.delivery)", one: "\(only.name)"])
    }
    return Note(words: tally.summary, metadata: [many: "\(tally.deliveries)"])
  }

  /// Milliseconds until a line is due; nil: nothing waits to be said.
  func patience(at now: Int64) -> Int64? {
    guard tally.deliveries > 0 else { return nil }
    guard let saidAt else { return 0 }
    return max(0, saidAt + Self.gap - now)
  }
}

/// Which rejections get a line of their own: the first few of a reason, so that each is named with
/// its delivery; a flood of one reason is counted. Pure, as `ArrivalNotes` is.
struct RejectionNotes {
  /// So many lines of one reason in a window of so many milliseconds.
  static let lines = 10
  static let window: Int64 = 60_000

  private struct Reason {
    var began: Int64
    var said = 0
    var unsaid = 0
  }

  private var reasons: [String: Reason] = [:]

  /// Whether a rejection of this reason is to be said; where it is not, it is counted.
  mutating func isWorthALine(_ code: String, at now: Int64) -> Bool {
    var reason = reasons[code] ?? Reason(began: now)
    defer { reasons[code] = reason }
    if now - reason.began >= Self.window, reason.unsaid == 0 { reason = Reason(began: now) }
    if reason.said < Self.lines {
      reason.said += 1
      return true
    }
    reason.unsaid += 1
    return false
  }

  /// What was counted and is to be said now, by reason.
  mutating func due(at now: Int64, isLast: Bool = false) -> [(code: String, count: Int)] {
    var due: [(String, Int)] = []
    for (code, reason) in reasons where isLast || now - reason.began >= Self.window {
      if reason.unsaid > 0 { due.append((code, reason.unsaid)) }
      reasons[code] = nil
    }
    return due.sorted { $0.0 < $1.0 }
  }

  /// Milliseconds until something is due; nil: nothing waits to be said.
  func patience(at now: Int64) -> Int64? {
    reasons.values.filter { $0.unsaid > 0 }.map { max(0, $0.began + Self.window - now) }.min()
  }
}
