import Newsroom
import Testing

@testable import Feeds

/// A feed's rounds with a clock that the test sets.
private struct Trial {
  var rounds: Rounds
  var wall: Int64 = 1_700_000_000_000
  var table: [String: FeedState] = [:]
  var hosts: [String: Int64] = [:]
  var events: [FeedEvent] = []
  var settings = PollerSettings(contact: "test@example", spread: .zero)

  init(_ feeds: [FeedSettings]) {
    rounds = Rounds(settings: settings)
    rounds.set(feeds, now: moment)
  }

  var moment: Moment { Moment(wall: wall, steady: wall - 5_000_000) }

  /// Goes on to the next request, at the latest after `days`.
  mutating func next(days: Double = 40) -> Fetch? {
    let end = wall + Int64(days * 86_400_000)
    while true {
      if let fetch = rounds.next(now: moment).first { return fetch }
      guard let wake = rounds.wake, wake + 5_000_000 <= end else { return nil }
      wall = max(wall + 1, wake + 5_000_000)
    }
  }

  /// The next request, answered after 100 ms, its entries stored.
  @discardableResult
  mutating func poll(
    _ status: Int, _ headers: [String: String] = [:], _ body: String = "",
    outcome: StoredOutcome = StoredOutcome(seen: 1, new: 1)
  ) -> Fetch? {
    guard let fetch = next() else { return nil }
    answer(fetch, status, headers, body, outcome: outcome)
    return fetch
  }

  mutating func answer(
    _ fetch: Fetch, _ status: Int, _ headers: [String: String] = [:], _ body: String = "",
    outcome: StoredOutcome = StoredOutcome(seen: 1, new: 1)
  ) {
    wall += 100
    let response = HTTPResponse(
      status: status, headers: headers.map { HeaderField($0.key, $0.value) },
      body: Array(body.utf8))
    if let fetched = rounds.answer(fetch.poll, .success(response), now: moment) {
      rounds.stored(fetched.poll, outcome, now: moment)
    }
    let changes = rounds.takeChanges()
    for state in changes.feeds { table[state.name] = state }
    hosts.merge(changes.hosts) { $1 }
    events += rounds.takeEvents()
  }

  mutating func restart(_ feeds: [FeedSettings]) {
    rounds = Rounds(settings: settings)
    rounds.set(feeds, hosts: hosts, now: moment) { table[$0] }
  }

  var status: FeedStatus? { rounds.status(now: moment).first }
}

extension Fetch {
  fileprivate func header(_ name: String) -> String? {
    request.headers.first { $0.name == name }?.value
  }
}

@Suite("The rounds: what an answer means for the next request")
struct RoundsTests {
  private let feed = FeedSettings(name: "f", url: "http://a.example/rss")

  @Test("Validators go back byte for byte, the latest of them")
  func validators() {
    var trial = Trial([feed])
    let first = trial.poll(200, ["etag": "W/\"a, 'b'\"", "last-modified": "yesterday"], "<rss/>")
    #expect(first?.header("If-None-Match") == nil && first?.header("A-IM") == nil)
    let second = trial.poll(304, ["etag": "\"c\""])
    #expect(second?.header("If-None-Match") == "W/\"a, 'b'\"")
    #expect(second?.header("If-Modified-Since") == "yesterday")
    #expect(second?.header("A-IM") == "feed")
    // The same bytes with another tag: stored though nothing is new.
    let third = trial.poll(200, ["etag": "d"], "<rss/>")
    #expect(third?.header("If-None-Match") == "\"c\"")
    let fourth = trial.poll(200, [:], "<rss/>")
    #expect(fourth?.header("If-None-Match") == "d")
    #expect(fourth?.header("If-Modified-Since") == nil)
    let got1 = trial.poll(200, [:], "<rss/>")
    #expect(got1?.header("If-None-Match") == nil)
    #expect(trial.status?.storiesNew == 1)
  }

