internal import CopyDesk
internal import Newsroom
internal import StoryLog

/// What has arrived since a daemon last noted its status: a kill comes between two notes, and the
/// logs know what came then.
enum Arrivals {
  /// Lines that are read of each log at most: a minute of the busiest room, and not a log whose
  /// status somebody has put back from a backup.
  private static let mostLines: UInt64 = 262_144

  /// The sources of a report with what the logs hold behind it.
  static func since(_ report: StatusReport) -> [SourceStatus] {
    var sources = report.sources
    for log in report.logs {
      for (source, arrived) in lines(of: log, state: report.state) {
        guard let n = sources.firstIndex(where: { $0.name == source }) else { continue }
        for (at, tally) in arrived {
          sources[n].turn(to: at)
          sources[n].today += tally
          sources[n].lastArrival = max(sources[n].lastArrival ?? at, at)
        }
      }
    }
    return sources
  }

  private static func lines(
    of log: StatusReport.Log, state: String
  ) -> [String: [(at: NewsDate, tally: Tally)]] {
    var found: [String: [(at: NewsDate, tally: Tally)]] = [:]
    // A log that cannot be read is for others to complain of.
    guard let last = try? LogReader.extent(stateDirectory: state, name: log.name).bounds.last,
      last > log.lastSeq
    else { return [:] }
    let first = max(log.lastSeq + 1, last > mostLines ? last - mostLines : 1)
    var reader = LogReader(stateDirectory: state, name: log.name, from: first, to: .available)
    // Whole deliveries were counted, and each part says of which of them it is.
    var delivery: String?
    while reader.nextSeq <= last, let batch = try? reader.next() {
      for n in 0..<batch.count {
        guard let line = LoggedLine(batch[n]), let at = line.at else { continue }
        var tally = Tally(line.kind)
        if line.delivery != delivery { tally.deliveries = 1 }
        delivery = line.delivery
        found[line.source, default: []].append((at, tally))
      }
    }
    return found
  }
}

extension Tally {
  /// A line of that kind, counted.
  fileprivate init(_ kind: String) {
    self.init()
    switch kind {
    case "story": stories = 1
    case "update", "correction", "cancel": updates = 1
    case "duplicate": duplicates = 1
    case "late": late = 1
    default: rejected = 1
    }
  }
}
