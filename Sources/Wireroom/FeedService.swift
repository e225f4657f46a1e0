internal import Configuration
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Feeds as a service: polls while the disk can take what they bring, and ends within seconds. It
/// begins with the first feed that is configured, be that at the start or by a reload.
final class FeedService: Service {
  private struct State {
    var configuration: Configuration
    var keeper: FeedKeeper?
  }

  private let state: Mutex<State>
  /// Open once there is a feed to poll, or the daemon ends.
  private let wanted = Latch()
  private let writer: Writer
  private let board: StatusBoard
  private let logger: Logger
  /// Nothing new is fetched before what a crash has left is read again.
  private let beginning: Task<Void, any Error>

  init(
    _ configuration: Configuration, writer: Writer, board: StatusBoard, logger: Logger,
    beginning: Task<Void, any Error>
  ) {
    state = Mutex(State(configuration: configuration))
    self.writer = writer
    self.board = board
    self.logger = logger
    self.beginning = beginning
    show(configuration, instead: [])
  }

  /// The keeper of now, and whether there is a feed for one.
  var keeper: (now: FeedKeeper?, isWanted: Bool) {
    state.withLock { ($0.keeper, !$0.configuration.feeds.isEmpty) }
  }

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
    for feed in configuration.feeds { board.open(feed.name, .feed, place: feed.url) }
    if !configuration.feeds.isEmpty { wanted.open() }
  }

  /// What concerns all feeds, such as no room for their state, is no reason to take in no files:
  /// they rest, and begin anew from what was stored.
  private static let rest = Duration.seconds(60)

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await beginning.value
      await wanted.wait()
      while !Task.isShuttingDownGracefully, !Task.isCancelled {
        do {
          return try await poll()
        } catch let error as FeedKeeperError {
          logger.error("feeds rest for a minute", metadata: ["error": "\(error)"])
          note(error)
        }
        await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.rest) }
      }
    } onGracefulShutdown: {
      self.wanted.open()
    }
  }

  /// On the status of each feed; nil: all is well.
  private func note(_ error: FeedKeeperError?) {
    for feed in state.withLock(\.configuration).feeds {
      board.note(feed.name) { source in
        source.problems =
          error.map { [.init(code: "feeds-rest", path: feed.url, detail: $0.message)] } ?? []
      }
    }
  }

  private func poll() async throws {
    let keeper = try await open()
    defer { state.withLock { $0.keeper = nil } }
    note(nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await keeper.run() }
      group.addTask {
        try? await gracefulShutdown()
        await keeper.stop()
      }
      group.addTask { await self.look(after: keeper) }
      // The first to end is the poller, after `stop` or with an error; or the wait for the end,
      // after which the poller ends too.
      try await group.next()
      try await keeper.run()
      group.cancelAll()
    }
  }

  private func open() async throws -> FeedKeeper {
    let first = state.withLock(\.configuration)
    let keeper = try await FeedKeeper(first, writer: writer, board: board, logger: logger)
    // A reload may have come while it was opened.
    let current = state.withLock { state in
      state.keeper = keeper
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
      if rounds.isMultiple(of: 3) { await keeper.note(on: board) }
      rounds += 1
    }
  }
}
