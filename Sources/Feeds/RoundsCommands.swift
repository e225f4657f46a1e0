// What an operator asks for, and sees.
extension Rounds {
  /// Polls a feed as soon as its host allows, though it is gone or not due. `whole`: without
  /// validators. False if there is no such feed or it is being polled.
  package mutating func pollNow(_ name: String, whole: Bool = false, now: Moment) -> Bool {
    guard let feed = feeds[name], feed.poll == nil, !feed.broken else { return false }
    feeds[name]?.state.goneSince = nil
    feeds[name]?.unconditional = whole
    let wasPaused = feed.settings.paused
    feeds[name]?.settings.paused = false
    schedule(name, at: now.wall, now: now)
    feeds[name]?.settings.paused = wasPaused
    return true
  }

  /// Leaves a feed alone, or takes that back. A poll under way is dealt with to the end.
  package mutating func pause(_ name: String, _ paused: Bool, now: Moment) -> Bool {
    guard let feed = feeds[name] else { return false }
    feeds[name]?.settings.paused = paused
    if feed.poll == nil { schedule(name, at: max(feed.state.due, now.wall), now: now) }
    return true
  }

  /// Each feed as it stands, by name.
  package func status(now: Moment) -> [FeedStatus] {
    feeds.values.map { FeedStatus($0, now: now) }.sorted { $0.name < $1.name }
  }

  /// Whether nothing is asked for and nothing is with the caller.
  package var isIdle: Bool { active == 0 }

  /// The feeds there are.
  package var names: Set<String> { Set(feeds.keys) }
}

/// A feed as its operator sees it. Times are in milliseconds since 1970, 0 for never.
package struct FeedStatus: Sendable, Hashable {
  package enum State: String, Sendable {
    /// Not yet polled.
    case new
    case ok, failing, gone, paused
    /// Asked for, or with the desk, just now.
    case polling
  }

  package let name: String
  /// Without user and password.
  package let url: String
  package let state: State
  /// The state in a few words.
  package let words: String
  package let lastPoll: Int64
  package let lastSuccess: Int64
  /// 0 where none is planned.
  package let nextPoll: Int64
  /// In milliseconds.
  package let interval: Int64
  package let failures: Int
  package let lastError: String?
  package let errorSince: Int64
  package let polls: Int
  package let entriesSeen: Int
  package let storiesNew: Int
  package let gaps: Int
  /// Whether its last poll brought nothing but an error, though it is being polled again just now.
  package var isFailing: Bool { lastError != nil && state != .paused }

  init(_ feed: Rounds.Feed, now: Moment) {
    let s = feed.state
    name = s.name
    url = WebAddress(s.address)?.text ?? s.address
    lastPoll = s.polled
    lastSuccess = s.succeeded
    interval = s.interval
    failures = s.failures
    lastError = s.failure?.words
    errorSince = s.failure?.since ?? 0
    polls = s.polls
    entriesSeen = s.entriesSeen
    storiesNew = s.storiesNew
    gaps = s.gaps
    (state, words) = Self.sum(feed)
    let rests = feed.settings.paused || feed.broken || s.goneSince != nil
    nextPoll = rests || feed.poll != nil ? 0 : s.due
  }

  private static func sum(_ feed: Rounds.Feed) -> (State, String) {
    let s = feed.state
    if feed.poll != nil { return (.polling, "being polled") }
    if feed.settings.paused { return (.paused, "paused by its operator") }
    if s.goneSince != nil { return (.gone, s.failure?.words ?? "gone") }
    if let failure = s.failure {
      let times = s.failures == 1 ? "once" : "\(s.failures) times"
      return (.failing, s.failures > 0 ? "failed \(times): \(failure.words)" : failure.words)
    }
    if s.polled == 0 { return (.new, "not polled yet") }
    if s.gaps > 0 { return (.ok, "works; \(s.gaps) times no entry of the poll before was left") }
    if let adopted = s.adopted { return (.ok, "works; moved to \(adopted)") }
    return (.ok, "works")
  }
}
