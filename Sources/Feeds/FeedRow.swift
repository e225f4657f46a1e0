internal import Newsroom

// A feed's state as a row of the state table.
extension FeedState {
  static let table = """
    CREATE TABLE IF NOT EXISTS feed (
      name TEXT PRIMARY KEY, url TEXT NOT NULL, adopted TEXT, moving TEXT,
      moving_since INTEGER NOT NULL, gone_since INTEGER,
      etag TEXT, last_modified TEXT, validators_url TEXT, validators_since INTEGER,
      content BLOB, attempted INTEGER NOT NULL, unfinished INTEGER NOT NULL,
      polled INTEGER NOT NULL, succeeded INTEGER NOT NULL, due INTEGER NOT NULL,
      interval INTEGER NOT NULL, failures INTEGER NOT NULL,
      failure_code TEXT, failure_kind TEXT, failure_words TEXT, failure_since INTEGER,
      unreadable TEXT, polls INTEGER NOT NULL, entries_seen INTEGER NOT NULL,
      stories_new INTEGER NOT NULL, gaps INTEGER NOT NULL,
      ttl INTEGER, skip_hours INTEGER NOT NULL, skip_days INTEGER NOT NULL, update_seconds INTEGER,
      rhythm BLOB NOT NULL, entry_keys BLOB NOT NULL, entry_count INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  static let columns = 34
  static let selectOne = "SELECT * FROM feed WHERE name = ?"
  static let replace =
    "REPLACE INTO feed VALUES ("
    + Array(repeating: "?", count: columns).joined(separator: ",") + ")"

  var row: [SQLite.Value] {
    [
      .text(name), .text(url), Self.text(adopted), Self.text(moving),
      .integer(movingSince), Self.integer(goneSince),
      Self.text(validators?.etag), Self.text(validators?.lastModified),
      Self.text(validators?.url), Self.integer(validators?.since),
      content.map { .blob($0.bytes) } ?? .null, .integer(attempted), .integer(Int64(unfinished)),
      .integer(polled), .integer(succeeded), .integer(due),
      .integer(interval), .integer(Int64(failures)),
      Self.text(failure?.code), Self.text(failure?.kind.rawValue), Self.text(failure?.words),
      Self.integer(failure?.since),
      Self.text(unreadable), .integer(Int64(polls)), .integer(Int64(entriesSeen)),
      .integer(Int64(storiesNew)), .integer(Int64(gaps)),
      Self.integer(hints.ttlMinutes.map(Int64.init)), .integer(Self.mask(hints.skipHours)),
      .integer(Self.mask(hints.skipDays)), Self.integer(hints.updateSeconds.map(Int64.init)),
      .blob(rhythm.encoded), .blob(overlap.encoded), .integer(Int64(overlap.count)),
    ]
  }

  init(_ row: Row) {
    self.init(name: row.text(0) ?? "", url: row.text(1) ?? "")
    adopted = row.text(2)
    moving = row.text(3)
    movingSince = row.integer(4)
    goneSince = row.isNull(5) ? nil : row.integer(5)
    if let url = row.text(8) {
      validators = Validators(
        etag: row.text(6), lastModified: row.text(7), url: url, since: row.integer(9))
    }
    content = Digest(bytes: row.blob(10))
    attempted = row.integer(11)
    unfinished = Self.count(row.integer(12))
    polled = row.integer(13)
    succeeded = row.integer(14)
    due = row.integer(15)
    interval = row.integer(16)
    failures = Self.count(row.integer(17))
    if let code = row.text(18), let kind = row.text(19).flatMap(FetchFailure.Kind.init) {
      failure = Failure(code: code, kind: kind, words: row.text(20) ?? "", since: row.integer(21))
    }
    unreadable = row.text(22)
    polls = Self.count(row.integer(23))
    entriesSeen = Self.count(row.integer(24))
    storiesNew = Self.count(row.integer(25))
    gaps = Self.count(row.integer(26))
    hints = FeedHints(
      ttlMinutes: row.isNull(27) ? nil : Int(row.integer(27)),
      skipHours: Self.members(row.integer(28)), skipDays: Self.members(row.integer(29)),
      updateSeconds: row.isNull(30) ? nil : Int(row.integer(30)))
    rhythm = PublicationRhythm(encoded: row.blob(31))
    overlap = EntryOverlap(encoded: row.blob(32), count: Self.count(row.integer(33)))
  }

  private static func text(_ text: String?) -> SQLite.Value { text.map { .text($0) } ?? .null }
  private static func integer(_ value: Int64?) -> SQLite.Value {
    value.map { .integer($0) } ?? .null
  }
  private static func count(_ value: Int64) -> Int { Int(max(0, min(value, 1 << 53))) }

  private static func mask(_ members: Set<Int>) -> Int64 {
    members.reduce(0) { (0...31).contains($1) ? $0 | 1 << Int64($1) : $0 }
  }

  private static func members(_ mask: Int64) -> Set<Int> {
    Set((0...31).filter { mask >> Int64($0) & 1 == 1 })
  }
}

extension EntryOverlap {
  /// 8 bytes a key, big-endian.
  var encoded: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(keys.count * 8)
    for key in keys {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        out.append(UInt8(truncatingIfNeeded: key >> shift))
      }
    }
    return out
  }

  init(encoded bytes: [UInt8], count: Int) {
    var keys: [UInt64] = []
    keys.reserveCapacity(bytes.count / 8)
    for at in stride(from: 0, to: bytes.count - 7, by: 8) {
      keys.append(bytes[at..<at + 8].reduce(0) { $0 << 8 | UInt64($1) })
    }
    self.init(keys: keys, count: count)
  }
}
