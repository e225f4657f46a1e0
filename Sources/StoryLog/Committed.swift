package import Newsroom

/// The high-water mark, `committed`: one line of fixed width, overwritten in place after each
/// flush of the segment and never flushed itself. So it is a lower bound: after a power cut it may
/// be old, and it is never ahead.
package struct Committed: Hashable, Sendable {
  /// The last line that was flushed, 0 for none.
  package let seq: UInt64
  /// The first seq of the segment it stands in, or which will hold the next.
  package let segment: UInt64
  /// The end of that line in the segment.
  package let offset: Int
  /// Its chain.
  package let chain: Digest
  /// When the segment was begun, milliseconds since 1970: the roll interval outlives a restart.
  package let began: Int64

  /// Bytes of the file: more than the longest values take.
  static let width = 320

  var line: [UInt8] {
    var record = CheckedRecord()
    record.add("seq", seq)
    record.add("segment", segment)
    record.add("offset", offset)
    record.add("chain", chain)
    record.add("began", began)
    return record.line(width: Self.width)
  }

  init(seq: UInt64, segment: UInt64, offset: Int, chain: Digest, began: Int64) {
    self.seq = seq
    self.segment = segment
    self.offset = offset
    self.chain = chain
    self.began = began
  }

  /// From the file's bytes; nil where they are not exactly what would be written.
  init?(line: [UInt8]) {
    guard let record = CheckedRecord(line: line), let seq = record.number("seq", as: UInt64.self),
      let segment = record.number("segment", as: UInt64.self), seq <= LogPaths.lastSeq,
      let offset = record.number("offset", as: Int.self), offset >= 0,
      let chain = record.digest("chain"), let began = record.number("began", as: Int64.self)
    else { return nil }
    self.init(seq: seq, segment: segment, offset: offset, chain: chain, began: began)
  }

  /// Reads the mark; nil where there is none that is whole.
  static func read(_ path: String) throws(LogError) -> Committed? {
    // A writer may be overwriting it: a torn reading fails its check, and the next is whole.
    for _ in 0..<16 {
      guard let line = try Disk.contents(path) else { return nil }
      if let mark = Committed(line: line) { return mark }
    }
    return nil
  }
}

/// What retention has taken away, `retired`, so that `verify` can tell it from vandalism.
struct Retired: Hashable, Sendable {
  /// The first seq whose segment is kept.
  var first: UInt64 = 1
  /// The first seq whose segment's index is kept.
  var index: UInt64 = 1

  var line: [UInt8] {
    var record = CheckedRecord()
    record.add("first", first)
    record.add("index", index)
    return record.line()
  }

  /// Reads the file; nothing is retired where there is none.
  static func read(_ path: String) throws(LogError) -> Retired {
    guard let line = try Disk.contents(path) else { return Retired() }
    guard let record = CheckedRecord(line: line),
      let first = record.number("first", as: UInt64.self),
      let index = record.number("index", as: UInt64.self)
    else {
      throw LogError(
        .damaged, path: path, detail: "this file is not what was written",
        hint: "Restore it from a backup, or remove it: removed segments are then called missing.")
    }
    return Retired(first: first, index: index)
  }
}
