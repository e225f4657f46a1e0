import Feeds
import Loopback
import Newsroom
import Testing

/// What becomes of stories whose feeds' servers move, stumble, page, or say that nothing changed.
@Suite("Feeds whose servers churn", .timeLimit(.minutes(20)))
struct ServerChurnTests {
  let stand: Newsstand
  private let feed = "http://morrow.example/feed"
  private let elsewhere = "http://feeds.example/morrow"

  init() throws { stand = try Newsstand() }

  private func same(_ count: Int) -> [String] { Array(repeating: "same", count: count) }

  /// Serves a document at an address, the feed's or another.
  private func serve(_ document: Feed, at address: String? = nil) {
    stand.web.serve(stand.web.numbered(document), type: document.type, at: address ?? feed)
  }

  private func asked(_ address: String) -> Int {
    stand.web.requests.count { $0.path == address }
  }

  @Test(
    "A feed that its server moves for good is followed, adopted after a week, and tells nothing twice"
  )
  func moved() async throws {
    let bare = Entry(2).with { $0.guid = nil }
    let relative = Entry(3).with {
      $0.guid = nil; $0.link = "/n/3"
    }
    let entries = [Entry(1), bare, relative]
    #expect(try await stand.poll(.rss(entries)) == ["story", "story", "story"])
    stand.web.put(.redirect(301, to: elsewhere), at: feed)
    for day in 1...8 {
      serve(.rss(entries), at: elsewhere)
      stand.wait(days: 1)
      #expect(try await stand.poll() == same(3), "day \(day)")
      if day == 4 { try await stand.restart() }
    }
    #expect(await stand.status()?.adopted == elsewhere)
    let before = asked(feed)
    serve(
      .rss([Entry(4), Entry(1).with { $0.text += " It docked." }] + entries[1...]), at: elsewhere)
    #expect(try await stand.poll() == ["story", "update", "same", "same"])
    try await stand.restart(fromLines: true)
    #expect(try await stand.poll() == [])
    #expect(asked(feed) == before)
    #expect(stand.sightings.isEmpty)
  }

