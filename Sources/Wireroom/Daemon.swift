package import Configuration
internal import Inbox
internal import Isolation
package import Logging
internal import Newsroom
internal import ServiceLifecycle
internal import StoryLog

/// The daemon: its inboxes, its writer, and in which order they start and stop.
package struct Daemon: Sendable {
  /// Where the configuration came from, and how it is read again.
  package struct Origin: Sendable {
    /// The file.
    package var file: String
    package var read: @Sendable () throws -> Configuration
    /// Told of a new `log_level`.
    package var setLevel: @Sendable (LogLevel) -> Void

    package init(
      file: String, read: @escaping @Sendable () throws -> Configuration,
      setLevel: @escaping @Sendable (LogLevel) -> Void
    ) {
      self.file = file
      self.read = read
      self.setLevel = setLevel
    }
  }

  private let origin: Origin
  private let configuration: Configuration
  private let supervisor: Supervisor
  private let writer: Writer
  private let board: StatusBoard
  private let ages: Ages
  private let parsers: Parsers
  private let status: StatusReading
  private let state: String
  private let logger: Logger

  /// Opens everything: inboxes first, since what a crash has left in them tells the writer which
  /// deliveries it will meet again.
  package init(_ configuration: Configuration, origin: Origin, logger: Logger) async throws {
    self.logger = logger
    self.origin = origin
    self.configuration = configuration
    state = configuration.state
    board = StatusBoard()
    var configured = StatusBoard.Configured()
    configured.file = origin.file
    configured.read = Clock.now
    board.configured = configured
    NotifySocket.ofEnvironment?.send([.status("opening the logs")])
    try Machine.makeDirectory(configuration.state)
    ages = Ages(state: state)
    if let last = StatusFile.read(state: state) { board.recall(Arrivals.since(last)) }
    parsers = Parsers.make(configuration, logger: logger)
    // Better no start than each document's failure.
    try await parsers.check(logger: logger)
    supervisor = try Supervisor(
      configuration, parsers: parsers, board: board, ages: ages, logger: logger)
    writer = try Writer(
      Writer.Settings(configuration, unfinished: await supervisor.unfinished, ages: ages),
      report: { WriterJournal.say($0, logger) })
    status = StatusReading(board: board, writer: writer, parsers: parsers, state: state)
  }

  /// Runs until a signal asks for the end, or until an error that no waiting mends.
  package func run(hearing signals: Signals) async throws {
    signals.awaitEnd()
    // Open once what a crash has left is read again.
    let begun = Latch()
    let feeds = FeedService(
      configuration, parsers: parsers, writer: writer, board: board, ages: ages,
      logger: logger, begun: begun)
    let orders = ReloadOrders()
    // The first to start and the last to end, so that one can ask how it ends.
    var services: [any Service] = []
    if let control = openControl(feeds, orders) { services.append(control) }
    services += [
      KeepingService(supervisor: supervisor, writer: writer, begin: { try await begin(begun) }),
      feeds,
      TendingService(writer: writer, parsers: parsers, status: status),
    ]
    // Last, and so the first to hear of the end.
    let notifier = ServiceNotifier.ofEnvironment(
      writer: writer, inboxes: { supervisor.lives }, feeds: { feeds.standing },
      refusal: { [board] in board.configured.error })
    let reload = Reload(
      origin: origin, supervisor: supervisor, feeds: feeds, board: board, notifier: notifier,
      logger: logger)
    services.append(ReloadService(signals: signals, reload: reload, orders: orders))
    if let notifier { services.append(notifier) }
    let all =
      services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) } + [
        .init(
          service: EndService(end: signals.end),
          successTerminationBehavior: .gracefullyShutdownGroup)
      ]
    let group = ServiceGroup(configuration: .init(services: all, logger: Self.quiet(logger)))
    do {
      try await group.run()
    } catch {
      await parsers.close()
      await writer.stop()
      throw error
    }
    await end()
  }

  /// Reads again what a crash has left.
  private func begin(_ begun: Latch) async throws {
    try await supervisor.finishLeftovers(writer)
    logger.notice(
      "ready",
      metadata: [
        "inboxes": "\(configuration.inboxes.count)", "feeds": "\(configuration.feeds.count)",
      ])
    begun.open()
    Machine.giveBack()
  }

  /// Takes all that is pending, polls the feeds that are due, and ends.
  package func runOnce() async throws -> Tally {
    try await supervisor.finishLeftovers(writer)
    async let polled: Void = pollOnce()
    try await supervisor.runOnce(writer)
    try await polled
    return await end()
  }

  private func pollOnce() async throws {
    guard !configuration.feeds.isEmpty else { return }
    for feed in configuration.feeds { board.open(feed.name, .feed, place: feed.url) }
    try await FeedKeeper(
      configuration, parsers: parsers, writer: writer, board: board, ages: ages, logger: logger,
      startsAtOnce: true
    ).runOnce()
  }

  private func openControl(_ feeds: FeedService, _ orders: ReloadOrders) -> ControlService? {
    do throws(ControlServer.Failure) {
      let status = status
      return ControlService(server: try ControlServer(state: state)) { request in
        switch request {
        case .status: .now(status.report(looksAround: true).json)
        case .feeds: .later { await feeds.roster() }
        case .poll(let feed): .later { await feeds.poll(feed) }
        case .pause(let feed): .later { await feeds.pause(feed, true) }
        case .resume(let feed): .later { await feeds.pause(feed, false) }
        case .reload: .later { ReloadAnswer(reason: await orders.reload()).line }
        }
      }
    } catch {
      // Some file systems have no sockets; stories come before answers.
      logger.warning(
        "there is no control socket: status will know little",
        metadata: [
          "error": "\(error)"
        ])
      return nil
    }
  }

  @discardableResult
  private func end() async -> Tally {
    StatusFile.write(status.report(looksAround: false))
    await parsers.close()
    await writer.stop()
    let (tally, waiting) = await supervisor.totals()
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

/// Ends when it is asked to, and all other services with it.
private struct EndService: Service {
  let end: Latch

  func run() async throws { await cancelWhenGracefulShutdown { await end.wait() } }
}

/// All inboxes as one service: each stops taking when asked, with what it has taken brought to its
/// end.
private struct KeepingService: Service {
  let supervisor: Supervisor
  let writer: Writer
  /// Nothing new is claimed before what a crash has left is read again, from all inboxes. As a part
  /// of this service, so that the service manager hears of a full disk that this waits for.
  let begin: @Sendable () async throws -> Void

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await withTaskCancellationHandler {
        try await begin()
        try await supervisor.run(writer)
      } onCancel: {
        end()
      }
    } onGracefulShutdown: {
      end()
    }
  }

  private func end() {
    supervisor.shutDown()
    // A full disk must not hold up the end: what is not acknowledged is read again.
    writer.giveUpWaiting()
  }
}

