internal import Configuration
internal import CopyDesk
internal import Digests
internal import Feeds
internal import Logging
internal import Newsroom

/// Keeps all feeds: the poller fetches, and here a response becomes stories, decided and durable
/// before the poller remembers anything of it.
struct FeedKeeper: Sendable {
  private let poller: Poller
  private let logger: Logger

  /// Opens the feeds' state below the state directory. `writer`: takes what they bring.
  init(
    _ configuration: Configuration, writer: Writer, normaliser: Normaliser, logger: Logger
  ) async throws {
    let intake = FeedIntake(writer: writer, normaliser: normaliser, logger: logger)
    let state = configuration.state
    do {
      poller = try Poller(
        settings: PollerSettings(configuration.polling), statePath: state + "/feeds.sqlite",
        archive: RawArchive(path: state + "/raw"), transport: try CurlLoop(),
        listener: { Self.say($0, logger) }, handler: { try await intake.take($0) })
      self.logger = logger
      if let damaged = await poller.damagedState {
        logger.warning(
          "the feeds' state was damaged: each is asked anew, and no story is lost",
          metadata: ["moved-to": "\(damaged)"])
      }
      try await set(configuration.feeds)
    } catch let error as FeedsError {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Makes these the feeds there are; what is under way is brought to its end.
  func set(_ feeds: [FeedConfiguration]) async throws {
    do {
      try await poller.set(feeds.map(FeedSettings.init))
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Polls until `stop`.
  func run() async throws {
    do {
      try await poller.run()
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Ends transfers; what is being stored is waited for by `run`.
  func stop() async { await poller.stop() }

  /// No requests while a full disk could not take their stories.
  func pause(_ paused: Bool) async { await poller.pause(paused) }

  private static func say(_ event: FeedEvent, _ logger: Logger) {
    let level: Logger.Level =
      switch event {
      case .failing, .gone, .gap: .warning
      case .recovered, .moved, .hostRests: .notice
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
private struct FeedIntake: Sendable {
  let writer: Writer
  let normaliser: Normaliser
  let logger: Logger

  @concurrent
  func take(_ fetched: FetchedFeed) async throws -> StoredOutcome {
    try await writer.admit()
    var submission = normaliser.submission(for: fetched.delivery)
    submission.provenance.archived = fetched.raw
    let source = fetched.delivery.source
    if case .rejected(let rejection) = submission.outcome {
      // A feed that cannot be read is its poller's news, once; a sighting each poll would be noise.
      return StoredOutcome(seen: 0, new: 0, rejection: rejection)
    }
    let outcome = StoredOutcome(submission)
    let receipts = try await writer.submit([submission])
    var tally = Tally()
    for receipt in receipts { tally.add(receipt) }
    if tally.stories + tally.updates + tally.duplicates + tally.late > 0 {
      logger.info(
        "\(tally.summary)",
        metadata: ["delivery": "\(fetched.delivery.id)", "source": "\(source)"])
    }
    var stored = outcome
    stored.new = tally.stories + tally.updates
    return stored
  }
}

extension StoredOutcome {
  /// What the poller reckons its rhythm from.
  fileprivate init(_ submission: Submission) {
    guard case .stories(let stories) = submission.outcome else {
      self.init(seen: 0, new: 0)
      return
    }
    let feed = submission.feed
    self.init(
      seen: stories.count, new: 0,
      entryKeys: stories.map { SHA256.digest(of: Array(($0.url ?? $0.uri).utf8)).words.0 },
      published: stories.compactMap { $0.date?.milliseconds },
      hints: FeedHints(ttlMinutes: feed?.ttl))
  }
}

extension FeedSettings {
  /// What the configuration says of a feed. Its `allow` was checked for its form when it was read.
  init(_ feed: FeedConfiguration) {
    let entries = (feed.allow ?? "").split(separator: ",").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    self.init(
      name: feed.name, url: feed.url, interval: feed.interval, minInterval: feed.minInterval,
      maxInterval: feed.maxInterval, totalTimeout: feed.timeout, maxBytes: feed.maxSize,
      credential: feed.credential, proxy: feed.proxy,
      allowed: AddressAllowance.parse(entries).0, paused: feed.paused)
  }
}

extension PollerSettings {
  init(_ polling: PollingConfiguration) {
    self.init(
      contact: polling.contact ?? "", hostGap: polling.hostGap,
      maxConcurrent: polling.concurrency, keepRaw: polling.keepRaw)
  }
}
