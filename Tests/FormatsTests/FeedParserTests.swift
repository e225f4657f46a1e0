import Newsroom
import Testing

@testable import Formats

/// A delivery's drafts and what is said of the document.
func parse(
  _ text: String, url: String? = nil, headers: [String: String] = [:]
) throws(Rejection) -> (document: DocumentInfo, drafts: [Draft]) {
  try parse(Array(text.utf8), url: url, headers: headers)
}

func parse(
  _ bytes: [UInt8], url: String? = nil, headers: [String: String] = [:]
) throws(Rejection) -> (document: DocumentInfo, drafts: [Draft]) {
  var drafts: [Draft] = []
  let delivery = Delivery(
    id: "0", route: .feed, source: "test", url: url, headers: headers, bytes: bytes)
  let document = try Parsing.parse(delivery) { drafts.append($0) }
  return (document, drafts)
}

@Suite struct FeedParserTests {
  @Test func `When a feed wants to be left alone, and how often it changes`() throws {
    let (document, drafts) = try parse(
      """
      <rss version="2.0" xmlns:s="http://purl.org/rss/1.0/modules/syndication/"><channel>
      <ttl>45</ttl><s:updatePeriod> Hourly </s:updatePeriod><s:updateFrequency>4</s:updateFrequency>
      <skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour><hour>x</hour></skipHours>
      <skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>
      <item><title>One</title><day>Monday</day><hour>3</hour></item></channel></rss>
      """)
    let feed = try #require(document.feed)
    #expect(feed.ttl == 45)
    #expect(feed.skipHours == [0, 7])
    #expect(feed.skipDays == [0, 6])
    #expect(feed.updatePeriod == 3600 && feed.updateFrequency == 4)
    #expect(drafts.map(\.headline?.value) == ["One"])
    let silent = try parse("<rss><channel><updateFrequency>9</updateFrequency></channel></rss>")
    #expect(silent.document.feed?.updatePeriod == nil)
    #expect(silent.document.feed?.updateFrequency == nil)
    #expect(silent.document.feed?.skipHours == [] && silent.document.feed?.skipDays == [])
  }

