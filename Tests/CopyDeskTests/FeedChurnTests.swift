import Newsroom
import Testing

/// What becomes of stories whose feeds move, shrink, grow, turn round, or tell of each other's.
@Suite("Feeds that churn", .timeLimit(.minutes(20)))
struct FeedChurnTests {
  let stand: Newsstand

  init() throws { stand = try Newsstand() }

  private func same(_ count: Int) -> [String] { Array(repeating: "same", count: count) }

  @Test("Entries that vanish and return are no news, updated in between or not")
  func vanish() async throws {
    let changed = Entry(1).with { $0.text += " It docked." }
    #expect(try await stand.poll(.rss([Entry(2), Entry(1)])) == ["story", "story"])
    #expect(try await stand.poll(.rss([Entry(3)])) == ["story"])
    #expect(try await stand.poll(.rss([Entry(3), changed])) == ["same", "update"])
    #expect(try await stand.poll(.rss([Entry(4)])) == ["story"])
    #expect(try await stand.poll(.rss([Entry(4), Entry(3), Entry(2), changed])) == same(4))
  }

  @Test("A feed that is empty and then full again brings no news")
  func empty() async throws {
    let feed = Feed.rss((1...5).map { Entry($0) })
    #expect(try await stand.poll(feed) == Array(repeating: "story", count: 5))
    #expect(try await stand.poll(.rss([])) == [])
    #expect(try await stand.poll(feed) == same(5))
  }

  @Test("A feed that turns its order round brings no news")
  func order() async throws {
    let entries = (1...5).map { Entry($0) }
    _ = try await stand.poll(.rss(entries))
    #expect(try await stand.poll(.rss(entries.reversed())) == same(5))
    #expect(try await stand.poll(.rss([Entry(6)] + entries.shuffled())) == ["story"] + same(5))
  }

  @Test("An error page in the place of a feed is no story, and no reason for any")
  func errorPage() async throws {
    let feed = Feed.rss([Entry(2), Entry(1)])
    _ = try await stand.poll(feed)
    let page = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
    #expect(try await stand.poll(Array(page.utf8), type: "text/html") == ["rejected"])
    #expect(try await stand.poll(feed) == same(2))
    #expect(stand.stories.count == 2)
  }

