internal import Newsroom

/// Re-reads a whole log, beside a running writer if there is one, and finds whatever is not as it
/// was written: each line against its chain, each segment against its seal, each seal against the
/// one before it, each index against its checksum, the end against `committed`.
package enum Verifier {
  /// Verifies the log `name` of a state directory. Throws only where it cannot read.
  package static func verify(
    stateDirectory: String, name: String,
    progress: (VerifyReport.Progress) -> Void = { _ in }
  ) throws(LogError) -> VerifyReport {
    var verification = try Verification(
      paths: LogPaths(state: stateDirectory, name: name),
      hasWriter: StateLock.isHeld(directory: stateDirectory))
    try verification.run(progress)
    return verification.report
  }
}

/// One run of the verifier.
struct Verification {
  private let paths: LogPaths
  private(set) var report = VerifyReport()
  private var retired = Retired()
  private var reading = LineVerification()
  /// The last seal's digest; nil where it cannot be known.
  private var sealDigest: Digest? = .zero
  /// An unsealed segment that is not the last.
  private var unsealed: UInt64?

  init(paths: LogPaths, hasWriter: Bool) throws(LogError) {
    self.paths = paths
    report.hasWriter = hasWriter
    // Before the directory is listed: the log that is found then holds at least this much.
    report.committed = try Committed.read(paths.committed)
    if report.committed == nil, try File.openIfThere(paths.committed) != nil {
      report.add(.committed, paths.committed, "this mark is not what was written")
    }
    try readRetired()
  }

  private mutating func readRetired() throws(LogError) {
    do throws(LogError) {
      retired = try Retired.read(paths.retired)
    } catch {
      guard error.code == .damaged else { throw error }
      report.add(.retired, paths.retired, error.detail)
    }
  }

  mutating func run(_ progress: (VerifyReport.Progress) -> Void) throws(LogError) {
    let inventory = try Inventory(paths)
    var total = 0
    for first in inventory.segments {
      total += (try File.openIfThere(paths.segment(first))?.size()) ?? 0
    }
    let firsts = Set(inventory.segments).union(inventory.seals).sorted()
    for first in firsts {
      try confirmSealed()
      meet(first)
      let seal = try readSeal(first)
      if let file = try File.openIfThere(paths.segment(first)) {
        if first < retired.first {
          // Noted by retention and not removed yet.
          skip(seal, first)
          continue
        }
        try read(file, first, seal, isLast: first == inventory.segments.last) {
          progress(.init(path: file.path, bytes: $0, totalBytes: total))
        }
      } else {
        try readRetired()
        if first >= retired.first {
          report.add(.segment, paths.segment(first), "this segment is missing")
        }
        skip(seal, first)
      }
      if let seal { try checkIndex(seal) }
    }
    try confirmSealed()
    report.lastSeq = reading.expected - 1
    if let mark = report.committed, mark.seq > report.lastSeq {
      report.add(
        .committed, paths.committed,
        "seq \(mark.seq) was committed and the log ends at \(report.lastSeq)")
    }
  }

  /// Compares where a segment begins with where the one before it ended.
  private mutating func meet(_ first: UInt64) {
    if first == reading.expected { return }
    let path = paths.segment(first)
    if first > reading.expected {
      report.add(
        .segment, path, "seq \(reading.expected) to \(first - 1), before this one, are missing")
    } else {
      report.add(.order, path, "the segment before it ends at seq \(reading.expected - 1)")
    }
    reading.jump(to: first, chain: nil)
    sealDigest = nil
  }

  private mutating func readSeal(_ first: UInt64) throws(LogError) -> Seal? {
    let path = paths.seal(first)
    do throws(LogError) {
      guard let seal = try Seal.read(path) else { return nil }
      if let sealDigest, sealDigest != seal.previous {
        report.add(.seal, path, "it was made after another seal than the one before it")
      }
      sealDigest = seal.digest
      return seal
    } catch {
      guard error.code == .damaged else { throw error }
      report.add(.seal, path, error.detail)
      sealDigest = nil
      return nil
    }
  }