  @Test("A feed that is elsewhere for some days and comes back is the same feed all the time")
  func movedForAWhile() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    stand.web.put(.redirect(302, to: elsewhere), at: feed)
    serve(.rss([Entry(2), Entry(1)]), at: elsewhere)
    #expect(try await stand.poll() == ["story", "same"])
    stand.wait(days: 9)
    serve(.rss([Entry(2), Entry(1)]), at: elsewhere)
    #expect(try await stand.poll() == same(2))
    #expect(await stand.status()?.adopted == nil)
    #expect(try await stand.poll(.rss([Entry(3), Entry(2), Entry(1)])) == ["story"] + same(2))
  }

  @Test("A feed that has not changed is not read again, over restarts, and its next entry is")
  func notModified() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    for poll in 1...6 {
      #expect(try await stand.poll() == [])
      #expect(stand.web.unchanged == poll)
      if poll == 3 { try await stand.restart() }
    }
    #expect(try await stand.poll(.rss([Entry(2), Entry(1)])) == ["story", "same"])
    let tags = stand.web.requests.map { $0.headers["if-none-match"] }
    #expect(tags.count == 8 && tags[0] == nil && tags.dropFirst().allSatisfy { $0 == tags[1] })
  }

  @Test("Whose server says for ever that nothing has changed is read whole within days")
  func stuck() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    let next = stand.web.numbered(.rss([Entry(2), Entry(1)]))
    stand.web.put(.stuck(next, type: "application/rss+xml", tag: "\"x\""), at: feed)
    var words: [String] = []
    for _ in 1...9 {
      stand.wait(days: 1)
      words += try await stand.poll()
    }
    #expect(words == ["story", "same"])
    #expect(stand.web.unchanged >= 7)
  }

  @Test("The same bytes without a validator bring nothing, each time")
  func bare() async throws {
    let bytes = stand.web.numbered(.rss([Entry(2), Entry(1)]))
    stand.web.put(.bare(bytes, type: "application/rss+xml"), at: feed)
    #expect(try await stand.poll() == ["story", "story"])
    for poll in 1...5 {
      // The first after a restart is read, so that dedup knows what is shown; it is no news either.
      #expect(try await stand.poll() == (poll == 3 ? same(2) : []))
      if poll == 2 { try await stand.restart(fromLines: true) }
    }
    #expect(
      asked(feed) == 6 && stand.web.requests.allSatisfy { $0.headers["if-none-match"] == nil })
    #expect(try await stand.poll(.rss([Entry(3), Entry(1)])) == ["story", "same"])
  }

  @Test(
    "Entries that rolled out of a paged feed between two polls are fetched from its pages, once",
    arguments: ["rss", "json"])
  func pages(format: String) async throws {
    func window(_ page: Int, newest: Int) -> Feed {
      let last = newest - page * 5
      let next = "\(feed)?page=\(page + 1)"
      let entries = stride(from: last, to: max(0, last - 5), by: -1).map { Entry($0) }
      if format == "json" { return .json(entries, head: "\"next_url\":\"\(next)\",") }
      return .rss(
        entries,
        channel: "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='\(next)'/>")
    }
    #expect(try await stand.poll(window(0, newest: 20)) == Array(repeating: "story", count: 5))
    for page in 1...6 { serve(window(page, newest: 37), at: "\(feed)?page=\(page)") }
    let words = try await stand.poll(window(0, newest: 37))
    #expect(words.count { $0 == "story" } == 17)
    #expect(words.allSatisfy { $0 == "story" || $0 == "same" })
    #expect(asked("\(feed)?page=3") == 1 && asked("\(feed)?page=4") == 0)
    #expect(await stand.status()?.gaps == 0)
    try await stand.restart()
    let again = window(0, newest: 37)
    #expect(try await stand.poll(again) == same(5))
    #expect(try stand.news().sorted() == (16...37).map { "Report \($0)" })
  }

  @Test(
    "A response that was stored, and the process killed before it was remembered, is no news again")
  func killed() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    stand.fail(.afterStoring)
    #expect(try await stand.poll(.rss([Entry(2), Entry(1)])) == ["story", "same"])
    #expect(await stand.status()?.errorCode == "not-stored")
    try await stand.restart(fromLines: true)
    // Not one validator of it was kept: it comes whole.
    #expect(try await stand.poll() == same(2))
    #expect(try await stand.poll() == [])
    #expect(stand.web.unchanged == 1)
  }

  @Test("A response that could not be stored is asked for again, and loses nothing")
  func notStored() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    stand.fail(.beforeStoring)
    #expect(try await stand.poll(.rss([Entry(2), Entry(1)])) == ["rejected"])
    #expect(await stand.status()?.errorCode == "not-stored")
    #expect(try await stand.poll() == ["story", "same"])
    #expect(stand.web.unchanged == 0)
  }

  @Test("A document caught half written under the tag of the whole loses no entry")
  func halfWritten() async throws {
    let whole = Array(Feed.rss([Entry(3), Entry(2), Entry(1)]).document.utf8)
    let half = Array(whole.dropLast(200))
    let type = "application/rss+xml"
    stand.web.put(.document(half, type: type, tag: "\"t\""), at: feed)
    #expect(try await stand.poll() == ["story", "story"])
    stand.web.put(.document(whole, type: type, tag: "\"t\""), at: feed)
    #expect(try await stand.poll() == ["same", "same", "story"])
    #expect(try await stand.poll() == [])
    #expect(try stand.news() == ["Report 3", "Report 2", "Report 1"])
  }

  @Test("A document that is always cut off, and never twice the same, is read up to the cut")
  func half() async throws {
    let entries = [Entry(3), Entry(2), Entry(1)]
    for poll in 1...4 {
      let feed = Feed.rss(entries, channel: "<generator>run \(poll)</generator>")
      let words = try await stand.poll(Array(feed.document.utf8.dropLast(200)))
      #expect(words == (poll == 1 ? ["story", "story"] : same(2)))
    }
    #expect(try await stand.poll(.rss(entries)) == ["same", "same", "story"])
  }

  @Test("A document that is cut off is asked for again, and the same bytes are then believed")
  func halfForEver() async throws {
    let half = Feed.rss([Entry(3), Entry(2), Entry(1)]).document.utf8.dropLast(200)
    #expect(try await stand.poll(Array(half)) == ["story", "story"])
    #expect(try await stand.poll() == same(2))
    for _ in 1...3 { #expect(try await stand.poll() == []) }
    #expect(stand.web.unchanged == 3)
  }

  @Test("A connection that breaks in the midst of a feed loses no entry of it")
  func broken() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    let document = stand.web.numbered(.rss([Entry(3), Entry(2), Entry(1)]))
    for share in 1...4 {
      stand.web.put(.broken(document, after: document.count * share / 5), at: feed)
      #expect(try await stand.poll() == ["rejected"])
    }
    try await stand.restart()
    #expect(try await stand.poll(document) == ["story", "story", "same"])
  }

  @Test("A server that fails, wants to be left alone, or has no such feed any more, and then has")
  func outage() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    let answers: [(String, [String])] = [
      ("500 Broken", []), ("503 Later", ["Retry-After: 7200"]), ("404 Not Found", []),
      ("429 Too Many", ["Retry-After: 60"]), ("403 Forbidden", []),
    ]
    for (line, headers) in answers {
      stand.web.put(.status(line, headers), at: feed)
      #expect(try await stand.poll() == ["rejected"], "\(line)")
    }
    try await stand.restart()
    #expect(try await stand.poll(.rss([Entry(2), Entry(1)])) == ["story", "same"])
    #expect(await stand.status()?.failures == 0)
  }
}
