import Newsroom
import Testing

/// What becomes of stories whose feeds change the names and addresses that they go by.
@Suite("Guids and addresses that churn", .timeLimit(.minutes(20)))
struct GuidChurnTests {
  let stand: Newsstand

  init() throws { stand = try Newsstand() }

  @Test("A guid that goes from http to https names the same story, changed or not")
  func https() async throws {
    let old = Entry(1).with { $0.guid = "http://morrow.example/?p=1" }
    let new = Entry(1)
    #expect(try await stand.poll(.rss([old])) == ["story"])
    #expect(try await stand.poll(.rss([new])) == ["same"])
    #expect(try await stand.poll(.rss([new.with { $0.text += " It docked." }])) == ["update"])
  }

  @Test("A guid that gains tracking parameters names the same story, changed or not")
  func tracking() async throws {
    let new = Entry(1).with { $0.guid = "https://morrow.example/?p=1&utm_source=rss" }
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    #expect(try await stand.poll(.rss([new])) == ["same"])
    #expect(try await stand.poll(.rss([new.with { $0.text += " It docked." }])) == ["update"])
  }

  @Test("A guid with another session at each poll names the same story")
  func session() async throws {
    for poll in 0..<9 {
      let entries = (1...3).map { number in
        Entry(number).with {
          $0.guid = "https://morrow.example/news/\(number);jsessionid=\(poll)\(number)"
          $0.isPermaLink = true
          $0.link = $0.guid
        }
      }
      let word = poll == 0 ? "story" : "same"
      #expect(try await stand.poll(.rss(entries)) == [word, word, word])
    }
    let changed = Entry(2).with {
      $0.guid = "https://morrow.example/news/2;jsessionid=77"
      $0.text += " It docked."
    }
    #expect(try await stand.poll(.rss([changed])) == ["update"])
    #expect(stand.sightings.isEmpty)
  }

  @Test("A guid with a token that nobody knows brings no news while the text is the same")
  func token() async throws {
    for poll in 0..<9 {
      let entries = (1...3).map { number in
        Entry(number).with {
          $0.guid = "https://morrow.example/news/\(number)?token=\(poll)\(number)"
          $0.link = $0.guid
        }
      }
      let word = poll == 0 ? "story" : "same"
      #expect(try await stand.poll(.rss(entries)) == [word, word, word])
    }
    #expect(stand.sightings.isEmpty)
  }

  @Test("Without guids an address ties a story's versions, and no guid is needed to know a text")
  func noGuid() async throws {
    let bare = Entry(1).with { $0.guid = nil }
    #expect(try await stand.poll(.rss([bare])) == ["story"])
    #expect(try await stand.poll(.rss([bare])) == ["same"])
    #expect(try await stand.poll(.rss([bare.with { $0.text += " It docked." }])) == ["update"])
    let nameless = bare.with { $0.link = nil }
    #expect(try await stand.poll(.rss([nameless])) == ["same"])
  }

  @Test("Without guid and address a text is its own name")
  func nameless() async throws {
    let one = Entry(1).with {
      $0.guid = nil; $0.link = nil
    }
    let two = Entry(2).with {
      $0.guid = nil; $0.link = nil
    }
    #expect(try await stand.poll(.rss([one])) == ["story"])
    #expect(try await stand.poll(.rss([two, one])) == ["story", "same"])
    #expect(try await stand.poll(.rss([two, one])) == ["same", "same"])
  }

  @Test("One guid for all entries names none of them: each is a story, once")
  func sharedGuid() async throws {
    func entries(_ numbers: [Int]) -> Feed {
      .rss(numbers.map { Entry($0).with { $0.guid = "https://morrow.example/" } })
    }
    #expect(try await stand.poll(entries([3, 2, 1])) == ["story", "story", "story"])
    #expect(try await stand.poll(entries([3, 2, 1])) == ["same", "same", "same"])
    #expect(try await stand.poll(entries([5, 4, 3])) == ["story", "story", "same"])
    #expect(try await stand.poll(entries([3, 4, 5, 1])) == ["same", "same", "same", "same"])
    #expect(try Set(stand.records().map { $0["uri"]?.stringValue }).count == 5)
  }

  @Test("A guid that is shared at one poll and alone at the next ties no stories together")
  func sometimesShared() async throws {
    let a = Entry(1).with { $0.guid = "7" }
    let b = Entry(2).with { $0.guid = "7" }
    let newA = a.with { $0.text += " It docked." }
    let newB = b.with { $0.text += " It sank." }
    #expect(try await stand.poll(.rss([b, a])) == ["story", "story"])
    #expect(try await stand.poll(.rss([newA])) == ["update"])
    #expect(try await stand.poll(.rss([b, newA])) == ["same", "same"])
    #expect(try await stand.poll(.rss([b])) == ["same"])
    #expect(try await stand.poll(.rss([newB])) == ["update"])
    #expect(try await stand.poll(.rss([newA])) == ["same"])
    #expect(try await stand.poll(.rss([newB, newA])) == ["same", "same"])
    #expect(try await stand.poll(.rss([Entry(3).with { $0.guid = "7" }])) == ["story"])
    #expect(try stand.news() == ["Report 2", "Report 1", "+Report 1", "+Report 2", "Report 3"])
  }

  @Test("One guid and one address for all entries, and short texts: each is a story, once")
  func sharedAll() async throws {
    func entries(_ numbers: [Int]) -> Feed {
      .rss(
        numbers.map { number in
          Entry(number).with {
            $0.guid = "1"
            $0.link = "https://morrow.example/"
            $0.text = Entry.fewWords(number)
          }
        })
    }
    #expect(try await stand.poll(entries([2, 1])) == ["story", "story"])
    #expect(try await stand.poll(entries([3, 2, 1])) == ["story", "same", "same"])
    #expect(try await stand.poll(entries([1, 2, 3])) == ["same", "same", "same"])
  }

