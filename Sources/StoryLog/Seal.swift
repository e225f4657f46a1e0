internal import Digests
package import Newsroom

/// What is known for good about a segment: `<first>.seal`, kept also when retention removes the
/// segment, so that the chain of the log has no gap.
package struct Seal: Hashable, Sendable {
  /// Seq of the first and last line.
  package let first: UInt64
  package let last: UInt64
  /// Size of the segment.
  package let bytes: Int
  /// RFC 6962 tree hash over the lines without their newlines.
  package let root: Digest
  /// The last line's chain.
  package let chain: Digest
  /// SHA-256 of the previous seal's file, zero before the first.
  package let previous: Digest
  /// When it was sealed, milliseconds since 1970.
  package let sealed: Int64

  package var count: UInt64 { last - first + 1 }

  /// The file's bytes.
  var line: [UInt8] {
    var record = CheckedRecord()
    record.add("first", first)
    record.add("last", last)
    record.add("count", count)
    record.add("bytes", bytes)
    record.add("root", root)
    record.add("chain", chain)
    record.add("previous", previous)
    record.add("sealed", sealed)
    return record.line()
  }

  /// What the next seal bears as `previous`.
  var digest: Digest { SHA256.digest(of: line) }

  init(
    first: UInt64, last: UInt64, bytes: Int, root: Digest, chain: Digest, previous: Digest,
    sealed: Int64
  ) {
    self.first = first
    self.last = last
    self.bytes = bytes
    self.root = root
    self.chain = chain
    self.previous = previous
    self.sealed = sealed
  }

  /// From a file's bytes; nil where they are not exactly what would be written.
  init?(line: [UInt8]) {
    guard let record = CheckedRecord(line: line),
      let first = record.number("first", as: UInt64.self),
      let last = record.number("last", as: UInt64.self), first > 0, last >= first,
      last <= LogPaths.lastSeq,
      let bytes = record.number("bytes", as: Int.self), bytes > 0, let root = record.digest("root"),
      let chain = record.digest("chain"), let previous = record.digest("previous"),
      let sealed = record.number("sealed", as: Int64.self)
    else { return nil }
    self.init(
      first: first, last: last, bytes: bytes, root: root, chain: chain, previous: previous,
      sealed: sealed)
    guard self.line == line else { return nil }
  }

  /// Reads a seal's file; nil where there is none.
  static func read(_ path: String) throws(LogError) -> Seal? {
    guard let line = try Disk.contents(path) else { return nil }
    guard let seal = Seal(line: line), path.hasSuffix(LogPaths.stem(seal.first) + ".seal") else {
      throw LogError(
        .damaged, path: path, detail: "this seal is not what was written",
        hint: "Restore it from a backup, or move it away: the segment is then read and sealed anew."
      )
    }
    return seal
  }
}
