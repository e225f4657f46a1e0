internal import Digests
internal import Newsroom

/// `<first>.idx`: the dedup keys of a sealed segment, so that a start need not read its lines.
///
/// All numbers are little-endian:
/// ```
///  0  8  magic "wr-index"
///  8  4  version, 1
/// 12  4  bytes an entry, 32
/// 16  8  first seq of the segment
/// 24  8  count of entries
/// 32     entries: high, low, seq, tag (8 bytes each), ascending by high, low, seq
///    32  SHA-256 of all before
/// ```
enum IndexFile {
  private static let magic = Array("wr-index".utf8)
  private static let headerCount = 32
  private static let entryCount = 32
  private static let digestCount = 32

  /// The file's bytes. The entries are sorted, later seqs of one key last.
  static func bytes(first: UInt64, entries: [IndexEntry]) -> [UInt8] {
    let sorted = sorted(entries)
    var out: [UInt8] = []
    out.reserveCapacity(headerCount + sorted.count * entryCount + digestCount)
    out.append(contentsOf: magic)
    append(1 | UInt64(entryCount) << 32, to: &out)
    append(first, to: &out)
    append(UInt64(sorted.count), to: &out)
    for entry in sorted {
      let fields = (
        entry.high.littleEndian, entry.low.littleEndian, entry.seq.littleEndian,
        entry.tag.littleEndian
      )
      unsafe withUnsafeBytes(of: fields) { unsafe out.append(contentsOf: $0) }
    }
    let digest = SHA256.digest(of: out)
    out.append(contentsOf: digest.bytes)
    return out
  }

  /// Ascending by high, low, seq. Keys are hashes, so their first 16 bits spread them evenly over
  /// buckets of a few each: sealing 1.15 million keys takes 100 ms so, and 260 by one sort.
  /// Keys that are not spread are sorted all the same, in fewer buckets.
  static func sorted(_ entries: [IndexEntry]) -> [IndexEntry] {
    var ends = [Int](repeating: 0, count: 1 << 16)
    for entry in entries { ends[Int(entry.high >> 48)] += 1 }
    var sum = 0
    for n in ends.indices {
      sum += ends[n]
      ends[n] = sum
    }
    var out = entries
    var starts = ends
    for entry in entries {
      let bucket = Int(entry.high >> 48)
      starts[bucket] -= 1
      out[starts[bucket]] = entry
    }
    unsafe out.withUnsafeMutableBufferPointer { buffer in
      for n in ends.indices where ends[n] - starts[n] > 1 {
        var bucket = unsafe UnsafeMutableBufferPointer(rebasing: buffer[starts[n]..<ends[n]])
        unsafe bucket.sort { a, b in
          if a.high != b.high { return a.high < b.high }
          if a.low != b.low { return a.low < b.low }
          return a.seq < b.seq
        }
      }
    }
    return out
  }

  private static func append(_ value: UInt64, to out: inout [UInt8]) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe out.append(contentsOf: $0) }
  }

  /// Gives each entry of a file to `load`. Says why not, having loaded none, where a byte of it
  /// is not what was written.
  static func read(_ file: [UInt8], first: UInt64, load: (IndexEntry) -> Void) -> String? {
    guard file.count >= headerCount + digestCount, file.starts(with: magic) else {
      return "it is no index"
    }
    return unsafe file.withUnsafeBytes { buffer in
      func number(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      guard number(8) == 1 | UInt64(entryCount) << 32 else { return "its version is not 1" }
      guard number(16) == first else { return "it belongs to another segment" }
      let body = file.count - headerCount - digestCount
      guard body % entryCount == 0, number(24) == UInt64(body / entryCount) else {
        return "its size is not what its header says"
      }
      var hash = SHA256()
      unsafe hash.update(UnsafeRawBufferPointer(rebasing: buffer.dropLast(digestCount)))
      guard unsafe hash.digest() == Digest(bytes: buffer.suffix(digestCount)) else {
        return "its checksum does not match"
      }
      for offset in stride(from: headerCount, to: headerCount + body, by: entryCount) {
        load(
          IndexEntry(
            high: number(offset), low: number(offset + 8), seq: number(offset + 16),
            tag: number(offset + 24)))
      }
      return nil
    }
  }
}
