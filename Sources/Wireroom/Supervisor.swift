package import Configuration
internal import CopyDesk
internal import Inbox
package import Isolation
package import Logging
internal import Synchronization
package import Threads

/// A new configuration is in force but for some inboxes, which could not be opened.
struct HalfReload: Error, CustomStringConvertible {
  /// Each with its reason.
  let unkept: [String]

  var description: String { unkept.joined(separator: "; ") }
}

/// Keeps the inboxes: starts and stops their keepers one by one, for as long as the daemon runs.
///
/// Each keeper is a child task of `run`, which takes its orders from a stream; so none outlives the
/// supervisor, and an error of one ends them all. A keeper that is stopped brings what it has taken
/// to its end before its folder is opened anew.
package actor Supervisor {
  /// An inbox that is kept.
  private struct Kept {
    let keeper: InboxKeeper
    let stop: StopSignal
    /// Open once its loop has ended.
    let ended = Latch()
    /// Every name under which its files come.
    let sources: [String]
  }

  private enum Order: Sendable {
    case reload(Configuration, answer: @Sendable (Result<ReloadPlan, any Error>) -> Void)
  }

  private let started: Configuration
  private var current: Configuration
  private var kept: [String: Kept] = [:]
  private let logger: Logger
  private let board: StatusBoard
  private let ages: Ages
  private var parsers: Parsers
  private let orders: AsyncStream<Order>
  private let order: AsyncStream<Order>.Continuation
  /// What ends the loops at once, whatever this actor waits for.
  private let ending = Mutex(Ending())

  private struct Ending {
    var isAsked = false
    var stops: [ObjectIdentifier: StopSignal] = [:]
    var lives: [SignOfLife] = []
  }

  /// Tallies of keepers that are gone.
  private var past = Tally()

  /// Opens all inboxes. What a crash has left in them is not read yet.
  package init(
    _ configuration: Configuration, parsers: Parsers, board: StatusBoard, ages: Ages = Ages(),
    logger: Logger
  ) throws {
    self.ages = ages
    self.parsers = parsers
    started = configuration
    current = configuration
    self.board = board
    self.logger = logger
    (orders, order) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4))
    var opened: [String: Kept] = [:]
    for inbox in configuration.inboxes {
      opened[inbox.name] = try Self.open(
        inbox, configuration, parsers: parsers, board: board, ages: ages, logger: logger)
    }
    kept = opened
    for one in opened.values { Self.announce(one, ending) }
    for inbox in configuration.inboxes { Self.show(inbox, board) }
  }

  /// Deliveries that a crash has left between claim and done.
  package var unfinished: [String] { kept.values.flatMap(\.keeper.unfinished) }

  /// Signs of life of the keepers of now.
  package nonisolated var lives: [SignOfLife] { ending.withLock(\.lives) }

  /// What became of everything so far, and how many files are there and not complete.
  package func totals() async -> (tally: Tally, waiting: Int) {
    var (tally, waiting) = (past, 0)
    for one in kept.values {
      tally += await one.keeper.tally
      waiting += await one.keeper.waiting
    }
    return (tally, waiting)
  }

  /// Reads again what a crash has left. To be done once, before `run` or `runOnce`.
  package func finishLeftovers(_ writer: Writer) async throws {
    for one in kept.values { try await one.keeper.finishLeftovers(writer) }
    await writer.forgetUnfinished()
  }

  /// Takes all that is pending, and returns.
  package func runOnce(_ writer: Writer) async throws {
    for one in kept.values { try await one.keeper.runOnce(writer) }
  }

  /// Ends all loops. It may be called from anywhere, at any time, and returns at once.
  package nonisolated func shutDown() {
    let stops = ending.withLock { ending in
      ending.isAsked = true
      return Array(ending.stops.values)
    }
    order.finish()
    for stop in stops { stop.raise() }
  }

  /// Keeps the inboxes until `shutDown`, or until an error that no waiting mends.
  package func run(_ writer: Writer) async throws {
    try await withTaskCancellationHandler {
      try await withThrowingDiscardingTaskGroup { group in
        for one in kept.values { start(one, writer, &group) }
        for await order in orders {
          guard !isEnding else { break }
          switch order {
          case .reload(let new, let answer):
            do {
              answer(.success(try await apply(new, writer, &group)))
            } catch {
              answer(.failure(error))
            }
          }
        }
        shutDown()
      }
    } onCancel: {
      shutDown()
    }
  }

  /// Puts a new configuration in force; `answer` is told what was done, or why the old one stays.
  package nonisolated func reload(
    _ new: Configuration, answer: @escaping @Sendable (Result<ReloadPlan, any Error>) -> Void
  ) {
    order.yield(.reload(new, answer: answer))
  }

  private nonisolated var isEnding: Bool { ending.withLock(\.isAsked) }

  private func start(
    _ one: Kept, _ writer: Writer, _ group: inout ThrowingDiscardingTaskGroup<any Error>
  ) {
    group.addTask {
      defer { one.ended.open() }
      do {
        try await one.keeper.run(writer)
      } catch {
        // The others end too: this is an error of the log, which is everybody's.
        self.shutDown()
        throw error
      }
    }
  }

  // MARK: Reload

  private func apply(
    _ new: Configuration, _ writer: Writer,
    _ group: inout ThrowingDiscardingTaskGroup<any Error>
  ) async throws -> ReloadPlan {
    let plan = ReloadPlan(from: current, to: new, started: started)
    parsers = parsers.resized(to: new.parserWidth)
    var opened: [(InboxConfiguration, Kept)] = []
    do {
      for inbox in plan.openingFirst { opened.append((inbox, try open(inbox, new))) }
    } catch {
      for (_, one) in opened { await one.keeper.close() }
      throw error
    }
    for name in plan.closing { await close(name) }
    var unkept: [String] = []
    for inbox in plan.openingThen {
      do {
        opened.append((inbox, try open(inbox, new)))
      } catch {
        unkept.append("\(inbox.name): \(error)")
        logger.error(
          "an inbox is not kept", metadata: ["source": "\(inbox.name)", "error": "\(error)"])
      }
    }
    current = new
    current.inboxes = new.inboxes.filter { inbox in
      kept[inbox.name] != nil || opened.contains { $0.0 == inbox }
    }
    for (inbox, one) in opened {
      kept[inbox.name] = one
      Self.announce(one, ending)
      Self.show(inbox, board)
      try await takeUp(one, writer)
      start(one, writer, &group)
    }
    // A name that two inboxes share was closed with the one.
    for inbox in current.inboxes { Self.show(inbox, board) }
    if !unkept.isEmpty { throw HalfReload(unkept: unkept) }
    return plan
  }

  private func open(_ inbox: InboxConfiguration, _ new: Configuration) throws -> Kept {
    try Self.open(inbox, new, parsers: parsers, board: board, ages: ages, logger: logger)
  }

  private func close(_ name: String) async {
    guard let one = kept.removeValue(forKey: name) else { return }
    one.stop.raise()
    await one.ended.wait()
    past += await one.keeper.tally
    await one.keeper.close()
    ending.withLock { ending in
      ending.stops[ObjectIdentifier(one.stop)] = nil
      ending.lives.removeAll { $0 === one.keeper.life }
    }
    for source in one.sources { board.close(source) }
  }

  /// What an earlier keeper, or an earlier run, has left in an inbox that is opened now: the writer
  /// must know first which of it the logs have already.
  private func takeUp(_ one: Kept, _ writer: Writer) async throws {
    let ids = one.keeper.unfinished
    guard !ids.isEmpty else { return }
    let entries = DeliverySearch.entries(of: ids, state: started.state)
    await writer.remember(ids, entries)
    try await one.keeper.finishLeftovers(writer)
    await writer.forgetUnfinished()
  }

  private static func open(
    _ inbox: InboxConfiguration, _ configuration: Configuration, parsers: Parsers,
    board: StatusBoard, ages: Ages, logger: Logger
  ) throws -> Kept {
    try Machine.makeDirectory(inbox.path)
    let stop = StopSignal()
    let keeper = try InboxKeeper(
      InboxSettings(inbox), normaliser: Normaliser(configuration), parsers: parsers,
      logger: logger, stop: stop, board: board, ages: ages)
    return Kept(
      keeper: keeper, stop: stop, sources: [inbox.name] + inbox.sources.values)
  }

  private static func announce(_ one: Kept, _ ending: borrowing Mutex<Ending>) {
    let isLate = ending.withLock { ending in
      ending.stops[ObjectIdentifier(one.stop)] = one.stop
      ending.lives.append(one.keeper.life)
      return ending.isAsked
    }
    if isLate { one.stop.raise() }
  }

  private static func show(_ inbox: InboxConfiguration, _ board: StatusBoard) {
    board.open(inbox.name, .inbox, place: inbox.path)
    for (folder, name) in inbox.sources where name != inbox.name {
      board.open(name, .inbox, place: "\(inbox.path)/\(folder)")
    }
  }
}
