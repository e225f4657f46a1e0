/// What is remembered of a file that is not ready, from one scan to the next.
///
/// A pure state machine: `look` is told what the file system answered and when, and says whether
/// the file is ready, waits, or is refused. Nothing is ever dropped: a file that waits is looked
/// at again, less and less often, but at each scan interval at the latest.
struct Vigil: Hashable {
  struct Key: Hashable {
    let identity: FileIdentity
    let path: BytePath
  }

  enum Cause: Hashable {
    /// A second link: perhaps a delivery by link and unlink that is not over.
    case linked
    /// A writer has it open.
    case writing
    /// No lease to be had: only standing still can tell.
    case unleased
    /// A writer may have made it and not begun.
    case empty
    /// It cannot be opened: its mode may be put right yet.
    case unreadable
    /// Readable, but this name cannot be renamed.
    case immovable
  }

  enum Verdict: Hashable { case ready, waits, refused }

  /// Milliseconds.
  struct Patience: Hashable {
    var settle: Int64
    var grace: Int64
    var longest: Int64
  }

  let cause: Cause
  let facts: FileFacts
  /// Since when cause and facts have been these.
  let since: Int64
  /// Not worth a look before.
  let next: Int64
  private let looks: Int

  /// What follows from having found `cause` at `now`, after `before`.
  static func look(
    _ before: Vigil?, cause: Cause, facts: FileFacts, now: Int64, patience: Patience
  ) -> (Vigil, Verdict) {
    let same = before.flatMap { $0.isSame(cause, facts) ? $0 : nil }
    let since = same?.since ?? now
    let looks = before?.cause == cause ? min((before?.looks ?? 0) + 1, 16) : 0
    func vigil(next: Int64) -> Vigil {
      Vigil(cause: cause, facts: facts, since: since, next: next, looks: looks)
    }
    func backingOff(from shortest: Int64, doublings: Int = 16) -> Int64 {
      now + min(max(1, shortest) << Int64(min(looks, doublings)), patience.longest)
    }
    switch cause {
    case .writing:
      return (vigil(next: backingOff(from: 250)), .waits)
    case .immovable:
      return (vigil(next: now + patience.longest), .refused)
    case .linked:
      guard now - since >= patience.grace else {
        return (vigil(next: min(since + patience.grace, backingOff(from: 250))), .waits)
      }
      return (vigil(next: now + patience.longest), .refused)
    case .unleased, .empty, .unreadable:
      let needed = cause == .unreadable ? patience.grace : patience.settle
      if same != nil, now - since >= needed { return (vigil(next: now), .ready) }
      // Unchanged: at the moment it is due. Changed again: later, but not so late that the end of
      // a slow copy is long missed.
      return (
        vigil(
          next: same == nil
            ? max(now + needed, backingOff(from: needed, doublings: 2)) : since + needed),
        .waits
      )
    }
  }

  /// Whether to look again is a waste: nothing has changed and it is not time.
  func rests(_ facts: FileFacts, now: Int64) -> Bool {
    switch cause {
    // A link may go and a writer may close at any moment, and stat does not show the latter.
    case .linked, .writing: false
    case .unleased, .empty, .unreadable, .immovable: self.facts == facts && now < next
    }
  }

  private func isSame(_ cause: Cause, _ facts: FileFacts) -> Bool {
    // One more link is not a new start of the grace.
    self.cause == cause && (cause == .linked || self.facts == facts)
  }
}
