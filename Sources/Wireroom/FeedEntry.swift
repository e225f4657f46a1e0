package import Configuration
internal import CopyDesk
internal import Feeds
package import Newsroom

/// A feed as `wireroom feeds list` shows it.
package struct FeedEntry: Sendable, Equatable {
  package var name: String
  /// Where it is asked for, without user and password.
  package var url: String
  /// `new` `ok` `failing` `gone` `paused` `polling`.
  package var state: String
  /// The state in a few words.
  package var words: String
  package var lastPoll: NewsDate?
  package var lastSuccess: NewsDate?
  /// Nil where none is planned.
  package var nextPoll: NewsDate?
  /// In seconds, as reckoned from its rhythm; nil before the first poll.
  package var interval: Int?
  /// Polls in a row that have failed.
  package var failures = 0
  package var lastError: String?
  package var errorCode: String?
  package var errorSince: NewsDate?
  package var polls = 0
  package var entriesSeen = 0
  package var storiesNew = 0
  /// Polls that found no entry of the poll before.
  package var gaps = 0
  /// Where it moved for good.
  package var movedTo: String?

  init(_ feed: FeedStatus) {
    func date(_ milliseconds: Int64) -> NewsDate? {
      milliseconds > 0 ? NewsDate(milliseconds: milliseconds) : nil
    }
    name = feed.name
    url = feed.url
    state = feed.state.rawValue
    words = feed.words
    lastPoll = date(feed.lastPoll)
    lastSuccess = date(feed.lastSuccess)
    nextPoll = date(feed.nextPoll)
    interval = feed.interval > 0 ? Int(feed.interval / 1000) : nil
    failures = feed.failures
    lastError = feed.lastError
    errorCode = feed.errorCode
    errorSince = date(feed.errorSince)
    polls = feed.polls
    entriesSeen = feed.entriesSeen
    storiesNew = feed.storiesNew
    gaps = feed.gaps
    movedTo = feed.adopted
  }

  /// Where no daemon runs: what the state directory remembers of the configured feeds, or, without
  /// a configuration, of all.
  package static func offline(
    state: String, _ configuration: Configuration?
  ) throws(FeedKeeperError) -> [FeedEntry] {
    do {
      return try FeedMemory.status(
        path: FeedKeeper.statePath(state), feeds: configuration.map { FeedSettings.all($0.feeds) },
        settings: PollerSettings(configuration?.polling ?? .init()), now: SystemClock().now
      ).map(FeedEntry.init)
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }

  /// Pauses a feed where no daemon runs, or takes that back. The state's lock must be held.
  package static func pause(
    _ name: String, _ paused: Bool, state: String
  ) throws(FeedKeeperError) {
    do {
      try FeedMemory.pause(
        name, paused, path: FeedKeeper.statePath(state), now: SystemClock().now)
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }
}

extension FeedEntry {
  /// `{"feeds":[…]}` without a newline.
  package static func line(_ feeds: [FeedEntry]) -> [UInt8] {
    var json = JSONWriter(reserving: 64 + feeds.count * 640)
    json.beginObject()
    json.key("feeds")
    json.beginArray()
    for feed in feeds { feed.write(to: &json) }
    json.endArray()
    json.endObject()
    return json.take()
  }

  /// Reads such a line; nil where it is none.
  package static func read(_ line: [UInt8]) -> [FeedEntry]? {
    guard let json = try? JSONValue.parse(line), let feeds = json["feeds"]?.arrayValue else {
      return nil
    }
    return feeds.compactMap(FeedEntry.init(json:))
  }

  /// One line, without its newline.
  package var json: [UInt8] {
    var json = JSONWriter(reserving: 640)
    write(to: &json)
    return json.take()
  }

  private func write(to json: inout JSONWriter) {
    func spell(_ date: NewsDate?) -> String? { date?.rfc3339(milliseconds: true) }
    json.beginObject()
    json.member("name", name)
    json.member("url", url)
    json.member("state", state)
    json.member("words", words)
    json.nullable("last_poll", spell(lastPoll))
    json.nullable("last_success", spell(lastSuccess))
    json.nullable("next_poll", spell(nextPoll))
    json.key("interval")
    if let interval { json.int(interval) } else { json.null() }
    json.member("failures", failures)
    json.nullable("last_error", lastError)
    json.nullable("error_code", errorCode)
    json.nullable("error_since", spell(errorSince))
    json.member("polls", polls)
    json.member("entries_seen", entriesSeen)
    json.member("stories_new", storiesNew)
    json.member("gaps", gaps)
    json.nullable("moved_to", movedTo)
    json.endObject()
  }

  private init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, let url = json["url"]?.stringValue,
      let state = json["state"]?.stringValue
    else { return nil }
    func date(_ key: String) -> NewsDate? {
      json[key]?.stringValue.flatMap(NewsDate.init(timestamp:))
    }
    self.name = name
    self.url = url
    self.state = state
    words = json["words"]?.stringValue ?? ""
    lastPoll = date("last_poll")
    lastSuccess = date("last_success")
    nextPoll = date("next_poll")
    interval = json["interval"]?.intValue
    failures = json["failures"]?.intValue ?? 0
    lastError = json["last_error"]?.stringValue
    errorCode = json["error_code"]?.stringValue
    errorSince = date("error_since")
    polls = json["polls"]?.intValue ?? 0
    entriesSeen = json["entries_seen"]?.intValue ?? 0
    storiesNew = json["stories_new"]?.intValue ?? 0
    gaps = json["gaps"]?.intValue ?? 0
    movedTo = json["moved_to"]?.stringValue
  }
}
