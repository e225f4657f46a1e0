internal import Digests
internal import Newsroom

/// When a feed is polled next: pure, in milliseconds since 1970.
///
/// Each story that lies published and unseen is waited for; each request costs the server and us.
/// The next poll comes when the waiting that is to be expected since this one sums up to
/// `patience`. For a steady rate r that is the interval √(2·patience/r): of all ways to spend the
/// same number of requests over many feeds the one with the least delay. (Cho and Garcia-Molina,
/// "Effective page refresh policies for Web crawlers", 2003.)
package enum Schedule {
  /// In entry-hours. 4 entries an hour are polled for each 10 minutes, one a day each 100.
  private static let patience = 1.0 / 18

  /// A window of entries may roll by at most this part between two polls at the feed's fastest.
  private static let windowShare = 0.5

  /// The interval that the feed's rhythm asks for, clamped by its settings.
  package static func interval(
    _ state: FeedState, _ settings: FeedSettings, now: Int64
  ) -> Int64 {
    let start = clamp(settings.interval.wholeMilliseconds, settings)
    // The rate at which the unknown feed would be polled at the configured interval.
    let startHours = Double(max(start, 1)) / 3_600_000
    let prior = 2 * patience / (startHours * startHours)
    var wait: Int64 = 0
    var expected = 0.0
    var waiting = 0.0
    let longest = settings.maxInterval.wholeMilliseconds
    // Fine enough for hours, and never more than a thousand steps.
    let step = max(300_000, longest / 1000)
    while wait < longest {
      let rate = state.rhythm.rate(at: now.addingClamped(wait), prior: prior)
      let hours = Double(step) / 3_600_000
      let next = waiting + expected * hours + rate * hours * hours / 2
      if next >= patience {
        // Within this step: solve waiting + expected·x + rate·x²/2 = patience.
        let missing = patience - waiting
        let root = (expected * expected + 2 * rate * missing).squareRoot()
        let x = rate > 0 ? (root - expected) / rate : hours
        wait += Int64(max(0, min(hours, x)) * 3_600_000)
        break
      }
      waiting = next
      expected += rate * hours
      wait += step
    }
    return clamp(min(wait, window(state)), settings)
  }

  /// The longest wait after which, at its fastest, the feed still shows what was seen last.
  package static func window(_ state: FeedState) -> Int64 {
    guard state.rhythm.peak > 0, state.overlap.count > 0 else { return .max }
    let hours = Double(state.overlap.count) * windowShare / state.rhythm.peak
    return hours < 24 * 365 ? Int64(hours * 3_600_000) : .max
  }

  /// The next poll after one that found a valid feed.
  package static func afterSuccess(
    _ state: FeedState, _ settings: FeedSettings, server: ServerHints, now: Int64
  ) -> Int64 {
    let longest = settings.maxInterval.wholeMilliseconds
    var wait = interval(state, settings, now: now)
    // The feed's advice yields where following it would lose entries.
    let advised = min(state.hints.wait, window(state), longest)
    wait = max(wait, advised)
    // A cache answers the same until then. A year is said of files that never change: capped.
    if let fresh = server.freshFor { wait = max(wait, min(fresh, longest)) }
    var due = now.addingClamped(jittered(wait, state))
    let free = state.hints.outsideSkips(due)
    if free.subtractingClamped(now) <= window(state) { due = free }
    return obeying(server, due, now: now)
  }

  /// The next poll after one that failed; `state.failures` counts it already.
  package static func afterFailure(
    _ kind: FetchFailure.Kind, _ state: FeedState, _ settings: FeedSettings, server: ServerHints,
    now: Int64
  ) -> Int64 {
    let usual = max(state.interval, settings.minInterval.wholeMilliseconds)
    let day: Int64 = 86_400_000
    let longest = settings.maxInterval.wholeMilliseconds
    let (first, most): (Int64, Int64) =
      switch kind {
      // A name server or a line that is down comes back for all feeds at once: tried soon.
      case .temporary, .stopped: (min(usual, 300_000), min(longest, 3_600_000))
      case .soft: (usual, max(longest, usual))
      case .throttled: (max(usual, 900_000), day)
      case .hard, .gone: (usual, max(longest, day))
      }
    let doublings = Int64(min(max(0, state.failures - 1), 12))
    let least = settings.minInterval.wholeMilliseconds
    let wait = max(min(first.multipliedClamped(by: 1 << doublings), max(most, first)), least)
    return obeying(server, now.addingClamped(jittered(wait, state)), now: now)
  }

  /// When a feed is polled first after a start: never before its time, nor at once with all the
  /// others that are due. `count`: how many feeds there are.
  package static func afterStart(
    _ state: FeedState, _ settings: FeedSettings, _ poller: PollerSettings, count: Int, now: Int64
  ) -> Int64 {
    let spread = poller.spread.wholeMilliseconds.multipliedClamped(by: Int64(count))
    let soonest = now.addingClamped(offset(state.name, below: spread))
    guard state.attempted > 0 || state.due > 0 else { return soonest }
    var due = state.due
    if state.unfinished > 0 {
      // We ended in the midst of it, and may do so again: each time it waits twice as long. What
      // it answered is not known, but that it was asked is.
      let least = max(1000, settings.minInterval.wholeMilliseconds)
      let doublings = Int64(min(state.unfinished - 1, 12))
      let wait = min(max(least, state.interval), least.multipliedClamped(by: 1 << doublings))
      due = max(due, state.attempted.addingClamped(wait))
    }
    // A clock that was wrong when this was written must not silence a feed for ever.
    let latest = now.addingClamped(
      max(ServerHints.longestRetryAfter, settings.maxInterval.wholeMilliseconds))
    if due > latest { due = latest }
    return max(due, soonest)
  }

  private static func obeying(_ server: ServerHints, _ due: Int64, now: Int64) -> Int64 {
    guard let wait = server.retryAfter else { return due }
    return max(due, now.addingClamped(wait))
  }

  private static func clamp(_ wait: Int64, _ settings: FeedSettings) -> Int64 {
    let least = max(1000, settings.minInterval.wholeMilliseconds)
    return max(least, min(wait, max(least, settings.maxInterval.wholeMilliseconds)))
  }

  /// Up to a tenth later, never earlier; the same for the same feed and poll.
  private static func jittered(_ wait: Int64, _ state: FeedState) -> Int64 {
    wait.addingClamped(offset("\(state.name)#\(state.polls)", below: wait / 10))
  }

  private static func offset(_ text: String, below limit: Int64) -> Int64 {
    guard limit > 0 else { return 0 }
    var hash = SHA256()
    hash.update(text)
    return Int64(hash.digest().words.0 % UInt64(limit))
  }
}
