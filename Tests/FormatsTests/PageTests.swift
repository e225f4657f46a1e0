import Markup
import Newsroom
import Testing

@testable import Formats

/// Pages of the web. All sites and stories are invented.
@Suite struct PageTests {
  private static let prose =
    "<p>Norland’s coast guard will auction the keeper’s cottage on the rock of Skarv, on condition "
    + "that whoever buys it lives there for at least five winters, and keeps a boat.</p>"
    + "<p>The house has four rooms, a well and, since last year, a cable to the mainland. It has "
    + "stood empty since the light was made <a href='/a'>automatic</a> in 1988.</p>"

  private func page(head: String = "", body: String) throws -> Draft {
    let parsed = try Parsed(
      "<!DOCTYPE html><html lang='en'><head>\(head)</head><body>\(body)</body></html>",
      url: "https://morrow.example/2025/skarv")
    #expect(parsed.info.format == .html)
    return try #require(parsed.drafts.first)
  }

  private func text(_ draft: Draft) throws -> String {
    HTMLFragment(try #require(draft.content).value).text
  }

  @Test func `linked data says who wrote it, when, and for whom`() throws {
    let draft = try page(
      head: """
        <title>Cottage for one crown | Morrow News</title>
        <script type="application/ld+json">/* <![CDATA[ */ {"@graph": [
          {"@type": "WebSite", "name": "Morrow News", "url": "https://morrow.example/"},
          {"@type": ["NewsArticle"], "headline": "Cottage for one crown",
           "author": [{"@type": "Person", "name": "Hanne Vik"}, {"@id": "#2"}],
           "datePublished": "2025-05-02T07:30:00+02:00", "dateModified": "2025-05-02T09:05:00Z",
           "image": {"url": "/skarv.jpg"}, "articleSection": "Coast", "keywords": "Skarv,Sea",
           "publisher": {"name": "Morrow &amp; Sons"}, "inLanguage": "en-GB",
           "mainEntityOfPage": {"@id": "https://morrow.example/canonical"}},
          {"@type": "Person", "@id": "#2", "name": "Per Aune"}]} /* ]]> */</script>
        """, body: "<article><h1>Cottage for one crown</h1>\(Self.prose)</article>")
    #expect(draft.headline?.value == "Cottage for one crown")
    #expect(draft.authors.map(\.name) == ["Hanne Vik", "Per Aune"])
    #expect(draft.published?.rfc3339() == "2025-05-02T05:30:00Z")
    #expect(draft.updated?.rfc3339() == "2025-05-02T09:05:00Z")
    #expect(draft.media.map(\.url) == ["https://morrow.example/skarv.jpg"])
    #expect(draft.categories.map(\.term) == ["Coast", "Skarv", "Sea"])
    #expect(draft.infoSources.map(\.term) == ["Morrow & Sons"])
    #expect(draft.language == "en-GB")
    #expect(draft.url == "https://morrow.example/canonical")
    #expect(draft.derived.isEmpty)
  }

  @Test func `meta elements and microdata serve where there is no linked data`() throws {
    let draft = try page(
      head: """
        <title>Cottage</title><link rel=canonical href="/c?x=1">
        <meta property="og:title" content="Cottage for one crown - Morrow News">
        <meta property="og:site_name" content="Morrow News">
        <meta name="description" content="Somebody is to live there.">
        <meta property="article:published_time" content="2025-05-02T07:30:00+02:00">
        <meta property="article:tag" content="Skarv"><meta name="copyright" content="© Morrow">
        """,
      body: "<div itemscope itemtype='http://schema.org/NewsArticle'><h1>Morrow News</h1>"
        + "<span itemprop=author itemscope itemtype='http://schema.org/Person'>By <b itemprop=name>"
        + "Hanne Vik</b></span><div itemprop=articleBody>\(Self.prose)</div></div>")
    #expect(draft.headline?.value == "Cottage for one crown")
    #expect(draft.summary?.value == "Somebody is to live there.")
    #expect(draft.published?.rfc3339() == "2025-05-02T05:30:00Z")
    #expect(draft.authors.map(\.name) == ["Hanne Vik"])
    #expect(draft.url == "https://morrow.example/c?x=1")
    #expect(draft.copyright == "© Morrow")
    #expect(draft.categories.map(\.term) == ["Skarv"])
  }

  @Test func `what a page shows is inferred, and listed`() throws {
    let draft = try page(
      body: "<h1>Cottage</h1><p class='post-byline'>By Hanne Vik</p>"
        + "<time datetime='2025-05-02T05:30:00Z'>Friday</time>\(Self.prose)")
    #expect(draft.authors.map(\.name) == ["Hanne Vik"])
    #expect(draft.published?.rfc3339() == "2025-05-02T05:30:00Z")
    #expect(draft.derived == ["people", "firstCreated"])
  }

  @Test func `menus, notices, related links and comments are no text of the article`() throws {
    let draft = try page(
      body: """
        <nav><ul><li><a href=/1>Coast</a></ul></nav><header>Morrow News, since 1891</header>
        <div class="cookie-consent"><p>We count our readers, and we would like to go on doing it.</p></div>
        <div id=content><div class=story><h1>Cottage</h1>
        <div class=shareBar><a href=#>Share</a></div>\(Self.prose)
        <div class="related-posts"><p>Related</p><a href=/2>Ferry fares to rise by a fifth in June</a></div>
        <p>Read more:</p>
        <p>Bids are open until the end of June, and nobody has made one yet, it is said.</p></div></div>
        <div id="comments"><p>What a lovely house! I would go there tomorrow, if only I could.</p></div>
        <script>var a = "<p>no text</p>"</script><footer><p>© Morrow News, a long line of text.</p></footer>
        """)
    let text = try text(draft)
    #expect(text.hasPrefix("Norland’s coast guard"))
    #expect(text.hasSuffix("it is said."))
    for word in [
      "Coast\n", "1891", "readers", "Share", "Ferry", "lovely", "no text", "©", "Read more",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("automatic"))
  }

  @Test func `an article in sections is one text`() throws {
    let draft = try page(
      body:
        "<main><section>\(Self.prose)</section><section><h2>The boat</h2>\(Self.prose)</section>"
        + "<section>\(Self.prose)</section></main>")
    let text = try text(draft)
    #expect(text.components("coast guard") == 3)
    #expect(text.contains("The boat"))
  }

  @Test(
    "the headline is what two of its sources say",
    arguments: [
      // The first heading is the site's.
      (
        ["Morrow News"], nil, "Cottage sold - Morrow News", "Cottage sold - Morrow News",
        "Cottage sold"
      ),
      // Worded for social media.
      (
        ["Cottage sold for one crown"], nil, "You won’t believe this",
        "Cottage sold for one crown | Morrow", "Cottage sold for one crown"
      ),
      ([], "Cottage sold", "Cottage sold | Morrow News", nil, "Cottage sold"),
      (
        ["Menu", "Cottage sold at last"], nil, nil, "Cottage sold at last — Morrow News",
        "Cottage sold at last"
      ),
      ([], nil, nil, "Skarv: a rock - and a house", "Skarv: a rock - and a house"),
      (["Only a heading"], nil, nil, nil, "Only a heading"),
    ] as [([String], String?, String?, String?, String)])
  func titles(
    headings: [String], linked: String?, openGraph: String?, title: String?, expected: String
  ) {
    let chosen = PageTitle.choose(
      headings: headings, linked: linked, openGraph: openGraph, title: title, site: "Morrow News")
    #expect(chosen == expected)
  }

  @Test func `a page that its scripts fill is read from its linked data`() throws {
    let body = String(repeating: "The house on Skarv has four rooms and a well. ", count: 20)
    let draft = try page(
      head: "<script type='application/ld+json'>{\"@type\": \"Article\", \"headline\": \"Skarv\", "
        + "\"articleBody\": \"\(body)\"}</script>", body: "<div id=app>Loading …</div>")
    #expect(draft.content?.kind == .plain)
    #expect(draft.content?.value.hasPrefix("The house on Skarv") == true)
  }

  @Test func `a page without text is a story with its headline alone`() throws {
    let draft = try page(head: "<title>Empty</title>", body: "")
    #expect(draft.headline?.value == "Empty")
    #expect(draft.content?.value.isEmpty == true)
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
