internal import Digests
internal import Newsroom

// From the answer to what is remembered of it.
extension Rounds {
  /// A request was answered, or was not. Gives what is to be handed on; for that `stored` or
  /// `notStored` must follow. Everything else is dealt with when this returns.
  package mutating func answer(
    _ number: Int, _ result: Result<HTTPResponse, FetchFailure>, now: Moment
  ) -> FetchedFeed? {
    guard let poll = polls[number], poll.phase == .asking else { return nil }
    gate.release(poll.address.host, now: now.steady)
    switch result {
    case .failure(let failure):
      fail(number, poll, failure, ServerHints.none, now: now)
      return nil
    case .success(let response):
      return read(response, number, poll, now: now)
    }
  }

  private mutating func read(
    _ response: HTTPResponse, _ number: Int, _ poll: Poll, now: Moment
  ) -> FetchedFeed? {
    let server = ServerHints(response, now: now.wall)
    if let wait = server.retryAfter, response.status == 429 || response.status == 503 {
      rest(poll.address.host, for: wait, now: now)
    }
    let meaning = ResponsePolicy.meaning(
      of: response, conditional: poll.conditional, redirected: poll.hops > 0,
      path: poll.address.path, acceptsPages: poll.settings.acceptsPages)
    switch meaning {
    case .failure(let failure):
      if response.status == 429, server.retryAfter == nil {
        // It names no time: a quarter of an hour, doubled each time it says so again.
        let times = Int64(min(feeds[poll.feed]?.state.failures ?? 0, 6))
        rest(poll.address.host, for: 900_000 << times, now: now)
      }
      fail(number, poll, naming(failure, response, poll), server, now: now)
    case .redirect(let location, let permanent):
      follow(location, permanent, number, poll, server, now: now)
    case .notModified:
      succeed(number, poll, server, now: now) { state in
        state.validators = state.validators?.renewed(by: response)
      }
    case .content(let isDelta):
      return take(response, isDelta, number, poll, server, now: now)
    }
    return nil
  }

  /// A page often names the feed that was meant.
  private func naming(
    _ failure: FetchFailure, _ response: HTTPResponse, _ poll: Poll
  ) -> FetchFailure {
    guard failure == PageInPlace.html.failure,
      let link = FeedLinks.find(in: response.body, base: poll.address).first
    else { return failure }
    return FetchFailure(
      failure.code, failure.kind, failure.words, mend: "the page names a feed: \(link.text)")
  }

  /// The next hop waits for its turn at its own host like any other request.
  private mutating func follow(
    _ location: String, _ permanent: Bool, _ number: Int, _ poll: Poll, _ server: ServerHints,
    now: Moment
  ) {
    var poll = poll
    func refuse(_ code: String, _ words: String) {
      fail(
        number, poll, FetchFailure(code, .hard, words, mend: "check the feed's address"), server,
        now: now)
    }
    guard let target = poll.address.resolve(location) else {
      return refuse("bad-redirect", "it redirects to what is no http or https URL")
    }
    guard poll.hops < Poll.mostHops else {
      return refuse("redirect-loop", "it redirects more than \(Poll.mostHops) times")
    }
    guard target.text != poll.address.text else {
      return refuse("redirect-loop", "it redirects to itself")
    }
    // Who asked on would be at it for as long as there are hops, and get the same answers.
    guard !poll.passed.contains(target.text) else {
      return refuse("redirect-loop", "it redirects in a circle, by way of \(target.text)")
    }
    let wait = server.retryAfter ?? 0
    guard wait <= 60_000 else {
      return fail(
        number, poll,
        FetchFailure("redirect-later", .soft, "it redirects, and asks to wait first"), server,
        now: now)
    }
    poll.hops += 1
    poll.passed.append(poll.address.text)
    poll.permanent = poll.permanent && permanent
    poll.address = target
    poll.phase = .waiting
    polls[number] = poll
    becomeInactive()
    gate.enqueue(
      number, host: target.host, due: wait > 0 ? now.steady.addingClamped(wait) : poll.due)
  }

