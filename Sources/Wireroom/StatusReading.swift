internal import CPlatform
internal import CopyDesk
internal import Glibc
internal import Inbox
package import Isolation
internal import Newsroom
internal import StoryLog

/// Puts a daemon's status together from what its loops have noted: no loop is asked, none waits.
package struct StatusReading: Sendable {
  private let board: StatusBoard
  private let writer: Writer
  private let parsers: Parsers
  private let state: String
  private let first: Writer.Standing

  package init(board: StatusBoard, writer: Writer, parsers: Parsers, state: String) {
    self.board = board
    self.parsers = parsers
    self.writer = writer
    self.state = state
    first = writer.status
  }

  /// How it stands now. `looksAround`: with what the file systems say of the inboxes, which may
  /// block for as long as a network likes; for a thread that nothing else needs.
  package func report(looksAround: Bool) -> StatusReport {
    let now = Clock.now
    var report = StatusReport(at: now, state: state)
    report.version = Machine.version
    report.pid = Int(getpid())
    report.started = board.started
    report.configured = board.configured
    report.sources = board.sources(at: now)
    let standing = writer.status
    report.logs = [
      .init(name: "stories", standing.stories), .init(name: "sightings", standing.sightings),
    ]
    report.indexKeys = standing.keys
    report.indexBytes = standing.indexBytes
    if looksAround {
      report.sources = report.sources.map { $0.withFailedCount() }
      report.disks = Disks.read(
        [state] + report.sources.filter { $0.kind == .inbox }.map(\.place),
        growth: Growth(since: board.started, first: first, now, standing))
    }
    (report.resident, report.residentPeak) = Machine.memory
    if let standing = parsers.standing { report.parsers = .init(standing) }
    report.problems = problems(of: report, standing)
    report.condition = report.problems.isEmpty ? .well : .degraded
    return report
  }

  private func problems(of report: StatusReport, _ standing: Writer.Standing) -> [String] {
    var problems: [String] = []
    if let trouble = standing.trouble { problems.append("nothing is taken in: \(trouble)") }
    if let trouble = parsers.standing?.trouble { problems.append("nothing is parsed: \(trouble)") }
    for source in report.sources {
      for problem in source.problems {
        problems.append("\(source.name): \(problem.path) is left alone: \(problem.detail)")
      }
    }
    if let error = report.configured.error {
      problems.append("the new configuration: \(error)")
    }
    return problems
  }
}

extension StatusReport.Parsers {
  init(_ standing: ParserStanding) {
    self.init(workers: standing.workers, lost: standing.lost, rejected: standing.rejected)
  }
}

extension StatusReport.Log {
  init(name: String, _ status: LogStatus) {
    self.init(name: name)
    segments = status.segments
    bytes = status.bytes
    firstSeq = status.firstSeq
    lastSeq = status.lastSeq
    committed = status.committed
  }
}

extension SourceStatus {
  /// With what lies in `_failed/`, where it is an inbox's own.
  func withFailedCount() -> SourceStatus {
    var source = self
    if kind == .inbox { source.failed = FailedShelf.count(inbox: place) }
    return source
  }
}

/// How fast the logs have grown since a daemon's start.
struct Growth {
  /// Bytes a day; nil: too early to say.
  let bytesPerDay: Int?

  /// A rate over less than an hour, or of few lines, says nothing of a day.
  init(since start: NewsDate, first: Writer.Standing, _ now: NewsDate, _ last: Writer.Standing) {
    let elapsed = Double(now.milliseconds - start.milliseconds)
    guard elapsed >= 3_600_000 else {
      bytesPerDay = nil
      return
    }
    // By lines: retention takes bytes away, and numbers only grow.
    let bytes = [(first.stories, last.stories), (first.sightings, last.sightings)].reduce(0.0) {
      sum, log in
      let (old, new) = log
      let kept = Double(max(1, new.lastSeq - min(new.lastSeq, new.firstSeq - 1)))
      let grown = Double(new.lastSeq - min(new.lastSeq, old.lastSeq))
      return sum + Double(new.bytes) / kept * grown
    }
    let daily = bytes * 86_400_000 / elapsed
    bytesPerDay = daily >= 1 && daily < 1e15 ? Int(daily) : nil
  }
}

/// The file systems that paths lie on.
enum Disks {
  /// One row for each; the first path's is the one that grows.
  static func read(_ paths: [String], growth: Growth?) -> [StatusReport.Disk] {
    var disks: [(device: UInt64, disk: StatusReport.Disk)] = []
    for (n, path) in paths.enumerated() {
      var (free, size, device): (Int64, Int64, UInt64) = (0, 0, 0)
      guard unsafe wr_room(path, &free, &size, &device) == 0 else { continue }
      if let known = disks.firstIndex(where: { $0.device == device }) {
        disks[known].disk.paths.append(path)
        continue
      }
      var daysLeft: Int?
      if n == 0, let daily = growth?.bytesPerDay { daysLeft = Int(free) / max(1, daily) }
      disks.append(
        (device, .init(paths: [path], free: Int(free), size: Int(size), daysLeft: daysLeft)))
    }
    return disks.map(\.disk)
  }
}

extension StatusReport {
  /// What a state directory says by itself, where no daemon answers; nil where there is no log.
  package static func offline(state: String) -> StatusReport? {
    let now = Clock.now
    var report = StatusReport(at: now, state: state)
    if let last = StatusFile.read(state: state) {
      report.configured = last.configured
      report.configured.error = nil
      report.sources = Arrivals.since(last).map {
        var source = $0.withFailedCount()
        source.queue = 0
        source.waiting = 0
        source.problems = []
        source.turn(to: now)
        return source
      }
      report.sourcesAsOf = last.at
    }
    for name in ["stories", "sightings"] {
      guard let extent = try? LogReader.extent(stateDirectory: state, name: name) else { continue }
      var log = Log(name: name)
      log.segments = extent.segments
      log.bytes = extent.bytes
      log.firstSeq = extent.bounds.first
      log.lastSeq = extent.bounds.last
      log.committed = extent.committed
      report.logs.append(log)
    }
    guard !report.logs.isEmpty else { return nil }
    report.disks = Disks.read([state] + report.sources.map(\.place), growth: nil)
    return report
  }
}
