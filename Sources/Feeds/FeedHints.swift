package import Newsroom

/// What a feed's own text says of when to come again. Advice, not law: it yields where entries
/// would be lost by following it.
package struct FeedHints: Sendable, Hashable {
  /// RSS `ttl`, in minutes.
  package var ttlMinutes: Int?
  /// RSS `skipHours`: 0 to 23, GMT.
  package var skipHours: Set<Int>
  /// RSS `skipDays`: 0 for Sunday to 6.
  package var skipDays: Set<Int>
  /// `sy:updatePeriod` divided by `sy:updateFrequency`, in seconds.
  package var updateSeconds: Int?

  package init(
    ttlMinutes: Int? = nil, skipHours: Set<Int> = [], skipDays: Set<Int> = [],
    updateSeconds: Int? = nil
  ) {
    self.ttlMinutes = ttlMinutes
    self.skipHours = skipHours
    self.skipDays = skipDays
    self.updateSeconds = updateSeconds
  }

  package static let none = FeedHints()

  /// The wait that `ttl` and `sy:` ask for, in milliseconds.
  var wait: Int64 {
    let ttl = Int64(max(0, ttlMinutes ?? 0)).multipliedClamped(by: 60_000)
    let period = Int64(max(0, updateSeconds ?? 0)).multipliedClamped(by: 1000)
    return max(ttl, period)
  }

  /// The first time at or after `wall` that lies in no skipped hour or day; `wall` itself if all
  /// are skipped.
  func outsideSkips(_ wall: Int64) -> Int64 {
    guard !skipHours.isEmpty || !skipDays.isEmpty else { return wall }
    let hour: Int64 = 3_600_000
    var candidate = wall
    for _ in 0..<(8 * 24) {
      let hours = candidate.flooredQuotient(by: hour)
      // 1970-01-01 was a Thursday. RSS counts hours 0–23, some write 24 for midnight.
      let day = Int((hours.flooredQuotient(by: 24) + 4).flooredRemainder(by: 7))
      let ofDay = Int(hours.flooredRemainder(by: 24))
      let skipped =
        skipHours.contains(ofDay) || (ofDay == 0 && skipHours.contains(24))
        || skipDays.contains(day)
      if !skipped { return candidate }
      candidate = (hours + 1) * hour
    }
    return wall
  }
}

extension Int64 {
  /// Rounded down; `divisor` is positive.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (q, r) = quotientAndRemainder(dividingBy: divisor)
    return r < 0 ? q - 1 : q
  }

  /// Never negative; `divisor` is positive.
  func flooredRemainder(by divisor: Int64) -> Int64 {
    let r = self % divisor
    return r < 0 ? r + divisor : r
  }
}

/// What the caller found in a response, said once all of its stories are durable.
package struct StoredOutcome: Sendable {
  /// Entries in the response.
  package var seen: Int
  /// Stories that the log did not have.
  package var new: Int
  /// A hash of each entry's identity (its guid, else its link, else its title), any order. The
  /// overlap of consecutive polls is reckoned from these; without them, from `seen` and `new`.
  package var entryKeys: [UInt64]
  /// When the entries were published, as far as they say, in milliseconds since 1970.
  package var published: [Int64]
  package var hints: FeedHints
  /// Why no story could be read from it, if so.
  package var rejection: Rejection?
  /// It ended before its end, and what was cut off is not among the stories.
  package var breaksOff = false
  /// Where the entries before these are, if it says so (RFC 5005).
  package var olderPage: String?

  /// Whether the same bytes must come twice to be believed: neither its validators are kept nor
  /// that it was seen, so that a server that was in the midst of writing is asked again.
  var isDoubtful: Bool { breaksOff || rejection != nil }

  package init(
    seen: Int, new: Int, entryKeys: [UInt64] = [], published: [Int64] = [],
    hints: FeedHints = .none, rejection: Rejection? = nil
  ) {
    self.seen = seen
    self.new = new
    self.entryKeys = entryKeys
    self.published = published
    self.hints = hints
    self.rejection = rejection
  }
}
