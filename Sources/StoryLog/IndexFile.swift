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
    let sorted = entries.sorted { a, b in
      if a.high != b.high { return a.high < b.high }
      if a.low != b.low { return a.low < b.low }
      return a.seq < b.seq
    }
    var out: [UInt8] = []
    out.reserveCapacity(headerCount + sorted.count * entryCount + digestCount)
    out.append(contentsOf: magic)
    append(1 | UInt64(entryCount) << 32, to: &out)
    append(first, to: &out)
    append(UInt64(sorted.count), to: &out)
    for entry in sorted {
      append(entry.high, to: &out)
      append(entry.low, to: &out)
      append(entry.seq, to: &out)
      append(entry.tag, to: &out)
    }
    let digest = SHA256.digest(of: out)
    out.append(contentsOf: digest.bytes)
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
