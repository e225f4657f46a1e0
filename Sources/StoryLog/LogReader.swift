/// Reads a log from a seq on, across rolls, without the lock and beside a running writer.
package struct LogReader: ~Copyable {
  /// How far a reader goes.
  package enum Extent: Sendable {
    /// To `committed`: what is read will be there for ever.
    case committed
    /// To the last whole line: a crash may take back what is not committed yet, and the reader
    /// then throws `rewound`.
    case available
  }

  private let paths: LogPaths
  private let extent: Extent
  private var file: File?
  /// Where the next line begins, and its seq.
  private var offset = 0
  private var expected: UInt64 = 0
  /// Lines before this are passed over.
  private let from: UInt64
  /// The last seq that is known to be committed.
  private var committed: UInt64 = 0

  /// The seq of the line that is read next.
  package var nextSeq: UInt64 { max(expected, from) }

  /// Reads the log `name` of a state directory, from a seq. Nothing is opened yet: the log may be
  /// made later.
  package init(
    stateDirectory: String, name: String, from seq: UInt64 = 1, to extent: Extent = .committed
  ) {
    paths = LogPaths(state: stateDirectory, name: name)
    from = max(1, seq)
    self.extent = extent
  }

  /// The next whole lines, about `maxBytes` of them but at least one; nil where there are no more
  /// for now. Throws `retired` where retention has removed the line that is next.
  package mutating func next(maxBytes: Int = 1 << 20) throws(LogError) -> LineBatch? {
    while true {
      if extent == .committed, nextSeq > committed {
        committed = try Committed.read(paths.committed)?.seq ?? 0
        if nextSeq > committed { return nil }
      }
      if file == nil {
        guard try openFirst() else { return nil }
      }
      if let batch = try readLines(maxBytes) {
        if batch.count > 0 { return batch }
      } else if try !advance() {
        return nil
      }
    }
  }

  /// Whole lines of the segment that is open, none where all were passed over; nil at its end.
  private mutating func readLines(_ maxBytes: Int) throws(LogError) -> LineBatch? {
    guard let file else { return nil }
    var wanted = max(4096, maxBytes)
    while true {
      let bytes = try file.read(at: offset, count: wanted)
      if let batch = try take(bytes, file.path) { return batch }
      if bytes.count < wanted {
        if bytes.isEmpty, try file.size() < offset { throw rewound(file.path) }
        return nil
      }
      // A line that is longer than what was asked for.
      wanted *= 2
    }
  }

  private mutating func take(_ bytes: [UInt8], _ path: String) throws(LogError) -> LineBatch? {
    var batch = LineBatch(firstSeq: nextSeq, bytes: [], ends: [])
    var passed = 0
    var start = 0
    let limit = extent == .committed ? committed : .max
    while expected <= limit,
      let length = LineScanner.newline(in: bytes, start..<bytes.count)
    {
      let line = bytes.span.extracting(start..<start + length)
      guard LogLine.seq(of: line) == expected else {
        if extent == .available { throw rewound(path) }
        throw .damaged(
          path, byte: offset, "the line of seq \(expected) does not stand where it belongs")
      }
      start += length + 1
      if expected < from { passed = start } else { batch.ends.append(start - passed) }
      expected += 1
    }
    if start == 0 { return nil }
    offset += start
    batch.bytes = Array(bytes[passed..<start])
    return batch
  }

  /// Opens the segment after this one, if it has been begun. A segment is named by its first seq,
  /// so nothing can stand between: no listing, no race with a roll.
  private mutating func advance() throws(LogError) -> Bool {
    if let next = try File.openIfThere(paths.segment(expected)), next.path != file?.path {
      // An empty one may be of a roll that is put off yet.
      guard try next.size() > 0 else { return false }
      file = next
      offset = 0
      return true
    }
    let retired = try Retired.read(paths.retired)
    if retired.first > expected { throw self.retired(retired.first) }
    return false
  }

  /// Opens the segment that holds the first wanted line, or will.
  private mutating func openFirst() throws(LogError) -> Bool {
    guard let inventory = try? Inventory(paths) else { return false }
    let retired = try Retired.read(paths.retired)
    if from < retired.first { throw self.retired(retired.first) }
    guard let first = inventory.segments.last(where: { $0 <= from }) else { return false }
    guard let file = try File.openIfThere(paths.segment(first)) else { return false }
    let size = try file.size()
    // An empty one may yet be dropped with the roll that began it.
    guard size > 0 else { return false }
    expected = first
    offset = 0
    if let found = try SegmentSearch.offset(of: from, in: file, size: size) {
      expected = from
      offset = found
    }
    self.file = file
    return true
  }

  private func retired(_ first: UInt64) -> LogError {
    LogError(
      .retired, path: paths.directory,
      detail: "the line of seq \(nextSeq) was removed by retention",
      hint: "The oldest line that is kept has seq \(first); read from there.")
  }

  private func rewound(_ path: String) -> LogError {
    LogError(
      .rewound, path: path, byte: offset,
      detail: "lines before seq \(expected) were never committed, and a crash took them back",
      hint: "Read again from the last seq that you hold for committed.")
  }
}

/// Whole lines of a log, in one run of bytes.
package struct LineBatch: Sendable {
  /// The seq of the first line.
  package let firstSeq: UInt64
  /// The lines, each with its newline.
  package fileprivate(set) var bytes: [UInt8]
  fileprivate var ends: [Int]

  /// How many lines there are.
  package var count: Int { ends.count }

  /// A line, from 0, without its newline.
  package subscript(_ number: Int) -> ArraySlice<UInt8> {
    bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number] - 1]
  }
}
