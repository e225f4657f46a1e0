internal import CopyDesk
internal import Inbox
internal import Newsroom
package import StoryLog

/// What became of something, told from the two logs: the lines that speak of it, the chain of
/// revisions that each stands in, and every sighting of those.
package struct Trace {
  /// A line, and what else is known of it.
  package struct Entry: Sendable {
    package let line: TracedLine
    /// Whether it is what was asked for, or hangs together with it.
    package let isHit: Bool
    /// Where its file lies now; nil where that is not known, or it was none of an inbox.
    package let place: String?
  }

  /// A chain of revisions in its order, each followed by its sightings. What became no story is a
  /// chain of its own.
  package typealias Chain = [Entry]

  /// So many hits are followed; who wants more has asked for too much.
  package static let mostHits = 1000

  private let state: String
  private let query: TraceQuery
  private let progress: (LogSearch.Progress) -> Void
  private var stories: [UInt64: TracedLine] = [:]
  private var sightings: [UInt64: TracedLine] = [:]
  private var hits: Set<[UInt64]> = []

  /// All that became of what is asked for, the oldest first; empty where the logs know nothing.
  /// `progress` is called now and then while a log is searched.
  package static func run(
    _ query: TraceQuery, state: String, progress: @escaping (LogSearch.Progress) -> Void = { _ in }
  ) throws(LogError) -> [Chain] {
    var trace = Trace(state: state, query: query, progress: progress)
    try trace.findHits()
    try trace.followBack()
    try trace.followOn()
    try trace.findSightings()
    return trace.chains()
  }

  private init(
    state: String, query: TraceQuery, progress: @escaping (LogSearch.Progress) -> Void
  ) {
    self.state = state
    self.query = query
    self.progress = progress
  }

  // MARK: Finding

  private mutating func findHits() throws(LogError) {
    if case .seq(let seq) = query {
      if let line = try story(seq) {
        stories[seq] = line
        hits.insert([0, seq])
      }
      return
    }
    for log in [TracedLine.Log.stories, .sightings] {
      var found: [TracedLine] = []
      try search(log, query.needles) { line in
        if query.matches(line) { found.append(line) }
        return found.count < Self.mostHits
      }
      for line in found {
        hits.insert([log == .stories ? 0 : 1, line.seq])
        if log == .stories { stories[line.seq] = line } else { sightings[line.seq] = line }
      }
    }
  }

  /// The stories that sightings speak of, and the revisions that stand before those.
  private mutating func followBack() throws(LogError) {
    var pending = stories.values.compactMap(\.prev) + sightings.values.compactMap(\.of)
    while let seq = pending.popLast() {
      guard stories[seq] == nil, let line = try story(seq) else { continue }
      stories[seq] = line
      if let prev = line.prev { pending.append(prev) }
    }
  }

  /// The revisions that follow: they bear the uri, the address or a filed name of those they follow.
  private mutating func followOn() throws(LogError) {
    guard let first = stories.keys.min() else { return }
    var needles: Set<[UInt8]> = []
    for line in stories.values {
      if let uri = line.uri, !uri.hasPrefix("ni:") { needles.insert(Self.member("uri", uri)) }
      if let url = line.url { needles.insert(Self.member("url", url)) }
      for name in line.filed { needles.insert(TraceQuery.escaped(name)) }
    }
    var found = stories
    try search(.stories, Array(needles), from: first) { line in
      // In the log's order: whom a line follows has been seen before it.
      if let prev = line.prev, found[prev] != nil { found[line.seq] = line }
      return true
    }
    stories = found
  }

  private mutating func findSightings() throws(LogError) {
    guard !stories.isEmpty else { return }
    // A pass for each of very many needles would cost more than reading each line.
    let needles =
      stories.count <= 32
      ? stories.keys.map { Array("\"of\":\($0),".utf8) } : [Array("\"of\":".utf8)]
    var found = sightings
    try search(.sightings, needles) { line in
      if let of = line.of, stories[of] != nil { found[line.seq] = line }
      return true
    }
    sightings = found
  }

  private static func member(_ name: String, _ value: String) -> [UInt8] {
    Array("\"\(name)\":\"".utf8) + TraceQuery.escaped(value) + Array("\"".utf8)
  }

  private func search(
    _ log: TracedLine.Log, _ needles: [[UInt8]], from seq: UInt64 = 1,
    _ body: (TracedLine) -> Bool
  ) throws(LogError) {
    let search = LogSearch(stateDirectory: state, name: log.rawValue, needles: needles)
    try search.run(from: seq, progress: progress) { line in
      TracedLine(line, of: log).map(body) ?? true
    }
  }

  /// A story by its seq; nil where there is none yet, or retention has removed it.
  private func story(_ seq: UInt64) throws(LogError) -> TracedLine? {
    var reader = LogReader(stateDirectory: state, name: "stories", from: seq, to: .available)
    do throws(LogError) {
      guard let batch = try reader.next(maxBytes: 1), batch.firstSeq == seq, batch.count > 0 else {
        return nil
      }
      return TracedLine(batch[0], of: .stories)
    } catch {
      if error.code == .retired { return nil }
      throw error
    }
  }

  // MARK: Telling

  private func chains() -> [Chain] {
    let inboxes = StatusFile.read(state: state)?.sources.filter { $0.kind == .inbox } ?? []
    func entry(_ line: TracedLine) -> Entry {
      Entry(
        line: line, isHit: hits.contains([line.log == .stories ? 0 : 1, line.seq]),
        place: Self.place(of: line, inboxes.map(\.place)))
    }
    var roots: [UInt64: UInt64] = [:]
    var chains: [UInt64: Chain] = [:]
    let byStory = Dictionary(grouping: sightings.values) { $0.of ?? 0 }
    for line in stories.values.sorted(by: { $0.seq < $1.seq }) {
      let root = line.prev.flatMap { roots[$0] } ?? line.seq
      roots[line.seq] = root
      let seen = (byStory[line.seq] ?? []).sorted { $0.seq < $1.seq }
      chains[root, default: []] += ([line] + seen).map(entry)
    }
    let told = chains.sorted { $0.key < $1.key }.map(\.value)
    // Rejections, and sightings of stories that retention has removed.
    let alone = sightings.values.filter { $0.of.map { stories[$0] == nil } ?? true }
    return told + alone.sorted { $0.seq < $1.seq }.map { [entry($0)] }
  }

  private static func place(of line: TracedLine, _ inboxes: [String]) -> String? {
    guard line.route == "inbox", let name = line.name, let delivery = line.delivery,
      let at = NewsDate(timestamp: line.ts)
    else { return nil }
    for inbox in inboxes {
      if let place = Whereabouts.find(
        inbox: inbox, name: name, delivery: delivery, at: at.milliseconds, size: line.bytes)
      {
        return place
      }
    }
    return nil
  }
}
