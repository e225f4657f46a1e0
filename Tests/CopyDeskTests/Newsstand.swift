import CopyDesk
import Feeds
import Loopback
import Newsroom
import Testing

/// Feeds as a desk meets them, from end to end: a web server, the poller with libcurl, its state in
/// SQLite, the parsers and the normaliser in the product's own isolated processes, the desk on logs
/// in memory. All of these are the real ones; the time is the scenario's own, which alone moves it.
///
/// The poller asks on its own schedule, each quarter of an hour. What a feed that a scenario does
/// not name is asked for meanwhile is what it showed before, and must bring no news.
final class Newsstand {
  /// The server is the feeds' proxy, and so stands in for the whole web: addresses are asked for,
  /// redirected and recorded as a scenario writes them. Without TLS, thus all by http.
  let web: StandWeb
  private let clock = StandClock()
  private let desk: StandDesk
  private let folder = temporaryFolder()
  private var feeds: [FeedSettings] = []
  private var poller: Poller
  private var running: Task<Void, any Error>
  private var days = 0

  init(horizonDays: Int? = 90, updatesPerDay: Int = 24) throws {
    web = try StandWeb()
    desk = StandDesk(horizonDays: horizonDays, updatesPerDay: updatesPerDay, clock: clock)
    (poller, running) = try Self.start(desk, clock, folder)
  }

  deinit { poller.stop() }

  private static func start(
    _ desk: StandDesk, _ clock: StandClock, _ folder: String
  ) throws -> (Poller, Task<Void, any Error>) {
    let poller = try Poller(
      settings: PollerSettings(contact: "desk@morrow.example"),
      statePath: "\(folder)/feeds.sqlite", archive: nil, transport: try CurlLoop(), clock: clock
    ) { try await desk.take($0) }
    return (poller, Task { try await poller.run() })
  }

  /// What an entry became, in a word: `story`, `update`, `same` for what is known and only counted,
  /// `sighted` for a duplicate that stands in the sightings log, `late`, `rejected`.
  typealias Word = String

  /// Polls a feed when it is due, and says what became of each entry. Like those of many generators
  /// its document is never twice the same: a comment at its end counts.
  func poll(_ feed: Feed, source: String = "a", at url: String? = nil) async throws -> [Word] {
    try await poll(web.numbered(feed), source: source, at: url, type: feed.type)
  }

  /// The same of a document that is served as it is.
  func poll(
    _ bytes: [UInt8], source: String = "a", at url: String? = nil,
    type: String = "application/rss+xml"
  ) async throws -> [Word] {
    let url = url ?? Self.address(of: source)
    try await settle()
    web.serve(bytes, type: type, at: url)
    return try await poll(source, at: url)
  }

  /// Polls a feed when it is due, whatever its server answers. Nothing where it has nothing new;
  /// `rejected` where what it answers is no feed.
  func poll(_ source: String = "a", at url: String? = nil) async throws -> [Word] {
    try await settle()
    let news = desk.takeWords().values.joined().filter { $0 != "same" && $0 != "rejected" }
    #expect(news.isEmpty, "by a poll that should have brought nothing")
    let known = await status(of: source)?.polls ?? 0
    if days > 0 {
      try await until { await self.isAsleep }
      clock.move(to: clock.now.wall + Int64(days) * 86_400_000)
      days = 0
    }
    let polls = try await subscribe(source, url) ? 0 : known
    // From turn to turn: its own, or another feed's, or a host's that rests between two requests.
    while true {
      try await settle()
      if let now = await status(of: source), now.polls > polls { break }
      try await until { await self.isAsleep }
      clock.move(to: try #require(await nextTurn))
    }
    let words = desk.takeWords()
    #expect(words.allSatisfy { $0.key == source || $0.value.allSatisfy { $0 == "same" } })
    if let words = words[source] { return words }
    return await status(of: source)?.isFailing == true ? ["rejected"] : []
  }

  static func address(of source: String) -> String {
    source == "a" ? "http://morrow.example/feed" : "http://morrow.example/\(source)/feed"
  }

  /// Lets days go by before the next poll, in which nothing is asked for.
  func wait(days: Int) { self.days += days }

  /// Starts anew, the poller from its state table, the desk from what the logs kept: from their
  /// lines, or from the keys beside them.
  func restart(fromLines: Bool = false) async throws {
    try await settle()
    poller.stop()
    try await running.value
    desk.restart(fromLines: fromLines)
    (poller, running) = try Self.start(desk, clock, folder)
    try await poller.set(feeds)
  }

  /// The next response is not remembered: it cannot be stored, or it is, and nothing after that.
  func fail(_ failure: StandDesk.Failure) { desk.fail(failure) }

  /// The lines of the stories log, and of the sightings log.
  var stories: [[UInt8]] { desk.lines.stories }
  var sightings: [[UInt8]] { desk.lines.sightings }
  func records() throws -> [JSONValue] { try stories.map { try JSONValue.parse($0) } }

  /// Headlines of the stories log, an update's with a `+` before it.
  func news() throws -> [String] {
    try records().map {
      ($0["kind"] == .string("story") ? "" : "+") + ($0["headline"]?.stringValue ?? "-")
    }
  }

  func status(of source: String = "a") async -> FeedStatus? {
    await poller.status().first { $0.name == source }
  }

  /// Adds a feed, or gives it another address, as an operator does; false if it has that one.
  private func subscribe(_ source: String, _ url: String?) async throws -> Bool {
    let place = feeds.firstIndex { $0.name == source }
    let url = url ?? place.map { feeds[$0].url } ?? Self.address(of: source)
    if let place, feeds[place].url == url { return false }
    if let place { feeds.remove(at: place) }
    feeds.append(
      FeedSettings(name: source, url: url) {
        ($0.interval, $0.minInterval, $0.maxInterval) = (
          .seconds(900), .seconds(900), .seconds(900)
        )
        $0.proxy = web.base
      })
    try await poller.set(feeds)
    return true
  }

  /// Until nothing is asked for or due at this moment of the clock.
  private func settle() async throws {
    try await until {
      let all = await self.poller.status()
      let now = self.clock.now.wall
      return all.allSatisfy { $0.state != .polling && ($0.nextPoll == 0 || $0.nextPoll > now) }
    }
  }

  private var nextTurn: Int64? {
    get async { await poller.status().map(\.nextPoll).filter { $0 > 0 }.min() }
  }

  /// Whether the poller waits for its next turn, or for a time before it: were the clock moved
  /// sooner, it would count from there, and oversleep.
  private var isAsleep: Bool {
    get async { await nextTurn.map(clock.isAwaited(by:)) ?? true }
  }

  private func until(_ isSo: () async -> Bool) async throws {
    while !(await isSo()) { try await Task.sleep(for: .microseconds(300)) }
  }
}
