import Newsroom
import Testing

@testable import Formats

@Suite("XML that a mapping reads")
struct MappedTests {
  /// The example of docs/formats.md.
  private let mapping = XMLMapping(
    name: "fjord-cms", root: "stories", namespace: "urn:fjord:cms", item: "f:story",
    namespaces: ["f": "urn:fjord:cms"],
    fields: [
      .id: ["@key"], .version: ["@rev"], .status: ["@state"], .follows: ["f:replaces/@key"],
      .url: ["f:web"], .headline: ["f:head/f:long", "f:head/f:short"], .subheadline: ["f:deck"],
      .slugline: ["f:slug"], .byline: ["concat(f:author/f:first, ' ', f:author/f:last)"],
      .located: ["f:place"], .summary: ["f:teaser"], .body: ["f:text/f:para"],
      .language: ["../@lang"], .published: ["f:dates/@out"], .updated: ["f:dates/@changed"],
      .embargo: ["f:dates/@hold"], .urgency: ["@prio"], .subjects: ["f:topic"],
      .keywords: ["f:words"], .genre: ["f:kind"], .source: ["f:agency"], .copyright: ["f:rights"],
      .usageTerms: ["f:terms"], .edNote: ["f:note"],
    ])

  private let text = """
    <?xml version="1.0"?>
    <stories xmlns="urn:fjord:cms" lang="en">
      <story key="fj-81" rev="3" state="usable" prio="4">
        <head><short>Ferry back</short><long>Fjord  ferry is back
          after the storm</long></head>
        <deck>Two days late</deck><slug>FERRY-BACK</slug><web>https://fjord.example/81</web>
        <author><first>Ida</first><last>Moe</last></author><place>Holm Island</place>
        <teaser>The ferry sails again.</teaser>
        <dates out="2026-11-26T05:00:00Z" changed="2026-11-26T06:30:00Z" hold="27 Nov 2026 06:00 GMT"/>
        <topic>transport</topic><topic>weather</topic><words>ferry, storm; Holm</words>
        <kind>report</kind><agency>Fjord News</agency><rights>© Fjord News</rights>
        <terms>Not for archives</terms><note>Picture follows</note><replaces key="fj-80"/>
        <text><para>The ferry left on <b>Thursday</b>.</para><para>Nobody was on board &amp; none came.</para></text>
      </story>
      <story key="fj-82"><head><short>Tram stops</short></head><text><para>It stopped.</para></text></story>
      <story key="frame"/>
    </stories>
    """

  private func parse(_ text: String, _ mappings: [XMLMapping]) throws -> Parsed {
    var parsed = try Parsed("<rss/>")
    parsed.drafts = []
    let delivery = Delivery(id: "1", route: .inbox, source: "desk", bytes: Array(text.utf8))
    var drafts: [Draft] = []
    parsed.info = try Parsing.parse(
      delivery, mappings: mappings, to: DraftReceiver(take: { drafts.append($0) }))
    parsed.drafts = drafts
    return parsed
  }

  private func body(_ content: String, _ path: String) throws -> String? {
    let mapping = XMLMapping(
      name: "m", root: "a", fields: [.headline: ["h"], .body: [path]])
    return try parse("<a><h>H</h>\(content)</a>", [mapping]).drafts.first?.content?.value
  }

