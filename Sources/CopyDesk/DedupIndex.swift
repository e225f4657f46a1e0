package import Newsroom

/// What the desk has seen: an in-memory table of 128-bit keys, built from the log at start and
/// never trusted from anywhere else.
///
/// Open addressing with linear probing in 256 shards, chosen by a key's first byte: a shard grows
/// alone, so that no insert waits for the whole table to be copied. The keys are digests, so their
/// bits need no further mixing. Knowledge older than the horizon counts as absent and is dropped
/// when its shard would have to grow.
package struct DedupIndex {
  private var shards: [Shard]
  /// Days for which a key is known; nil for ever.
  private let horizon: Int?
  /// Today, in days since 1970: the desk moves it on.
  package var today: Int {
    didSet {
      guard today != oldValue, !Self.isUnset(today) else { return }
      // The clock has been set, or put right: nothing known is older than this run for that, and
      // nothing is younger than today.
      if Self.isUnset(oldValue) { redate { Self.isUnset($0) } }
      if today < oldValue { redate { [today] in $0 > today } }
    }
  }

  package init(horizonDays: Int?, today: Int) {
    shards = Array(repeating: Shard(), count: 256)
    horizon = horizonDays
    self.today = today
  }

  /// Keys that the table holds, and bytes that it occupies: told after each commit, and so counted
  /// as it grows.
  package private(set) var count = 0
  package private(set) var byteCount = 0

  /// What is known under a key, if it is not older than the horizon.
  package func find(_ key: IndexKey) -> IndexEntry? {
    let age = Age(horizon: horizon, today: today)
    guard let found = shards[Int(key.high >> 56)].find(key), !age.isOver(found) else { return nil }
    return found
  }

  /// Whether what is known under a key is older than half the horizon, and will be forgotten.
  package func isAgeing(_ key: IndexKey) -> Bool {
    guard let horizon, let known = find(key) else { return false }
    return today - known.day > horizon / 2
  }

  /// What is known under a key, as if it had been learnt today.
  package func renewed(_ key: IndexKey) -> IndexEntry? {
    find(key).map { key.entry(seq: $0.seq, tag: $0.tag, day: today) }
  }

  /// Takes an entry from a log that is read at a start. The two logs are read one after the other:
  /// what is known already stays where it is of a later line, or of the same and seen later.
  /// `since`: the day on which its line was written at the earliest. The clock of that time may have
  /// been wrong: what it said counts from there to today, and no further.
  package mutating func load(_ entry: IndexEntry, since: Int = 0) {
    let entry = entry.dated(min(max(entry.day, since), Self.isUnset(today) ? .max : today))
    if let known = shards[Int(entry.high >> 56)].find(entry.key),
      (known.seq, known.day) > (entry.seq, entry.day)
    {
      return
    }
    set(entry)
  }

  /// Inserts what is learnt now, whatever the day in it says: that is the wall clock's.
  package mutating func learn(_ entry: IndexEntry) { set(entry.dated(today)) }

  private static func isUnset(_ day: Int) -> Bool { day < NewsDate.firstOfAll.day }

  /// Gives today's date to what was learnt on days of which `isWrong` is true.
  private mutating func redate(_ isWrong: (Int) -> Bool) {
    for n in shards.indices {
      for i in shards[n].slots.indices {
        let entry = shards[n].slots[i]
        if entry.low != 0, isWrong(entry.day) { shards[n].slots[i] = entry.dated(today) }
      }
    }
  }

  /// Inserts an entry, or puts it in the place of the one with the same key.
  package mutating func set(_ entry: IndexEntry) {
    let n = Int(entry.high >> 56)
    let before = (count: shards[n].count, byteCount: shards[n].byteCount)
    if shards[n].isFull {
      let age = Age(horizon: horizon, today: today)
      shards[n].grow { !age.isOver($0) }
    }
    shards[n].set(entry)
    count += shards[n].count - before.count
    byteCount += shards[n].byteCount - before.byteCount
  }
}

/// How old a key may be.
private struct Age {
  let horizon: Int?
  let today: Int

  func isOver(_ entry: IndexEntry) -> Bool {
    guard let horizon else { return false }
    return entry.day < today - horizon
  }
}

private struct Shard {
  /// An entry whose `low` is 0 is an empty slot: a key's lowest byte is its kind, never 0.
  var slots: [IndexEntry] = []
  var count = 0

  var byteCount: Int { slots.count * MemoryLayout<IndexEntry>.stride }

  /// Seven eighths: beyond that, probing gets long.
  var isFull: Bool { count + 1 > slots.count - slots.count / 8 }

  private static let empty = IndexEntry(high: 0, low: 0, seq: 0, tag: 0)

  /// The top byte chose the shard; the 32 bits below choose the slot, scaled to any capacity, so
  /// that growth need not double.
  private func home(_ high: UInt64) -> Int {
    Int(truncatingIfNeeded: ((high >> 24 & 0xFFFF_FFFF) &* UInt64(slots.count)) >> 32)
  }

  private func slot(of key: IndexKey) -> Int? {
    guard !slots.isEmpty else { return nil }
    var i = home(key.high)
    while slots[i].low != 0 {
      if slots[i].high == key.high, slots[i].low == key.low { return i }
      i = i + 1 == slots.count ? 0 : i + 1
    }
    return nil
  }

  func find(_ key: IndexKey) -> IndexEntry? { slot(of: key).map { slots[$0] } }

  mutating func set(_ entry: IndexEntry) {
    if let known = slot(of: entry.key) {
      // A name never leads back: the duplicate of an early revision is no head of its chain, and a
      // replay reads all stories before all sightings.
      if entry.leadsToHead, slots[known].seq > entry.seq { return }
      slots[known] = entry
    } else {
      place(entry)
      count += 1
    }
  }

  private mutating func place(_ entry: IndexEntry) {
    var i = home(entry.high)
    while slots[i].low != 0 { i = i + 1 == slots.count ? 0 : i + 1 }
    slots[i] = entry
  }

  /// Half as large again (44 bytes a key on average, where doubling would take 49), without what
  /// `keep` refuses.
  mutating func grow(keep: (IndexEntry) -> Bool) {
    let old = slots
    let kept = old.reduce(0) { $0 + ($1.low != 0 && keep($1) ? 1 : 0) }
    slots = Array(repeating: Self.empty, count: max(8, kept + kept / 2 + 4))
    count = kept
    for entry in old where entry.low != 0 && keep(entry) { place(entry) }
  }
}

extension IndexEntry {
  /// Whether it stands for a chain, and leads to its latest line.
  fileprivate var leadsToHead: Bool {
    switch kind {
    case .uri, .url, .filing, .summary: true
    default: false
    }
  }
}
