internal import Configuration
internal import CopyDesk
internal import Logging
internal import ServiceLifecycle

/// Feeds as a service: polls while the disk can take what they bring, and ends within seconds.
struct FeedService: Service {
  let configuration: Configuration
  let writer: Writer
  let normaliser: Normaliser
  let logger: Logger
  /// Nothing new is fetched before what a crash has left is read again.
  let beginning: Task<Void, any Error>

  /// What concerns all feeds, such as no room for their state, is no reason to take in no files:
  /// they rest, and begin anew from what was stored.
  private static let rest = Duration.seconds(60)

  func run() async throws {
    try await beginning.value
    while true {
      do {
        return try await poll()
      } catch let error as FeedKeeperError {
        logger.error("feeds rest for a minute", metadata: ["error": "\(error)"])
      }
      await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.rest) }
      if Task.isShuttingDownGracefully || Task.isCancelled { return }
    }
  }

  private func poll() async throws {
    let keeper = try await FeedKeeper(
      configuration, writer: writer, normaliser: normaliser, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await keeper.run() }
      group.addTask {
        try? await gracefulShutdown()
        await keeper.stop()
      }
      group.addTask { await pauseWhileFull(keeper) }
      // The first to end is the poller, after `stop` or with an error; or the wait for the end,
      // after which the poller ends too.
      try await group.next()
      try await keeper.run()
      group.cancelAll()
    }
  }

  /// No requests while their stories could not be stored: they would only be asked for again.
  private func pauseWhileFull(_ keeper: FeedKeeper) async {
    var isPaused = false
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let isFull = await writer.trouble != nil
      if isFull != isPaused { await keeper.pause(isFull) }
      isPaused = isFull
    }
  }
}
