package import Newsroom

/// A way in which files are packed, known by its bytes; no name decides. What is not listed here
/// (rar, 7z, lha, iso, cab …) is no archive to Wireroom.
package enum ArchiveKind: String, Sendable, CaseIterable {
  case zip, tar
  /// One file, or a tar.
  case gzip, zstd, xz, bzip2

  /// What `raw.format` and `raw.archive` say.
  package var format: Format { Format(rawValue: rawValue) }

  /// The kind that begins with these bytes; nil where they are none.
  package init?(_ bytes: [UInt8]) {
    for (kind, heads) in Self.signatures where heads.contains(where: bytes.starts) {
      self = kind
      return
    }
    if Self.isBzip2(bytes) {
      self = .bzip2
    } else if Self.isTar(bytes) {
      self = .tar
    } else {
      return nil
    }
  }

  private static let signatures: [(ArchiveKind, [[UInt8]])] = [
    // A zip that holds nothing begins with its end.
    (.zip, [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]]),
    (.gzip, [[0x1F, 0x8B, 0x08]]), (.zstd, [[0x28, 0xB5, 0x2F, 0xFD]]),
    (.xz, [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]),
  ]

  /// `BZh9` alone might be a word: the first block's mark, or the end's, follows it.
  private static func isBzip2(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 10, bytes.starts(with: "BZh".utf8), (0x31...0x39).contains(bytes[3]) else {
      return false
    }
    return bytes[4..<10].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
      || bytes[4..<10].elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
  }

  /// A tar has no signature that all of its dialects share; each header has a checksum.
  private static func isTar(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 512, bytes[0] != 0 else { return false }
    var stored = 0
    for byte in bytes[148..<156] where byte != 0x20 && byte != 0 {
      guard (0x30...0x37).contains(byte) else { return false }
      stored = stored * 8 + Int(byte - 0x30)
    }
    // The field itself counts as eight spaces.
    let sum = bytes[..<148].reduce(0) { $0 + Int($1) } + 256
    return stored == bytes[156..<512].reduce(sum) { $0 + Int($1) }
  }
}
