internal import Configuration
internal import Isolation
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Feeds as a service: polls while the disk can take what they bring, and ends within seconds. It
/// begins with the first feed that is configured, be that at the start or by a reload.
final class FeedService: Service {
  private struct State {
    var configuration: Configuration
    var keeper: FeedKeeper?
    var standing = FeedStanding()
  }

  private let state: Mutex<State>
  /// Open once there is a feed to poll.
  private let wanted = Latch()
  private let parsers: Parsers
  private let writer: Writer
  private let board: StatusBoard
  private let ages: Ages
  private let logger: Logger
  /// Nothing new is fetched before what a crash has left is read again.
  private let begun: Latch

  init(
    _ configuration: Configuration, parsers: Parsers, writer: Writer, board: StatusBoard,
    ages: Ages, logger: Logger, begun: Latch
  ) {
    self.ages = ages
    state = Mutex(State(configuration: configuration))
    self.parsers = parsers
    self.writer = writer
    self.board = board
    self.logger = logger
    self.begun = begun
    show(configuration, instead: [])
  }

  /// The keeper of now, and whether there is a feed for one.
  var keeper: (now: FeedKeeper?, isWanted: Bool) {
    state.withLock { ($0.keeper, !$0.configuration.feeds.isEmpty) }
  }

  /// How the feeds do, all together.
  var standing: FeedStanding { state.withLock(\.standing) }

  /// Makes these the feeds there are; what is under way is brought to its end.
  func set(_ configuration: Configuration) async throws {
    let (keeper, before) = state.withLock { state in
      defer { state.configuration = configuration }
      return (state.keeper, state.configuration.feeds)
    }
    show(configuration, instead: before)
    try await keeper?.set(configuration)
  }

  private func show(_ configuration: Configuration, instead before: [FeedConfiguration]) {
    let names = Set(configuration.feeds.map(\.name))
    for feed in before where !names.contains(feed.name) { board.close(feed.name) }
    board.expect(configuration.inboxes.count + configuration.feeds.count)
    for feed in configuration.feeds { board.open(feed.name, .feed, place: feed.url) }
    state.withLock { state in
      state.standing.count = configuration.feeds.count { !$0.paused }
      state.standing.failing = min(state.standing.failing, state.standing.count)
    }
    if !configuration.feeds.isEmpty { wanted.open() }
  }

  /// What concerns all feeds, such as no room for their state, is no reason to take in no files:
  /// they rest, and begin anew from what was stored.
  private static let rest = Duration.seconds(60)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await self.begun.wait()
      await self.wanted.wait()
    }
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        return try await poll()
      } catch let error as FeedKeeperError {
        logger.error("feeds rest for a minute", metadata: ["error": "\(error)"])
        note(error)
      }
      await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.rest) }
    }
  }

  /// On the status of each feed; nil: all is well.
  private func note(_ error: FeedKeeperError?) {
    let feeds = state.withLock { state in
      state.standing.trouble = error?.message
      return state.configuration.feeds
    }
    for feed in feeds {
      board.note(feed.name) { source in
        source.problems =
          error.map { [.init(code: "feeds-rest", path: feed.url, detail: $0.message)] } ?? []
      }
    }
  }

  private func poll() async throws {
    let keeper = try await open()
    defer {
      state.withLock { state in
        state.keeper = nil
        state.standing.lives = []
      }
    }
    note(nil)
    try await withGracefulShutdownHandler {
      try await withThrowingDiscardingTaskGroup { group in
        group.addTask { await self.look(after: keeper) }
        defer { group.cancelAll() }
        try await keeper.run()
      }
    } onGracefulShutdown: {
      keeper.stop()
    }
  }

  private func open() async throws -> FeedKeeper {
    let first = state.withLock(\.configuration)
    let keeper = try await FeedKeeper(
      first, parsers: parsers, writer: writer, board: board, ages: ages, logger: logger)
    // A reload may have come while it was opened.
    let current = state.withLock { state in
      state.keeper = keeper
      state.standing.lives = keeper.lives
      return state.configuration
    }
    if current != first { try await keeper.set(current) }
    return keeper
  }

  /// No requests while their stories could not be stored: they would only be asked for again. And
  /// now and then the board is told how each feed does.
  private func look(after keeper: FeedKeeper) async {
    var isPaused = false
    var rounds = 0
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let isFull = writer.status.trouble != nil
      if isFull != isPaused { await keeper.pause(isFull) }
      isPaused = isFull
      keeper.summarise()
      if rounds.isMultiple(of: 3) {
        let feeds = await keeper.note(on: board)
        state.withLock { ($0.standing.count, $0.standing.failing) = feeds }
      }
      rounds += 1
    }
  }
}
