import Newsroom
import Testing

@testable import Feeds

@Suite("Lists of feeds, and pages that name them")
struct ListTests {
  private func read(_ body: String) throws -> [OPML.Feed] {
    try OPML.read(Array("<?xml version=\"1.0\"?>\n<opml version=\"2.0\">\(body)</opml>".utf8))
  }

  @Test("A list is read with its folders, its lines, and in any spelling of its attributes")
  func imported() throws {
    let feeds = try read(
      """
      <head><title>Mine</title></head><body>
      <outline text="Überland – News!" type="rss" xmlUrl="http://a.example/rss?x=1&amp;y=2"/>
      <!-- <outline xmlUrl="http://comment.example/"/> -->
      <outline title="World
         affairs">
        <outline text="Europe/North"><outline title="b" text="" xmlURL=" https://b.example/ "/>
        </outline>
        <outline text="c" xmlurl='feed://c.example/'></outline>
      </outline>
      <outline text="d" xmlUrl="http://d.example/?a=1&b=2" category="/News/Local,/Other"/>
      <outline text="empty" xmlUrl=""/></body>
      """)
    #expect(
      feeds == [
        OPML.Feed(
          title: "Überland – News!", url: "http://a.example/rss?x=1&y=2", line: 3),
        OPML.Feed(
          title: "b", url: "https://b.example/", folder: "World affairs/Europe-North", line: 7),
        OPML.Feed(title: "c", url: "feed://c.example/", folder: "World affairs", line: 9),
        OPML.Feed(title: "d", url: "http://d.example/?a=1&b=2", folder: "News/Local", line: 11),
      ])
  }

  @Test("Entities that a list declares are not expanded, and name no file")
  func entities() throws {
    let list = """
      <!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">
      <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
      <opml><body><outline text="&x;&c;" xmlUrl="http://a.example/&x;"/></body></opml>
      """
    let feed = try #require(try OPML.read(Array(list.utf8)).first)
    #expect(!feed.title.contains("aaaa"))
    #expect(feed.url.utf8.count < 40, "\(feed.url)")
  }

  @Test(
    "What is no list, or means harm, is refused",
    arguments: [
      ("", "no-opml"), ("<rss version=\"2.0\"/>", "no-opml"), ("\u{0}\u{1}", "no-opml"),
      ("<html><body>404</body></html>", "no-opml"),
      ("<opml>" + String(repeating: "<outline text='a'>", count: 300), "hostile-markup"),
      (
        "<opml><outline "
          + (0..<300).map { "a\($0)='1'" }.joined(separator: " ") + "/>", "hostile-markup"
      ),
      ("<opml><outline xmlUrl='" + String(repeating: "a", count: 70_000) + "'/>", "hostile-markup"),
    ])
  func refused(_ text: String, _ code: String) {
    let rejection = #expect(throws: Rejection.self) { _ = try OPML.read(Array(text.utf8)) }
    #expect(rejection?.code == code, "\(rejection?.detail ?? "")")
  }

  @Test("A list that breaks off gives what it has")
  func truncated() throws {
    let text = "<opml><body><outline xmlUrl='http://a.example/'/><outline text='x'><outline xm"
    #expect(try OPML.read(Array(text.utf8)).map(\.url) == ["http://a.example/"])
  }

  @Test("What is exported is well-formed, bears no password, and is read as it was")
  func exported() throws {
    let feeds = [
      OPML.Feed(title: "a<b>&\"c\"\u{1}", url: "https://ann:pw@a.example/?x=1&y=2"),
      OPML.Feed(title: "b", url: "https://b.example/", folder: "World/Europe"),
      OPML.Feed(title: "c", url: "https://c.example/", folder: "Local"),
      OPML.Feed(title: "d", url: "https://d.example/", folder: "World"),
      OPML.Feed(title: "e", url: "https://e.example/"),
    ]
    let text = OPML.document(feeds, title: "Mine & yours")
    #expect(text.contains("text=\"a&lt;b&gt;&amp;&quot;c&quot;\""))
    #expect(text.contains("<title>Mine &amp; yours</title>"))
    #expect(!text.contains("pw"))
    let again = try OPML.read(Array(text.utf8))
    #expect(again.map(\.title) == ["a<b>&\"c\"", "e", "d", "b", "c"])
    #expect(again.map(\.folder) == ["", "", "World", "World/Europe", "Local"])
    #expect(again.map(\.url).first == "https://a.example/?x=1&y=2")
    #expect(again.map(\.line) == [5, 6, 8, 10, 14])
  }

  @Test(
    "A name is one word of ASCII, whatever the title is written in",
    arguments: [
      ("The Morrow News", "the-morrow-news"), ("Überland – News!", "uberland-news"),
      ("Straßenbahn", "strassenbahn"), ("Новости дня", "novosti-dna"), ("O'Neil's", "oneils"),
      ("  --  ", "a-example"), ("🙂", "a-example"), ("", "a-example"),
      (String(repeating: "ab ", count: 50), "ab-" + String(repeating: "ab-", count: 17) + "ab"),
    ])
  func names(_ title: String, _ wanted: String) {
    var taken: Set<String> = []
    #expect(FeedName.make(title: title, host: "a.example", taken: &taken) == wanted)
    #expect(FeedName.make(title: title, host: "a.example", taken: &taken) == wanted + "-2")
    #expect(FeedName.make(title: title, host: "a.example", taken: &taken) == wanted + "-3")
    #expect(taken.allSatisfy { $0.utf8.count <= 64 })
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

  @Test("A page may say from where its links are reckoned; the first word counts")
  func base() throws {
    let page = """
      <head><base target=_top><BASE href="//cdn.example/x/"><base href="http://c.example/">
      <link rel=alternate type=application/atom+xml href=atom>
      """
    let base = try #require(WebAddress("http://a.example/news/"))
    #expect(
      FeedLinks.find(in: Array(page.utf8), base: base).map(\.text) == ["http://cdn.example/x/atom"])
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
