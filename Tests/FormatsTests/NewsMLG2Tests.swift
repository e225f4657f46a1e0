import Newsroom
import Testing

@testable import Formats

@Suite("NewsML-G2")
struct NewsMLG2Tests {
  private func item(_ meta: String = "", _ content: String = "", _ set: String = "") -> String {
    """
    <newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="3" xml:lang="en">
    <itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-11-26T09:00:00Z</versionCreated>
    \(meta)</itemMeta><contentMeta>\(content)</contentMeta><contentSet>\(set)</contentSet></newsItem>
    """
  }

  private func draft(_ text: String) throws -> Draft {
    let (document, drafts) = try parse(text)
    #expect(document.format == .newsMLG2)
    return try #require(drafts.first)
  }

  @Test("An item's metadata become fields")
  func metadata() throws {
    let draft = try draft(
      item(
        """
        <provider literal="Norland Wire"/><firstCreated>2026-11-25T08:00:00+01:00</firstCreated>
        <embargoed>2026-11-27T06:00:00Z</embargoed><pubStatus qcode="stat:withheld"/>
        <edNote>One.</edNote><edNote>Two.</edNote><signal qcode="sig:correction"/>
        <link rel="irel:previousVersion" residref="urn:x:0:2" version="2"/>
        <link rel="irel:seeAlso" href="https://see.example/"/>
        """,
        """
        <urgency>2</urgency><contentCreated>2026-11-24</contentCreated>
        <located qcode="city:1"><name>Granford</name></located>
        <creator qcode="staff:7"><name>Ada Brune</name></creator>
        <infoSource literal="Port office"/><creditline>Norland Wire</creditline>
        <altId type="idt:desk">D-7</altId><language tag="en-GB"/>
        <subject qcode="medtop:20000523"><name>labour</name></subject>
        <subject type="cpnat:person" literal="Ilse Marant"/>
        <genre qcode="genre:Current"/><keyword>tugs</keyword>
        <slugline separator="-">granford-tugs</slugline>
        <headline role="hld:subHeadline">Nine boats idle</headline>
        <headline>Tugs stop</headline><by>Ada Brune</by><by>Per Osk</by>
        <description role="drol:summary">Short.</description>
        <description role="drol:caption">A caption.</description>
        """))
    #expect(draft.id == "urn:x:1" && draft.version == "3" && draft.type == "text")
    #expect(draft.pubStatus == "withheld" && draft.urgency == 2 && draft.isCorrection)
    #expect(draft.follows == ["urn:x:0"])
    #expect(draft.links.map(\.url) == ["https://see.example/"])
    #expect(draft.created == NewsDate(year: 2026, month: 11, day: 25, hour: 7))
    #expect(draft.updated == NewsDate(year: 2026, month: 11, day: 26, hour: 9))
    #expect(draft.embargo == NewsDate(year: 2026, month: 11, day: 27, hour: 6))
    #expect(draft.editorialNote == "One.\nTwo.")
    #expect(draft.headline?.value == "Tugs stop")
    #expect(draft.headlines.map(\.role) == ["subHeadline"])
    #expect(draft.byline == "Ada Brune, Per Osk" && draft.slugline == "granford-tugs")
    #expect(draft.located == "Granford" && draft.language == "en-GB")
    #expect(draft.summary?.value == "Short." && draft.descriptions.map(\.role) == ["caption"])
    #expect(draft.people.map { $0.label ?? $0.term } == ["Ada Brune", "Ilse Marant"])
    #expect(draft.people.map(\.rel) == ["creator", "about"])
    #expect(draft.categories.map(\.term) == ["medtop:20000523", "tugs"])
    #expect(draft.categories[0].uri == "http://cv.iptc.org/newscodes/mediatopic/20000523")
    #expect(draft.infoSources.map(\.term) == ["Norland Wire", "Port office", "Norland Wire"])
    #expect(draft.altIDs.contains { $0 == ("versioned", "urn:x:1:3") })
    #expect(draft.altIDs.contains { $0 == ("idt:desk", "D-7") })
  }