  @Test("After eight days of 304 one request is unconditional, and only one")
  func expiry() {
    var trial = Trial([feed])
    trial.poll(200, ["etag": "\"a\""], "<rss/>")
    let since = trial.wall
    var unconditional: [Int64] = []
    while trial.wall < since + 20 * 86_400_000 {
      guard let fetch = trial.next() else { break }
      if fetch.header("If-None-Match") == nil {
        unconditional.append(trial.wall)
        trial.answer(fetch, 200, ["etag": "\"a\""], "<rss/>")
      } else {
        trial.answer(fetch, 304)
      }
    }
    #expect(unconditional.count == 2)
    #expect(unconditional.first ?? 0 >= since + Validators.lifetime - 100)
  }

  @Test("Nothing is remembered of a response before its stories are stored")
  func order() throws {
    var trial = Trial([feed])
    let asked = trial.next()
    let fetch = try #require(asked)
    let response = HTTPResponse(
      status: 200, headers: [HeaderField("etag", "\"a\"")], body: Array("<rss/>".utf8))
    let handed = trial.rounds.answer(fetch.poll, .success(response), now: trial.moment)
    let fetched = try #require(handed)
    let left = trial.rounds.takeChanges().feeds
    let before = try #require(left.first)
    #expect(before.validators == nil && before.content == nil && before.polled == 0)
    #expect(before.unfinished == 1)
    // The same number a second time changes nothing.
    let again = trial.rounds.answer(fetch.poll, .success(response), now: trial.moment)
    #expect(again == nil)
    trial.rounds.stored(fetched.poll, StoredOutcome(seen: 1, new: 1), now: trial.moment)
    let stored = trial.rounds.takeChanges().feeds
    let after = try #require(stored.first)
    #expect(after.validators?.etag == "\"a\"" && after.unfinished == 0)
  }

  @Test("Retry-After is obeyed, after failures and successes, by the whole host, over restarts")
  func retryAfter() {
    let other = FeedSettings(name: "g", url: "http://a.example/atom")
    var trial = Trial([feed, other])
    trial.poll(429, ["retry-after": "90000"])
    let told = trial.wall
    // The one that was due at once, too.
    let nextPolls = trial.rounds.status(now: trial.moment).map(\.nextPoll)
    #expect(nextPolls.allSatisfy { $0 >= told + 90_000_000 })
    trial.restart([feed, other])
    let next = trial.next()
    #expect(next != nil && trial.wall >= told + 90_000_000)
    #expect(trial.events.contains(.hostRests(host: "a.example", milliseconds: 90_000_000)))
    var single = Trial([feed])
    single.poll(200, ["retry-after": "36000"], "<rss/>")
    let then = single.wall
    _ = single.next()
    #expect(single.wall >= then + 36_000_000)
  }

  @Test("A restart makes no poll earlier, however often it comes")
  func restarts() {
    var trial = Trial([feed])
    trial.poll(200, ["etag": "\"a\""], "<rss/>")
    let due = trial.table["f"]?.due ?? 0
    for _ in 0..<5 {
      trial.restart([feed])
      let got2 = trial.next(days: 0.001)
      #expect(got2 == nil)
    }
    let got3 = trial.next()
    #expect(got3 != nil)
    #expect(trial.wall >= due)
    // Killed while it waited for the answer: the request is not sent again at once.
    let asked = trial.wall
    for state in trial.rounds.takeChanges().feeds { trial.table[state.name] = state }
    trial.restart([feed])
    let got4 = trial.next()
    #expect(got4 != nil)
    #expect(trial.wall >= asked + feed.minInterval.wholeMilliseconds)
  }

  @Test("410 stops for good, over restarts too, until the operator asks")
  func gone() {
    var trial = Trial([feed])
    trial.poll(200, [:], "<rss/>")
    trial.poll(410)
    let got5 = trial.next()
    #expect(got5 == nil)
    #expect(trial.status?.state == .gone && trial.status?.nextPoll == 0)
    trial.restart([feed])
    let got6 = trial.next()
    #expect(got6 == nil)
    let got7 = trial.rounds.pollNow("f", now: trial.moment)
    #expect(got7 == .asked(after: 2000))
    let got8 = trial.poll(200, [:], "<rss>2</rss>")
    #expect(got8 != nil)
    #expect(trial.status?.state == .ok)
    let got9 = trial.next()
    #expect(got9 != nil)
  }

