/// One key of the dedup index and what is known under it. The log keeps the entries of a sealed
/// segment beside it (`.idx`), so that the index can be built anew from the log alone.
package struct IndexEntry: Hashable, Sendable {
  /// What a key is made of; it stands in the lowest byte of `low`, so that a loader can choose.
  package enum Kind: UInt8, Sendable {
    /// nc1 of a story: value is its first seq, tag the source and day.
    case content = 1
    /// A story's uri: value is the latest seq of its chain, tag the first bytes of its nc1.
    case uri = 2
    /// A story's url, where no uri is declared: likewise.
    case url = 3
    /// A delivery and part: value is the seq of the line that it became.
    case delivery = 4
    /// A story seen in a source: value is the seq of the sighting, or of the story.
    case sighting = 5
    /// A path and inode that cannot be moved: value is the seq of its sighting.
    case fixture = 6
    /// A name under which a story without an identity is filed: value and tag as of a uri.
    case filing = 7
    /// The headline of a text so short that more may follow: value is the head of its chain.
    case summary = 8
  }

  package var high: UInt64
  package var low: UInt64
  package var seq: UInt64
  package var tag: UInt64

  package init(high: UInt64, low: UInt64, seq: UInt64, tag: UInt64) {
    self.high = high
    self.low = low
    self.seq = seq
    self.tag = tag
  }

  package var kind: Kind? { Kind(rawValue: UInt8(truncatingIfNeeded: low)) }
}
