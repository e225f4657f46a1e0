internal import Newsroom
internal import Threads

/// Polls feeds: a thin shell of sockets, files and time round `Rounds`.
///
/// The order for a response that bears new content: it is kept in `raw/`, handed to the handler,
/// and only when that returns (all its stories are durable) are its validators and the feed's
/// schedule written. A crash anywhere before leads to the same request again.
package actor Poller {
  /// Takes a response and returns once all of its stories are durable. What it throws is said of
  /// the feed in words, and nothing of the response is remembered.
  package typealias Handler =
    @concurrent @Sendable (FetchedFeed) async throws -> StoredOutcome
  /// Takes what happened to a feed, for the journal. Must not block.
  package typealias Listener = @Sendable (FeedEvent) -> Void
  /// The content of a credential by its name, `user:password`; nil if there is none.
  package typealias Credentials = @Sendable (String) -> String?

  private let thread: ThreadExecutor
  private var rounds: Rounds
  private let store: FeedStore
  private let archive: RawArchive?
  private let transport: any Transport
  private let clock: any FeedClock
  private let settings: PollerSettings
  private let credentials: Credentials
  private let handler: Handler
  private let listener: Listener

  private var alarm: Task<Void, Never>?
  private var alarmAt: Int64?
  private var stopping = false
  private var failure: FeedsError?
  private var underWay = 0
  private var whenOver: [CheckedContinuation<Void, Never>] = []
  private var nextCleaning: Int64 = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  /// Opens the state table at `statePath`; a damaged one is moved aside. `archive`: nil keeps no
  /// raw responses.
  package init(
    settings: PollerSettings, statePath: String, archive: RawArchive?,
    transport: any Transport, clock: any FeedClock = SystemClock(),
    credentials: @escaping Credentials = { SystemdCredential.read($0) },
    listener: @escaping Listener = { _ in }, handler: @escaping Handler
  ) throws(FeedsError) {
    do {
      thread = try ThreadExecutor(name: "poller")
    } catch {
      throw FeedsError(.transport, "\(error)", hint: "polling cannot begin")
    }
    do {
      store = try FeedStore(path: statePath, now: clock.now.wall)
    } catch {
      thread.end()
      throw error
    }
    rounds = Rounds(settings: settings)
    self.settings = settings
    self.archive = archive
    self.transport = transport
    self.clock = clock
    self.credentials = credentials
    self.listener = listener
    self.handler = handler
  }

  // Nobody is left who could give the thread work.
  deinit { thread.end() }

  /// Where a damaged state table was moved to, if one was found.
  package var damagedState: String? { store.movedAside }

  /// Makes `feeds` the feeds there are, at start and at each reload. What is under way is dealt
  /// with to the end. Answers the names that stand twice; the first of each counts.
  @discardableResult
  package func set(_ feeds: [FeedSettings]) throws(FeedsError) -> [String] {
    let hosts = try store.hosts()
    let paused = try store.pauses()
    var problem: FeedsError?
    let twice = rounds.set(feeds, hosts: hosts, paused: paused, now: clock.now) { name in
      do throws(FeedsError) {
        return try store.state(of: name)
      } catch {
        problem = error
        return nil
      }
    }
    // Without what is remembered a restart would be a burst of unconditional requests.
    if let problem {
      failure = problem
      stop()
      throw problem
    }
    // A name that is given anew is not paused from before.
    for name in paused where !rounds.names.contains(name) { try store.pause(name, since: nil) }
    turn()
    return twice
  }

  /// Returns when polling has ended: after `stop`, when the task is cancelled, or by an error that
  /// concerns all feeds.
  package func run() async throws(FeedsError) {
    turn()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if stopping && underWay == 0 {
          continuation.resume()
        } else {
          whenOver.append(continuation)
        }
      }
    } onCancel: {
      Task { await self.stop() }
    }
    if let failure { throw failure }
  }

  /// Ends transfers at once; what is with the handler is waited for by `run`.
  package func stop() {
    stopping = true
    alarm?.cancel()
    alarm = nil
    transport.stop()
    save()
    finishIfOver()
  }

  /// Asks for nothing new, for the time of a full disk; `false` goes on.
  package func pause(_ paused: Bool) {
    rounds.isPaused = paused
    turn()
  }

  /// Leaves one feed alone over all restarts, or takes that back; false if there is none of that
  /// name.
  package func pause(_ paused: Bool, feed: String) throws(FeedsError) -> Bool {
    let now = clock.now
    guard rounds.pause(feed, paused, now: now) else { return false }
    defer { turn() }
    try store.pause(feed, since: paused ? now.wall : nil)
    return true
  }

  /// Polls a feed as soon as its host allows; `whole`: without validators.
  package func pollNow(_ feed: String, whole: Bool = false) -> PollAnswer {
    defer { turn() }
    return rounds.pollNow(feed, whole: whole, now: clock.now)
  }

  /// Each feed as it stands, by name.
  package func status() -> [FeedStatus] { rounds.status(now: clock.now) }

  /// Sends what may be sent now, writes what changed, and sets the alarm for the next time.
  private func turn() {
    guard !stopping else { return }
    let fetches = rounds.next(now: clock.now)
    // That they were sent is written before they are: a crash must not repeat them at once.
    save()
    guard !stopping else { return }
    for fetch in fetches {
      underWay += 1
      Task { await self.poll(fetch) }
    }
    clean()
    setAlarm()
  }

  private func setAlarm() {
    guard let wake = rounds.wake else {
      alarm?.cancel()
      (alarm, alarmAt) = (nil, nil)
      return
    }
    if alarm != nil, let alarmAt, alarmAt <= wake { return }
    alarm?.cancel()
    alarmAt = wake
    // At most an hour at a time: the alarm is set anew by each turn.
    let wait = min(max(0, wake.subtractingClamped(clock.now.steady)), 3_600_000)
    alarm = Task {
      do {
        try await clock.wait(milliseconds: wait)
      } catch {
        return
      }
      self.alarmRang()
    }
  }

  private func alarmRang() {
    (alarm, alarmAt) = (nil, nil)
    turn()
  }

  private func poll(_ fetch: Fetch) async {
    let result: Result<HTTPResponse, FetchFailure>
    do {
      result = .success(try await transport.send(try fetch.unsealed(by: credentials)))
    } catch {
      result = .failure(error)
    }
    if let fetched = rounds.answer(fetch.poll, result, now: clock.now) { await hand(fetched) }
    underWay -= 1
    save()
    turn()
    finishIfOver()
  }

  private func hand(_ fetched: FetchedFeed) async {
    var fetched = fetched
    do {
      fetched.raw = try archive?.keep(fetched.delivery.bytes, fetched.digest)
      let outcome = try await handler(fetched)
      rounds.stored(fetched.poll, outcome, now: clock.now)
    } catch {
      let failure = FetchFailure(
        "not-stored", .soft, "its stories could not be stored: \(error)",
        mend: "it is fetched again as soon as that is mended")
      rounds.notStored(fetched.poll, failure, now: clock.now)
    }
  }

  private func save() {
    let changes = rounds.takeChanges()
    for event in rounds.takeEvents() { listener(event) }
    guard failure == nil else { return }
    do {
      try store.save(changes.feeds, hosts: changes.hosts)
    } catch {
      // Without a memory we would be a bad guest from the next start on.
      failure = error
      stop()
    }
  }

  /// Once a day: raw responses and feeds that nobody asks for any more.
  private func clean() {
    let now = clock.now
    guard now.wall >= nextCleaning else { return }
    nextCleaning = now.wall.addingClamped(86_400_000)
    let keep = settings.keepRaw.wholeMilliseconds
    archive?.expire(before: now.wall.subtractingClamped(keep))
    let old = now.wall.subtractingClamped(90 * 86_400_000)
    // Cleaning that fails is tried again tomorrow; writing that fails is found out by `save`.
    try? store.forget(except: rounds.names, before: old, now: now.wall)
  }

  private func finishIfOver() {
    guard stopping, underWay == 0 else { return }
    for continuation in whenOver { continuation.resume() }
    whenOver = []
  }
}