  /// Passes over a segment that is not there.
  private mutating func skip(_ seal: Seal?, _ first: UInt64) {
    guard let seal else { return }
    if first < retired.first { report.retiredSegments += 1 }
    reading.jump(to: seal.last + 1, chain: seal.chain)
  }

  /// Looks again for the seal of a segment that had none: it is written before the next segment
  /// gets its first line, and a writer may have been about to.
  private mutating func confirmSealed() throws(LogError) {
    guard let first = unsealed else { return }
    unsealed = nil
    let next = try File.openIfThere(paths.segment(reading.expected))
    let isFollowed = try next?.size() ?? 0 > 0
    if try readSeal(first) != nil { return }
    sealDigest = nil
    if isFollowed, try File.openIfThere(paths.seal(first)) == nil {
      report.add(.seal, paths.seal(first), "this seal is missing")
    }
  }

  private mutating func read(
    _ file: File, _ first: UInt64, _ seal: Seal?, isLast: Bool, progress: (Int) -> Void
  ) throws(LogError) {
    // A sealed segment is wanted from the disk, not from memory.
    if seal != nil { file.forgetCached() }
    let before = report.problems.count
    var merkle = MerkleStack()
    var scanner = LineScanner(file)
    var number = 0
    var size = 0
    var told = 0
    report.segments += 1
    while let line = try scanner.next() {
      number += 1
      let slice = scanner.bytes(line)
      let problem =
        line.isComplete
        ? reading.check(slice.span)
        : .init(code: .torn, detail: LogLine.Fault.incomplete.sentence(expected: reading.expected))
      if let problem {
        if isLast, try isBeingWritten(first, line) { break }
        report.add(problem.code, file.path, line: number, byte: line.offset, problem.detail)
      }
      if line.isComplete {
        unsafe slice.withUnsafeBytes { unsafe merkle.append($0) }
        checkMark(first, line, slice, file.path, number)
      }
      report.lines += 1
      report.bytes += line.end - line.offset
      size = line.end
      if report.bytes - told >= 8 << 20 {
        told = report.bytes
        progress(told)
      }
    }
    progress(report.bytes)
    if let seal {
      // One flipped byte is one problem; the seal speaks where the lines agree among themselves.
      if report.problems.count == before { compare(seal, merkle, size) }
      reading.jump(to: seal.last + 1, chain: seal.chain)
    } else if !isLast {
      unsealed = first
    }
  }

  /// Whether a bad line stands beyond what a running writer has committed by now.
  private func isBeingWritten(_ first: UInt64, _ line: LineScanner.Line) throws(LogError) -> Bool {
    guard report.hasWriter else { return false }
    guard let mark = try Committed.read(paths.committed) else { return true }
    return mark.segment < first || (mark.segment == first && mark.offset <= line.offset)
  }

  private mutating func checkMark(
    _ first: UInt64, _ line: LineScanner.Line, _ bytes: ArraySlice<UInt8>, _ path: String,
    _ number: Int
  ) {
    guard let mark = report.committed, LogLine.seq(of: bytes.span) == mark.seq else { return }
    if mark.chain != LogLine.chain(of: bytes.span)
      || (mark.segment == first && mark.offset != line.end)
    {
      report.add(
        .committed, path, line: number, byte: line.offset,
        "this is not the line that `committed` speaks of")
    }
  }

  private mutating func compare(_ seal: Seal, _ merkle: MerkleStack, _ size: Int) {
    let path = paths.segment(seal.first)
    if size != seal.bytes {
      report.add(.seal, path, "the file has \(size) bytes and its seal says \(seal.bytes)")
    } else if merkle.count != seal.count {
      report.add(.seal, path, "it has \(merkle.count) lines and its seal says \(seal.count)")
    } else if merkle.root != seal.root || reading.chain != seal.chain {
      report.add(.seal, path, "its lines are not those that its seal was made of")
    }
  }

  private mutating func checkIndex(_ seal: Seal) throws(LogError) {
    let path = paths.index(seal.first)
    guard let bytes = try Disk.contents(path) else {
      try readRetired()
      if seal.first >= retired.index { report.add(.index, path, "this index is missing") }
      return
    }
    if let reason = IndexFile.read(bytes, first: seal.first, load: { _ in }) {
      report.add(.index, path, reason)
    }
  }
}
