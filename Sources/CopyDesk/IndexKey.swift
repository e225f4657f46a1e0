internal import Digests
package import Newsroom

/// A key of the dedup index: 120 bits of a digest and, in the lowest byte, its kind.
package struct IndexKey: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  private init(_ digest: Digest, _ kind: IndexEntry.Kind) {
    high = digest.words.0
    low = digest.words.1 & ~0xFF | UInt64(kind.rawValue)
  }

  private init(_ kind: IndexEntry.Kind, _ parts: String...) {
    var hash = SHA256()
    for part in parts {
      hash.update(part)
      hash.update([0])
    }
    self.init(hash.digest(), kind)
  }

  fileprivate init(_ entry: IndexEntry) {
    high = entry.high
    low = entry.low
  }

  package static func content(_ nc1: Digest) -> IndexKey { IndexKey(nc1, .content) }
  /// `uri`: as it is compared, not as it is shown (`Identity.CleanURL.idKey`).
  package static func uri(_ uri: String) -> IndexKey { IndexKey(.uri, uri) }
  package static func url(_ url: String) -> IndexKey { IndexKey(.url, url) }

  package static func summary(title: Digest) -> IndexKey { IndexKey(title, .summary) }
  package static func filing(_ name: String) -> IndexKey { IndexKey(.filing, name) }

  /// A story's content, seen in a source.
  package static func sighting(source: String, content: Digest) -> IndexKey {
    IndexKey(.sighting, source, content.hex)
  }

  package static func fixture(source: String, identity: String) -> IndexKey {
    IndexKey(.fixture, source, identity)
  }

  /// A part of a delivery. `high` is the delivery alone, so that a start can choose from the log
  /// the keys of those deliveries that a crash left unfinished.
  package static func delivery(_ id: String, part: Int) -> IndexKey {
    IndexKey(
      high: deliveryPrefix(id),
      low: UInt64(truncatingIfNeeded: part) << 8 | UInt64(IndexEntry.Kind.delivery.rawValue))
  }

  package static func deliveryPrefix(_ id: String) -> UInt64 {
    var hash = SHA256()
    hash.update(id)
    return hash.digest().words.0
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The key with what is known under it. `day`: days since 1970, kept in the tag's low 16 bits.
  package func entry(seq: UInt64, tag: UInt64 = 0, day: Int) -> IndexEntry {
    IndexEntry(
      high: high, low: low, seq: seq,
      tag: tag & ~0xFFFF | UInt64(truncatingIfNeeded: max(0, day)) & 0xFFFF)
  }
}

extension IndexEntry {
  package var key: IndexKey { IndexKey(self) }

  /// When the key was learnt, in days since 1970.
  package var day: Int { Int(tag & 0xFFFF) }

  /// The same, learnt on another day.
  func dated(_ day: Int) -> IndexEntry {
    var entry = self
    entry.tag = tag & ~0xFFFF | UInt64(min(max(0, day), 0xFFFF))
    return entry
  }

  /// Whether the 48 bits above the day are those of `other`.
  package func hasTag(_ other: UInt64) -> Bool { tag & ~0xFFFF == other & ~0xFFFF }
}

/// A source as it stands in a tag.
package func sourceTag(_ source: String) -> UInt64 {
  var hash = SHA256()
  hash.update(source)
  return hash.digest().words.0
}