  @Test("A server's words in the place of a feed are no story")
  func errorText() async throws {
    let feed = Feed.rss([Entry(2), Entry(1)])
    _ = try await stand.poll(feed)
    let texts = ["Fatal error: no memory in feed.php on line 41\n", "upstream timed out", "0"]
    for text in texts { #expect(try await stand.poll(Array(text.utf8)) == ["rejected"]) }
    #expect(try await stand.poll(feed) == same(2))
    #expect(stand.stories.count == 2)
  }

  @Test("A feed that breaks off in the midst of an entry loses nothing and invents nothing")
  func brokenOff() async throws {
    let document = Array(Feed.rss([Entry(3), Entry(2), Entry(1)]).document.utf8)
    for length in stride(from: 1, to: document.count - 20, by: 7) {
      let words = try await stand.poll(Array(document[..<length]))
      #expect(words.allSatisfy { $0 == "same" || $0 == "story" || $0 == "rejected" }, "\(length)")
    }
    _ = try await stand.poll(document)
    #expect(try stand.news().sorted() == ["Report 1", "Report 2", "Report 3"])
  }

  @Test("A feed that moves brings no news, with guids and without")
  func moves() async throws {
    let entries = [
      Entry(1), Entry(2).with { $0.guid = nil },
      Entry(3).with {
        $0.guid = nil; $0.link = "/n/3"
      },
      Entry(4).with { $0.guid = "4" },
    ]
    #expect(try await stand.poll(.rss(entries)) == Array(repeating: "story", count: 4))
    #expect(try await stand.poll(.rss(entries), at: "http://feeds.example/morrow") == same(4))
    #expect(try await stand.poll(.rss(entries), at: "http://www.morrow.example/rss") == same(4))
    let atom = entries.map { $0.with { $0.guid = $0.guid ?? "/id/\($0.title)" } }
    #expect(try await stand.poll(.atom(atom), at: "http://feeds.example/morrow") == same(4))
    #expect(try await stand.poll(.atom(atom), at: "http://www.morrow.example/rss") == same(4))
  }

  @Test("A feed that goes from RSS to Atom under the same ids brings no news")
  func format() async throws {
    let entries = [
      Entry(1), Entry(2).with { $0.guid = "2" }, Entry(3).with { $0.guid = "urn:x:3" },
    ]
    #expect(try await stand.poll(.rss(entries)) == Array(repeating: "story", count: 3))
    #expect(try await stand.poll(.atom(entries)) == same(3))
    let changed = entries.map { $0.with { $0.text += " It docked." } }
    #expect(try await stand.poll(.atom(changed)) == Array(repeating: "update", count: 3))
    #expect(try await stand.poll(.rss(changed)) == same(3))
  }

  @Test("Entries that move from page to page are stories of the first page they were seen on")
  func pages() async throws {
    var words: [String] = []
    for newest in 5...12 {
      let entries = (newest - 4...newest).reversed().map { Entry($0) }
      words += try await stand.poll(.rss(Array(entries[..<3])), source: "page-1")
      words += try await stand.poll(.rss(Array(entries[3...])), source: "page-2")
    }
    #expect(words.filter { $0 == "story" }.count == 12)
    #expect(words.allSatisfy { $0 == "story" || $0 == "same" || $0 == "sighted" })
    #expect(Set(try stand.news()).count == 12)
  }

  @Test("The same text in two feeds is one story, sighted once in the other")
  func twoFeeds() async throws {
    let other = Entry(1).with {
      $0.guid = "urn:other:9"; $0.link = "https://other.example/9"
    }
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    #expect(try await stand.poll(.rss([other]), source: "b") == ["sighted"])
    for _ in 0..<3 {
      #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
      #expect(try await stand.poll(.rss([other]), source: "b") == ["same"])
    }
    let update = other.with { $0.text += " It docked." }
    #expect(try await stand.poll(.rss([update]), source: "b") == ["update"])
    #expect(try await stand.poll(.rss([Entry(1).with { $0.text = update.text }])) == ["sighted"])
    #expect(try await stand.poll(.rss([Entry(1).with { $0.text = update.text }])) == ["same"])
  }

  @Test("One feed with summaries and one with full texts under the same guids do not fight")
  func summaryAndFull() async throws {
    let summary = Entry(1).with { $0.text = Entry.fewWords(1) }
    #expect(try await stand.poll(.rss([summary]), source: "brief") == ["story"])
    #expect(try await stand.poll(.rss([Entry(1)]), source: "full") == ["update"])
    for _ in 0..<4 {
      #expect(try await stand.poll(.rss([summary]), source: "brief") == ["same"])
      #expect(try await stand.poll(.rss([Entry(1)]), source: "full") == ["same"])
    }
    // What each changes is told still.
    let longer = Entry(1).with { $0.text += " It docked." }
    #expect(try await stand.poll(.rss([longer]), source: "full") == ["update"])
    #expect(try await stand.poll(.rss([summary]), source: "brief") == ["same"])
    let rewritten = Entry(1).with { $0.text = Entry.fewWords(77) }
    #expect(try await stand.poll(.rss([rewritten]), source: "brief") == ["update"])
    #expect(try await stand.poll(.rss([longer]), source: "full") == ["same"])
    // And after a restart the same.
    try await stand.restart(fromLines: true)
    #expect(try await stand.poll(.rss([rewritten]), source: "brief") == ["same"])
    #expect(try await stand.poll(.rss([longer]), source: "full") == ["same"])
  }

  @Test("What a feed shows for longer than the horizon is no news, in whatever way it is known")
  func horizon() async throws {
    let other = Entry(2).with {
      $0.guid = "urn:other:9"; $0.link = "https://other.example/9"
    }
    let late = Entry(4).with { $0.date = "Wed, 25 Nov 2026 01:00:00 GMT" }
    let newer = late.with {
      $0.text += " New."; $0.date = "Thu, 26 Nov 2026 01:00:00 GMT"
    }
    let entries = [
      Entry(1), Entry(2).with { $0.guid = nil },
      Entry(3).with {
        $0.guid = nil; $0.link = nil
      },
    ]
    #expect(try await stand.poll(.rss(entries)) == ["story", "story", "story"])
    #expect(try await stand.poll(.rss([other]), source: "b") == ["sighted"])
    #expect(try await stand.poll(.rss([newer]), source: "c") == ["story"])
    #expect(try await stand.poll(.rss([late]), source: "c") == ["late"])
    for week in 1...60 {
      stand.wait(days: 7)
      #expect(try await stand.poll(.rss(entries)) == same(3), "week \(week)")
      #expect(try await stand.poll(.rss([other]), source: "b") == ["same"], "week \(week)")
      #expect(try await stand.poll(.rss([newer, late]), source: "c") == same(2), "week \(week)")
      // Only what lies beside the log knows what was carried over; its lines do not.
      if week % 9 == 0 { try await stand.restart(fromLines: false) }
      if week == 2 { try await stand.restart(fromLines: true) }
    }
    #expect(try await stand.poll(.rss([Entry(1).with { $0.text += " It docked." }])) == ["update"])
  }

  @Test("What nobody has shown for as long as the horizon is news when it comes again")
  func forgotten() async throws {
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    stand.wait(days: 60)
    #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
    stand.wait(days: 89)
    #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
    stand.wait(days: 92)
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
  }

  @Test("Two feeds that give the same guid to different stories keep both, and tell each once")
  func sameGuidElsewhere() async throws {
    let one = Entry(1).with { $0.guid = "http://localhost/?p=7" }
    let two = Entry(2).with {
      $0.guid = "http://localhost/?p=7"
      $0.link = "https://other.example/2"
    }
    #expect(try await stand.poll(.rss([one]), source: "a") == ["story"])
    #expect(try await stand.poll(.rss([two]), source: "b") == ["story"])
    for _ in 0..<3 {
      #expect(try await stand.poll(.rss([one]), source: "a") == ["same"])
      #expect(try await stand.poll(.rss([two]), source: "b") == ["same"])
    }
  }
}
