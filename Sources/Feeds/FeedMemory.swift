internal import Glibc

/// What the state table says of feeds while no poller has it: read, and nothing of it changed.
package enum FeedMemory {
  /// How each feed stands, by name. `feeds`: as they are configured; nil: those that the table
  /// knows. Without a table none was ever polled.
  package static func status(
    path: String, feeds: [FeedSettings]?, settings: PollerSettings, now: Moment
  ) throws(FeedsError) -> [FeedStatus] {
    var states: [String: FeedState] = [:]
    var paused: Set<String> = []
    var hosts: [String: Int64] = [:]
    if unsafe access(path, F_OK) == 0 {
      do {
        let database = try SQLite(reading: path)
        try database.each("SELECT * FROM feed") { row in
          let state = FeedState(row)
          states[state.name] = state
        }
        try database.each("SELECT name, until FROM host") { row in
          if let name = row.text(0) { hosts[name] = row.integer(1) }
        }
        // An older version's table has none.
        try? database.each("SELECT name FROM paused") { row in
          if let name = row.text(0) { paused.insert(name) }
        }
      } catch {
        throw FeedStore.error(path, error)
      }
    }
    var rounds = Rounds(settings: settings)
    let wanted = feeds ?? states.values.map { FeedSettings(name: $0.name, url: $0.url) }
    rounds.set(wanted, hosts: hosts, paused: paused, now: now) { states[$0] }
    return rounds.status(now: now)
  }

  /// Pauses a feed for the pollers to come, or takes that back. Nobody else may have the table.
  package static func pause(
    _ name: String, _ paused: Bool, path: String, now: Moment
  ) throws(FeedsError) {
    let store = try FeedStore(path: path, now: now.wall)
    try store.pause(name, since: paused ? now.wall : nil)
  }
}