  @Test("Pictures with their sizes, and subjects with their schemes, are read from their own nodes")
  func pictures() throws {
    var mapping = XMLMapping(
      name: "m", root: "a", item: nil,
      fields: [
        .headline: ["h"], .subjects: ["t"], .subjectName: ["@n"], .subjectScheme: ["'urn:a:t'"],
        .picture: ["p"], .pictureURL: ["@u"], .pictureCaption: ["c"], .pictureCredit: ["by"],
        .rendition: ["s"], .renditionURL: ["@u"], .renditionName: ["@k"],
      ])
    let text = """
      <a><h>H</h><t n="Ferries">7</t><t>8</t><p u="https://a.example/1.jpg"><c>The  quay</c>
      <by>Ann</by><s k="thumbnail" u="https://a.example/1s.jpg"/><s k="none"/></p>
      <p u="https://a.example/2.jpg"/><p/></a>
      """
    let draft = try #require(try parse(text, [mapping]).drafts.first)
    #expect(
      draft.categories == [
        Category(term: "7", scheme: "urn:a:t", label: "Ferries"),
        Category(term: "8", scheme: "urn:a:t"),
      ])
    #expect(draft.media.map(\.url) == ["https://a.example/1.jpg", "https://a.example/2.jpg"])
    #expect(draft.media.first?.caption == "The quay" && draft.media.first?.credit == "Ann")
    #expect(draft.media.first?.renditions.map(\.name) == ["thumbnail"])
    #expect(draft.media.first?.renditions.map(\.url) == ["https://a.example/1s.jpg"])
    mapping.fields[.picture] = ["p/@u"]
    for field in [XMLMapping.Field.pictureURL, .pictureCaption, .pictureCredit, .rendition] {
      mapping.fields[field] = nil
    }
    let plain = try #require(try parse(text, [mapping]).drafts.first)
    #expect(plain.media.map(\.url) == ["https://a.example/1.jpg", "https://a.example/2.jpg"])
  }

  @Test("fills each field by its path")
  func fields() throws {
    let parsed = try parse(text, [mapping])
    #expect(parsed.info.format.rawValue == "xml-mapped")
    #expect(parsed.info.reason.contains("fjord-cms"))
    #expect(parsed.drafts.count == 2)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.id == "fj-81")
    #expect(draft.version == "3")
    #expect(draft.pubStatus == "usable")
    #expect(draft.follows == ["fj-80"])
    #expect(draft.url == "https://fjord.example/81")
    #expect(draft.headline?.value == "Fjord ferry is back after the storm")
    #expect(draft.headlines.map(\.text.value) == ["Two days late"])
    #expect(draft.slugline == "FERRY-BACK")
    #expect(draft.byline == "Ida Moe")
    #expect(draft.located == "Holm Island")
    #expect(draft.summary?.value == "The ferry sails again.")
    #expect(
      draft.content?.value
        == "<p>The ferry left on <b>Thursday</b>.</p><p>Nobody was on board &amp; none came.</p>")
    #expect(draft.language == "en")
    #expect(draft.published?.rfc3339() == "2026-11-26T05:00:00Z")
    #expect(draft.updated?.rfc3339() == "2026-11-26T06:30:00Z")
    #expect(draft.embargo?.rfc3339() == "2026-11-27T06:00:00Z")
    #expect(draft.urgency == 4)
    #expect(draft.categories.map(\.term) == ["transport", "weather", "ferry", "storm", "Holm"])
    #expect(draft.categories.map(\.rel) == [nil, nil, "keyword", "keyword", "keyword"])
    #expect(draft.genres.map(\.term) == ["report"])
    #expect(draft.infoSources.map(\.term) == ["Fjord News"])
    #expect(draft.copyright == "© Fjord News")
    #expect(draft.usageTerms == "Not for archives")
    #expect(draft.editorialNote == "Picture follows")
    #expect(draft.warnings.isEmpty)
    // The second path where the first finds nothing; what is not there is not invented.
    let second = parsed.drafts[1]
    #expect(second.headline?.value == "Tram stops")
    #expect(second.published == nil && second.byline == nil && second.urgency == nil)
  }

  @Test("takes a body as paragraphs, as a frame of markup, as escaped markup, or as lines")
  func bodies() throws {
    #expect(try body("<t>One</t><t>Two &lt; 3</t>", "t") == "<p>One</p><p>Two &lt; 3</p>")
    #expect(try body("<t><h2>X</h2><para>Y</para></t>", "t") == "<h2>X</h2><p>Y</p>")
    #expect(try body("<t>&lt;p&gt;One&lt;/p&gt;</t>", "t") == "<p>One</p>\n")
    #expect(try body("<t><![CDATA[<p>One<p>Two]]></t>", "t") == "<p>One<p>Two\n")
    #expect(try body("<t>One\n\nTwo &amp; 3</t>", "t") == "<p>One</p>\n<p>Two &amp; 3</p>\n")
    #expect(try body("<t v='One'/>", "t/@v") == "<p>One</p>\n")
    #expect(try body("<t>One</t>", "concat(t, '!')") == "<p>One!</p>\n")
    #expect(try body("<t/>", "t") == nil)
  }

  @Test("is chosen by its root element and namespace, before all formats")
  func choice() throws {
    func named(_ name: String, _ namespace: String? = nil, root: String = "a") -> XMLMapping {
      XMLMapping(name: name, root: root, namespace: namespace, fields: [.headline: ["."]])
    }
    let all = [named("any"), named("one", "urn:1"), named("article", root: "article")]
    func reason(_ text: String) throws -> String { try parse(text, all).info.reason }
    #expect(try reason("<a xmlns='urn:1'>x</a>").contains("one"))
    #expect(try reason("<!-- c --><p:a b='xmlns=' xmlns:p = \"urn:1\">x</p:a>").contains("one"))
    #expect(try reason("<a xmlns='urn:2'>x</a>").contains("any"))
    #expect(try reason("<a>x</a>").contains("any"))
    // A root that is an element of HTML too.
    #expect(try reason("<article>x</article>").contains("article"))
    #expect(try parse("<article>x</article>", []).info.format == .html)
    #expect(try parse("<A>x</A>", all).info.format == .html)
  }

  @Test("without one is rejected with its root element, its namespace and what would read it")
  func unmapped() throws {
    func detail(_ text: String) -> String {
      do {
        _ = try parse(text, [])
        return ""
      } catch {
        return (error as? Rejection)?.detail ?? ""
      }
    }
    let named = detail("<v:story xmlns:v='urn:vendor'><x/></v:story>")
    #expect(named.contains("<v:story>, in the namespace urn:vendor"))
    #expect(named.contains("mappings"))
    #expect(detail("<story><x/></story>").contains("<story>, in no namespace"))
  }

  @Test("kills and corrects by its status")
  func status() throws {
    let mapping = XMLMapping(name: "m", root: "a", fields: [.headline: ["h"], .status: ["@s"]])
    func draft(_ status: String) throws -> Draft? {
      try parse("<a s='\(status)'><h>H</h></a>", [mapping]).drafts.first
    }
    #expect(try draft("Killed")?.pubStatus == "canceled")
    #expect(try draft("correction")?.isCorrection == true)
    #expect(try draft("odd")?.pubStatus == nil)
  }

  @Test("whose paths never end on a document is rejected for it")
  func exhausting() throws {
    let mapping = XMLMapping(
      name: "m", root: "a", fields: [.headline: ["count(//b[count(//b[count(//b) > 1]) > 1])"]])
    let text = "<a>" + String(repeating: "<b/>", count: 1000) + "</a>"
    #expect { try parse(text, [mapping]) } throws: {
      ($0 as? Rejection)?.code == "mapping-failed"
    }
  }

  @Test("goes to another process as JSON, whole")
  func json() throws {
    var writer = JSONWriter()
    mapping.write(into: &writer)
    #expect(try XMLMapping(JSONValue.parse(writer.take())) == mapping)
    #expect(try XMLMapping(JSONValue.parse(Array("{\"name\":\"a\"}".utf8))) == nil)
  }
}
