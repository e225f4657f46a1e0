/// Removing what is old enough.
extension AppendLog {
  /// Removes sealed segments and indexes that are older than the settings keep them; seals stay.
  /// What is to go is noted and flushed first, so that a crash in between is no loss to anyone.
  /// A failure is reported as an event and tried again by the next call; a failed flush is final.
  package func applyRetention(now: Int64) {
    guard failure == nil else { return }
    let old = retired
    var new = old
    new.first = expired(settings.keepSegmentsFor, from: old.first, now: now)
    new.index = expired(settings.keepIndexFor, from: old.index, now: now)
    guard new != old else { return }
    do throws(LogError) {
      do throws(LogError) {
        try write(new)
      } catch {
        guard error.code == .noSpace else { throw error }
        // Retention is what makes room; it gets the last there is.
        dropBallast()
        degrade(error)
        try write(new)
      }
      retired = new
      for seal in sealed where (old.first..<new.first).contains(seal.first) {
        try probe(.removeSegment, paths.segment(seal.first))
        try Disk.remove(paths.segment(seal.first))
        report(.segmentRetired(paths.segment(seal.first)))
      }
      for seal in sealed where (old.index..<new.index).contains(seal.first) {
        try probe(.removeIndex, paths.index(seal.first))
        try Disk.remove(paths.index(seal.first))
      }
    } catch {
      if error.code == .flushFailed { _ = stop(error) }
      report(.retentionFailed(error))
    }
  }

  /// The first seq that is to be kept. A prefix of the log goes, never a part from its middle.
  private func expired(_ keep: Duration?, from first: UInt64, now: Int64) -> UInt64 {
    guard let keep = keep?.milliseconds else { return first }
    var first = first
    let times = SealTimes(sealed.map(\.sealed), began: active.began, now: now)
    for (seal, span) in zip(sealed, times.spans) where seal.first >= first {
      guard span.isOlder(than: keep, at: now) else { break }
      first = seal.last + 1
    }
    return first
  }

  private func write(_ retired: Retired) throws(LogError) {
    try Disk.replace(paths.retired, with: retired.line) { step throws(LogError) in
      if step == .write { try probe(.writeRetired, paths.retired) }
    }
    try Disk.flushDirectory(paths.directory)
  }
}
