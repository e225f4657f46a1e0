internal import Glibc
package import Newsroom

/// One append-only log: `stories` or `sightings`. A line is staged, then committed with whatever
/// else is staged by one write and one flush; only what `commit` returned for is acknowledged.
/// It is owned by the single thread that writes, and is valid while that thread's `StateLock` is.
package final class AppendLog {
  let paths: LogPaths
  let settings: LogSettings
  let probe: Probe
  let report: (LogEvent) -> Void
  /// Every seal there is, ascending; the segments of the first may be retired.
  var sealed: [Seal]
  var retired: Retired
  var active: ActiveSegment
  /// Whole lines that are in no file yet.
  private var staging: [UInt8] = []
  private(set) var stagedLines = 0
  /// The chain of the last line, staged or not.
  private var chain: Digest
  /// The last line that was flushed, and its chain.
  private(set) var committedSeq: UInt64
  private var committedChain: Digest
  private let mark: File
  private var canPreallocate: Bool
  /// Why nothing more can be done.
  private(set) var failure: LogError?
  /// Why nothing more should be taken in.
  package private(set) var degraded: LogError?
  /// After a roll that failed for want of room.
  var rollNotBefore = Int64.min

  init(
    paths: LogPaths, settings: LogSettings, report: @escaping (LogEvent) -> Void, sealed: [Seal],
    retired: Retired, active: ActiveSegment, chain: Digest
  ) throws(LogError) {
    self.paths = paths
    self.settings = settings
    self.report = report
    self.sealed = sealed
    self.retired = retired
    self.active = active
    self.chain = chain
    probe = Probe(body: settings.probe)
    committedSeq = active.nextSeq - 1
    committedChain = chain
    canPreallocate = settings.preallocateBytes > 0
    mark = try File.open(paths.committed, O_RDWR | O_CREAT)
  }

  /// The last line's chain, staged or not.
  var lastChain: Digest { chain }

  /// The seq that the next staged line must bear.
  package var nextSeq: UInt64 { active.nextSeq }
  /// Lines that wait for `commit`.
  package var stagedCount: Int { stagedLines }
  /// Their bytes.
  package var stagedBytes: Int { staging.count }

  /// Stages one line: a record's JSON from `{"v":1,"seq":<nextSeq>,` up to its last member, without
  /// the closing brace; the log adds the chain. `entries`: its keys for the dedup index. Touches no
  /// disk. Throws `malformed` where the line is not of that shape, and stages nothing.
  package func stage(_ line: [UInt8], entries: [IndexEntry]) throws(LogError) {
    try refuseIfStopped()
    guard LogLine.seq(of: line.span) == nextSeq,
      LineScanner.newline(in: line, 0..<line.count) == nil
    else {
      throw LogError(
        .malformed, path: paths.directory,
        detail: "a staged line does not begin with seq \(nextSeq), or holds a newline",
        hint: "Report this: it is a mistake in the program.")
    }
    let start = staging.count
    chain = unsafe line.withUnsafeBytes { unsafe LogLine.chain(after: chain, body: $0) }
    staging.append(contentsOf: line)
    staging.append(contentsOf: LogLine.chainKey)
    HexText(chain).append(to: &staging)
    staging.append(contentsOf: LogLine.closing)
    unsafe staging.withUnsafeBytes {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: $0[start..<$0.count - 1])
      unsafe active.append(bytes, at: active.bytes + start, entries: entries)
    }
    stagedLines += 1
  }

  /// Keeps keys of lines before the active segment in that one's index: those of lines that are seen
  /// again and again, which dedup must not forget when the index that they stand in grows old.
  /// Written when the segment is sealed and when the log is closed; a crash loses them.
  package func carry(_ entries: [IndexEntry]) {
    active.carry(entries.filter { $0.seq < active.first })
  }

  /// Appends what is staged with one write and one flush, then rolls if that is due. With nothing
  /// staged it only looks whether there is room again. `now`: milliseconds since 1970.
  ///
  /// Throws `noSpace` (disposition retry): nothing was appended, what is staged stays staged, and
  /// `status.degraded` is set until there is room for the ballast again; take nothing in while it
  /// is, and call `commit` now and then. Any other error is final: every later call throws it too,
  /// and nothing of this group may be acknowledged.
  package func commit(now: Int64) throws(LogError) {
    try refuseIfStopped()
    if !staging.isEmpty { try appendStaged() }
    if degraded != nil { restoreBallast() }
    try rollIfDue(now: now)
  }

  private func appendStaged() throws(LogError) {
    preallocate()
    do throws(LogError) {
      try probe(.write, active.file.path)
      try active.file.write(staging, at: active.bytes)
    } catch {
      guard error.code == .noSpace else { throw stop(error) }
      try giveWay(error)
      throw error
    }
    do throws(LogError) {
      try probe(.flush, active.file.path)
      try active.file.flush()
    } catch {
      throw stop(error)
    }
    active.bytes += staging.count
    committedSeq = nextSeq - 1
    committedChain = chain
    stagedLines = 0
    // One huge group must not keep its memory for ever.
    if staging.capacity > 16 << 20 {
      staging = []
    } else {
      staging.removeAll(keepingCapacity: true)
    }
    try writeMark(.mark)
    do throws(LogError) { try probe(.committed, active.file.path) } catch { throw stop(error) }
  }

  /// Allocates blocks ahead of the writes, so that most flushes need not. Only a wish: the write
  /// itself finds out whether there is room.
  private func preallocate() {
    let end = active.bytes + staging.count
    guard canPreallocate, degraded == nil, end > active.preallocated else { return }
    let step = min(settings.preallocateBytes, 1 << 30)
    let target = (end / step + 1) * step
    if (try? probe(.preallocate, active.file.path)) == nil { return }
    switch active.file.preallocate(
      from: active.preallocated, count: target - active.preallocated)
    {
    case 0: active.preallocated = target
    case EOPNOTSUPP, ENOSYS, EINVAL: canPreallocate = false
    default: break
    }
  }

  /// Notes in `committed` how far the log is safe.
  func writeMark(_ step: LogStep) throws(LogError) {
    let line = Committed(
      seq: committedSeq, segment: active.first, offset: active.bytes, chain: committedChain,
      began: active.began
    ).line
    do throws(LogError) {
      try probe(step, mark.path)
      try mark.write(line, at: 0)
    } catch {
      // A lower bound may stay where it was.
      if error.code != .noSpace { throw stop(error) }
    }
  }

  /// Takes back what a full disk let through of the group, and gives up the ballast, so that what
  /// is in hand already may still find its way in.
  private func giveWay(_ cause: LogError) throws(LogError) {
    do throws(LogError) {
      try cutBack()
    } catch {
      guard error.code == .noSpace else { throw stop(error) }
      // A copying file system needs room to make room.
      dropBallast()
      do throws(LogError) { try cutBack() } catch { throw stop(error) }
    }
    dropBallast()
    degrade(cause)
  }

  private func cutBack() throws(LogError) {
    try probe(.cut, active.file.path)
    try active.file.cut(to: active.bytes)
    active.preallocated = active.bytes
  }

  func dropBallast() {
    if (try? probe(.dropBallast, paths.ballast)) == nil { return }
    try? Disk.remove(paths.ballast)
  }

  /// Says, once, that there is no room.
  func degrade(_ cause: LogError) {
    if degraded == nil { report(.degraded(cause)) }
    degraded = cause
  }

  /// Makes the ballast where there is none; there is room again if that succeeds.
  func restoreBallast() {
    do throws(LogError) {
      try probe(.makeBallast, paths.ballast)
      try Ballast.make(paths.ballast, in: paths.directory, bytes: settings.ballastBytes)
    } catch {
      return degrade(error)
    }
    if degraded != nil { report(.recovered) }
    degraded = nil
  }

  func refuseIfStopped() throws(LogError) {
    if let failure { throw failure }
  }

  /// Makes an error final.
  func stop(_ error: LogError) -> LogError {
    failure = error
    return error
  }

  /// Ends the log's use and gives back what was allocated ahead. What is staged is dropped: it was
  /// never acknowledged.
  package func close() {
    guard failure == nil else { return }
    try? active.file.cut(to: active.bytes)
    if !active.carried.isEmpty { try? paths.writeIndex(active.first, active.carried, probe: probe) }
    failure = LogError(
      .closed, path: paths.directory, detail: "the log is closed",
      hint: "Report this: it is a mistake in the program.")
  }

  /// A staged line's bytes, for `line(seq:)`.
  func stagedLine(_ seq: UInt64, from known: (seq: UInt64, offset: Int)) -> [UInt8]? {
    var start = known.offset
    var current = known.seq
    while let length = LineScanner.newline(in: staging, start..<staging.count) {
      if current == seq { return Array(staging[start..<start + length]) }
      start += length + 1
      current += 1
    }
    return nil
  }
}
