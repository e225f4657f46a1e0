internal import Glibc
package import Newsroom

extension AppendLog {
  /// Opens a log, or makes it, after verifying what the last run left.
  ///
  /// `load` is given every index entry there is, oldest segment first: those of sealed segments
  /// from their `.idx`, those of the active one, and of segments whose `.idx` is missing or broken,
  /// from `index`, which makes the entries of one line (given without its newline, and its seq).
  /// Both are done with when this returns; `event` is kept for later events. `load` is told too when
  /// its line was written at the earliest, by the clock of ages: the lines' own clock may have been
  /// wrong, but none is older than the segments before its own.
  ///
  /// `now`: milliseconds since 1970, and `age` the time by which things are old enough to be
  /// forgotten, where that is another.
  ///
  /// Throws `damaged` or `lost` where the log holds less than was acknowledged, or something else;
  /// nothing on disk is changed then.
  package static func open(
    lock: borrowing StateLock, name: String, settings: LogSettings = LogSettings(), now: Int64,
    age: Int64? = nil, index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry],
    load: (_ entry: IndexEntry, _ since: Int64) -> Void,
    event: @escaping (LogEvent) -> Void
  ) throws(LogError) -> AppendLog {
    let paths = LogPaths(state: lock.directory, name: name)
    try Disk.makeDirectory(paths.directory)
    try Disk.flushDirectory(paths.state)
    var recovery = try Recovery(
      paths: paths, settings: settings, now: now, age: age ?? now, report: event)
    try recovery.readSealed(index: index, load: load)
    return try recovery.openActive(index: index, load: load)
  }
}

/// What a start does before the log can be trusted.
struct Recovery {
  private let paths: LogPaths
  private let settings: LogSettings
  private let now: Int64
  private let age: Int64
  private let report: (LogEvent) -> Void
  private let probe: Probe
  /// The mark of the last run, nil where there is none that is whole.
  private let mark: Committed?
  private let retired: Retired
  /// First seqs of the segments and seals that there are.
  private var segments: [UInt64]
  private let seals: [UInt64]
  private var sealed: [Seal] = []
  /// By the first seq of their segments.
  private var spans: [UInt64: SealTimes.Span] = [:]
  /// When what is read next was written at the earliest.
  private var since = Int64.min
  /// The seq after what was read so far, and the chain before it; nil where it is not known.
  private var next: UInt64 = 1
  private var chain: Digest? = .zero

  /// Looks round, and clears away what was never finished.
  init(
    paths: LogPaths, settings: LogSettings, now: Int64, age: Int64,
    report: @escaping (LogEvent) -> Void
  ) throws(LogError) {
    self.age = age
    self.paths = paths
    self.settings = settings
    self.now = now
    self.report = report
    probe = Probe(body: settings.probe)
    let inventory = try Inventory(paths)
    for path in inventory.leftovers + [paths.nextTail] { try Disk.remove(path) }
    retired = try Retired.read(paths.retired)
    mark = try Committed.read(paths.committed)
    seals = inventory.seals
    segments = []
    for first in inventory.segments {
      // Retention had noted that it would go.
      if first < retired.first {
        try Disk.remove(paths.segment(first))
      } else {
        segments.append(first)
      }
    }
    try dropUnbegun()
  }

  /// A roll that was put off, or cut short before the seal had its name, may leave an empty
  /// segment behind one that is still in use.
  private mutating func dropUnbegun() throws(LogError) {
    while segments.count > 1, let last = segments.last,
      !seals.contains(segments[segments.count - 2]),
      let file = try File.openIfThere(paths.segment(last)), try file.size() == 0
    {
      try Disk.remove(paths.segment(last))
      segments.removeLast()
    }
  }

  /// The segment that lines are appended to, if there is one.
  private var activeFirst: UInt64? {
    guard let last = segments.last, !seals.contains(last), last >= seals.last ?? 0 else {
      return nil
    }
    return last
  }

