/// Reading back.
extension AppendLog {
  /// A line by its seq, staged, active or sealed, without its newline; nil where there is none yet
  /// or retention has removed it.
  package func line(seq: UInt64) throws(LogError) -> [UInt8]? {
    if seq >= active.first { return try activeLine(seq) }
    if seq < retired.first { return nil }
    guard let seal = seal(holding: seq),
      let file = try File.openIfThere(paths.segment(seal.first)),
      let offset = try SegmentSearch.offset(of: seq, in: file, size: seal.bytes)
    else { return nil }
    return try SegmentSearch.line(at: offset, in: file, size: seal.bytes)
  }

  private func activeLine(_ seq: UInt64) throws(LogError) -> [UInt8]? {
    guard let near = active.offsets.near(seq) else { return nil }
    if seq > committedSeq {
      let isStaged = near.offset >= active.bytes
      return stagedLine(
        seq, from: isStaged ? (near.seq, near.offset - active.bytes) : (committedSeq + 1, 0))
    }
    let end = min(near.end ?? active.bytes, active.bytes)
    let bytes = try active.file.read(at: near.offset, count: end - near.offset)
    var start = 0
    for _ in near.seq..<seq {
      guard let length = LineScanner.newline(in: bytes, start..<bytes.count) else { return nil }
      start += length + 1
    }
    guard let length = LineScanner.newline(in: bytes, start..<bytes.count) else { return nil }
    return Array(bytes[start..<start + length])
  }

  private func seal(holding seq: UInt64) -> Seal? {
    var low = 0
    var high = sealed.count
    while low < high {
      let middle = low + (high - low) / 2
      if sealed[middle].last < seq { low = middle + 1 } else { high = middle }
    }
    guard low < sealed.count, sealed[low].first <= seq else { return nil }
    return sealed[low]
  }

  /// How the log stands.
  package var status: LogStatus {
    let kept = sealed.drop { $0.first < retired.first }
    return LogStatus(
      segments: kept.count + 1, bytes: kept.reduce(active.bytes) { $0 + $1.bytes },
      activeBytes: active.bytes, firstSeq: kept.first?.first ?? active.first,
      lastSeq: nextSeq - 1, committed: committedSeq, degraded: degraded, failure: failure)
  }
}

/// How a log stands.
package struct LogStatus: Sendable {
  /// Segments that are kept, the active one included.
  package let segments: Int
  /// Their committed bytes.
  package let bytes: Int
  /// The active segment's committed bytes.
  package let activeBytes: Int
  /// The first seq that is kept, or will be.
  package let firstSeq: UInt64
  /// The last staged or committed line, 0 for none.
  package let lastSeq: UInt64
  /// The last committed line, 0 for none.
  package let committed: UInt64
  /// Why nothing should be taken in until `commit` has cleared it.
  package let degraded: LogError?
  /// Why nothing can be done at all until the next start.
  package let failure: LogError?
}
