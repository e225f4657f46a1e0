/// The entries of a feed's last response, by which the next one's new ones are told.
///
/// Of a long feed only the 256 smallest keys are kept: keys are hashes, so these are a fair
/// sample, and the same entries are in the sample of both responses.
package struct EntryOverlap: Sendable, Hashable {
  static let most = 256

  /// Ascending, distinct.
  package private(set) var keys: [UInt64]
  /// Of the response, before sampling.
  package private(set) var count: Int

  package init(keys: [UInt64], count: Int) {
    self.keys = keys
    self.count = count
  }

  package static let none = EntryOverlap(keys: [], count: 0)

  /// Of one response.
  package init(of entries: [UInt64]) {
    let distinct = Set(entries).sorted()
    keys = Array(distinct.prefix(Self.most))
    count = distinct.count
  }

  /// How many of `next`'s entries were not in this response (an estimate where it is sampled).
  package func fresh(in next: EntryOverlap) -> Int {
    // Only below both samples' last key is "not there" the same as "new".
    let bound = min(limit, next.limit)
    let known = Set(keys)
    var compared = 0
    var fresh = 0
    for key in next.keys where key <= bound {
      compared += 1
      if !known.contains(key) { fresh += 1 }
    }
    guard compared > 0 else { return 0 }
    return compared == next.count ? fresh : (fresh * next.count + compared / 2) / compared
  }

  private var limit: UInt64 { count > keys.count ? keys.last ?? .max : .max }
}
