package import Configuration
internal import CopyDesk
internal import Inbox
package import Logging
internal import ServiceLifecycle
internal import StoryLog
internal import UnixSignals

/// The daemon: its inboxes, its writer, and in which order they start and stop.
package struct Daemon: Sendable {
  private let keepers: [InboxKeeper]
  private let writer: Writer
  private let logger: Logger
  private let stop: StopSignal
  private let configuration: Configuration
  private let normaliser: Normaliser

  /// Opens everything: inboxes first, since what a crash has left in them tells the writer which
  /// deliveries it will meet again.
  package init(_ configuration: Configuration, logger: Logger) throws {
    self.logger = logger
    self.configuration = configuration
    stop = StopSignal()
    normaliser = Normaliser(writesHTML: configuration.record.htmlBody)
    NotifySocket.ofEnvironment?.send([.status("opening the logs")])
    let workers = configuration.workers > 0 ? configuration.workers : Machine.cores
    try Machine.makeDirectory(configuration.state)
    var keepers: [InboxKeeper] = []
    for inbox in configuration.inboxes {
      try Machine.makeDirectory(inbox.path)
      keepers.append(
        try InboxKeeper(
          InboxSettings(inbox), normaliser: normaliser, workers: workers, logger: logger,
          stop: stop))
    }
    self.keepers = keepers
    writer = try Writer(
      Writer.Settings(configuration, unfinished: keepers.flatMap(\.unfinished)),
      report: { WriterJournal.say($0, logger) })
  }

  /// Runs until SIGTERM or SIGINT, or until an error that no waiting mends.
  package func run() async throws {
    // Within the group, so that the service manager hears of a full disk that this waits for.
    let beginning = Task {
      try await begin()
      logger.notice(
        "ready", metadata: ["inboxes": "\(keepers.count)", "feeds": "\(configuration.feeds.count)"])
    }
    var services: [any Service] = keepers.map {
      KeeperService(keeper: $0, writer: writer, stop: stop, beginning: beginning)
    }
    if !configuration.feeds.isEmpty {
      services.append(
        FeedService(
          configuration: configuration, writer: writer, normaliser: normaliser, logger: logger,
          beginning: beginning))
    }
    services.append(TendingService(writer: writer))
    // Last, and so the first to hear of the end.
    let lives = keepers.map(\.life)
    if let notifier = ServiceNotifier.ofEnvironment(writer: writer, inboxes: { lives }) {
      services.append(notifier)
    }
    let group = ServiceGroup(
      configuration: .init(
        services: services,
        gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger)))
    do {
      try await group.run()
    } catch {
      await writer.stop()
      throw error
    }
    await end()
  }

  /// Takes all that is pending, and ends.
  package func runOnce() async throws -> Tally {
    try await begin()
    for keeper in keepers { try await keeper.runOnce(writer) }
    return await end()
  }

  private func begin() async throws {
    for keeper in keepers { try await keeper.finishLeftovers(writer) }
    await writer.forgetUnfinished()
  }

  @discardableResult
  private func end() async -> Tally {
    await writer.stop()
    var tally = Tally()
    var waiting = 0
    for keeper in keepers {
      tally += await keeper.tally
      waiting += await keeper.waiting
    }
    var metadata: Logger.Metadata = ["files": "\(tally.deliveries)"]
    if waiting > 0 { metadata["still-written"] = "\(waiting)" }
    logger.notice("stopped: \(tally.summary)", metadata: metadata)
    return tally
  }

  /// The library's own words are for its developers; ours are enough for an operator.
  private static func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}

/// An inbox as a service: stops taking when asked, with what it has taken brought to its end.
private struct KeeperService: Service {
  let keeper: InboxKeeper
  let writer: Writer
  let stop: StopSignal
  /// Nothing new is claimed before what a crash has left is read again, from all inboxes.
  let beginning: Task<Void, any Error>

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await withTaskCancellationHandler {
        try await beginning.value
        try await keeper.run(writer)
      } onCancel: {
        stop.raise()
        writer.giveUpWaiting()
      }
    } onGracefulShutdown: {
      stop.raise()
      // A full disk must not hold up the end: what is not acknowledged is read again.
      writer.giveUpWaiting()
    }
  }
}

/// Lets the logs roll and age while nothing arrives.
private struct TendingService: Service {
  let writer: Writer

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: .seconds(10))) != nil {
        do {
          try await writer.tend()
        } catch {
          return
        }
      }
    }
  }
}

extension InboxSettings {
  /// What the configuration says of an inbox.
  init(_ inbox: InboxConfiguration) {
    self.init(
      path: inbox.path, source: inbox.name, sources: inbox.sources, maxBytes: inbox.maxSize,
      marker: inbox.marker, maxDepth: inbox.depth, scanInterval: inbox.scanInterval,
      pollingOnly: inbox.polling, settleTime: inbox.settle, keepDone: inbox.keepDone)
  }
}

extension Writer.Settings {
  /// What the configuration says of the logs and of dedup.
  init(_ configuration: Configuration, unfinished: [String]) {
    var log = LogSettings()
    log.rollBytes = configuration.log.rollSize
    log.rollInterval = configuration.log.rollInterval
    log.rollMinimumGap = configuration.log.rollGap
    log.keepSegmentsFor = configuration.log.keep
    log.keepIndexFor = configuration.dedup.horizon
    self.init(
      state: configuration.state, log: log,
      horizonDays: configuration.dedup.horizon.map { Int($0.components.seconds / 86_400) },
      updatesPerDay: configuration.dedup.updatesPerDay, unfinished: unfinished)
  }
}