  @Test("A permanent redirect is adopted after a week of a valid feed there, not before")
  func moved() {
    var trial = Trial([feed])
    let start = trial.wall
    var adopted: Int64?
    while trial.wall < start + 9 * 86_400_000, adopted == nil {
      guard let fetch = trial.next() else { break }
      if fetch.request.url == "http://a.example/rss" {
        trial.answer(fetch, 301, ["location": "https://b.example/feed"])
      } else {
        trial.answer(fetch, 200, [:], "<rss/>")
        if trial.events.contains(where: { if case .moved = $0 { true } else { false } }) {
          adopted = trial.wall
        }
      }
    }
    #expect((adopted ?? 0) - start >= Moving.trial)
    let got10 = trial.next()
    #expect(got10?.request.url == "https://b.example/feed")
    #expect(trial.table["f"]?.adopted == "https://b.example/feed")
    trial.restart([feed])
    #expect(trial.status?.url == "https://b.example/feed")
    // The operator gives another address: all that was learnt at the old one is void.
    trial.restart([FeedSettings(name: "f", url: "http://c.example/rss")])
    let got11 = trial.next()
    #expect(got11?.request.url == "http://c.example/rss")
  }

  @Test("A chain with one temporary hop is never adopted")
  func temporary() {
    var trial = Trial([feed])
    let start = trial.wall
    while trial.wall < start + 9 * 86_400_000, let fetch = trial.next() {
      switch fetch.request.url {
      case "http://a.example/rss": trial.answer(fetch, 301, ["location": "/there"])
      case "http://a.example/there":
        trial.answer(fetch, 302, ["location": "http://b.example/"])
      default: trial.answer(fetch, 200, [:], "<rss/>")
      }
    }
    #expect(trial.table["f"]?.adopted == nil && trial.table["f"]?.moving == nil)
    #expect(trial.status?.failures == 0 && trial.status?.lastSuccess ?? 0 > start)
  }

  @Test("A week of a page at the end of a permanent redirect adopts nothing")
  func movedToPage() {
    var trial = Trial([feed])
    let start = trial.wall
    while trial.wall < start + 9 * 86_400_000, let fetch = trial.next() {
      if fetch.request.url == "http://a.example/rss" {
        trial.answer(fetch, 301, ["location": "https://parked.example/"])
      } else {
        trial.answer(fetch, 200, [:], "<html>buy this name")
      }
    }
    #expect(trial.table["f"]?.adopted == nil)
    #expect(trial.status?.lastError?.contains("HTML page") == true)
  }

  @Test("Redirects end after ten, and a loop at once")
  func loops() {
    var trial = Trial([feed])
    var urls: [String] = []
    for n in 0..<30 {
      guard let fetch = trial.next(days: 0.1), trial.status?.failures == 0 else { break }
      urls.append(fetch.request.url)
      trial.answer(fetch, 302, ["location": "/\(n)"])
      if trial.status?.failures == 1 { break }
    }
    #expect(urls.count == 11)
    #expect(trial.status?.lastError?.contains("more than 10 times") == true)
    var own = Trial([feed])
    own.poll(302, ["location": "http://A.example/rss"])
    #expect(own.status?.lastError?.contains("redirects to itself") == true)
    // By way of others too: who went round ten times would be a poor guest.
    var circle = Trial([feed])
    circle.poll(302, ["location": "/b"])
    circle.poll(302, ["location": "http://c.example/"])
    circle.poll(302, ["location": "http://a.example/rss"])
    #expect(circle.status?.lastError?.contains("in a circle") == true)
    #expect(circle.status?.failures == 1)
  }

  @Test("Validators hold for the address that sent them alone")
  func perAddress() {
    var trial = Trial([feed])
    trial.poll(302, ["location": "http://b.example/x"])
    trial.poll(200, ["etag": "\"b\""], "<rss/>")
    let first = trial.poll(302, ["location": "http://b.example/x"])
    #expect(first?.header("If-None-Match") == nil)
    let hop = trial.poll(304)
    #expect(hop?.header("If-None-Match") == "\"b\"")
    #expect(trial.status?.state == .ok)
  }

