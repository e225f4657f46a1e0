internal import Configuration
internal import CopyDesk
internal import Feeds
internal import Isolation
internal import Logging
internal import Newsroom
internal import Synchronization
internal import Threads

/// Keeps all feeds: the poller fetches, and here a response becomes stories, decided and durable
/// before the poller remembers anything of it.
struct FeedKeeper: Sendable {
  private let poller: Poller
  private let intake: FeedIntake
  private let logger: Logger
  /// Of its loops, for who watches whether they are stuck.
  let lives: [SignOfLife]

  /// The table of what is remembered of feeds.
  static func statePath(_ state: String) -> String { "\(state)/feeds.sqlite" }

  /// Opens the feeds' state below the state directory. `writer`: takes what they bring.
  /// `startsAtOnce`: all that is due is asked without the spread that a daemon's start has.
  init(
    _ configuration: Configuration, parsers: Parsers, writer: Writer, board: StatusBoard,
    ages: Ages, logger: Logger, startsAtOnce: Bool = false
  ) async throws {
    let intake = FeedIntake(
      writer: writer, parsers: parsers, normaliser: Normaliser(configuration),
      board: board, logger: logger)
    self.intake = intake
    let state = configuration.state
    do {
      let transport = try CurlLoop()
      var settings = PollerSettings(configuration.polling, horizon: configuration.dedup.horizon)
      if startsAtOnce { settings.spread = .zero }
      poller = try Poller(
        settings: settings,
        statePath: Self.statePath(state),
        archive: RawArchive(path: state + "/raw"), transport: transport,
        age: { ages.now() }, listener: { Self.say($0, logger) },
        handler: { try await intake.take($0) })
      self.logger = logger
      lives = [poller.life, transport.life]
      if let damaged = await poller.damagedState {
        logger.warning(
          "the feeds' state was damaged: each is asked anew, and no story is lost",
          metadata: ["moved-to": "\(damaged)"])
      }
      try await set(configuration)
    } catch let error as FeedsError {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Makes these the feeds there are; what is under way is brought to its end.
  func set(_ configuration: Configuration) async throws {
    intake.set(Normaliser(configuration))
    do {
      try await poller.set(FeedSettings.all(configuration.feeds))
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Polls until `stop`.
  func run() async throws {
    defer { intake.summarise(isLast: true) }
    do {
      try await poller.run()
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Polls what is due now, once.
  func runOnce() async throws {
    defer { intake.summarise(isLast: true) }
    do {
      try await poller.runOnce()
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Ends transfers; what is being stored is waited for by `run`.
  func stop() { poller.stop() }

  /// No requests while a full disk could not take their stories.
  func pause(_ paused: Bool) async { await poller.pause(paused) }

  /// Each feed as it stands, by name.
  func status() async -> [FeedStatus] { await poller.status() }

  /// Polls a feed as soon as its host allows.
  func pollNow(_ feed: String) async -> PollAnswer { await poller.pollNow(feed) }

  /// Leaves one feed alone over all restarts, or takes that back; false if there is none.
  func pause(_ paused: Bool, feed: String) async throws(FeedsError) -> Bool {
    try await poller.pause(paused, feed: feed)
  }

  /// Says in the journal what has gathered, where it is time.
  func summarise() { intake.summarise() }

  /// Tells the board what has changed; answers how many feeds are polled, and how many of these
  /// fail.
  func note(on board: StatusBoard) async -> (count: Int, failing: Int) {
    // In small lots: after a start or a reload all of them are news.
    while case let news = await poller.news(atMost: 256), !news.isEmpty {
      for feed in news { board.note(feed.name) { $0.polling = SourceStatus.Polling(feed) } }
    }
    return await poller.standing
  }

  private static func say(_ event: FeedEvent, _ logger: Logger) {
    let level: Logger.Level =
      switch event {
      case .failing, .gone, .gap: .warning
      case .recovered, .moved, .hostRests, .caughtUp: .notice
      }
    logger.log(level: level, "\(event)")
  }
}

/// Why feeds cannot be polled at all.
package struct FeedKeeperError: Error, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// A response on its way to the log.
private final class FeedIntake: Sendable {
  private let writer: Writer
  private let parsers: Parsers
  private let normaliser: Mutex<Normaliser>
  private let board: StatusBoard
  private let logger: Logger
  private let arrivals = Mutex(ArrivalNotes(one: "source", many: "responses"))

  init(
    writer: Writer, parsers: Parsers, normaliser: Normaliser, board: StatusBoard, logger: Logger
  ) {
    self.writer = writer
    self.parsers = parsers
    self.normaliser = Mutex(normaliser)
    self.board = board
    self.logger = logger
  }

  /// The one for all that comes from now on.
  func set(_ normaliser: Normaliser) { self.normaliser.withLock { $0 = normaliser } }

  @concurrent
  func take(_ fetched: FetchedFeed) async throws -> StoredOutcome {
    try await writer.admit()
    let normaliser = normaliser.withLock(\.self)
    // The daemon ends: as if it had not been fetched.
    guard
      var submission = await parsers.submission(
        for: fetched.delivery, by: normaliser, breakingOff: fetched.isRepeated)
    else { throw CancellationError() }
    submission.provenance.archived = fetched.raw
    let source = fetched.delivery.source
    if case .rejected(let rejection) = submission.outcome {
      // A feed that cannot be read is its poller's news, once; a sighting each poll would be noise.
      board.note(source) {
        $0.lastRejection = SourceStatus.LastRejection(
          at: Clock.now, name: fetched.delivery.id, code: rejection.code, detail: rejection.detail)
      }
      return StoredOutcome(submission, new: 0)
    }
    board.note(source) { $0.queue += 1 }
    defer { board.note(source) { $0.queue -= 1 } }
    let receipts = try await writer.submit([submission])
    var tally = Tally()
    for receipt in receipts { tally.add(receipt) }
    board.note(source) { [tally] in $0.count(tally, at: Clock.now) }
    if tally.stories + tally.updates + tally.duplicates + tally.late > 0 {
      say(tally, of: fetched.delivery)
    }
    return StoredOutcome(submission, new: tally.stories + tally.updates)
  }
}

extension FeedIntake {
  private func say(_ tally: Tally, of delivery: Delivery) {
    logger.debug(
      "\(tally.summary)", metadata: ["delivery": "\(delivery.id)", "source": "\(delivery.source)"])
    arrivals.withLock { $0.add(tally, delivery: delivery.id, name: delivery.source) }
    summarise()
  }

  /// What all feeds have brought, in one line where that is due.
  func summarise(isLast: Bool = false) {
    let note = arrivals.withLock { $0.due(at: Clock.monotonic, isLast: isLast) }
    if let note { logger.info("\(note.words)", metadata: note.metadata) }
  }
}

extension SourceStatus.Polling {
  fileprivate init(_ feed: FeedStatus) {
    func date(_ milliseconds: Int64) -> NewsDate? {
      milliseconds > 0 ? NewsDate(milliseconds: milliseconds) : nil
    }
    self.init(
      state: feed.state.rawValue, words: feed.words, lastPoll: date(feed.lastPoll),
      lastSuccess: date(feed.lastSuccess), nextPoll: date(feed.nextPoll),
      failures: feed.failures, lastError: feed.lastError)
  }
}

extension FeedSettings {
  /// What the configuration says of a feed. Its `allow` was checked for its form when it was read.
  init(_ feed: FeedConfiguration) {
    let entries = (feed.allow ?? "").split(separator: ",").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    self.init(name: feed.name, url: feed.url) { terms in
      (terms.interval, terms.minInterval, terms.maxInterval) =
        (feed.interval, feed.minInterval, feed.maxInterval)
      (terms.totalTimeout, terms.maxBytes) = (feed.timeout, feed.maxSize)
      (terms.credential, terms.proxy, terms.certificates) =
        (feed.credential, feed.proxy, feed.certificates)
      (terms.acceptsPages, terms.paused) = (feed.pages, feed.paused)
      terms.allowed = AddressAllowance.parse(entries).0
      for (name, value) in feed.headers.sorted(by: { $0.key < $1.key }) {
        let parts = CredentialText.parts(value) ?? []
        if parts.allSatisfy({ if case .text = $0 { true } else { false } }) {
          terms.headers.append(HeaderField(name, value))
        } else {
          terms.secretHeaders.append(
            SecretHeader(name: name, parts: parts.map(SecretHeader.Part.init)))
        }
      }
    }
  }

  /// What the configuration says of all feeds; those next to each other share what they have in
  /// common.
  static func all(_ feeds: [FeedConfiguration]) -> [FeedSettings] {
    var settings: [FeedSettings] = []
    settings.reserveCapacity(feeds.count)
    for feed in feeds {
      var one = FeedSettings(feed)
      if let last = settings.last { one.share(with: last) }
      settings.append(one)
    }
    return settings
  }
}

extension SecretHeader.Part {
  fileprivate init(_ part: CredentialText.Part) {
    switch part {
    case .text(let text): self = .text(text)
    case .credential(let name): self = .credential(name)
    }
  }
}

extension PollerSettings {
  /// `horizon`: for how long dedup knows what it has seen; nil for ever. Within that each feed must
  /// be read whole a few times, but no server is bothered with it more often than each six hours.
  init(_ polling: PollingConfiguration, horizon: Duration? = nil) {
    self.init(
      contact: polling.contact ?? "", version: Machine.version, hostGap: polling.hostGap,
      maxConcurrent: polling.concurrency, keepRaw: polling.keepRaw)
    if let horizon { rereadAfter = max(min(rereadAfter, horizon / 4), .seconds(6 * 3600)) }
  }
}
