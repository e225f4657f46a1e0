internal import Newsroom

extension StatusReport {
  /// For a person: what is the matter first, then how each part does, in aligned lines.
  package var words: [String] {
    var lines = [headline]
    lines += problems.map { "  ! \($0)" }
    lines.append("")
    lines += Columns.align(facts)
    if !sources.isEmpty {
      lines.append("")
      lines += Columns.align([Self.head] + sources.map(row))
      lines += troubles
    }
    return lines.map(JournalHandler.oneLine)
  }

  private var headline: String {
    switch condition {
    case .well: "wireroom is well"
    case .degraded: "wireroom runs, and something is the matter:"
    case .stopped: "no daemon has this state directory"
    }
  }

  private var facts: [[String]] {
    var rows: [[String]] = [["state", state]]
    if let pid, let started {
      rows.append([
        "daemon",
        "process \(pid), for \(age(of: started)), version \(version ?? "unknown")",
      ])
    }
    if let file = configured.file {
      let read = configured.read.map { ", read \(age(of: $0)) ago" } ?? ""
      let waits =
        configured.restartNeeded.isEmpty
        ? "" : "; for a restart waits: \(configured.restartNeeded.joined(separator: ", "))"
      rows.append(["configuration", file + read + waits])
    }
    for log in logs {
      let extent = log.lastSeq == 0 ? "empty" : "seq \(log.firstSeq) to \(log.lastSeq)"
      let segments = "\(log.segments) \(log.segments == 1 ? "segment" : "segments")"
      rows.append([
        log.name,
        "\(extent), committed to \(log.committed); \(segments), \(Columns.size(log.bytes))",
      ])
    }
    for disk in disks {
      let days = disk.daysLeft.map { "; at today's pace full in \($0) days" } ?? ""
      rows.append([
        "disk",
        "\(Columns.size(disk.free)) of \(Columns.size(disk.size)) free\(days): "
          + disk.paths.joined(separator: ", "),
      ])
    }
    if let indexKeys, let indexBytes {
      let keys = "\(indexKeys) \(indexKeys == 1 ? "key" : "keys")"
      rows.append(["index", "\(keys), \(Columns.size(indexBytes))"])
    }
    if let parsers {
      let lost =
        parsers.lost == 0
        ? ""
        : "; \(parsers.lost) lost, \(parsers.rejected) "
          + "\(parsers.rejected == 1 ? "document" : "documents") rejected for it"
      rows.append(["parsers", "\(parsers.workers) now" + lost])
    }
    if let resident {
      let peak = residentPeak.map { ", at most \(Columns.size($0))" } ?? ""
      rows.append(["memory", Columns.size(resident) + peak])
    }
    return rows
  }

  private static let head = [
    "source", "kind", "last arrival", "queue", "waiting", "failed", "today", "since the start",
  ]

  private func row(_ source: SourceStatus) -> [String] {
    [
      source.name, source.kind.rawValue,
      source.lastArrival.map { "\(age(of: $0)) ago" } ?? "never",
      "\(source.queue)", "\(source.waiting)", source.failed.map { "\($0)" } ?? "-",
      source.today.counts, condition == .stopped ? "-" : source.sinceStart.counts,
    ]
  }

  private var troubles: [String] {
    var lines: [String] = []
    for source in sources {
      if let polling = source.polling, polling.failures > 0 || polling.state == "gone" {
        lines.append("\(source.name): \(polling.words)")
      }
      if let last = source.lastRejection {
        lines.append(
          "\(source.name): last rejected \(age(of: last.at)) ago: \(last.name): \(last.code): "
            + last.detail)
      }
    }
    if let sourcesAsOf { lines.append("(the sources as of \(age(of: sourcesAsOf)) ago)") }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func age(of date: NewsDate) -> String {
    Columns.span(milliseconds: at.milliseconds - date.milliseconds)
  }
}

extension Tally {
  /// `12 stories, 1 duplicate`, or `-`.
  fileprivate var counts: String { deliveries == 0 ? "-" : summary }
}
