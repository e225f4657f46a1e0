import Newsroom
import Testing

/// What becomes of stories whose text, title or dates are never twice the same.
@Suite("Texts, titles and dates that churn", .timeLimit(.minutes(20)))
struct TextChurnTests {
  let stand: Newsstand

  init() throws { stand = try Newsstand() }

  @Test("Another title over the same text is no news; over a short text it is an update")
  func titles() async throws {
    for n in 0..<4 {
      let word = n == 0 ? "story" : "same"
      #expect(try await stand.poll(.rss([Entry(1, title: "Live: \(n) reports")])) == [word])
    }
    for n in 0..<4 {
      let short = Entry(2, title: "Live: \(n) reports").with { $0.text = Entry.fewWords(2) }
      #expect(try await stand.poll(.rss([short])) == [n == 0 ? "story" : "update"])
    }
    #expect(try stand.news().filter { !$0.hasPrefix("+") }.count == 2)
  }

  @Test("A title that changes at each poll is logged as often a day as is allowed, and no more")
  func titleCap() async throws {
    let stand = try Newsstand(updatesPerDay: 5)
    for n in 0..<20 {
      let short = Entry(2, title: "Live: \(n) reports").with { $0.text = Entry.fewWords(2) }
      _ = try await stand.poll(.rss([short]))
    }
    #expect(stand.stories.count == 6)
    #expect(stand.sightings.isEmpty)
  }

  @Test("Labels before a title and the site's name behind it are no change")
  func labels() async throws {
    let titles = [
      "Ferry late", "UPDATE 1-Ferry late", "Ferry late - Morrow", "UPDATED: Ferry late",
    ]
    for (n, title) in titles.enumerated() {
      let short = Entry(1, title: title).with { $0.text = Entry.fewWords(1) }
      #expect(try await stand.poll(.rss([short])) == [n == 0 ? "story" : "same"])
    }
  }

  @Test("Without dates, with other dates, with worse dates: no news")
  func dates() async throws {
    let dates: [String?] = [
      nil, "Thu, 26 Nov 2026 04:00:00 GMT", "Thu, 26 Nov 2026 04:15:00 GMT",
      "Wed, 25 Nov 2026 01:00:00 GMT", "yesterday", "", "Fri, 31 Dec 2038 00:00:00 GMT", nil,
    ]
    for (n, date) in dates.enumerated() {
      let word = n == 0 ? "story" : "same"
      let entries = [Entry(1).with { $0.date = date }, Entry(2).with { $0.date = date }]
      #expect(try await stand.poll(.rss(entries)) == [word, word])
    }
    #expect(stand.sightings.isEmpty)
  }

  @Test("The same text under a newer date is no news")
  func republished() async throws {
    let old = Entry(1).with { $0.date = "2026-11-25T01:00:00Z" }
    let new = Entry(1).with { $0.date = "2026-11-26T01:00:00Z" }
    #expect(try await stand.poll(.atom([old])) == ["story"])
    #expect(try await stand.poll(.atom([new])) == ["same"])
    #expect(try await stand.poll(.atom([new.with { $0.text += " It docked." }])) == ["update"])
  }

  @Test("White space, entities and the shape of quotes are no change")
  func entities() async throws {
    let texts = [
      "<p>The ferry's \"late\" again - 5 times this week.</p>",
      "<p>The&nbsp;ferry&#8217;s &ldquo;late&rdquo; again &ndash; 5 times this week.</p>",
      "<p>The ferry\u{2019}s \u{201C}late\u{201D}\n\n   again \u{2013} 5\u{A0}times this week.</p>\n",
      "<div class='x'><p>The ferry&#x27;s &quot;late&quot; again - 5 times\tthis week.</p></div>",
      "The fer\u{AD}ry's \"late\" again - 5 times this week.",
    ]
    for (n, text) in texts.enumerated() {
      let entry = Entry(1).with { $0.text = text }
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"], "\(n)")
    }
  }

  @Test("Text that is escaped once more, or once less, is the same text")
  func escapes() async throws {
    let texts = [
      "<p>Tom &amp; Ann \u{2014} the ferry&#39;s crew \u{2026} left</p>",
      "&lt;p&gt;Tom &amp;amp; Ann &amp;mdash; the ferry's crew ... left&lt;/p&gt;",
      "Tom & Ann -- the ferry\u{2019}s crew &hellip; left",
    ]
    for (n, text) in texts.enumerated() {
      let title = n == 0 ? "Tom &amp; Ann" : n == 1 ? "Tom &amp;amp; Ann" : "<![CDATA[Tom & Ann]]>"
      let entry = Entry(1, title: title).with { $0.text = text }
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"], "\(n)")
    }
  }

