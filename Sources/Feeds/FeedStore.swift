internal import Glibc
internal import Newsroom

/// The state table of all feeds: `feeds.sqlite` in the state directory.
///
/// What is lost with it is politeness, never a story: without validators the next GET is
/// unconditional, and dedup makes that a no-op. So a damaged file is moved aside and a new one
/// begun, and commits are not flushed one by one (a killed process loses none of them; a power cut
/// may lose the last).
package final class FeedStore {
  private var database: SQLite
  private let path: String
  /// Where a damaged or foreign file now lies, if one was found.
  package private(set) var movedAside: String?

  /// Of the table's layout. A file of a later one is not touched.
  private static let version: Int64 = 1

  /// Opens or makes the file. `now`: milliseconds since 1970, for a damaged file's new name.
  package init(path: String, now: Int64) throws(FeedsError) {
    self.path = path
    do {
      database = try Self.open(path)
    } catch let first {
      guard first.isCorruption else { throw Self.error(path, first) }
      let aside = "\(path).damaged-\(now)"
      guard unsafe rename(path, aside) == 0 else { throw Self.error(path, first) }
      // What belongs to the damaged file must not be applied to the new one.
      unsafe unlink(path + "-wal")
      unsafe unlink(path + "-shm")
      movedAside = aside
      do {
        database = try Self.open(path)
      } catch {
        throw Self.error(path, error)
      }
    }
  }

  private static func open(_ path: String) throws(SQLite.Failure) -> SQLite {
    let database = try SQLite(path: path)
    try database.execute(
      """
      PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -1024;
      """)
    var found: Int64 = 0
    try database.each("PRAGMA user_version") { found = $0.integer(0) }
    guard found <= version else {
      throw SQLite.Failure(code: -1, words: "it was written by a later version of wireroom")
    }
    var verdict = ""
    try database.each("PRAGMA quick_check(1)") { verdict = $0.text(0) ?? "" }
    guard verdict == "ok" else { throw SQLite.Failure(code: 11, words: verdict) }
    try database.execute(
      FeedState.table + """
        CREATE TABLE IF NOT EXISTS host (
          name TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS paused (
          name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        PRAGMA user_version = \(version);
        """)
    return database
  }

  /// What is remembered of a feed; nil if nothing is.
  package func state(of name: String) throws(FeedsError) -> FeedState? {
    var found: FeedState?
    do {
      try database.each(FeedState.selectOne, [.text(name)]) { found = FeedState($0) }
    } catch {
      throw Self.error(path, error)
    }
    return found
  }

  /// Until when (wall) hosts want to be left alone.
  package func hosts() throws(FeedsError) -> [String: Int64] {
    var hosts: [String: Int64] = [:]
    do {
      try database.each("SELECT name, until FROM host") { row in
        if let name = row.text(0) { hosts[name] = row.integer(1) }
      }
    } catch {
      throw Self.error(path, error)
    }
    return hosts
  }

  /// The names of feeds that a command has paused.
  package func pauses() throws(FeedsError) -> Set<String> {
    var names: Set<String> = []
    do {
      try database.each("SELECT name FROM paused") { row in
        if let name = row.text(0) { names.insert(name) }
      }
    } catch {
      throw Self.error(path, error)
    }
    return names
  }

  /// Remembers that a feed is paused; `since`: milliseconds since 1970, nil takes it back.
  package func pause(_ name: String, since: Int64?) throws(FeedsError) {
    do {
      if let since {
        try database.run("REPLACE INTO paused VALUES (?,?)", [.text(name), .integer(since)])
      } else {
        try database.run("DELETE FROM paused WHERE name = ?", [.text(name)])
      }
    } catch {
      throw Self.error(path, error)
    }
  }

  /// Writes changes in one transaction.
  package func save(
    _ feeds: [FeedState], hosts: [String: Int64] = [:]
  ) throws(FeedsError) {
    guard !feeds.isEmpty || !hosts.isEmpty else { return }
    do {
      try database.transaction { () throws(SQLite.Failure) in
        for feed in feeds { try database.run(FeedState.replace, feed.row) }
        for (name, until) in hosts {
          try database.run("REPLACE INTO host VALUES (?,?)", [.text(name), .integer(until)])
        }
      }
    } catch {
      throw Self.error(path, error)
    }
  }

  /// Forgets feeds not among `names` that were polled last before `time`, and hosts whose rest is
  /// over: a feed taken away by mistake finds its state again.
  package func forget(except names: Set<String>, before time: Int64, now: Int64)
    throws(FeedsError)
  {
    do {
      var old: [String] = []
      try database.each("SELECT name FROM feed WHERE attempted < ?", [.integer(time)]) { row in
        if let name = row.text(0), !names.contains(name) { old.append(name) }
      }
      try database.transaction { () throws(SQLite.Failure) in
        for name in old { try database.run("DELETE FROM feed WHERE name = ?", [.text(name)]) }
        try database.run("DELETE FROM host WHERE until < ?", [.integer(now)])
      }
    } catch {
      throw Self.error(path, error)
    }
  }

  static func error(_ path: String, _ failure: SQLite.Failure) -> FeedsError {
    FeedsError(
      .store, "the state of the feeds in \(path) cannot be used: \(failure.words)",
      hint: "check room and permissions; without the file all feeds begin anew, no story is lost")
  }
}