  @Test("What cannot be read is asked for once more, then stays an error while it is unchanged")
  func unreadable() {
    var trial = Trial([feed])
    let rejected = StoredOutcome(
      seen: 0, new: 0, rejection: Rejection(code: "unknown-format", detail: "it is a poem"))
    trial.poll(200, ["etag": "\"p\""], "roses are red", outcome: rejected)
    #expect(trial.status?.lastError?.contains("it is a poem") == true)
    let again = trial.poll(200, ["etag": "\"p\""], "roses are red", outcome: rejected)
    #expect(again?.header("If-None-Match") == nil)
    let third = trial.poll(304)
    #expect(third?.header("If-None-Match") == "\"p\"")
    #expect(trial.status?.state == .failing && trial.status?.failures == 3)
    trial.poll(200, ["etag": "\"q\""], "roses are red")
    #expect(trial.status?.state == .failing && trial.status?.failures == 4)
    trial.poll(200, ["etag": "\"r\""], "<rss/>")
    #expect(trial.status?.state == .ok)
    #expect(trial.events.contains(.recovered(feed: "f", failures: 4)))
  }

  @Test("A body that breaks off is not believed before it comes twice; what was held stays held")
  func breakingOff() {
    var trial = Trial([feed])
    var cut = StoredOutcome(seen: 1, new: 1)
    cut.breaksOff = true
    trial.poll(200, ["etag": "\"whole\""], "<rss>1</rss>")
    trial.poll(200, ["etag": "\"cut\""], "<rss>2", outcome: cut)
    #expect(trial.status?.state == .ok)
    let second = trial.poll(200, ["etag": "\"cut\""], "<rss>2 and 3", outcome: cut)
    #expect(second?.header("If-None-Match") == "\"whole\"")
    // The old feed is back: what it is, is known.
    let third = trial.poll(304)
    #expect(third?.header("If-None-Match") == "\"whole\"")
    #expect(trial.status?.state == .ok)
    trial.poll(200, ["etag": "\"cut\""], "<rss>2 and 3", outcome: cut)
    let last = trial.poll(304)
    #expect(last?.header("If-None-Match") == "\"cut\"")
  }

  @Test("The same bytes are handed on after eight days, and after a restart, and not between")
  func reread() throws {
    var trial = Trial([feed])
    var handed = 0
    func poll(_ trial: inout Trial) throws {
      let next = trial.next()
      let fetch = try #require(next)
      let response = HTTPResponse(status: 200, headers: [], body: Array("<rss/>".utf8))
      if let fetched = trial.rounds.answer(fetch.poll, .success(response), now: trial.moment) {
        handed += 1
        trial.rounds.stored(fetched.poll, StoredOutcome(seen: 1, new: 0), now: trial.moment)
      }
      for state in trial.rounds.takeChanges().feeds { trial.table[state.name] = state }
    }
    let start = trial.wall
    while trial.wall < start + 7 * 86_400_000 { try poll(&trial) }
    #expect(handed == 1)
    while trial.wall < start + 9 * 86_400_000 { try poll(&trial) }
    #expect(handed == 2)
    trial.restart([feed])
    for _ in 0..<5 { try poll(&trial) }
    #expect(handed == 3)
    trial.settings.rereadAfter = .seconds(86_400)
    trial.restart([feed])
    let second = trial.wall
    while trial.wall < second + 36 * 3_600_000 { try poll(&trial) }
    #expect(handed == 5)
  }

  @Test(
    "Back-off grows with each failure, by its kind",
    arguments: [(500, 4 * 3_600_000), (404, 24 * 3_600_000)])
  func backOff(_ status: Int, _ most: Int64) {
    var trial = Trial([feed])
    trial.poll(200, [:], "<rss/>")
    var gaps: [Int64] = []
    var last = trial.wall
    for _ in 0..<12 {
      trial.poll(status)
      gaps.append(trial.wall - last)
      last = trial.wall
    }
    #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1 * 11 >= $0 * 10 })
    #expect(gaps.last ?? 0 >= most && gaps.last ?? 0 <= most + most / 10 + 1000)
    trial.poll(200, [:], "<rss>2</rss>")
    #expect(trial.status?.failures == 0)
  }

