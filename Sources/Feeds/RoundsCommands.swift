/// What became of the wish to poll a feed now.
package enum PollAnswer: Sendable, Hashable {
  /// It is asked as soon as its host allows: at the earliest in so many milliseconds.
  case asked(after: Int64)
  /// It is being polled, or waits for its host's turn: at the earliest in so many milliseconds.
  case underWay(after: Int64)
  /// There is no feed of that name.
  case unknown
  /// Its address cannot be read.
  case badAddress
  /// Nothing is asked for just now, of any feed.
  case allRest
}

// What an operator asks for, and sees.
extension Rounds {
  /// Polls a feed as soon as its host allows, though it is gone, paused or not due. `whole`:
  /// without validators.
  package mutating func pollNow(_ name: String, whole: Bool = false, now: Moment) -> PollAnswer {
    guard let feed = feeds[name] else { return .unknown }
    guard !feed.broken else { return .badAddress }
    guard !isPaused else { return .allRest }
    if let poll = feed.poll { return .underWay(after: wait(for: poll, now: now) ?? 0) }
    feeds[name]?.state.goneSince = nil
    feeds[name]?.unconditional = whole
    schedule(name, at: now.wall, now: now, asked: true)
    return .asked(after: rest(ofHostAt: feed.state.address, now: now))
  }

  /// Leaves a feed alone, or takes that back. A poll under way is dealt with to the end. False if
  /// there is no such feed.
  package mutating func pause(_ name: String, _ paused: Bool, now: Moment) -> Bool {
    guard let feed = feeds[name] else { return false }
    feeds[name]?.isPaused = paused
    if feed.poll == nil { schedule(name, at: max(feed.state.due, now.wall), now: now) }
    return true
  }

  /// Whether all that was due at a steady time has been dealt with, but for hosts that want to be
  /// left alone for longer than a minute. To be asked after `next`.
  package func isOver(at time: Int64, now: Moment) -> Bool {
    guard (due.first?.time ?? .max) > time else { return false }
    return polls.values.allSatisfy {
      $0.phase == .waiting && rest(of: $0.address.host, now: now) > 60_000
    }
  }

  /// Each feed as it stands, by name.
  package func status(now: Moment) -> [FeedStatus] {
    feeds.values.map { status(of: $0, now: now) }.sorted { $0.name < $1.name }
  }

  /// Feeds, at most so many, as they stand, that may stand otherwise than when they were given last.
  package mutating func news(atMost count: Int, now: Moment) -> [FeedStatus] {
    takeNews(atMost: count).compactMap { feeds[$0] }.map { status(of: $0, now: now) }
  }

  /// How many are not paused, and how many of these fail.
  package var standing: (count: Int, failing: Int) {
    var (count, failing) = (0, 0)
    for feed in feeds.values where !feed.settings.paused && !feed.isPaused {
      count += 1
      if feed.state.failure != nil { failing += 1 }
    }
    return (count, failing)
  }

  private func status(of feed: Feed, now: Moment) -> FeedStatus {
    let address = WebAddress(feed.state.address)
    return FeedStatus(
      feed, url: address?.text ?? feed.state.address,
      turn: feed.poll.flatMap { wait(for: $0, now: now) }.map(now.wall.addingClamped),
      hostRests: now.wall.addingClamped(address.map { rest(of: $0.host, now: now) } ?? 0))
  }

  /// How long a poll must wait for its host at the least; nil if it has its turn already.
  private func wait(for number: Int, now: Moment) -> Int64? {
    guard let poll = polls[number], poll.phase == .waiting else { return nil }
    return rest(of: poll.address.host, now: now)
  }

  private func rest(ofHostAt address: String, now: Moment) -> Int64 {
    WebAddress(address).map { rest(of: $0.host, now: now) } ?? 0
  }

  private func rest(of host: String, now: Moment) -> Int64 {
    max(0, (gate.rests(host) ?? now.steady).subtractingClamped(now.steady))
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
  /// Its stable code: `not-found`, `html-page` …
  package let errorCode: String?
  package let errorSince: Int64
  package let polls: Int
  package let entriesSeen: Int
  package let storiesNew: Int
  package let gaps: Int
  /// Where it moved for good.
  package let adopted: String?
  /// Whether its last poll brought nothing but an error, though it is being polled again just now.
  package var isFailing: Bool { lastError != nil && state != .paused }

  /// `turn`: when it may be asked at the earliest, if it waits for its host. `hostRests`: until when
  /// that is left alone.
  init(_ feed: Rounds.Feed, url: String, turn: Int64?, hostRests: Int64) {
    let s = feed.state
    name = s.name
    self.url = url
    lastPoll = s.polled
    lastSuccess = s.succeeded
    interval = s.interval
    failures = s.failures
    lastError = s.failure?.words
    errorCode = s.failure?.code
    adopted = s.adopted
    errorSince = s.failure?.since ?? 0
    polls = s.polls
    entriesSeen = s.entriesSeen
    storiesNew = s.storiesNew
    gaps = s.gaps
    (state, words) = Self.sum(feed, waits: turn != nil)
    nextPoll = turn ?? (feed.rests || feed.poll != nil ? 0 : max(s.due, hostRests))
  }

  private static func sum(_ feed: Rounds.Feed, waits: Bool) -> (State, String) {
    let s = feed.state
    if feed.poll != nil, !waits { return (.polling, "being polled") }
    if feed.settings.paused { return (.paused, "paused in the configuration") }
    if feed.isPaused { return (.paused, "paused by 'wireroom feeds pause'") }
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
