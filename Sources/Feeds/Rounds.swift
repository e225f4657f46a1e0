internal import Newsroom

/// The rounds: which feed is asked next, what its answer means, what is to be remembered.
///
/// Pure: no socket, no file, no clock. The caller sends what `next` gives, tells each answer to
/// `answer`, hands what bears content on, and says `stored` when its stories are durable; what is
/// to be written is in `takeChanges`. A simulation drives it through months in seconds.
package struct Rounds: Sendable {
  struct Feed: Sendable {
    var settings: FeedSettings
    var state: FeedState
    /// Of the one valid entry in the heap; older ones are void.
    var turn = 0
    /// The poll under way.
    var poll: Int?
    /// The next poll sends no validators: the operator asked for it.
    var unconditional = false
    /// What was stored last and is not believed before it comes again.
    var doubted: Digest?
    /// When a whole body was last handed on, whether it was new or not.
    var handed: Int64 = 0
    /// The address cannot be read.
    var broken = false
    /// Paused by a command; the configuration's own pause is in the settings.
    var isPaused = false

    /// Whether it is asked for nothing until somebody says so.
    var rests: Bool { settings.paused || isPaused || broken || state.goneSince != nil }
  }

  struct Due: Comparable, Sendable {
    let time: Int64
    let turn: Int
    let feed: String

    static func < (a: Due, b: Due) -> Bool { (a.time, a.turn) < (b.time, b.turn) }
  }

  let settings: PollerSettings
  var feeds = Roster<Feed>()
  var polls: [Int: Poll] = [:]
  var gate: HostGate
  private(set) var due = BinaryHeap<Due>()
  private var counter = 0
  /// Requests under way and responses with the caller.
  private(set) var active = 0
  private var changed: Set<String> = []
  /// Feeds whose status may be another than `takeNews` has given.
  private var news: Set<String> = []
  private var restingHosts: [String: Int64] = [:]
  private var events: [FeedEvent] = []
  /// While set nothing new is asked for.
  package var isPaused = false

  package init(settings: PollerSettings) {
    self.settings = settings
    gate = HostGate(gap: settings.hostGap.wholeMilliseconds)
  }

  /// Makes `wanted` the feeds there are. Those that stay keep their turn; a poll under way of one
  /// that goes or changes is dealt with to the end. `remembered`: what the state table has of a
  /// feed, asked for new ones only. `hosts`: until when (wall) hosts want to be left alone.
  /// `paused`: names of feeds that a command has paused. Answers the names that stand twice.
  @discardableResult
  package mutating func set(
    _ wanted: [FeedSettings], hosts: [String: Int64] = [:], paused: Set<String> = [], now: Moment,
    remembered: (String) -> FeedState? = { _ in nil }
  ) -> [String] {
    for (host, until) in hosts where until > now.wall {
      let wait = min(until.subtractingClamped(now.wall), ServerHints.longestRetryAfter)
      gate.rest(host, until: now.steady.addingClamped(wait))
    }
    var twice: [String] = []
    var names: Set<String> = []
    feeds.reserveCapacity(wanted.count)
    for one in wanted {
      guard names.insert(one.name).inserted else {
        twice.append(one.name)
        continue
      }
      if let known = feeds[one.name], known.settings.url == one.url {
        change(one, known, now: now)
      } else {
        add(
          one, remembered(one.name), count: wanted.count, isPaused: paused.contains(one.name),
          now: now)
      }
    }
    for name in feeds.keys where !names.contains(name) { feeds[name] = nil }
    compact()
    return twice
  }

  private mutating func change(_ new: FeedSettings, _ known: Feed, now: Moment) {
    guard known.settings != new else { return }
    feeds[new.name]?.settings = new
    guard known.poll == nil else { return }
    // A shorter greatest interval holds at once; nothing makes a poll earlier than it allows.
    var next = known.state.due
    let longest = known.state.polled.addingClamped(new.maxInterval.wholeMilliseconds)
    if known.state.failure == nil, known.state.polled > 0,
      known.settings.maxInterval > new.maxInterval
    {
      next = min(next, max(longest, now.wall))
    }
    schedule(new.name, at: next, now: now)
  }

  private mutating func add(
    _ new: FeedSettings, _ remembered: FeedState?, count: Int, isPaused: Bool, now: Moment
  ) {
    var state = FeedState(name: new.name, url: new.url)
    if let remembered, remembered.url == new.url {
      state = remembered
      state.share(with: new)
    }
    var feed = Feed(settings: new, state: state)
    feed.isPaused = isPaused
    // A poll under way at the old address goes on, and finds that it is nobody's.
    feed.turn = feeds[new.name]?.turn ?? 0
    if let host = WebAddress(state.address)?.host {
      // The last request before a restart counts for its host's pause.
      let last = max(state.attempted, state.polled)
      let rested = last.addingClamped(settings.hostGap.wholeMilliseconds)
      if last > 0, rested > now.wall, last <= now.wall {
        gate.rest(host, until: now.steady(atWall: rested))
      }
    } else {
      feed.broken = true
      feed.state.failure = FeedState.Failure(
        code: "bad-address", kind: .hard,
        words: "its address is no http or https URL; mend it in the configuration",
        since: now.wall)
    }
    feeds[new.name] = feed
    schedule(
      new.name,
      at: Schedule.afterStart(state, new, settings, count: count, now: now.wall), now: now)
  }

  /// The steady time at which `next` should be called again; nil if only an answer changes that.
  package var wake: Int64? {
    guard !isPaused, active < settings.maxConcurrent else { return nil }
    return [due.first?.time, gate.wake].compactMap(\.self).min()
  }

  /// The requests to be sent now. `dueBy`: what is due after that steady time is left alone.
  package mutating func next(now: Moment, dueBy: Int64 = .max) -> [Fetch] {
    guard !isPaused else { return [] }
    while let top = due.first, top.time <= min(now.steady, dueBy) {
      _ = due.pop()
      guard feeds[top.feed]?.turn == top.turn else { continue }
      begin(top.feed, due: top.time)
    }
    var fetches: [Fetch] = []
    while active < settings.maxConcurrent, let turn = gate.next(now: now.steady) {
      guard let fetch = ask(turn.ticket, now: now) else {
        gate.release(turn.host, now: now.steady, asked: false)
        continue
      }
      fetches.append(fetch)
    }
    return fetches
  }

  private mutating func begin(_ name: String, due: Int64) {
    guard let feed = feeds[name], feed.poll == nil,
      let origin = WebAddress(feed.settings.url), let address = WebAddress(feed.state.address)
    else { return }
    counter += 1
    polls[counter] = Poll(
      feed: name, settings: feed.settings, origin: origin, address: address, due: due)
    feeds[name]?.poll = counter
    news.insert(name)
    gate.enqueue(counter, host: address.host, due: due)
  }

  private mutating func ask(_ number: Int, now: Moment) -> Fetch? {
    guard var poll = polls[number] else { return nil }
    guard let feed = feeds[poll.feed], feed.poll == number else {
      // Taken away while it waited: nothing was asked yet, or a hop is left.
      polls[number] = nil
      return nil
    }
    poll.phase = .asking
    active += 1
    var request = HTTPRequest(url: poll.address.text)
    request.userAgent = settings.userAgent
    request.headers = [
      HeaderField(
        "Accept",
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
          + "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5")
    ]
    var credential: String?
    var secretHeaders: [SecretHeader] = []
    if poll.origin.mayShareSecrets(with: poll.address) {
      request.headers += poll.settings.headers
      request.credentials = poll.origin.credentials
      credential = poll.settings.credential
      secretHeaders = poll.settings.secretHeaders
    }
    let held =
      feed.unconditional
      ? []
      : feed.state.validators?.headers(
        for: poll.address.text, now: now.wall, lifetime: settings.rereadAfter.wholeMilliseconds)
        ?? []
    poll.conditional = !held.isEmpty
    request.headers += held
    if poll.settings.headers.contains(where: { $0.name.lowercased() == "accept" }) {
      request.headers.removeAll { $0.name == "Accept" && !poll.settings.headers.contains($0) }
    }
    request.proxy = poll.settings.proxy
    request.certificates = poll.settings.certificates
    request.allowed = poll.settings.allowed
    request.connectTimeout = poll.settings.connectTimeout
    request.idleTimeout = poll.settings.idleTimeout
    request.totalTimeout = poll.settings.totalTimeout
    request.maxBytes = poll.settings.maxBytes
    feeds[poll.feed]?.state.attempted = now.wall
    if poll.hops == 0, poll.held == nil { feeds[poll.feed]?.state.unfinished += 1 }
    noteChange(of: poll.feed)
    polls[number] = poll
    return Fetch(
      poll: number, feed: poll.feed, credential: credential, secretHeaders: secretHeaders,
      request: request)
  }

  /// Puts a feed into the heap at `wall`; its former place there is void. `asked`: even if it rests.
  mutating func schedule(_ name: String, at wall: Int64, now: Moment, asked: Bool = false) {
    guard var feed = feeds[name] else { return }
    counter += 1
    feed.turn = counter
    if feed.state.due != wall {
      feed.state.due = wall
      changed.insert(name)
    }
    news.insert(name)
    feeds[name] = feed
    guard asked || !feed.rests, feed.poll == nil else { return }
    due.push(Due(time: now.steady(atWall: wall), turn: counter, feed: name))
    if due.count > 64 + 4 * feeds.count { compact() }
  }

  /// Drops the heap's void entries.
  private mutating func compact() {
    due = BinaryHeap(due.elements.filter { feeds[$0.feed]?.turn == $0.turn })
  }

  /// The poll is over: its place among the active ones is free.
  mutating func end(_ number: Int, wasActive: Bool) {
    guard let poll = polls.removeValue(forKey: number) else { return }
    if wasActive { active -= 1 }
    if feeds[poll.feed]?.poll == number {
      feeds[poll.feed]?.poll = nil
      feeds[poll.feed]?.unconditional = false
      news.insert(poll.feed)
    }
  }

  /// The answer is there and the poll goes on elsewhere.
  mutating func becomeInactive() { active -= 1 }

  mutating func note(_ event: FeedEvent) { events.append(event) }

  mutating func noteChange(of name: String) {
    changed.insert(name)
    news.insert(name)
  }

  /// Names of feeds, at most so many, whose status may have changed since they were given last.
  mutating func takeNews(atMost count: Int) -> [String] {
    let names = Array(news.prefix(count))
    news.subtract(names)
    // What a start has filled is not kept.
    if news.isEmpty { news = [] }
    return names
  }

  mutating func rest(_ host: String, for wait: Int64, now: Moment) {
    gate.rest(host, until: now.steady.addingClamped(wait))
    restingHosts[host] = now.wall.addingClamped(wait)
    note(.hostRests(host: host, milliseconds: wait))
  }

  /// What is to be written in one transaction: feeds, and hosts with the end of their rest.
  package mutating func takeChanges() -> (feeds: [FeedState], hosts: [String: Int64]) {
    defer {
      // After a start it holds all feeds; later a few.
      changed.removeAll(keepingCapacity: changed.count < 256)
      restingHosts = [:]
    }
    return (changed.compactMap { feeds[$0]?.state }, restingHosts)
  }

  /// What happened since the last call.
  package mutating func takeEvents() -> [FeedEvent] {
    defer { events = [] }
    return events
  }
}