/// Lets the logs roll and age while nothing arrives, and parsers go; and notes the status now and
/// then.
private struct TendingService: Service {
  let writer: Writer
  let parsers: Parsers
  let status: StatusReading

  func run() async throws {
    await cancelWhenGracefulShutdown {
      StatusFile.write(status.report(looksAround: false))
      var rounds = 0
      while (try? await Task.sleep(for: .seconds(10))) != nil {
        do {
          try await writer.tend()
        } catch {
          return
        }
        await parsers.release(after: .seconds(10))
        rounds += 1
        // The first time soon: what was needed to open all feeds is not needed again.
        guard rounds % 6 == 1 else { continue }
        StatusFile.write(status.report(looksAround: false))
        Machine.giveBack()
      }
    }
  }
}

/// The control socket as a service.
private struct ControlService: Service {
  let server: ControlServer
  let answer: @Sendable (ControlRequest) -> ControlReply

  func run() async throws {
    let stop = StopSignal()
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await server.run(stop: stop, answer: answer)
      } onCancel: {
        stop.raise()
      }
    } onGracefulShutdown: {
      stop.raise()
    }
  }
}

extension InboxSettings {
  /// What the configuration says of an inbox.
  package init(_ inbox: InboxConfiguration) {
    self.init(
      path: inbox.path, source: inbox.name, sources: inbox.sources, maxBytes: inbox.maxSize,
      marker: inbox.marker, maxDepth: inbox.depth, scanInterval: inbox.scanInterval,
      pollingOnly: inbox.polling, settleTime: inbox.settle, keepDone: inbox.keepDone)
  }
}

extension Writer.Settings {
  /// What the configuration says of the logs and of dedup.
  init(_ configuration: Configuration, unfinished: [String], ages: Ages) {
    var log = LogSettings()
    log.rollBytes = configuration.log.rollSize
    log.rollInterval = configuration.log.rollInterval
    log.rollMinimumGap = configuration.log.rollGap
    log.keepSegmentsFor = configuration.log.keep
    log.keepIndexFor = configuration.dedup.horizon
    self.init(
      state: configuration.state, log: log,
      horizonDays: configuration.dedup.horizon.map { Int($0.components.seconds / 86_400) },
      updatesPerDay: configuration.dedup.updatesPerDay, unfinished: unfinished, ages: ages)
  }
}
