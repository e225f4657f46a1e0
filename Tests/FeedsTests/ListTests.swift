import Testing

@testable import Feeds

@Suite("Lists of feeds, and pages that name them")
struct ListTests {
  @Test("A list becomes feeds with names of their own; what is twice comes once")
  func imported() {
    func outline(_ attributes: [String: String]) -> OPML.Outline {
      OPML.Outline(attributes: attributes, depth: 0)
    }
    let (feeds, skipped) = OPML.feeds(
      in: [
        outline(["text": "A folder"]),
        outline(["text": "Überland – News!", "xmlUrl": "http://a.example/rss"]),
        outline(["title": "überland news", "xmlURL": "https://b.example/atom"]),
        outline(["text": "again", "xmlurl": "HTTP://A.example/rss"]),
        outline(["text": "", "xmlUrl": "http://c.example/"]),
        outline(["text": "bad", "xmlUrl": "feed://d.example/"]),
        outline(["text": "known", "xmlUrl": "http://e.example/"]),
      ], taken: ["c-example"], known: ["http://E.example"])
    #expect(feeds.map(\.name) == ["überland-news", "überland-news-2", "c-example-2"])
    #expect(skipped == ["feed://d.example/"])
  }

  @Test("What is exported is well-formed and bears no password")
  func exported() {
    let text = OPML.document(
      [FeedSettings(name: "a<b>&\"c\"\u{1}\n", url: "https://ann:pw@a.example/?x=1&y=2")],
      title: "Mine & yours")
    #expect(text.contains("text=\"a&lt;b&gt;&amp;&quot;c&quot;&#10;\""))
    #expect(text.contains("xmlUrl=\"https://a.example/?x=1&amp;y=2\""))
    #expect(text.contains("<title>Mine &amp; yours</title>"))
    #expect(!text.contains("pw"))
  }

  @Test("The feeds that a page names are found, in any spelling, and nothing else")
  func links() throws {
    let page = """
      <!doctype html><html><head><title>x</title>
      <link rel=stylesheet href=/a.css>
      <LINK REL="alternate" TYPE='application/rss+xml; charset=utf-8' HREF="/feed?a=1&amp;b=2">
      <link href=atom.xml rel = 'home alternate' type = application/atom+xml />
      <link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2">
      <link rel="alternate" hreflang="de" type="text/html" href="/de">
      <link rel="alternate" type="application/rss+xml">
      <link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
      <linkrel="alternate" type="application/rss+xml" href="/no">
      <link rel="alternate" type="application/feed+json" href="https://b.example/feed.json"
      """
    let base = try #require(WebAddress("http://a.example/news/index.html"))
    let found = FeedLinks.find(in: Array(page.utf8), base: base).map(\.text)
    #expect(
      found == [
        "http://a.example/feed?a=1&b=2", "http://a.example/news/atom.xml",
        "https://b.example/feed.json",
      ])
  }

  @Test("A tag that never ends, and bytes that are none, are read to their end")
  func hostile() throws {
    let base = try #require(WebAddress("http://a.example/"))
    for text in ["<link ", "<link rel", "<link =", "<link rel=", "<link rel='", "<link a=b c", "<"]
    {
      #expect(FeedLinks.find(in: Array(text.utf8), base: base).isEmpty)
    }
    var numbers = SeededNumbers(seed: 9)
    let letters = Array("<link rel=\"' =/>\u{0}é".utf8)
    for _ in 0..<300 {
      let page = (0..<200).map { _ in letters[Int.random(in: 0..<letters.count, using: &numbers)] }
      #expect(FeedLinks.find(in: page, base: base).isEmpty)
    }
  }

  @Test("The operator of a page's address is told the feed's")
  func told() throws {
    var rounds = Rounds(settings: PollerSettings(contact: "", spread: .zero))
    let now = Moment(wall: 1_700_000_000_000, steady: 5)
    rounds.set([FeedSettings(name: "f", url: "http://a.example/")], now: now)
    let fetches = rounds.next(now: now)
    let fetch = try #require(fetches.first)
    let page = "<html><link rel=alternate type=application/rss+xml href=/rss>"
    _ = rounds.answer(
      fetch.poll, .success(HTTPResponse(status: 200, body: Array(page.utf8))), now: now)
    let words = rounds.status(now: now).first?.lastError
    #expect(words?.contains("http://a.example/rss") == true, "\(words ?? "")")
  }
}
