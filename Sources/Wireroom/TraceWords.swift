extension Trace {
  /// A chain for a person, in aligned lines.
  package static func words(_ chain: Chain) -> [String] {
    var lines: [String] = []
    for entry in chain {
      let line = entry.line
      lines.append(head(entry))
      var rows: [[String]] = []
      if line.log == .stories {
        if let headline = line.headline { rows.append(["headline", headline]) }
        if let uri = line.uri { rows.append(["uri", uri]) }
        if let url = line.url { rows.append(["url", url]) }
        if let content = line.content { rows.append(["content", content]) }
      }
      if let reason = line.reason {
        rows.append(["reason", line.detail.map { "\(reason): \($0)" } ?? reason])
      }
      rows.append(["came", origin(line)])
      if let raw = line.rawHash { rows.append(["bytes", raw]) }
      if let place = entry.place { rows.append(["lies in", place]) }
      lines += Columns.align(rows).map { "    " + $0 }
    }
    return lines.map(JournalHandler.oneLine)
  }

  /// `seq 15  update of 12, revision 2  2026-…  desk  *`
  private static func head(_ entry: Entry) -> String {
    let line = entry.line
    let mark = entry.isHit ? "* " : "  "
    let number = line.log == .stories ? "seq \(line.seq)" : "sighting \(line.seq)"
    var what = line.kind
    if let prev = line.prev { what += " of \(prev)" }
    if let rev = line.rev, rev > 1 { what += ", revision \(rev)" }
    if let of = line.of { what += " of \(of)" }
    if let by = line.by { what += ", by its \(by)" }
    return "\(mark)\(number)  \(what)  \(line.ts)  \(line.source)"
  }

  private static func origin(_ line: TracedLine) -> String {
    var words = line.route.map { "by \($0)" } ?? "somehow"
    if let name = line.name { words += " as \(name)" }
    if let url = line.fetchedFrom { words += " from \(url)" }
    if let member = line.member { words += ", in it \(member)" }
    if let part = line.part, part.1 > 1 { words += ", story \(part.0) of \(part.1) in it" }
    words += ", \(line.bytes) bytes"
    if let format = line.format { words += ", \(format)" }
    if let delivery = line.delivery { words += ", delivery \(delivery)" }
    return words
  }
}