  @Test func `RSS 2 with its modules`() throws {
    let (document, drafts) = try parse(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
        xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
      <channel>
        <title>Harbour News</title><link>https://harbour.example/</link>
        <description>All &amp; sundry</description><language>en-gb</language><ttl>30</ttl>
        <atom:link rel="self" href="https://harbour.example/rss"/>
        <image><url>https://harbour.example/logo.png</url><title>not the title</title></image>
        <managingEditor>desk@harbour.example (The Desk)</managingEditor>
        <category domain="iptc">04000000</category>
        <item>
          <title>Ferry &lt;em&gt;late&lt;/em&gt;</title>
          <link>/2026/ferry</link>
          <guid isPermaLink="false">ferry-1</guid>
          <pubDate>Tue, 10 Nov 2026 08:15:30 GMT</pubDate>
          <dc:creator>Ann Mariner</dc:creator><dc:creator>Bo Sailor</dc:creator>
          <category>Transport</category><category>Sea</category>
          <description>Short.</description>
          <content:encoded><![CDATA[<p>Long &amp; whole.</p>]]></content:encoded>
          <enclosure url="https://harbour.example/a.mp3" type="audio/mpeg" length="1234"/>
          <itunes:duration>1:02:03</itunes:duration>
          <media:group><media:content url="/p.jpg" medium="image" width="640" height="480">
            <media:description>The quay</media:description><media:credit>A. Photo</media:credit>
          </media:content></media:group>
          <comments>https://harbour.example/2026/ferry#c</comments>
          <source url="https://other.example/rss">Other Paper</source>
        </item>
        <item><guid>https://harbour.example/p/2</guid><description>Only &lt;b&gt;this&lt;/b&gt;.</description>
          <pubDate>soon</pubDate></item>
      </channel></rss>
      """)
    #expect(document.format == .rss)
    #expect(document.charset == "utf-8")
    #expect(document.warnings.isEmpty)
    let feed = try #require(document.feed)
    #expect(feed.dialect == "rss20")
    #expect(feed.title?.value == "Harbour News")
    #expect(feed.subtitle?.value == "All & sundry")
    #expect(feed.url == "https://harbour.example/")
    #expect(feed.language == "en-gb")
    #expect(feed.ttl == 30)
    #expect(feed.image == "https://harbour.example/logo.png")
    #expect(feed.authors == [Person(name: "The Desk", email: "desk@harbour.example")])
    #expect(feed.categories == [Category(term: "04000000", scheme: "iptc")])
    #expect(feed.links.map(\.rel) == [nil, "self"])

    try #require(drafts.count == 2)
    let first = drafts[0]
    #expect(first.headline?.value == "Ferry <em>late</em>")
    #expect(first.headline?.kind == .html)
    #expect(first.url == "https://harbour.example/2026/ferry")
    #expect(first.id == "ferry-1")
    #expect(first.published?.rfc3339() == "2026-11-10T08:15:30Z")
    #expect(first.authors.map(\.name) == ["Ann Mariner", "Bo Sailor"])
    #expect(first.categories.map(\.term) == ["Transport", "Sea"])
    #expect(first.summary?.value == "Short.")
    #expect(first.summary?.kind == .plain)
    #expect(first.content?.value == "<p>Long &amp; whole.</p>")
    #expect(first.content?.kind == .html)
    #expect(!first.summaryIsContent)
    #expect(
      first.media == [
        Media(
          kind: .audio, url: "https://harbour.example/a.mp3", mediaType: "audio/mpeg", bytes: 1234,
          duration: 3723),
        Media(
          kind: .picture, url: "https://harbour.example/p.jpg", width: 640, height: 480,
          caption: "The quay", credit: "A. Photo"),
      ])
    #expect(
      first.infoSources == [Category(term: "Other Paper", scheme: "https://other.example/rss")])
    #expect(first.comments == "https://harbour.example/2026/ferry#c")
    #expect(first.warnings.isEmpty)

    let second = drafts[1]
    #expect(second.url == "https://harbour.example/p/2")
    #expect(second.content?.value == "Only <b>this</b>.")
    #expect(second.summary == nil)
    #expect(second.summaryIsContent)
    #expect(second.published == nil)
    #expect(second.warnings == [.badDate])
  }

  @Test func `Atom with its kinds of text, its bases and its languages`() throws {
    let (document, drafts) = try parse(
      """
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://x.example/a/">
        <id>tag:x.example,2026:feed</id><title>Blatt</title><updated>2026-11-10T08:15:30Z</updated>
        <link rel="self" href="feed"/><link href="./"/>
        <entry xml:lang="fr">
          <id>tag:x.example,2026:1</id>
          <title type="html">&lt;i&gt;Un&lt;/i&gt;</title>
          <link rel="enclosure" type="audio/mpeg" length="9" href="s.mp3"/>
          <link rel="alternate" type="application/json" href="1.json"/>
          <link rel="alternate" type="text/html" href="1.html"/>
          <published>2026-11-09T08:15:30Z</published><updated>2026-11-10T08:15:30Z</updated>
          <author><name>Zoé</name><uri>/zoe</uri><email>z@x.example</email></author>
          <author><name>Max</name></author><contributor><name>Eva</name></contributor>
          <category term="k" scheme="s" label="Kultur"/>
          <summary>1 &lt; 2</summary>
          <content type="xhtml" xml:base="b/"><div xmlns="http://www.w3.org/1999/xhtml">A <b
            class="q">&amp; &lt;b</b><br/>c</div></content>
          <source><title>Not mine</title><id>no</id></source>
        </entry>
      </feed>
      """, url: "https://elsewhere.example/feed")
    let feed = try #require(document.feed)
    #expect(feed.dialect == "atom10")
    #expect(feed.url == "https://x.example/a/")
    #expect(feed.language == "de")
    #expect(feed.title?.language == "de")
    try #require(drafts.count == 1)
    let draft = drafts[0]
    #expect(draft.headline?.kind == .html)
    #expect(draft.headline?.language == "fr")
    #expect(draft.id == "tag:x.example,2026:1")
    #expect(draft.url == "https://x.example/a/1.html")
    #expect(draft.links.count == 3)
    #expect(
      draft.authors == [
        Person(name: "Zoé", email: "z@x.example", url: "https://x.example/zoe"),
        Person(name: "Max"),
      ])
    #expect(draft.contributors == [Person(name: "Eva")])
    #expect(draft.categories == [Category(term: "k", scheme: "s", label: "Kultur")])
    #expect(draft.summary?.value == "1 < 2")
    #expect(draft.summary?.kind == .plain)
    #expect(draft.content?.value == "A <b class=\"q\">&amp; &lt;b</b><br>c")
    #expect(draft.content?.base == "https://x.example/a/b/")
    #expect(draft.media.first?.url == "https://x.example/a/s.mp3")
    #expect(draft.language == "fr")
  }

  @Test func `RSS 1, whose items stand beside their channel`() throws {
    let (document, drafts) = try parse(
      """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://r.example/"><title>R</title><link>https://r.example/</link>
        <items><rdf:Seq><rdf:li resource="https://r.example/1"/></rdf:Seq></items></channel>
      <image rdf:about="i"><title>I</title><url>https://r.example/i.png</url></image>
      <item rdf:about="https://r.example/1"><title>One</title><link>https://r.example/1?x</link>
        <dc:date>2026-11-10</dc:date><dc:subject>a</dc:subject></item>
      <textinput><title>T</title></textinput>
      </rdf:RDF>
      """)
    #expect(document.format == .rdf)
    #expect(document.feed?.dialect == "rss10")
    #expect(document.feed?.title?.value == "R")
    #expect(document.feed?.image == "https://r.example/i.png")
    try #require(drafts.count == 1)
    #expect(drafts[0].id == "https://r.example/1")
    #expect(drafts[0].url == "https://r.example/1?x")
    #expect(drafts[0].published?.rfc3339() == "2026-11-10T00:00:00Z")
  }

  @Test func `other feeds: Atom 0.3, CDF, a news sitemap, a JSON Feed`() throws {
    let old = try parse(
      "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><tagline>t</tagline><entry><issued>2026-11-10"
        + "</issued><modified>2026-11-11</modified><content type='text/html' mode='base64'>PGI+eDwvYj4="
        + "</content></entry></feed>")
    #expect(old.document.feed?.dialect == "atom03")
    #expect(old.document.feed?.subtitle?.value == "t")
    #expect(old.drafts.first?.content?.value == "<b>x</b>")
    #expect(old.drafts.first?.updated?.rfc3339() == "2026-11-11T00:00:00Z")

    let channel = try parse(
      "<CHANNEL HREF='https://c.example/'><TITLE>C</TITLE><ITEM HREF='https://c.example/1'>"
        + "<TITLE>One</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>")
    #expect(channel.document.format == .cdf)
    #expect(channel.drafts.first?.url == "https://c.example/1")
    #expect(channel.drafts.first?.content?.value == "a")

    let map = try parse(
      "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/"
        + "schemas/sitemap-news/0.9'><url><loc>https://m.example/1</loc><n:news><n:publication><n:name>M"
        + "</n:name><n:language>fi</n:language></n:publication><n:publication_date>2026-11-10</n:"
        + "publication_date><n:title>Uno</n:title></n:news></url></urlset>")
    #expect(map.document.format == .newsSitemap)
    #expect(map.drafts.first?.headline?.value == "Uno")
    #expect(map.drafts.first?.language == "fi")
    #expect(map.drafts.first?.infoSources.map(\.term) == ["M"])

    let json = try parse(
      #"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":7,"content_text":"x <y>","#
        + #""date_published":"2026-11-10T08:15:30Z","authors":[{"name":"A"}],"tags":["k"]},3]}"#)
    #expect(json.document.feed?.dialect == "json11")
    #expect(json.drafts.count == 1)
    #expect(json.drafts.first?.id == "7")
    #expect(json.drafts.first?.content?.kind == .plain)
  }

  @Test(
    "prefixes and namespaces may be anything usual",
    arguments: [
      "<rss version='2.0'><channel><item><dc:creator>A</dc:creator></item></channel></rss>",
      "<rss version='2.0' xmlns:x='http://purl.org/dc/elements/1.1/'><channel><item><x:creator>A"
        + "</x:creator></item></channel></rss>",
      "<r:rss version='2.0' xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:author>A"
        + "</r:author></r:item></r:channel></r:rss>",
      "<rss xmlns='http://example.org/nobody-knows'><channel><ITEM><Author>A</Author></ITEM></channel></rss>",
      "<rss xmlns:a='http://www.w3.org/2005/Atom'><channel><item><a:author><a:name>A</a:name></a:author>"
        + "</item></channel></rss>",
    ])
  func prefixes(text: String) throws {
    #expect(try parse(text).drafts.first?.authors == [Person(name: "A")])
  }

  @Test(
    "people in one piece of text",
    arguments: [
      ("a@x.example (Ann Other)", "Ann Other", "a@x.example"),
      ("Ann Other <a@x.example>", "Ann Other", "a@x.example"),
      ("Ann Other (a@x.example)", "Ann Other", "a@x.example"),
      ("mailto:a@x.example", nil, "a@x.example"), ("Ann Other", "Ann Other", nil),
      ("Ann @ home", "Ann @ home", nil),
    ] as [(String, String?, String?)])
  func people(text: String, name: String?, email: String?) {
    #expect(PersonText.parse(Array(text.utf8)) == Person(name: name, email: email))
  }
}
