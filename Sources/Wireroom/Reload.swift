internal import Configuration
internal import Logging
internal import Newsroom
internal import ServiceLifecycle

/// Reads the configuration again and puts it in force, or says why the old one stays.
struct Reload: Sendable {
  let origin: Daemon.Origin
  let supervisor: Supervisor
  let feeds: FeedService
  let board: StatusBoard
  let notifier: ServiceNotifier?
  let logger: Logger

  /// Returns once it is in force, or says why it is not, or not whole.
  func perform() async -> String? {
    logger.notice("reading the configuration again", metadata: ["file": "\(origin.file)"])
    notifier?.reloading()
    defer { notifier?.reloaded() }
    do {
      let new = try origin.read()
      let plan = try await apply(new)
      origin.setLevel(new.logLevel)
      board.configured = configured(nil, plan.restartNeeded)
      say(plan, of: new)
      return nil
    } catch let error as ConfigurationErrors {
      // One line an event: a mistake each.
      for mistake in error.errors {
        logger.error("a mistake in the configuration", metadata: ["error": "\(mistake)"])
      }
      return refuse(
        "\(error.errors.first.map(\.description) ?? "unreadable")", of: error.errors.count)
    } catch let error as HalfReload {
      let words = "in force but in part: \(error)"
      board.configured = configured(words, [])
      logger.error("the new configuration is in force in part", metadata: ["reason": "\(error)"])
      return words
    } catch is CancellationError {
      return ReloadOrders.ending
    } catch {
      logger.error("the new configuration cannot be had", metadata: ["error": "\(error)"])
      return refuse("\(error)", of: 1)
    }
  }

  private func apply(_ new: Configuration) async throws -> ReloadPlan {
    let (answers, answer) = AsyncStream<Result<ReloadPlan, any Error>>.makeStream()
    supervisor.reload(new) { result in
      answer.yield(result)
      answer.finish()
    }
    for await result in answers {
      let plan = try result.get()
      do {
        try await feeds.set(new)
      } catch {
        throw HalfReload(unkept: ["the feeds: \(error)"])
      }
      return plan
    }
    throw CancellationError()
  }

  private func refuse(_ reason: String, of count: Int) -> String {
    let more = count > 1 ? " (and \(count - 1) more)" : ""
    let before = board.configured
    let words = "refused, the old one stays in force: \(reason)\(more)"
    board.configured = configured(words, before.restartNeeded, read: before.read)
    // Last: who reads it may ask for the status at once.
    logger.error("the old configuration stays in force", metadata: ["mistakes": "\(count)"])
    return words
  }

  private func configured(
    _ error: String?, _ restartNeeded: [String], read: NewsDate? = Clock.now
  ) -> StatusBoard.Configured {
    var configured = StatusBoard.Configured()
    configured.file = origin.file
    configured.read = read
    configured.error = error
    configured.restartNeeded = restartNeeded
    return configured
  }

  private func say(_ plan: ReloadPlan, of new: Configuration) {
    let opened = plan.openingFirst + plan.openingThen
    var metadata: Logger.Metadata = [
      "inboxes": "\(new.inboxes.count)", "feeds": "\(new.feeds.count)",
    ]
    if !plan.closing.isEmpty { metadata["closed"] = "\(plan.closing.joined(separator: ","))" }
    if !opened.isEmpty { metadata["opened"] = "\(opened.map(\.name).joined(separator: ","))" }
    logger.notice("the new configuration is in force", metadata: metadata)
    if !plan.restartNeeded.isEmpty {
      logger.warning(
        "what cannot change while the daemon runs waits for a restart",
        metadata: ["keys": "\(plan.restartNeeded.joined(separator: ","))"])
    }
  }
}

/// Reloads at each SIGHUP, and where a command asks for it: one after the other.
struct ReloadService: Service {
  let signals: Signals
  let reload: Reload
  let orders: ReloadOrders

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await _ in signals.reloads { orders.add { _ in } }
          orders.close()
        }
        while let answers = await orders.next() {
          let reason = await reload.perform()
          for answer in answers { answer(reason) }
        }
      }
    }
    orders.close()
  }
}