  private mutating func take(
    _ response: HTTPResponse, _ isDelta: Bool, _ number: Int, _ poll: Poll,
    _ server: ServerHints, now: Moment
  ) -> FetchedFeed? {
    let digest = SHA256.digest(of: response.body)
    if digest == poll.held?.found.digest {
      // Whatever page is asked for, this is what it serves.
      endBackfill(number, poll, isClosed: false, now: now)
      return nil
    }
    let place = feeds[poll.feed]?.state.shared(poll.address.text) ?? poll.address.text
    let validators = Validators(response, url: place, now: now.wall)
    // Now and then the same bytes too: dedup must not forget what a feed goes on showing.
    guard let feed = feeds[poll.feed], feed.poll == number, feed.state.content == digest,
      !isDelta, poll.held == nil,
      now.wall.subtractingClamped(feed.handed) < settings.rereadAfter.wholeMilliseconds
    else {
      var kept = poll
      kept.phase = .storing
      kept.found = Poll.Found(
        validators: validators, digest: digest, server: server, isDelta: isDelta)
      polls[number] = kept
      var headers: [String: String] = [:]
      for field in response.headers where headers[field.name] == nil {
        headers[field.name] = field.value
      }
      let delivery = Delivery(
        id: DeliveryID.make(milliseconds: now.wall), route: .feed, source: poll.feed,
        url: poll.address.text, headers: headers, bytes: response.body)
      return FetchedFeed(
        poll: number, delivery: delivery, digest: digest, isDelta: isDelta,
        isRepeated: feeds[poll.feed]?.doubted == digest, raw: nil)
    }
    // The same bytes: their stories are durable already, only the validators may be newer.
    succeed(number, poll, server, now: now) { $0.validators = validators }
    return nil
  }

  /// All stories of a fetched feed are durable: only now is anything of it remembered.
  package mutating func stored(_ number: Int, _ outcome: StoredOutcome, now: Moment) {
    guard let poll = polls[number], poll.phase == .storing, let found = poll.found else { return }
    guard let feed = feeds[poll.feed], feed.poll == number else {
      return end(number, wasActive: true)
    }
    if poll.held != nil { return storedPage(number, poll, outcome, feed.state, now: now) }
    if let page = olderPage(outcome, found, poll, feed.state) {
      let held = Poll.Held(outcome, found, poll)
      return fetch(page, number, poll, held, now: now)
    }
    remember(number, poll, found, outcome, older: nil, now: now)
  }

  /// What came is durable: it is remembered, and the feed's next turn set. `older`: how many entries
  /// of the pages behind it were new, where the gap to the poll before is closed by them.
  mutating func remember(
    _ number: Int, _ poll: Poll, _ found: Poll.Found, _ outcome: StoredOutcome, older: Int?,
    now: Moment
  ) {
    let name = poll.feed
    guard let feed = feeds[name] else { return end(number, wasActive: true) }
    var state = feed.state
    let isBelieved = !outcome.isDoubtful || feed.doubted == found.digest
    feeds[name]?.doubted = outcome.isDoubtful ? found.digest : nil
    if isBelieved {
      state.validators = found.validators
      if !found.isDelta { state.content = found.digest }
      feeds[name]?.handed = now.wall
    }
    state.entriesSeen += max(0, outcome.seen)
    state.storiesNew += max(0, outcome.new)
    if let rejection = outcome.rejection {
      feeds[name]?.state = state
      // A sentence there is part of one here.
      let words =
        rejection.detail.hasSuffix(".") ? rejection.detail.dropLast() : rejection.detail[...]
      let failure = FetchFailure(
        rejection.code, .hard, String(words), mend: "look at what its server answers")
      var poll = poll
      if !isBelieved { poll.found = nil }
      return fail(number, poll, failure, found.server, now: now)
    }
    state.hints = outcome.hints
    // Half of a window tells nothing of what it overlaps with.
    if isBelieved, learn(outcome, isDelta: found.isDelta, older: older, &state, now: now.wall) {
      note(.gap(feed: name))
    }
    feeds[name]?.state = state
    succeed(number, poll, found.server, now: now, changed: true) { _ in }
  }

  /// Its stories could not be made durable: it is asked for again as if it had not answered.
  package mutating func notStored(_ number: Int, _ failure: FetchFailure, now: Moment) {
    guard var poll = polls[number], poll.phase == .storing else { return }
    poll.held = nil
    fail(number, poll, failure, poll.found?.server ?? .none, now: now)
  }

  /// Learns the rhythm; answers whether entries may have been missed.
  private func learn(
    _ outcome: StoredOutcome, isDelta: Bool, older: Int?, _ state: inout FeedState, now: Int64
  ) -> Bool {
    let entries = outcome.overlap
    let isFirst = state.succeeded == 0
    if isFirst {
      state.rhythm.seed(published: outcome.published, now: now)
      state.overlap = entries
      return false
    }
    let fresh =
      outcome.entryKeys.isEmpty || state.overlap.keys.isEmpty || isDelta
      ? min(max(0, outcome.new), entries.count) : state.overlap.fresh(in: entries)
    state.rhythm.note(fresh: fresh + (older ?? 0), from: state.succeeded, to: now)
    // What a 226 brings is no window; one or two entries that change are no proof of a gap.
    guard !isDelta else { return false }
    let gap =
      fresh == entries.count && entries.count >= 3 && state.overlap.count >= 3 && older == nil
    if gap { state.gaps += 1 }
    state.overlap = entries
    return gap
  }

