internal import CopyDesk
package import Newsroom
package import StoryLog
internal import Synchronization
internal import Threads

/// The single writer: the desk and both logs, on a thread of their own.
///
/// Group commit: whoever finds no commit under way leads one, after letting through all that is
/// queued by then; where nobody is, at once. Everybody whose lines it wrote is answered together,
/// after one fdatasync.
package actor Writer {
  /// What the writer tells the journal.
  package enum Event: Sendable {
    case log(name: String, LogEvent)
    /// The disk is full: nothing is acknowledged until there is room again.
    case diskFull(LogError)
    case diskHasRoom
  }

  private let executor: ThreadExecutor
  /// Nil once the logs are closed.
  private var lock: StateLock?
  private let stories: AppendLog
  private let sightings: AppendLog
  private var desk: Desk<AppendLog, AppendLog>
  private let report: @Sendable (Event) -> Void

  private var isLeading = false
  private var waiting: [CheckedContinuation<Void, any Error>] = []
  private var failure: LogError?
  /// Raised when the daemon ends: a full disk is then no longer waited for.
  private let givesUp = Atomic(false)
  /// Why nothing is being acknowledged just now, in words; nil when all is well.
  package private(set) var trouble: String?
  private var today: DayCount
  /// Stories that `today` is to count once they are durable.
  private var staged = 0
  private let ages: Ages
  /// What was so after the last commit, for who must not wait for the disk.
  private let standing: Mutex<Standing>

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// What the writer is to know before it opens the logs.
  package struct Settings: Sendable {
    package var state: String
    package var log: LogSettings
    /// Nil: for ever.
    package var horizonDays: Int?
    package var updatesPerDay: Int
    /// Ids of deliveries that a crash left between claim and done.
    package var unfinished: [String]
    /// By which the log and the index age; nil: the state directory's own.
    package var ages: Ages?

    package init(
      state: String, log: LogSettings, horizonDays: Int?, updatesPerDay: Int,
      unfinished: [String] = [], ages: Ages? = nil
    ) {
      self.ages = ages
      self.state = state
      self.log = log
      self.horizonDays = horizonDays
      self.updatesPerDay = updatesPerDay
      self.unfinished = unfinished
    }
  }

  /// Locks the state directory, recovers both logs and builds the dedup index from them.
  package init(
    _ settings: Settings, report: @escaping @Sendable (Event) -> Void
  ) throws(LogError) {
    let now = Clock.now
    let ages = settings.ages ?? Ages(state: settings.state)
    self.ages = ages
    let age = ages.now()
    let unfinished = Set(settings.unfinished.map(IndexKey.deliveryPrefix))
    var index = DedupIndex(
      horizonDays: settings.horizonDays, today: NewsDate(milliseconds: age).day)
    func load(_ entry: IndexEntry, _ since: Int64) {
      guard entry.kind != .delivery || unfinished.contains(entry.high) else { return }
      index.load(entry, since: NewsDate(milliseconds: since).day)
    }
    func open(
      _ name: String, _ lock: borrowing StateLock, keys: (LoggedLine) -> [IndexEntry]
    ) throws(LogError) -> AppendLog {
      try AppendLog.open(
        lock: lock, name: name, settings: settings.log, now: now.milliseconds,
        age: age, index: { line, _ in LoggedLine(line).map(keys) ?? [] }, load: load,
        event: { report(.log(name: name, $0)) })
    }
    let lock = try StateLock(directory: settings.state)
    stories = try open("stories", lock, keys: DeskKeys.ofStory)
    sightings = try open("sightings", lock, keys: DeskKeys.ofSighting)
    self.lock = consume lock
    desk = Desk(
      index: index, stories: stories, sightings: sightings,
      updatesPerDay: settings.updatesPerDay, unfinished: unfinished)
    try Self.recall(&desk, of: stories, in: settings.state)
    do {
      executor = try ThreadExecutor(name: "writer")
    } catch {
      throw LogError(
        .system, path: settings.state, errno: error.number, detail: "no thread for the writer",
        hint: "Raise the unit's TasksMax, or its memory limit.")
    }
    today = DayCount(start: now)
    self.report = report
    standing = Mutex(
      Standing(
        stories: stories.status, sightings: sightings.status, keys: index.count,
        indexBytes: index.byteCount))
  }

  // Nobody is left who could give the thread work.
  deinit { executor.end() }

  /// Shows the desk the latest stories again.
  private static func recall(
    _ desk: inout Desk<AppendLog, AppendLog>, of log: AppendLog, in state: String
  ) throws(LogError) {
    let status = log.status
    let window = Desk<AppendLog, AppendLog>.recalled
    guard status.lastSeq >= status.firstSeq else { return }
    let first = max(status.firstSeq, status.lastSeq > window ? status.lastSeq - window : 1)
    var reader = LogReader(stateDirectory: state, name: "stories", from: first, to: .available)
    while reader.nextSeq <= status.lastSeq, let batch = try reader.next() {
      for n in 0..<batch.count { desk.recall(batch[n]) }
    }
  }

  /// Decides on a batch of deliveries, appends what they become, and answers when that is durable.
  package func submit(_ submissions: [Submission]) async throws -> [Receipt] {
    if let failure { throw failure }
    let now = Clock.now
    var receipts: [Receipt] = []
    receipts.reserveCapacity(submissions.count)
    let day = NewsDate(milliseconds: ages.now()).day
    for submission in submissions {
      receipts.append(try desk.take(submission, at: now, ageingBy: day))
    }
    staged += receipts.reduce(0) { $0 + $1.recorded }
    try await durable()
    // Nothing may follow that needs this actor: who is told by a leader is told on a thread of the
    // pool, and would have to come back here for it.
    return receipts
  }

  /// All deliveries that a crash had left have been read again.
  package func forgetUnfinished() { desk.forgetUnfinished() }

  /// Rolls what is due and removes what retention allows. Called now and then by a clock.
  package func tend() async throws {
    if let failure { throw failure }
    let (now, age) = (Clock.now.milliseconds, ages.now())
    for log in [stories, sightings] {
      do throws(LogError) {
        try log.rollIfDue(now: now)
        log.applyRetention(now: age)
      } catch {
        // No room to roll: the segment goes on growing, and the log has said so.
        guard error.disposition == .retry else { throw fail(error) }
      }
    }
    ages.save()
  }

  /// Returns when something may be taken in: at once, or when a full disk has room again; or when
  /// the asker is stopped, who then takes nothing in.
  package func admit(unless stop: StopSignal? = nil) async throws {
    while trouble != nil, stop?.isRaised != true, !givesUp.load(ordering: .relaxed) {
      try? await Task.sleep(for: .seconds(1))
      if !isLeading { try await durable(evenIfNothingStaged: true) }
    }
    if let failure { throw failure }
  }

  /// Deliveries that an earlier run of their inbox has left, which are read again under their ids:
  /// `entries` tell what of them the logs have already.
  package func remember(_ unfinished: [String], _ entries: [IndexEntry]) {
    desk.remember(unfinished, entries)
  }

  /// From now on a full disk is an error, not something to wait for.
  package nonisolated func giveUpWaiting() { givesUp.store(true, ordering: .relaxed) }

  /// Closes the logs, and lets another have the state directory: at once, since the thread may hold
  /// on to this actor for a moment yet.
  package func stop() {
    giveUpWaiting()
    stories.close()
    sightings.close()
    if lock != nil { ages.save() }
    lock = nil
  }

  /// How the logs and the index stood after the last commit.
  package struct Standing: Sendable {
    package var stories: LogStatus
    package var sightings: LogStatus
    package var keys: Int
    package var indexBytes: Int
    /// Why nothing is being acknowledged just now, in words; nil when all is well.
    package var trouble: String?
  }

  /// Answers at once, whatever the disk does.
  package nonisolated var status: Standing { standing.withLock(\.self) }

  /// What the writer says of itself when it is asked, from its own thread.
  package struct Pulse: Sendable, Equatable {
    /// Why nothing is being acknowledged just now, in words; nil when all is well.
    package let trouble: String?
    /// `1,204 stories today`
    package let stories: String

    package init(trouble: String?, stories: String) {
      self.trouble = trouble
      self.stories = stories
    }
  }

  package var pulse: Pulse { Pulse(trouble: trouble, stories: today.words(at: Clock.now)) }

  // MARK: Group commit

  private func durable(evenIfNothingStaged: Bool = false) async throws {
    let hasWork = evenIfNothingStaged || isLeading || stories.stagedCount > 0
    guard hasWork || sightings.stagedCount > 0 else { return }
    if isLeading {
      return try await withCheckedThrowingContinuation { waiting.append($0) }
    }
    isLeading = true
    defer { isLeading = false }
    // Goes to the end of this actor's queue: what is queued already stages its lines first. Only
    // where something is: the way there leads by threads of the pool, which have to be woken.
    if executor.hasMore { await Task.yield() }
    let result = await commitWhenThereIsRoom()
    let followers = waiting
    waiting = []
    for follower in followers { follower.resume(with: result.mapError { $0 as any Error }) }
    try result.get()
  }

  /// Stories before sightings: a sighting speaks of a story that is there.
  private func commitWhenThereIsRoom() async -> Result<Void, LogError> {
    while true {
      do throws(LogError) {
        let now = Clock.now.milliseconds
        try stories.commit(now: now)
        try sightings.commit(now: now)
        today.add(staged, at: NewsDate(milliseconds: now))
        staged = 0
        // What was in hand is safe; whether more may come in is another question.
        note(trouble: stories.degraded ?? sightings.degraded)
        return .success(())
      } catch {
        guard error.disposition == .retry, !givesUp.load(ordering: .relaxed) else {
          return .failure(fail(error))
        }
        note(trouble: error)
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  private func note(trouble error: LogError?) {
    let wasTroubled = trouble != nil
    trouble = error?.description
    // Before it is reported: who reads the journal may ask for the status at once.
    publish()
    if let error {
      if !wasTroubled { report(.diskFull(error)) }
    } else if wasTroubled {
      report(.diskHasRoom)
    }
  }

  private func fail(_ error: LogError) -> LogError {
    failure = error
    trouble = error.description
    publish()
    return error
  }

  private func publish() {
    let now = Standing(
      stories: stories.status, sightings: sightings.status, keys: desk.index.count,
      indexBytes: desk.index.byteCount, trouble: trouble)
    standing.withLock { $0 = now }
  }
}

extension AppendLog: LineLog {}