  @Test("An entry that stands twice in a feed is one story")
  func twice() async throws {
    #expect(try await stand.poll(.rss([Entry(1), Entry(1)])) == ["story", "same"])
    #expect(
      try await stand.poll(.rss([Entry(1), Entry(2), Entry(1)])) == ["same", "story", "same"])
    let changed = Entry(1).with { $0.text += " It docked." }
    #expect(
      try await stand.poll(.rss([changed, Entry(2), changed])) == ["update", "same", "same"])
  }

  @Test("Two versions of a story in one feed are a story and its update, once")
  func versions() async throws {
    let old = Entry(1)
    let new = Entry(1).with { $0.text += " It docked." }
    #expect(try await stand.poll(.rss([old])) == ["story"])
    #expect(try await stand.poll(.rss([new, old])) == ["update", "same"])
    for _ in 0..<5 { #expect(try await stand.poll(.rss([new, old])) == ["same", "same"]) }
    let newest = Entry(1).with { $0.text += " It docked. It left." }
    #expect(try await stand.poll(.rss([newest, new, old])) == ["update", "same", "same"])
  }

  @Test("A guid reused for another story is a new story, and the first stays known")
  func reused() async throws {
    let first = Entry(1).with { $0.guid = "42" }
    let second = Entry(2).with { $0.guid = "42" }
    #expect(try await stand.poll(.rss([first])) == ["story"])
    #expect(try await stand.poll(.rss([second])) == ["story"])
    for _ in 0..<3 {
      #expect(try await stand.poll(.rss([first])) == ["same"])
      #expect(try await stand.poll(.rss([second])) == ["same"])
    }
    #expect(try stand.news() == ["Report 1", "Report 2"])
  }

  @Test("Posts of one page, told apart by the guid's fragment, are stories each")
  func fragments() async throws {
    func post(_ number: Int) -> Entry {
      Entry(number).with {
        $0.guid = "https://morrow.example/live#post-\(number)"; $0.link = $0.guid
      }
    }
    #expect(try await stand.poll(.rss([post(1)])) == ["story"])
    #expect(try await stand.poll(.rss([post(2), post(1)])) == ["story", "same"])
    #expect(try await stand.poll(.rss([post(3)])) == ["story"])
    #expect(
      try await stand.poll(.rss([post(3).with { $0.text += " It docked." }, post(1)]))
        == ["update", "same"])
  }

  @Test("A link that gains tracking, loses its slash or turns to https is the same address")
  func links() async throws {
    let spellings = [
      "http://morrow.example/news/1", "https://morrow.example/news/1/",
      "https://morrow.example/news/1?utm_medium=feed", "https://MORROW.example:443/news/1#top",
    ]
    for (n, link) in spellings.enumerated() {
      let entry = Entry(1).with {
        $0.guid = nil; $0.link = link
      }
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"])
      let changed = entry.with { $0.text += " Edition \(n)." }
      #expect(try await stand.poll(.rss([changed])) == ["update"])
      if n + 1 < spellings.count {
        #expect(try await stand.poll(.rss([entry])) == ["update"])
      }
    }
  }

  @Test("Relative and absolute links are the same address")
  func relative() async throws {
    let relative = Entry(1).with {
      $0.guid = nil; $0.link = "/news/1"
    }
    let absolute = Entry(1).with { $0.guid = nil }
    #expect(try await stand.poll(.rss([relative])) == ["story"])
    #expect(try await stand.poll(.rss([absolute])) == ["same"])
    #expect(try await stand.poll(.rss([relative.with { $0.text += " It docked." }])) == ["update"])
  }

  @Test("Entries that all link to the site's front page are told apart by their texts")
  func frontPage() async throws {
    func feed(_ number: Int) -> Feed {
      .rss(
        [
          Entry(number).with {
            $0.guid = nil; $0.link = "https://morrow.example/"
          }
        ],
        channel: "<link>https://morrow.example</link>")
    }
    #expect(try await stand.poll(feed(1)) == ["story"])
    #expect(try await stand.poll(feed(2)) == ["story"])
    #expect(try await stand.poll(feed(1)) == ["same"])
    #expect(try await stand.poll(feed(2)) == ["same"])
  }

  @Test("Pictures without a word are stories by their guids")
  func wordless() async throws {
    func picture(_ number: Int) -> Entry {
      Entry(number).with {
        $0.title = ""
        $0.text = ""
        $0.more = "<enclosure url='https://morrow.example/\(number).jpg' type='image/jpeg'/>"
      }
    }
    #expect(try await stand.poll(.rss([picture(2), picture(1)])) == ["story", "story"])
    #expect(try await stand.poll(.rss([picture(3), picture(2)])) == ["story", "same"])
    let bare = (4...5).map { picture($0).with { $0.guid = nil } }
    #expect(try await stand.poll(.rss(bare)) == ["story", "story"])
    #expect(try await stand.poll(.rss(bare)) == ["same", "same"])
  }

  @Test("A feed that gives up its guids, or begins to give some, brings no news by that")
  func guidsComeAndGo() async throws {
    let bare = Entry(1).with { $0.guid = nil }
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    #expect(try await stand.poll(.rss([bare])) == ["same"])
    #expect(try await stand.poll(.rss([Entry(1).with { $0.guid = "urn:x:1" }])) == ["same"])
    #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
    #expect(stand.sightings.isEmpty)
  }
}
