package import CopyDesk
package import Inbox
package import Isolation
package import Logging
internal import Newsroom
package import Threads

/// Keeps one inbox: scan → claim → read and parse → append → settle, in batches, for as long as
/// the daemon runs. A thread of its own, for it waits in poll(2).
package actor InboxKeeper {
  private let executor: ThreadExecutor
  private let settings: InboxSettings
  private let inbox: Inbox
  private let normaliser: Normaliser
  private let parsers: Parsers
  private let logger: Logger
  private let stop: StopSignal
  private let board: StatusBoard
  private var arrivals = ArrivalNotes()
  private var rejections = RejectionNotes()
  private let ages: Ages
  /// What a crash left in `.claim/`: read again under the same delivery ids.
  private var leftovers: [Claim]
  private var degraded: [Degradation] = []
  package private(set) var tally = Tally()
  /// Files that are there and not complete, as of the last scan.
  package private(set) var waiting = 0
  // Nobody is left who could give the thread work.
  deinit { executor.end() }

  package nonisolated let unfinished: [String]
  /// Its loop's, for who watches whether it is stuck.
  package nonisolated let life: SignOfLife

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// A batch is decided and flushed as one: large enough that the flush costs little per file,
  /// small enough that the first of them need not wait long, and that what they become, which is
  /// held until then and is several times as large, is not all of the memory.
  private static let batchFiles = 256
  private static let batchBytes = 4 << 20

  /// Opens the inbox and finds what a crash has left in it.
  package init(
    _ settings: InboxSettings, normaliser: Normaliser, parsers: Parsers, logger: Logger,
    stop: StopSignal, board: StatusBoard, ages: Ages = Ages()
  ) throws {
    self.ages = ages
    executor = try ThreadExecutor(name: "inbox")
    self.board = board
    self.settings = settings
    self.normaliser = normaliser
    self.parsers = parsers
    self.stop = stop
    var logger = logger
    logger[metadataKey: "source"] = "\(settings.source)"
    self.logger = logger
    life = SignOfLife(name: settings.source)
    inbox = try Inbox(settings)
    leftovers = inbox.recover(now: .now())
    unfinished = leftovers.map(\.id)
  }

  /// Reads again what a crash has left. To be done before anything new is claimed.
  package func finishLeftovers(_ writer: Writer) async throws {
    if !leftovers.isEmpty {
      logger.notice("taking up what was left unfinished", metadata: ["files": "\(leftovers.count)"])
    }
    try await process(leftovers, writer)
    leftovers = []
  }

  /// Takes what comes until `stop` is raised.
  package func run(_ writer: Writer) async throws {
    defer { life.rest() }
    while !stop.isRaised {
      if try await scan(writer).more { continue }
      var pause = nextScan
      if let due = summarise() { pause = min(pause, .milliseconds(due)) }
      life.beat(resting: pause)
      _ = inbox.wait(timeout: pause, wake: stop.descriptor)
    }
    summarise(isLast: true)
  }

  /// Lets go of the inbox, so that it can be opened anew; what is unsettled still lies in it.
  package func close() {
    life.rest()
    inbox.close()
    leftovers = []
  }

  /// Takes all that is complete, waits for what is settling, and returns; files that somebody
  /// still writes are left to them.
  package func runOnce(_ writer: Writer) async throws {
    let deadline = Clock.monotonic + Self.milliseconds(settings.settleTime) * 2 + 1000
    while !stop.isRaised {
      let scan = try await scan(writer)
      if scan.more || !scan.claims.isEmpty { continue }
      guard scan.waiting > 0, scan.nextCheck != nil, Clock.monotonic < deadline else { break }
      _ = inbox.wait(timeout: nextScan, wake: stop.descriptor)
    }
    summarise(isLast: true)
  }

  private var nextScan = Duration.seconds(30)

  private func scan(_ writer: Writer) async throws -> Scan {
    life.rest()
    try await writer.admit(unless: stop)
    life.beat()
    if stop.isRaised { return Scan() }
    let scan = inbox.scan(limit: Self.batchFiles, now: .now())
    nextScan = min(scan.nextCheck ?? settings.scanInterval, settings.scanInterval)
    waiting = scan.waiting
    board.note(settings.source) { $0.waiting = scan.waiting }
    say(scan.degraded)
    try await process(scan.claims, writer)
    try await sight(scan.refusals, writer)
    var now = Moment.now()
    now.wall = ages.now()
    inbox.expireDone(now: now)
    return scan
  }

  // MARK: Claims

  private enum Taken: Sendable {
    case submission(Submission)
    case giveBack
    case vanished
    case failed(InboxError)
  }

  private func process(_ claims: [Claim], _ writer: Writer) async throws {
    for batch in claims.batches(
      count: Self.batchFiles, weight: Self.batchBytes, of: { Int(clamping: $0.facts.size) })
    {
      try await process(batch: Array(batch), writer)
    }
  }

  private func process(batch: [Claim], _ writer: Writer) async throws {
    // The parsers have deadlines of their own.
    life.rest()
    let taken = await parsers.map(
      batch, by: normaliser, weigh: { Int(clamping: $0.facts.size) }, Self.open)
    life.beat()
    var submissions: [Submission] = []
    var submitted: [Claim] = []
    var back: [Claim] = []
    for (claim, outcome) in zip(batch, taken) {
      switch outcome {
      case .submission(let submission):
        submissions.append(submission)
        submitted.append(claim)
      case .giveBack, nil: back.append(claim)
      case .vanished:
        logger.warning("a claimed file was taken away", metadata: ["file": "\(claim.name)"])
      case .failed(let error):
        logger.error("a claimed file could not be read", metadata: ["error": "\(error)"])
        back.append(claim)
      }
    }
    for stray in inbox.giveBack(back) {
      logger.error("a file could not be given back yet", metadata: ["error": "\(stray.error)"])
    }
    guard !submissions.isEmpty else { return }

    let count = submissions.count
    board.note(settings.source) { $0.queue += count }
    defer { board.note(settings.source) { $0.queue -= count } }
    life.rest()
    // Where this throws nothing is acknowledged: the files stay claimed, and are read again.
    let receipts = try await writer.submit(submissions)
    life.beat()
    settle(zip(submitted, receipts).map { ($0, $1) })
  }

  /// What there is to parse of a claimed file.
  private static func open(_ claim: Claim) -> Opened<Taken> {
    do throws(InboxError) {
      switch try Inbox.read(claim) {
      case .bytes(let bytes):
        let delivery = Delivery(
          id: claim.id, route: .inbox, source: claim.source, name: claim.name, bytes: bytes)
        return .delivery(delivery) { .submission($0) }
      case .rejected(let rejection):
        let provenance = Provenance(
          delivery: claim.id, route: .inbox, source: claim.source, name: claim.name, url: nil,
          byteCount: Int(clamping: claim.facts.size), digest: nil, format: nil, charset: nil)
        return .ready(
          .submission(Submission(provenance: provenance, outcome: .rejected(rejection))))
      case .stillWritten: return .ready(.giveBack)
      case .vanished: return .ready(.vanished)
      }
    } catch {
      return .ready(.failed(error))
    }
  }

  private func settle(_ rows: [(Claim, Receipt)]) {
    // First: who sees a file in its last place may ask for the status at once.
    note(rows)
    let settlements = rows.map { claim, receipt in
      (claim, receipt.rejection.map(Settlement.failed) ?? .done)
    }
    do throws(InboxError) {
      let failures = try inbox.settle(settlements, now: .now())
      if let first = failures.first {
        logger.error(
          "a finished file could not be moved; that is tried again",
          metadata: [
            "file": "\(first.claim.name)", "error": "\(first.error)",
            "others": "\(failures.count - 1)",
          ])
      }
    } catch {
      logger.error(
        "finished files may come back after a power cut", metadata: ["error": "\(error)"])
    }
  }

  /// Counts and says what became of a batch.
  private func note(_ rows: [(Claim, Receipt)]) {
    let now = Clock.now
    var counts: [String: Tally] = [:]
    for (claim, receipt) in rows {
      tally.add(receipt)
      var own = Tally()
      own.add(receipt)
      counts[claim.source, default: Tally()] += own
      logger.debug(
        "\(own.summary)",
        metadata: ["delivery": "\(claim.id)", "file": "\(claim.name)", "source": "\(claim.source)"])
      if let rejection = receipt.rejection {
        reject(rejection, source: claim.source, name: claim.name, delivery: claim.id, now)
      } else {
        arrivals.add(own, delivery: claim.id, name: claim.name)
      }
    }
    for (source, tally) in counts { board.note(source) { $0.count(tally, at: now) } }
    summarise()
  }

  private func reject(
    _ rejection: Rejection, source: String, name: String, delivery: String?, _ now: NewsDate
  ) {
    board.note(source) {
      $0.lastRejection = SourceStatus.LastRejection(
        at: now, name: name, code: rejection.code, detail: rejection.detail)
    }
    guard rejections.isWorthALine(rejection.code, at: Clock.monotonic) else { return }
    var metadata: Logger.Metadata = [
      "file": "\(name)", "reason": "\(rejection.code)", "detail": "\(rejection.detail)",
      "source": "\(source)",
    ]
    if let delivery { metadata["delivery"] = "\(delivery)" }
    logger.warning(
      delivery == nil ? "refused, and left where it is" : "rejected", metadata: metadata)
  }

  /// Says what has gathered, where it is time. Milliseconds until it is time for the rest; nil:
  /// nothing waits.
  @discardableResult
  private func summarise(isLast: Bool = false) -> Int64? {
    let now = Clock.monotonic
    if let note = arrivals.due(at: now, isLast: isLast) {
      logger.info("\(note.words)", metadata: note.metadata)
    }
    for (code, count) in rejections.due(at: now, isLast: isLast) {
      logger.warning(
        "rejected \(count) more, each in the sightings", metadata: ["reason": "\(code)"])
    }
    return [arrivals.patience(at: now), rejections.patience(at: now)].compactMap(\.self).min()
  }

  // MARK: What cannot be taken

  private func sight(_ refusals: [Refusal], _ writer: Writer) async throws {
    guard !refusals.isEmpty else { return }
    let submissions = refusals.map { refusal in
      let identity =
        "\(refusal.name) \(refusal.identity.device):\(refusal.identity.inode)"
      let provenance = Provenance(
        delivery: DeliveryID.make(milliseconds: Clock.now.milliseconds), route: .inbox,
        source: refusal.source, name: refusal.name, url: nil, byteCount: 0, digest: nil,
        format: nil, charset: nil)
      return Submission(
        provenance: provenance, outcome: .refused(refusal.rejection, identity: identity))
    }
    life.rest()
    let receipts = try await writer.submit(submissions)
    life.beat()
    let now = Clock.now
    for (refusal, receipt) in zip(refusals, receipts) {
      tally.add(receipt)
      guard receipt.rejection != nil else { continue }
      var own = Tally()
      own.add(receipt)
      board.note(refusal.source) { [own] in $0.count(own, at: now) }
      reject(
        refusal.rejection, source: refusal.source, name: refusal.name, delivery: nil, now)
    }
  }

  private func say(_ now: [Degradation]) {
    guard now != degraded else { return }
    // First: who reads the journal may ask for the status at once.
    board.note(settings.source) {
      $0.problems = now.map { .init(code: $0.code, path: $0.path, detail: $0.detail) }
    }
    life.trouble = now.first.map { first in
      "\(first.path): \(first.detail)" + (now.count > 1 ? " (and \(now.count - 1) more)" : "")
    }
    for problem in now where !degraded.contains(problem) {
      logger.error(
        "a directory is left alone",
        metadata: [
          "path": "\(problem.path)", "reason": "\(problem.code)", "detail": "\(problem.detail)",
        ])
    }
    for problem in degraded where !now.contains(problem) {
      logger.notice("a directory is well again", metadata: ["path": "\(problem.path)"])
    }
    degraded = now
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return min(seconds, 1 << 40) * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
