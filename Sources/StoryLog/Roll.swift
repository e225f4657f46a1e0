internal import Glibc
internal import Newsroom

/// Sealing the active segment and beginning the next.
extension AppendLog {
  /// Rolls if the active segment is large or old enough; does nothing while lines are staged. A
  /// roll that finds no room is put off. Throws only what is final.
  package func rollIfDue(now: Int64) throws(LogError) {
    try refuseIfStopped()
    let gap = settings.rollMinimumGap.milliseconds
    // A clock that was set back must not put a roll off for as long.
    if now < active.began { active.began = now }
    if rollNotBefore > now, rollNotBefore - gap > now { rollNotBefore = now }
    guard stagedCount == 0, active.bytes > 0, now >= rollNotBefore else { return }
    let (age, overflow) = now.subtractingReportingOverflow(active.began)
    if overflow || age < gap { return }
    guard active.bytes >= settings.rollBytes || age >= settings.rollInterval.milliseconds else {
      return
    }
    try roll(now: now)
  }

  /// Rolls now.
  func roll(now: Int64) throws(LogError) {
    let seal: Seal
    let next: File
    do throws(LogError) {
      next = try begin(nextSeq)
      seal = try sealActive(now: now)
    } catch {
      guard error.code == .noSpace else { throw stop(error) }
      // The new segment is empty and nobody knows it: recovery would drop it just so.
      try? Disk.remove(paths.nextTail)
      try? Disk.remove(paths.segment(nextSeq))
      let (later, overflow) = now.addingReportingOverflow(settings.rollMinimumGap.milliseconds)
      rollNotBefore = overflow ? now : later
      report(.rollPutOff(error))
      return
    }
    do throws(LogError) {
      try probe(.flushDirectory, paths.directory)
      try Disk.flushDirectory(paths.directory)
      let old = active.file.path
      sealed.append(seal)
      active = ActiveSegment(first: seal.last + 1, file: next, began: now)
      try pointTail()
      try writeMark(.markRoll)
      try probe(.rolled, old)
      report(.rolled(sealed: old, lines: seal.count, bytes: seal.bytes))
    } catch {
      throw stop(error)
    }
  }

  /// Makes an empty segment, and a link to it that will become the tail.
  private func begin(_ first: UInt64) throws(LogError) -> File {
    let path = paths.segment(first)
    try probe(.createSegment, path)
    let file = try File.open(path, O_RDWR | O_CREAT)
    guard try file.size() == 0 else {
      throw .damaged(path, "there are lines in a segment that was never begun")
    }
    do throws(LogError) {
      try probe(.linkTail, paths.nextTail)
      try? Disk.remove(paths.nextTail)
      try Disk.link(path, to: paths.nextTail)
    } catch {
      if error.code == .noSpace { throw error }
      report(.tailUnavailable(error))
    }
    return file
  }

  /// Writes the active segment's index and seal; it is sealed once the seal has its name.
  private func sealActive(now: Int64) throws(LogError) -> Seal {
    try probe(.trim, active.file.path)
    try active.file.cut(to: active.bytes)
    active.preallocated = active.bytes
    let seal = Seal(
      first: active.first, last: nextSeq - 1, bytes: active.bytes, root: active.merkle.root,
      chain: lastChain, previous: sealed.last?.digest ?? .zero, sealed: now)
    try paths.write(seal, entries: active.carried + active.entries, probe: probe)
    return seal
  }

  /// Makes the file to tail a link to the active segment, by one rename.
  func pointTail() throws(LogError) {
    do throws(LogError) {
      if Disk.isSame(paths.tail, active.file.path) { return }
      if !Disk.isSame(paths.nextTail, active.file.path) {
        try Disk.remove(paths.nextTail)
        try Disk.link(active.file.path, to: paths.nextTail)
      }
      try probe(.renameTail, paths.nextTail)
      try Disk.rename(paths.nextTail, to: paths.tail)
    } catch {
      // Without its link the log is as safe; the next roll or start makes it anew.
      return report(.tailUnavailable(error))
    }
    try probe(.flushState, paths.state)
    try Disk.flushDirectory(paths.state)
  }
}

extension LogPaths {
  /// Writes a segment's index, then its seal. The directory is the caller's to flush.
  func write(_ seal: Seal, entries: [IndexEntry], probe: Probe) throws(LogError) {
    try writeIndex(seal.first, entries, probe: probe)
    let path = self.seal(seal.first)
    try Disk.replace(path, with: seal.line) { step throws(LogError) in
      switch step {
      case .write: try probe(.writeSeal, path)
      case .flush: try probe(.flushSeal, path)
      case .rename: try probe(.renameSeal, path)
      }
    }
  }

  /// Writes a segment's index.
  func writeIndex(_ first: UInt64, _ entries: [IndexEntry], probe: Probe) throws(LogError) {
    let path = index(first)
    let bytes = IndexFile.bytes(first: first, entries: entries)
    try Disk.replace(path, with: bytes) { step throws(LogError) in
      switch step {
      case .write: try probe(.writeIndex, path)
      case .flush: try probe(.flushIndex, path)
      case .rename: try probe(.renameIndex, path)
      }
    }
  }
}
