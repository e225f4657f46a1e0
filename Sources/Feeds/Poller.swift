internal import Newsroom
internal import Synchronization
package import Threads

/// Polls feeds: a thin shell of sockets, files and time round `Rounds`.
///
/// The order for a response that bears new content: it is kept in `raw/`, handed to the handler,
/// and only when that returns (all its stories are durable) are its validators and the feed's
/// schedule written. A crash anywhere before leads to the same request again.
///
/// What is to be done comes to `run` by a stream, and each poll is a child task of it: none outlives
/// it. How many there are at a time is for `Rounds` to say, which orders no more than it may.
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

  private enum Order: Sendable {
    case poll(Fetch)
    /// Look again at a time of the steady clock.
    case alarm(at: Int64)
  }

  private let orders: AsyncStream<Order>
  private let order: AsyncStream<Order>.Continuation
  /// Those that have not rung, each earlier than the one before: when one is set for a time before
  /// all others these ring all the same, which does no harm.
  private var alarms: [Int64] = []
  private let stopping = Atomic(false)
  /// Where there is to be one round only: the steady time up to which feeds are due in it.
  private var onlyRound: Int64?
  private var failure: FeedsError?
  /// By the steady clock.
  private var nextCleaning = Int64.min
  private let age: (@Sendable () -> Int64)?
  /// Its own, for who watches whether it is stuck.
  package nonisolated let life = SignOfLife(name: "the feeds' poller")

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  /// Opens the state table at `statePath`; a damaged one is moved aside. `archive`: nil keeps no
  /// raw responses. `age`: the time by which they are old enough to go, in milliseconds since 1970,
  /// where that is not the clock's.
  package init(
    settings: PollerSettings, statePath: String, archive: RawArchive?,
    transport: any Transport, clock: any FeedClock = SystemClock(),
    age: (@Sendable () -> Int64)? = nil,
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
    (orders, order) = AsyncStream.makeStream()
    self.settings = settings
    self.archive = archive
    self.transport = transport
    self.clock = clock
    self.age = age
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

  /// Polls until `stop`, until the task is cancelled, or until an error that concerns all feeds.
  /// Once.
  package func run() async throws(FeedsError) {
    await withTaskCancellationHandler {
      await withDiscardingTaskGroup { alarms in
        await withDiscardingTaskGroup { polls in
          turn()
          for await order in orders {
            switch order {
            case .poll(let fetch): polls.addTask { await self.poll(fetch) }
            case .alarm(let time): alarms.addTask { await self.ring(at: time) }
            }
          }
        }
        alarms.cancelAll()
      }
    } onCancel: {
      stop()
    }
    save()
    life.rest()
    if let failure { throw failure }
  }

  /// Polls what is due now, once, and returns when that is over.
  package func runOnce() async throws(FeedsError) {
    onlyRound = clock.now.steady
    try await run()
  }

  /// Ends transfers at once; what is with the handler is waited for by `run`.
  package nonisolated func stop() {
    stopping.store(true, ordering: .relaxed)
    transport.stop()
    order.finish()
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

  /// Feeds, at most so many, as they stand, that may stand otherwise than when they were given last.
  package func news(atMost count: Int) -> [FeedStatus] {
    rounds.news(atMost: count, now: clock.now)
  }

  /// How many feeds are not paused, and how many of these fail.
  package var standing: (count: Int, failing: Int) { rounds.standing }

  /// Orders what may be sent now, writes what changed, and sets the alarm for the next time.
  private func turn() {
    guard !isStopping else { return }
    life.beat()
    let fetches = rounds.next(now: clock.now, dueBy: onlyRound ?? .max)
    // That they were sent is written before they are: a crash must not repeat them at once.
    save()
    guard !isStopping else { return }
    if let onlyRound, fetches.isEmpty, rounds.isOver(at: onlyRound, now: clock.now) {
      return stop()
    }
    for fetch in fetches { order.yield(.poll(fetch)) }
    clean()
    setAlarm()
    restUntilAlarm()
  }

  private var isStopping: Bool { stopping.load(ordering: .relaxed) }

  private func setAlarm() {
    guard let wake = rounds.wake else { return }
    // At most an hour ahead: each turn looks anew.
    let time = min(wake, clock.now.steady.addingClamped(3_600_000))
    if let next = alarms.last, next <= time { return }
    alarms.append(time)
    order.yield(.alarm(at: time))
  }

  private func ring(at time: Int64) async {
    do {
      try await clock.wait(milliseconds: max(0, time.subtractingClamped(clock.now.steady)))
    } catch {
      return
    }
    alarms.removeAll { $0 == time }
    turn()
  }

  /// Nothing is to be done before that, but for answers, which are others' to give.
  private func restUntilAlarm() {
    guard let next = alarms.last else { return life.rest() }
    life.beat(resting: .milliseconds(max(0, next.subtractingClamped(clock.now.steady))))
  }

  private func poll(_ fetch: Fetch) async {
    let result = await ask(fetch)
    // The response's share of what may be in memory is held until its stories are durable.
    defer { withExtendedLifetime(result) {} }
    life.beat()
    if let fetched = rounds.answer(fetch.poll, result, now: clock.now) { await hand(fetched) }
    save()
    turn()
  }

  private func ask(_ fetch: Fetch) async -> Result<HTTPResponse, FetchFailure> {
    do {
      return .success(try await transport.send(try fetch.unsealed(by: credentials)))
    } catch {
      return .failure(error)
    }
  }

  private func hand(_ fetched: FetchedFeed) async {
    var fetched = fetched
    do {
      fetched.raw = try archive?.keep(fetched.delivery.bytes, fetched.digest)
      restUntilAlarm()
      let outcome = try await handler(fetched)
      life.beat()
      rounds.stored(fetched.poll, outcome, now: clock.now)
    } catch {
      life.beat()
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
    guard now.steady >= nextCleaning else { return }
    nextCleaning = now.steady.addingClamped(86_400_000)
    let age = age?() ?? now.wall
    let keep = settings.keepRaw.wholeMilliseconds
    archive?.expire(before: age.subtractingClamped(keep), now: age)
    let old = age.subtractingClamped(90 * 86_400_000)
    // Cleaning that fails is tried again tomorrow; writing that fails is found out by `save`.
    try? store.forget(except: rounds.names, before: old, now: now.wall)
  }
}