  private mutating func succeed(
    _ number: Int, _ poll: Poll, _ server: ServerHints, now: Moment, changed: Bool = false,
    _ change: (inout FeedState) -> Void
  ) {
    defer { end(number, wasActive: true) }
    guard let feed = feeds[poll.feed], feed.poll == number else { return }
    var state = feed.state
    change(&state)
    if !changed {
      if state.succeeded > 0 { state.rhythm.note(fresh: 0, from: state.succeeded, to: now.wall) }
      // What could not be read is still what is there.
      if let failure = state.failure, failure.kind == .hard, state.content != nil,
        failure.code == state.unreadable
      {
        return settleUnreadable(number, poll, state, server, now: now)
      }
    }
    state.unreadable = nil
    if state.failure != nil { note(.recovered(feed: poll.feed, failures: state.failures)) }
    state.failure = nil
    state.failures = 0
    state.goneSince = nil
    let from = state.address
    let secrets =
      !feed.settings.headers.isEmpty || !feed.settings.secretHeaders.isEmpty
      || feed.settings.credential != nil
    let moved = Moving.note(
      final: poll.address, permanent: poll.permanent, hops: poll.hops,
      secrets: secrets || poll.origin.credentials != nil, in: &state, now: now.wall)
    if moved { note(.moved(feed: poll.feed, from: from, to: state.address)) }
    state.succeeded = now.wall
    finish(number, poll, &state, now: now)
    state.interval = Schedule.interval(state, feed.settings, now: now.wall)
    let next = Schedule.afterSuccess(state, feed.settings, server: server, now: now.wall)
    settle(number, poll, state, next, now: now)
  }

  private mutating func settleUnreadable(
    _ number: Int, _ poll: Poll, _ state: FeedState, _ server: ServerHints, now: Moment
  ) {
    guard let feed = feeds[poll.feed] else { return }
    var state = state
    state.failures += 1
    finish(number, poll, &state, now: now)
    let next = Schedule.afterFailure(.hard, state, feed.settings, server: server, now: now.wall)
    settle(number, poll, state, next, now: now)
  }

  private mutating func fail(
    _ number: Int, _ poll: Poll, _ failure: FetchFailure, _ server: ServerHints, now: Moment
  ) {
    if poll.held != nil, failure.kind != .stopped {
      return endBackfill(number, poll, isClosed: false, now: now)
    }
    defer { end(number, wasActive: true) }
    guard let feed = feeds[poll.feed], feed.poll == number, failure.kind != .stopped else { return }
    var state = feed.state
    state.failures += 1
    let isNew = state.failure?.kind != failure.kind
    state.failure = FeedState.Failure(
      code: failure.code, kind: failure.kind, words: failure.description,
      since: state.failure?.since ?? now.wall)
    state.unreadable = poll.found != nil && failure.kind == .hard ? failure.code : nil
    if failure.kind == .gone {
      state.goneSince = now.wall
      note(.gone(feed: poll.feed, failure))
    } else if isNew {
      note(.failing(feed: poll.feed, failure))
    }
    if failure.kind == .hard || failure.kind == .gone {
      // What a permanent redirect led to is no longer a feed: neither believe nor keep it.
      state.moving = nil
      state.movingSince = 0
      if failure.kind == .hard, state.failures >= 3 { state.adopted = nil }
    }
    finish(number, poll, &state, now: now)
    let next = Schedule.afterFailure(
      failure.kind, state, feed.settings, server: server, now: now.wall)
    settle(number, poll, state, next, now: now)
  }

  private mutating func finish(
    _ number: Int, _ poll: Poll, _ state: inout FeedState, now: Moment
  ) {
    state.polled = now.wall
    state.polls += 1
    state.unfinished = 0
  }

  private mutating func settle(
    _ number: Int, _ poll: Poll, _ state: FeedState, _ next: Int64, now: Moment
  ) {
    feeds[poll.feed]?.state = state
    feeds[poll.feed]?.poll = nil
    noteChange(of: poll.feed)
    schedule(poll.feed, at: next, now: now)
  }
}