  /// Reads the seals and indexes, and seals what has lost its seal.
  mutating func readSealed(
    index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry], load: (IndexEntry, Int64) -> Void
  ) throws(LogError) {
    let active = activeFirst
    var known: [Seal] = []
    for first in seals { if let seal = try Seal.read(paths.seal(first)) { known.append(seal) } }
    let times = SealTimes(known.map(\.sealed), began: mark?.began, now: age)
    since = times.beginning
    for (seal, span) in zip(known, times.spans) { spans[seal.first] = span }
    var unread = known[...]
    for first in Set(segments).union(seals).sorted() where first != active {
      try meet(first)
      if let seal = unread.first, seal.first == first {
        unread.removeFirst()
        try accept(seal, index: index, load: load)
      } else {
        try sealLate(first, index: index, load: load)
      }
    }
    if let active { try meet(active) }
  }

  /// Compares where a segment begins with where the one before it ended.
  private mutating func meet(_ first: UInt64) throws(LogError) {
    if first == next { return }
    if first < next {
      throw .damaged(
        paths.segment(first), "seq \(first) was held by the segment before it already")
    }
    if first > retired.first { report(.segmentMissing(first: next, last: first - 1)) }
    next = first
    chain = nil
  }

  private mutating func accept(
    _ seal: Seal, index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry],
    load: (IndexEntry, Int64) -> Void
  ) throws(LogError) {
    if let before = sealed.last, chain != nil, before.digest != seal.previous {
      report(.sealsDisagree(path: paths.seal(seal.first)))
    }
    let file = try File.openIfThere(paths.segment(seal.first))
    if let file {
      let size = try file.size()
      if size != seal.bytes {
        throw .damaged(file.path, "the file has \(size) bytes and its seal says \(seal.bytes)")
      }
    } else if seal.last >= retired.first {
      report(.segmentMissing(first: seal.first, last: seal.last))
    }
    let span = spans[seal.first] ?? SealTimes.Span(earliest: since, latest: age)
    let isForgotten =
      seal.first < retired.index
      || settings.keepIndexFor.map { span.isOlder(than: $0.milliseconds, at: age) } ?? false
    if !isForgotten {
      try loadIndex(of: seal, file, index: index) { load($0, since) }
    }
    since = span.earliest
    sealed.append(seal)
    next = seal.last + 1
    chain = seal.chain
  }

  private func loadIndex(
    of seal: Seal, _ file: File?, index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry],
    load: (IndexEntry) -> Void
  ) throws(LogError) {
    let path = paths.index(seal.first)
    let bytes = try Disk.contents(path)
    guard
      let reason = bytes.map({ IndexFile.read($0, first: seal.first, load: load) })
        ?? "it is missing"
    else { return }
    guard let file else { return report(.indexLost(path: path, reason: reason)) }
    var entries: [IndexEntry] = []
    let scan = try scan(file, seal.first, index: index) {
      load($0); entries.append($0)
    }
    if let error = scan.error(file.path) { throw error }
    if scan.merkle.root != seal.root || scan.chain != seal.chain || scan.next != seal.last + 1 {
      throw .damaged(file.path, "its lines are not those that its seal was made of")
    }
    do throws(LogError) {
      try paths.writeIndex(seal.first, entries, probe: probe)
      try Disk.flushDirectory(paths.directory)
    } catch {
      // It can be made again by the next start.
      if error.code != .noSpace { throw error }
    }
    report(.indexRebuilt(segment: file.path, reason: reason))
  }

  /// Verifies a segment that others follow and seals it.
  private mutating func sealLate(
    _ first: UInt64, index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry],
    load: (IndexEntry, Int64) -> Void
  ) throws(LogError) {
    let path = paths.segment(first)
    let file = try File.open(path, O_RDWR)
    var entries = try carried(into: first)
    for entry in entries { load(entry, since) }
    let scan = try scan(file, first, index: index) {
      load($0, since); entries.append($0)
    }
    if let error = scan.error(path) { throw error }
    guard scan.count > 0, let end = scan.chain else {
      throw .damaged(path, "the segment is empty and others follow it")
    }
    let seal = Seal(
      first: first, last: scan.next - 1, bytes: scan.bytes, root: scan.merkle.root, chain: end,
      previous: sealed.last?.digest ?? .zero, sealed: now)
    try file.flush()
    try paths.write(seal, entries: entries, probe: probe)
    try Disk.flushDirectory(paths.directory)
    sealed.append(seal)
    next = scan.next
    chain = end
    report(.sealedLate(segment: path))
  }

  /// Reads a segment after what was read so far.
  private func scan(
    _ file: File, _ first: UInt64, wanted: UInt64 = 0,
    index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry], keep: (IndexEntry) -> Void
  ) throws(LogError) -> SegmentScan {
    try SegmentScan(file, first: first, after: chain, wanted: wanted) { line, seq in
      do {
        for entry in try index(line, seq) { keep(entry) }
        return nil
      } catch {
        return "its keys cannot be read: \(error)"
      }
    }
  }

  /// Verifies the active segment, cuts a torn tail, and opens the log on it; seals it first where
  /// it holds bytes of which nobody knows whether the disk has them.
  func openActive(
    index: (ArraySlice<UInt8>, UInt64) throws -> [IndexEntry], load: (IndexEntry, Int64) -> Void
  ) throws(LogError) -> AppendLog {
    var active: ActiveSegment
    var end = chain
    var isSuspect = false
    var since = since
    if let began = mark?.began, began <= age { since = max(since, began) }
    if let first = activeFirst {
      let file = try File.open(paths.segment(first), O_RDWR)
      var floor = 0
      if let mark, mark.segment == first { floor = mark.offset }
      let size = try file.size()
      isSuspect = size > floor
      if isSuspect { try rewrite(file, floor..<size) }
      var entries: [IndexEntry] = []
      let scan = try scan(file, first, wanted: mark?.seq ?? 0, index: index) {
        load($0, since)
        entries.append($0)
      }
      try judge(scan, file, floor: floor)
      if scan.bytes < size { try cutTorn(file, scan.bytes..<size) }
      end = scan.chain
      let began = mark.flatMap { $0.segment == first ? $0.began : nil } ?? now
      active = ActiveSegment(scan, file: file, began: began, entries: entries)
    } else {
      if let mark, mark.seq >= next { throw lost(mark.seq, after: next - 1, paths.directory) }
      let file = try File.open(paths.segment(next), O_RDWR | O_CREAT)
      active = ActiveSegment(first: next, file: file, began: now)
    }
    active.carry(try carried(into: active.first))
    for entry in active.carried { load(entry, since) }
    try Disk.flushDirectory(paths.directory)
    let log = try AppendLog(
      paths: paths, settings: settings, report: report, sealed: sealed, retired: retired,
      active: active, chain: end ?? .zero)
    try log.pointTail()
    log.restoreBallast()
    try log.writeMark(.markRoll)
    if isSuspect, active.bytes > 0 { try log.roll(now: now) }
    return log
  }

  /// What the last run has carried over into a segment that is not sealed. Such an index is no more
  /// than a help: one that is broken is as good as none. A roll that was cut short leaves one that
  /// holds the segment's own lines too, which are read from the segment.
  private func carried(into first: UInt64) throws(LogError) -> [IndexEntry] {
    guard let bytes = try Disk.contents(paths.index(first)) else { return [] }
    var entries: [IndexEntry] = []
    _ = IndexFile.read(bytes, first: first) { if $0.seq < first { entries.append($0) } }
    return entries
  }

  /// Refuses a segment whose damage no crash explains, or that has lost what was acknowledged.
  private func judge(_ scan: SegmentScan, _ file: File, floor: Int) throws(LogError) {
    if let damage = scan.damage {
      let isTorn = !damage.isBeforeGoodLines || damage.isUnwritten
      if !isTorn || (damage.byte < floor && damage.fault != .incomplete) {
        throw scan.error(file.path) ?? .damaged(file.path, "it cannot be read")
      }
    }
    guard let mark else { return }
    if scan.bytes < floor || mark.seq >= scan.next {
      throw lost(mark.seq, after: scan.next - 1, file.path)
    }
    if let found = scan.wantedChain, found != mark.chain {
      throw .damaged(file.path, "seq \(mark.seq) is not the line that `committed` speaks of")
    }
  }

  private func lost(_ committed: UInt64, after seq: UInt64, _ path: String) -> LogError {
    LogError(
      .lost, path: path,
      detail: "acknowledged lines are gone: \(committed) was committed and the log ends at \(seq)",
      hint: "No power cut does this to a disk that keeps its word. Restore the log from a backup; "
        + "or, accepting the loss, remove `committed` and start again.")
  }

  /// Writes bytes again that the last run did not mark as flushed. After a failed flush the page
  /// cache shows bytes that the disk may not have and calls them clean; written again they are
  /// dirty, and a flush tells the truth about them. So this comes before they are verified.
  private func rewrite(_ file: File, _ range: Range<Int>) throws(LogError) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let bytes = try file.read(at: offset, count: min(1 << 20, range.upperBound - offset))
      if bytes.isEmpty { break }
      try probe(.rewrite, file.path)
      try file.write(bytes, at: offset)
      offset += bytes.count
    }
    try probe(.flushRewrite, file.path)
    try file.flush()
    report(.rewritten(segment: file.path, bytes: offset - range.lowerBound))
  }

  /// Copies a torn tail to a file of its own, then cuts it off.
  private func cutTorn(_ file: File, _ range: Range<Int>) throws(LogError) {
    let path = try freePath("\(file.path).torn-\(stamp)")
    do throws(LogError) {
      try copy(file, range, to: path)
    } catch {
      guard error.code == .noSpace else { throw error }
      // A full disk and a crash like to come together.
      try Disk.remove(path)
      try Disk.remove(paths.ballast)
      try copy(file, range, to: path)
    }
    try Disk.flushDirectory(paths.directory)
    try probe(.cutTorn, file.path)
    try file.cut(to: range.lowerBound)
    try file.flush()
    report(.tornTail(copy: path, bytes: range.count))
  }

  /// The time, without the characters that a shell or a foreign file system minds.
  private var stamp: String {
    NewsDate(milliseconds: now).rfc3339(milliseconds: true).filter { $0 != "-" && $0 != ":" }
  }

  /// A path that no file has.
  private func freePath(_ path: String) throws(LogError) -> String {
    var number = 1
    while try File.openIfThere(number == 1 ? path : "\(path)-\(number)") != nil { number += 1 }
    return number == 1 ? path : "\(path)-\(number)"
  }

  private func copy(_ file: File, _ range: Range<Int>, to path: String) throws(LogError) {
    try probe(.copyTorn, path)
    let copy = try File.open(path, O_RDWR | O_CREAT | O_EXCL)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let bytes = try file.read(at: offset, count: min(1 << 20, range.upperBound - offset))
      if bytes.isEmpty { break }
      try copy.write(bytes, at: offset - range.lowerBound)
      offset += bytes.count
    }
    try probe(.flushTorn, path)
    try copy.flush()
  }
}
