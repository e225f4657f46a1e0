import Newsroom
import Testing

@testable import Formats

@Suite("NITF")
struct NITFTests {
  private let story = """
    <nitf%NS%><head><title>Light</title>
    <tobject tobject.type="news"><tobject.property tobject.property.type="feature"/>
    <tobject.subject tobject.subject.refnum="04015000" tobject.subject.type="Economy"
      tobject.subject.matter="Transport"/></tobject>
    <docdata management-status="usable"><doc-id regsrc="Morrow" id-string="hald-1"/>
    <urgency ed-urg="3"/><evloc city="Cape Hald" iso-cc="NO"/>
    <date.issue norm="20261126T110000+0100"/><date.release norm="20261127T060000Z"/>
    <date.expire norm="20271126"/><ed-msg info="Picture follows."/>
    <doc.copyright year="2026" holder="Morrow News"/><doc.rights limitations="print"/>
    <key-list><keyword key="lighthouses"/></key-list>
    <identified-content><person>Oda Finn</person><org>Pilotage board</org></identified-content>
    </docdata><revision-history name="Rolf Tarn" function="editor"/></head>
    <body><body.head><hedline><hl1>Light to go</hl1><hl2>Not needed</hl2></hedline>
    <byline>By <person>Ilka Sund</person> <byttl>Reporter</byttl></byline>
    <dateline><location><city>Cape Hald</city>, Norland</location> <story.date>Nov 26</story.date>
    </dateline><abstract><p>Goes dark.</p></abstract><note><p>For print.</p></note></body.head>
    <body.content><media media-type="image"><media-reference mime-type="image/jpeg"
      source="https://m.example/h.jpg" width="12"/><media-caption>In the storm.</media-caption>
    <media-producer>Tor Vik</media-producer></media>
    <p lede="true">The <org>board</org> said so.</p>
    <block><hl2>A keeper</hl2><p>Oda stays.</p></block>
    <note><p>Check the spelling.</p></note>
    <table><tr><td>1861</td></tr></table></body.content>
    <body.end><tagline>Editing by R. Tarn</tagline></body.end></body></nitf>
    """

  private func draft(_ text: String) throws -> Draft {
    let (document, drafts) = try parse(text)
    #expect(document.format == .nitf && document.warnings.isEmpty)
    return try #require(drafts.first)
  }

  @Test(
    "With its namespace and without",
    arguments: ["", " xmlns=\"http://iptc.org/std/NITF/2006-10-18/\""])
  func fields(namespace: String) throws {
    let draft = try draft(story.replacing("%NS%", with: namespace))
    #expect(draft.id == "hald-1" && draft.urgency == 3 && draft.pubStatus == "usable")
    #expect(draft.updated == NewsDate(year: 2026, month: 11, day: 26, hour: 10))
    #expect(draft.published == draft.updated)
    #expect(draft.embargo == NewsDate(year: 2026, month: 11, day: 27, hour: 6))
    #expect(draft.expires == NewsDate(year: 2027, month: 11, day: 26))
    #expect(
      draft.headline?.value == "Light to go" && draft.headlines.map(\.role) == ["subheadline"])
    #expect(draft.authors.map(\.name) == ["Ilka Sund"])
    #expect(draft.byline == "By Ilka Sund" && draft.located == "Cape Hald, Norland")
    #expect(draft.summary?.value == "Goes dark.")
    #expect(draft.editorialNote == "Picture follows.\nFor print.\nCheck the spelling.")
    #expect(draft.copyrightHolder == "Morrow News" && draft.usageTerms == "print")
    #expect(draft.categories.map(\.term) == ["lighthouses", "04015000"])
    #expect(draft.categories[1].label == "Economy / Transport")
    #expect(draft.people.map(\.term) == ["Oda Finn", "Rolf Tarn"])
    #expect(draft.organisations.map(\.term) == ["Pilotage board"])
    #expect(
      draft.places.map(\.term) == ["Cape Hald, NO"] && draft.genres.map(\.term) == ["feature"])
    let picture = try #require(draft.media.first)
    #expect(picture.url == "https://m.example/h.jpg" && picture.width == 12)
    #expect(picture.caption == "In the storm." && picture.credit == "Tor Vik")
  }

  @Test("The body has paragraphs, headings, tables and the tagline, and no caption and no note")
  func body() throws {
    let html = try #require(try draft(story.replacing("%NS%", with: "")).content?.value)
    for part in [
      "board</org> said so.</p>", "<h2>A keeper</h2>", "<td>1861</td>", "<p>Editing by R. Tarn</p>",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    #expect(!html.contains("storm") && !html.contains("spelling") && !html.contains("Tor Vik"))
  }

  @Test("A document that cancels another follows it")
  func kill() throws {
    let draft = try draft(
      """
      <nitf><head><docdata management-status="canceled" management-doc-idref="hald-1"
      management-idref-status="canceled"><doc-id id-string="hald-2"/></docdata></head>
      <body><body.head><hedline><hl1>KILL</hl1></hedline></body.head></body></nitf>
      """)
    #expect(draft.pubStatus == "canceled" && draft.follows == ["hald-1"])
  }

  @Test("Without a headline the title serves, and an issue equal to the release is no embargo")
  func defaults() throws {
    let draft = try draft(
      """
      <nitf><head><title>Light</title><docdata><date.issue norm="20261126T110000Z"/>
      <date.release norm="20261126T110000Z"/></docdata></head><body><body.content>
      <pre>One line
      of telex.

      Another.</pre></body.content></body></nitf>
      """)
    #expect(draft.headline?.value == "Light" && draft.embargo == nil && draft.id == nil)
    #expect(draft.content?.value.contains("<pre>One line") == true)
  }
}
