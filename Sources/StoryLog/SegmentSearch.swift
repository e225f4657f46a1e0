/// Finds a line in a segment by its seq: lines are in order and begin with it.
enum SegmentSearch {
  /// Below this, reading on is cheaper than jumping.
  private static let near = 64 << 10

  /// Where the line of `seq` begins, or nil where the segment's first `size` bytes do not hold it
  /// whole.
  static func offset(of seq: UInt64, in file: File, size: Int) throws(LogError) -> Int? {
    // A line of `low` begins at `start`; the wanted one begins before `end`.
    var start = 0
    var end = size
    while end - start > near {
      let middle = start + (end - start) / 2
      guard let (found, offset) = try line(after: middle, in: file, to: end) else {
        end = middle
        continue
      }
      if found <= seq { start = offset } else { end = middle }
    }
    var scanner = LineScanner(file, from: start, to: size, chunk: near)
    while let line = try scanner.next(), line.isComplete {
      guard let found = LogLine.seq(of: scanner.bytes(line).span) else {
        throw .damaged(file.path, byte: line.offset, LogLine.Fault.shape.sentence(expected: seq))
      }
      if found == seq { return line.offset }
      if found > seq { return nil }
    }
    return nil
  }

  /// The first line that begins behind an offset and before `end`.
  private static func line(after offset: Int, in file: File, to end: Int) throws(LogError)
    -> (seq: UInt64, offset: Int)?
  {
    var scanner = LineScanner(file, from: offset, to: end, chunk: 8 << 10)
    guard let rest = try scanner.next(), rest.isComplete else { return nil }
    guard let line = try scanner.next() else { return nil }
    guard let seq = LogLine.seq(of: scanner.bytes(line).span) else {
      // Too few bytes before `end` to say.
      if !line.isComplete { return nil }
      throw .damaged(file.path, byte: line.offset, "this is no line of a log")
    }
    return (seq, line.offset)
  }

  /// The line that begins at an offset, without its newline.
  static func line(at offset: Int, in file: File, size: Int) throws(LogError) -> [UInt8]? {
    var scanner = LineScanner(file, from: offset, to: size, chunk: 16 << 10)
    guard let line = try scanner.next(), line.isComplete else { return nil }
    return Array(scanner.bytes(line))
  }
}
