internal import CopyDesk
internal import Newsroom
internal import Synchronization
internal import Threads

/// The processes of one daemon that parse: as many as are asked for, each started when there is work
/// for it. Whoever has documents is given seats in turn; a document that kills its worker costs
/// nobody but itself.
package final class ParserPool: Sendable {
  package struct Settings: Sendable {
    /// This program; it opens the same file even where a newer one has taken its name.
    package var executable = "/proc/self/exe"
    package var arguments = [Worker.word]
    /// Workers at one time.
    package var width: Int
    package var limits = ParsingLimits()
    /// Whether documents and answers lie in shared memory, where this system has it; else all goes by
    /// the workers' sockets.
    package var sharesMemory = true

    package init(width: Int) { self.width = max(1, width) }
  }

  private struct State {
    var width: Int
    /// All there are; and those that have no work, the one that had it last at the end.
    var seats: [Seat] = []
    var idle: [Seat] = []
    var waiting: [CheckedContinuation<Seat, Never>] = []
  }

  private let settings: Settings
  private let ledger: ParserLedger
  private let state: Mutex<State>

  /// `report` is called from the threads of the seats.
  package init(
    _ settings: Settings, report: @escaping @Sendable (ParserEvent) -> Void = { _ in }
  ) {
    self.settings = settings
    ledger = ParserLedger(report: report)
    state = Mutex(State(width: settings.width))
  }

  /// How the workers do.
  package var standing: ParserStanding { ledger.now }

  /// From now on there are at most so many workers.
  package func set(width: Int) { state.withLock { $0.width = max(1, width) } }

  /// Starts a worker, to see whether one can be had. What it is not protected by, for this kernel
  /// does not have it: `landlock`, `seccomp`.
  package func check() async throws -> [String] {
    guard let seat = await seat() else { throw IsolationError(reason: "no thread to be had") }
    defer { give(seat) }
    let greeting = try await seat.check()
    return (greeting.hasLandlock ? [] : ["landlock"]) + (greeting.hasSeccomp ? [] : ["seccomp"])
  }

  /// Lets workers go that have had no work for so long.
  package func release(after idle: Duration) async {
    let (seconds, attoseconds) = idle.components
    for seat in state.withLock(\.idle) {
      await seat.leave(after: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
  }

  /// Lets all workers go, once they have done what they are at. Nothing can be read after.
  package func close() async {
    ledger.close()
    for seat in state.withLock(\.seats) { await seat.leave(after: 0) }
  }

  /// What each item becomes, in their order; nil where the pool is closed. `weigh`: bytes, for how
  /// much of it goes to a worker at once.
  func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], by normaliser: Normaliser, weigh: (Item) -> Int,
    _ open: @escaping @Sendable (Item) -> Opened<Result>
  ) async -> [Result?] {
    let width = state.withLock(\.width)
    let rows = ParserRows(items, width: width, weigh: weigh)
    return await withTaskGroup(of: [(Range<Int>, [Result?])].self) { group in
      for _ in 0..<min(width, rows.count) {
        group.addTask {
          var done: [(Range<Int>, [Result?])] = []
          // A seat for each row: whoever else has documents waits for no more than one.
          while let row = rows.next(), let seat = await self.seat() {
            done.append((row, await seat.work(items[row], by: normaliser, open)))
            self.give(seat)
          }
          return done
        }
      }
      var results = [Result?](repeating: nil, count: items.count)
      for await done in group {
        for (row, own) in done { results.replaceSubrange(row, with: own) }
      }
      return results
    }
  }

  // MARK: Seats

  /// A seat that has no work, a new one, or the next that is given back. Nil: not one can be had.
  private func seat() async -> Seat? {
    if let free = freeSeat() { return free }
    guard state.withLock({ !$0.seats.isEmpty }) else { return nil }
    return await withCheckedContinuation { continuation in
      let free: Seat? = state.withLock { state in
        if let seat = state.idle.popLast() { return seat }
        state.waiting.append(continuation)
        return nil
      }
      if let free { continuation.resume(returning: free) }
    }
  }

  private func freeSeat() -> Seat? {
    state.withLock { state in
      if let seat = state.idle.popLast() { return seat }
      guard state.seats.count < state.width else { return nil }
      do throws(ThreadError) {
        let seat = try Seat(settings, ledger: ledger)
        state.seats.append(seat)
        return seat
      } catch {
        // The seats there are must do.
        if state.seats.isEmpty {
          ledger.note(.cannotStart(IsolationError(reason: "\(error)")))
        }
        return nil
      }
    }
  }

  private func give(_ seat: Seat) {
    let next: CheckedContinuation<Seat, Never>? = state.withLock { state in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.idle.append(seat)
      return nil
    }
    next?.resume(returning: seat)
  }
}

/// Items cut into rows, each for one round to a worker: so many that the round costs little for
/// each, so few that every worker has something to do.
private final class ParserRows: Sendable {
  private let rows: [Range<Int>]
  private let taken = Atomic(0)

  private static let mostItems = 32
  private static let mostBytes = 512 << 10

  init<Item>(_ items: [Item], width: Int, weigh: (Item) -> Int) {
    let most = min(Self.mostItems, max(1, items.count / (4 * max(1, width))))
    var rows: [Range<Int>] = []
    var start = 0
    var sum = 0
    for (n, item) in items.enumerated() {
      let own = max(0, weigh(item))
      if n > start, n - start >= most || sum &+ own > Self.mostBytes {
        rows.append(start..<n)
        start = n
        sum = 0
      }
      sum = min(sum, Self.mostBytes) + min(own, Self.mostBytes + 1)
    }
    if start < items.count { rows.append(start..<items.count) }
    self.rows = rows
  }

  var count: Int { rows.count }

  func next() -> Range<Int>? {
    let n = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return n < rows.count ? rows[n] : nil
  }
}
