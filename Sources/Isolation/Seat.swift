internal import CopyDesk
internal import Digests
internal import Glibc
internal import Newsroom
internal import Threads

/// A place for one worker, and the thread that waits for it. The worker comes with the first
/// document, goes after a while without one, and is replaced where it is lost.
actor Seat {
  private let executor: ThreadExecutor
  private let settings: ParserPool.Settings
  private let ledger: ParserLedger
  private var worker: WorkerProcess?
  private var lastUse = Ticks.now

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  init(_ settings: ParserPool.Settings, ledger: ParserLedger) throws(ThreadError) {
    executor = try ThreadExecutor(name: "parser")
    self.settings = settings
    self.ledger = ledger
  }

  deinit { executor.end() }

  /// What each item becomes, in their order. Nil: nothing, for the daemon ends.
  func work<Item, Result>(
    _ items: ArraySlice<Item>, by normaliser: Normaliser, _ open: (Item) -> Opened<Result>
  ) -> [Result?] {
    var results: [Result?] = []
    results.reserveCapacity(items.count)
    var assignments: [Assignment] = []
    var ends: [(index: Int, end: (Submission) -> Result)] = []
    for item in items {
      switch open(item) {
      case .ready(let result): results.append(result)
      case .delivery(let delivery, let breakingOff, let end):
        ends.append((results.count, end))
        results.append(nil)
        assignments.append(Assignment(delivery, by: normaliser, breakingOff: breakingOff))
      }
    }
    for (n, submission) in read(assignments).enumerated() {
      if let submission { results[ends[n].index] = ends[n].end(submission) }
    }
    return results
  }

  /// Whether a worker can be had; it is there then.
  func check() throws(IsolationError) -> Greeting {
    if let worker { return worker.greeting }
    let started = try start()
    worker = started
    return started.greeting
  }

  /// Lets the worker go, where it had no work for so many milliseconds.
  func leave(after milliseconds: Int64) {
    if Ticks.now - lastUse >= milliseconds { dismiss() }
  }

  // MARK: Documents

  private func read(_ assignments: [Assignment]) -> [Submission?] {
    var digests: [Digest] = []
    var transcripts = [Transcript?](repeating: nil, count: assignments.count)
    // While the worker parses; but for that it would be work of its own.
    func digest() {
      guard digests.isEmpty else { return }
      digests = assignments.map { SHA256.digest(of: $0.delivery.bytes) }
    }
    var from = 0
    while from < assignments.count, let worker = hire() {
      let lost = worker.read(assignments[from...], meanwhile: digest) { transcripts[$0] = $1 }
      if worker.isSpent { dismiss() }
      guard let (index, loss) = lost else { break }
      dismiss()
      transcripts[index] = again(assignments[index], after: loss)
      from = index + 1
    }
    lastUse = Ticks.now
    digest()
    return zip(transcripts, zip(assignments, digests)).map { transcript, of in
      transcript.map { Submission(of: of.0.delivery, digest: of.1, $0) }
    }
  }

  /// A document that may have cost a worker its life, or happened to be in hand when what another
  /// document had broken before gave way: alone, in a process that has seen no other.
  private func again(_ assignment: Assignment, after first: Loss) -> Transcript? {
    ledger.note(.lost(assignment.delivery, first))
    guard let worker = hire() else { return nil }
    var transcript: Transcript?
    guard let (_, loss) = worker.read([assignment], meanwhile: {}, each: { transcript = $1 })
    else {
      if worker.isSpent { dismiss() }
      return transcript
    }
    dismiss()
    ledger.note(.lostForGood(assignment.delivery, loss))
    return Transcript(format: nil, charset: nil, result: .failure(loss.rejection))
  }

  // MARK: The worker

  /// The worker there is, or a new one. Waits for as long as none can be had, which is no document's
  /// fault; nil: the pool is closed.
  private func hire() -> WorkerProcess? {
    if let worker { return worker }
    var pause: UInt32 = 50_000
    while !ledger.isClosed {
      do {
        let started = try start()
        worker = started
        ledger.note(.canStart)
        return started
      } catch {
        ledger.note(.cannotStart(error))
      }
      usleep(pause)
      pause = min(pause * 2, 1_000_000)
    }
    return nil
  }

  private func start() throws(IsolationError) -> WorkerProcess {
    let started = try WorkerProcess(settings)
    ledger.count(1)
    return started
  }

  private func dismiss() {
    guard let worker else { return }
    worker.end()
    ledger.count(-1)
    self.worker = nil
  }
}