  @Test("A message gives a draft for each item, with the catalogue of its header")
  func message() throws {
    let (_, drafts) = try parse(
      """
      <nar:NewsMessage xmlns:nar="http://iptc.org/std/nar/2006-10-01/"><nar:header>
      <nar:catalog><nar:scheme alias="own" uri="http://cv.example/own/"/></nar:catalog>
      </nar:header><nar:itemSet>
      <nar:NewsItem guid="urn:x:1"><nar:contentMeta><nar:subject qcode="own:a"/></nar:contentMeta>
      </nar:NewsItem>
      <nar:packageItem guid="urn:x:2"><nar:groupSet><nar:group>
      <nar:itemRef residref="urn:x:1"><nar:title>One</nar:title></nar:itemRef>
      </nar:group></nar:groupSet></nar:packageItem>
      <nar:planningItem guid="urn:x:3"><nar:newsCoverageSet><nar:newsCoverage><nar:planning>
      <nar:itemClass qcode="ninat:picture"/><nar:headline>A picture</nar:headline>
      </nar:planning></nar:newsCoverage></nar:newsCoverageSet></nar:planningItem>
      <nar:conceptItem guid="urn:x:4"><nar:concept><nar:conceptId qcode="own:a"/>
      <nar:name>Tugs</nar:name><nar:definition>Boats that tow.</nar:definition></nar:concept>
      </nar:conceptItem></nar:itemSet></nar:NewsMessage>
      """)
    #expect(drafts.map(\.id) == ["urn:x:1", "urn:x:2", "urn:x:3", "urn:x:4"])
    #expect(drafts[0].categories.first?.uri == "http://cv.example/own/a")
    #expect(drafts[1].type == "composite" && drafts[1].media.first?.id == "urn:x:1")
    #expect(drafts[2].type == "planning" && drafts[2].coverage.first?.type == "picture")
    #expect(drafts[3].type == "component" && drafts[3].headline?.value == "Tugs")
    #expect(drafts[3].summary?.value == "Boats that tow.")
  }

  @Test("XHTML, NITF, escaped markup and plain text become the body; data does not")
  func bodies() throws {
    let html = try draft(
      item(
        "", "",
        "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head>"
          + "<body><p>One &amp; <b>two</b>.</p></body></html></inlineXML>"))
    #expect(html.content?.value.contains("<p>One &amp; <b>two</b>.</p>") == true)
    #expect(html.headline?.value == "T")
    let nitf = try draft(
      item(
        "", "",
        "<inlineXML><nitf><body><body.head><hedline><hl1>H</hl1></hedline></body.head>"
          + "<body.content><p>Text.</p></body.content></body></nitf></inlineXML>"))
    #expect(nitf.headline?.value == "H" && nitf.content?.value.contains("<p>Text.</p>") == true)
    let plain = try draft(item("", "", "<inlineData>One\nmore.\n\nTwo.</inlineData>"))
    #expect(plain.content?.value == "<p>One more.</p>\n<p>Two.</p>\n")
    let escaped = try draft(
      item("", "", "<inlineData contenttype='text/html'>&lt;p>Hi&lt;/p></inlineData>"))
    #expect(escaped.content?.kind == .html && escaped.content?.value == "<p>Hi</p>")
    let data = try draft(
      item("", "", "<inlineXML><score><home>Granford</home><goals>4</goals></score></inlineXML>"))
    #expect(data.content == nil)
  }

  @Test("Shapes of a picture are renditions; two pictures of one caption are two")
  func pictures() throws {
    func picture(_ id: String) throws -> Draft {
      try draft(
        """
        <newsItem guid="\(id)"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta>
        <contentMeta><headline>Tugs</headline><description>Five tugs.</description></contentMeta>
        <contentSet><remoteContent rendition="rnd:highRes" href="https://p.example/1.jpg"
          contenttype="image/jpeg" width="30" height="20" size="99"/></contentSet></newsItem>
        """)
    }
    let one = try picture("urn:p:1")
    #expect(one.type == "picture" && one.renditions.first?.name == "highRes")
    #expect(one.renditions.first?.width == 30 && one.renditions.first?.bytes == 99)
    #expect(try one.identityText != picture("urn:p:2").identityText)
  }

  @Test("What is broken is read as far as it goes, and said")
  func broken() throws {
    let whole = item("", "<headline>Tugs & boats stop</headline>", "")
    let (recovered, one) = try parse(whole)
    #expect(
      recovered.warnings == [.xmlRecovered] && one.first?.headline?.value == "Tugs & boats stop")
    let (truncated, two) = try parse(String(whole.dropLast(30)))
    #expect(truncated.warnings.contains(.truncated) && two.count == 1)
    let (undated, three) = try parse(
      "<newsItem guid='a'><itemMeta><versionCreated>soon</versionCreated></itemMeta></newsItem>")
    #expect(undated.warnings.isEmpty && three.first?.warnings == [.badDate])
    #expect(throws: Rejection.self) {
      try parse("<newsItem>" + String(repeating: "<a>", count: 400))
    }
  }
}