  @Test("A pause holds, a poll asked for comes once, and an address that is none is said")
  func commands() {
    var trial = Trial([feed])
    let held = trial.rounds.pause("f", true, now: trial.moment)
    #expect(held && trial.status?.state == .paused)
    let got13 = trial.next()
    #expect(got13 == nil)
    let got14 = trial.rounds.pollNow("f", now: trial.moment)
    #expect(got14 == .asked(after: 0))
    let got15 = trial.poll(200, [:], "<rss/>")
    #expect(got15 != nil)
    let got16 = trial.next()
    #expect(got16 == nil)
    let got17 = trial.rounds.pause("f", false, now: trial.moment)
    #expect(got17)
    let got18 = trial.next()
    #expect(got18 != nil)
    let got19 = trial.rounds.pollNow("none", now: trial.moment)
    #expect(got19 == .unknown)
    let got20 = trial.rounds.pause("none", true, now: trial.moment)
    #expect(!got20)
    let broken = Trial([FeedSettings(name: "b", url: "gopher://a.example/")])
    #expect(broken.status?.state == .failing)
    #expect(broken.rounds.wake == nil)
    var asked = broken
    let got21 = asked.rounds.pollNow("b", now: asked.moment)
    #expect(got21 == .badAddress)

    var set = feed
    set.paused = true
    var configured = Trial([set])
    let got22 = configured.rounds.pause("f", false, now: configured.moment)
    let got23 = configured.next()
    #expect(got22 && got23 == nil)
    configured.rounds.isPaused = true
    let got24 = configured.rounds.pollNow("f", now: configured.moment)
    #expect(got24 == .allRest)
  }

  @Test("A clock set back or forward by a year neither floods nor silences")
  func clock() {
    var trial = Trial([feed])
    trial.poll(200, [:], "<rss/>")
    trial.table["f"]?.due += 366 * 86_400_000
    trial.restart([feed])
    let now = trial.wall
    let got20 = trial.next(days: 31)
    #expect(got20 != nil)
    #expect(trial.wall > now)
  }

  @Test("226 brings what is new and is no window of entries")
  func delta() {
    var trial = Trial([feed])
    let keys = (0..<10).map { UInt64($0) << 32 }
    trial.poll(
      200, ["etag": "\"a\""], "<rss/>",
      outcome: StoredOutcome(seen: 10, new: 10, entryKeys: keys))
    trial.poll(
      226, ["etag": "\"b\""], "<rss>+</rss>",
      outcome: StoredOutcome(seen: 4, new: 4, entryKeys: (20..<24).map { UInt64($0) << 32 }))
    #expect(trial.status?.gaps == 0)
    let got21 = trial.next()
    #expect(got21?.header("If-None-Match") == "\"b\"")
    #expect(trial.table["f"]?.overlap.count == 10)
  }

  @Test("A window that rolled over whole is said, and the next poll comes sooner")
  func gap() {
    var trial = Trial([feed])
    func outcome(_ range: Range<Int>) -> StoredOutcome {
      StoredOutcome(
        seen: range.count, new: range.count, entryKeys: range.map { UInt64($0) &* 0x9E37_79B9 })
    }
    trial.poll(200, [:], "1", outcome: outcome(0..<10))
    trial.poll(200, [:], "2", outcome: outcome(10..<20))
    #expect(trial.status?.gaps == 1)
    #expect(trial.events.contains(.gap(feed: "f")))
    let took = trial.wall
    _ = trial.next()
    #expect(trial.wall - took < 9 * 60_000)
  }

  @Test("A single round asks each feed once, however soon one is due again")
  func singleRound() throws {
    var trial = Trial([
      FeedSettings(name: "a", url: "https://a.example/f") {
        ($0.interval, $0.minInterval, $0.maxInterval) = (.seconds(1), .seconds(1), .seconds(1))
      }
    ])
    let start = trial.moment.steady
    let fetch = try #require(trial.rounds.next(now: trial.moment, dueBy: start).first)
    #expect(!trial.rounds.isOver(at: start, now: trial.moment))
    trial.answer(fetch, 200, [:], "<rss/>")
    trial.wall += 60_000
    #expect(trial.rounds.next(now: trial.moment, dueBy: start).isEmpty)
    #expect(trial.rounds.isOver(at: start, now: trial.moment))
    #expect(trial.rounds.next(now: trial.moment).count == 1)
  }
}