  @Test("A text that goes from the description to the content, or stands in both, is the same")
  func places() async throws {
    let content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    let full = "<content:encoded \(content)>\(Entry.words(1))</content:encoded>"
    let entries = [
      Entry(1), Entry(1).with { $0.more = full },
      Entry(1).with {
        $0.more = full; $0.text = ""
      },
      Entry(1).with {
        $0.more = full; $0.text = Entry.fewWords(1)
      },
    ]
    for (n, entry) in entries.enumerated() {
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"], "\(n)")
    }
  }

  @Test("Markup that changes round the same words is no change")
  func markup() async throws {
    let texts = [
      "<p>\(Entry.words(1))</p>", "<p class='a1'>\(Entry.words(1))</p><img src='https://x/1.gif'>",
      "<div id='z9'>\(Entry.words(1))<br/></div><img src='https://x/2.gif' width='1'>",
      "<p><a href='/tag?sid=1'>\(Entry.words(1))</a></p><script>t(81)</script>",
      "<p><a href='https://morrow.example/tag?sid=2'>\(Entry.words(1))</a></p><!-- 17 ms -->",
    ]
    for (n, text) in texts.enumerated() {
      let entry = Entry(1).with { $0.text = text }
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"], "\(n)")
    }
  }

  @Test("CDATA and escaped markup are the same text")
  func cdata() async throws {
    let text = "<p>\(Entry.words(1))</p><p>Tom &amp; Ann \u{2013} &eacute;t&eacute;</p>"
    let escaped = Feed.rss([Entry(1).with { $0.text = text }])
    var cdata = Feed.rss([Entry(1).with { $0.text = "HERE" }])
    let parts = cdata.document.split(separator: "HERE")
    cdata.document = parts[0] + "<![CDATA[" + text + "]]>" + parts[1]
    #expect(try await stand.poll(escaped) == ["story"])
    #expect(try await stand.poll(cdata) == ["same"])
    #expect(try await stand.poll(escaped) == ["same"])
  }

  @Test("A feed that goes from Latin-1 to UTF-8 brings no news by that")
  func charset() async throws {
    let text = "L\u{E9}on \u{E0} Orl\u{E9}ans: \(Entry.words(1))"
    let utf8 = Feed.rss([Entry(1).with { $0.text = text }])
    let document = utf8.document.replacing("utf-8", with: "iso-8859-1")
    let latin = document.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(try await stand.poll(latin, type: "application/rss+xml") == ["story"])
    #expect(try await stand.poll(utf8) == ["same"])
    // And one that lies: UTF-8 declared as Latin-1.
    #expect(try await stand.poll(Array(document.utf8), type: "application/rss+xml") == ["same"])
  }

  @Test("Counts of comments and tokens of enclosures are no change")
  func furniture() async throws {
    for n in 0..<4 {
      let entry = Entry(1).with {
        $0.more =
          "<slash:comments>\(n * 7)</slash:comments>"
          + "<comments>https://morrow.example/news/1?c=\(n)#c</comments>"
          + "<enclosure url='https://cdn.example/1.mp3?token=\(n)' type='audio/mpeg'/>"
          + "<category>c\(n)</category>"
      }
      #expect(try await stand.poll(.rss([entry])) == [n == 0 ? "story" : "same"])
    }
  }

  @Test("A block of advertisement that changes at each poll makes updates, capped, and no story")
  func advertisement() async throws {
    let stand = try Newsstand(updatesPerDay: 3)
    for n in 0..<12 {
      let entry = Entry(1).with { $0.text += "<p>Shared \(n * 3) times. Buy umbrella \(n)!</p>" }
      _ = try await stand.poll(.rss([entry]))
    }
    #expect(try stand.news() == ["Report 1", "+Report 1", "+Report 1", "+Report 1"])
    #expect(stand.sightings.isEmpty)
  }

  @Test("A summary first and the full text later are a story and its update")
  func fullTextLater() async throws {
    let summary = Entry(1).with { $0.text = Entry.fewWords(1) }
    #expect(try await stand.poll(.rss([summary])) == ["story"])
    #expect(try await stand.poll(.rss([Entry(1)])) == ["update"])
    #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
  }

  @Test("A correction that is taken back is an update each time, and never a story")
  func takenBack() async throws {
    let other = Entry(1).with { $0.text += " It docked." }
    #expect(try await stand.poll(.rss([Entry(1)])) == ["story"])
    #expect(try await stand.poll(.rss([other])) == ["update"])
    #expect(try await stand.poll(.rss([Entry(1)])) == ["update"])
    #expect(try await stand.poll(.rss([Entry(1)])) == ["same"])
  }
}
