/// The first and last seq that a reader finds in a log.
package struct LogBounds: Hashable, Sendable {
  /// The first that retention has kept.
  package let first: UInt64
  /// 0 where the log is empty.
  package let last: UInt64
}

/// How large a log is, as its directory says.
package struct LogExtent: Hashable, Sendable {
  /// Segments that are kept, and their bytes.
  package let segments: Int
  package let bytes: Int
  /// To the last whole line.
  package let bounds: LogBounds
  /// The last seq that is known to be safe, 0 for none.
  package let committed: UInt64
}

extension LogReader {
  /// How large a log is, read without the lock. Throws where there is none.
  package static func extent(
    stateDirectory: String, name: String
  ) throws(LogError) -> LogExtent {
    let paths = LogPaths(state: stateDirectory, name: name)
    let segments = try Inventory(paths).segments
    var bytes = 0
    for first in segments {
      bytes += try File.openIfThere(paths.segment(first))?.size() ?? 0
    }
    return LogExtent(
      segments: segments.count, bytes: bytes,
      bounds: try bounds(stateDirectory: stateDirectory, name: name, to: .available),
      committed: try Committed.read(paths.committed)?.seq ?? 0)
  }

  /// Where a log begins and ends, by its last segment's last whole line or by `committed`.
  package static func bounds(
    stateDirectory: String, name: String, to extent: Extent = .committed
  ) throws(LogError) -> LogBounds {
    let paths = LogPaths(state: stateDirectory, name: name)
    let first = max(1, try Retired.read(paths.retired).first)
    switch extent {
    case .committed:
      return LogBounds(first: first, last: try Committed.read(paths.committed)?.seq ?? 0)
    case .available:
      let segments = try Inventory(paths).segments
      guard let active = segments.last else { return LogBounds(first: first, last: 0) }
      let last = try File.openIfThere(paths.segment(active)).flatMap(lastSeq) ?? active - 1
      return LogBounds(first: first, last: last)
    }
  }

  /// The seq of the last line that has its end, read backwards from the end of the file.
  private static func lastSeq(in file: File) throws(LogError) -> UInt64? {
    let size = try file.size()
    var window = 64 << 10
    while true {
      let start = max(0, size - window)
      let bytes = try file.read(at: start, count: size - start)
      if let end = bytes.lastIndex(of: 0x0A) {
        if let before = bytes[..<end].lastIndex(of: 0x0A) {
          return LogLine.seq(of: bytes.span.extracting(before + 1..<end))
        }
        if start == 0 { return LogLine.seq(of: bytes.span.extracting(0..<end)) }
      }
      if start == 0 { return nil }
      window *= 4
    }
  }
}
