import Newsroom
import Testing

@testable import Formats

@Suite struct FeedRecoveryTests {
  private let feed = """
    <?xml version="1.0"?><rss version="2.0"><channel><title>Tîtle</title>
    <item><title>One</title><link>http://e.example/1</link><description><![CDATA[<p>a</p>]]></description></item>
    <item><title>Two &amp; more</title><guid>2</guid></item>
    </channel></rss>
    """

  @Test func `cut off after any byte, whole entries stay and no half one comes`() throws {
    let bytes = Array(feed.utf8)
    let text = String(decoding: bytes, as: UTF8.self)
    let ends = text.ranges(of: "</item>").map {
      text.utf8.distance(from: text.startIndex, to: $0.upperBound)
    }
    for length in 1..<bytes.count {
      guard let (document, drafts) = try? parse(Array(bytes[..<length])) else { continue }
      guard document.format == .rss else { continue }
      // `</item` without its bracket is as good as whole.
      let whole = ends.count { $0 - 1 <= length }
      #expect(drafts.count == whole)
      #expect(document.warnings.contains(.truncated) || length >= bytes.count - 1)
      if whole > 0 { #expect(drafts[0].content?.value == "<p>a</p>") }
    }
  }

  @Test(
    "faults cost neither their entry nor the next",
    arguments: [
      "<title>One<link>http://e.example/1</link>",
      "<title>One</titel><link>http://e.example/1</link>",
      "<title>One</title><link>http://e.example/1",
      "<title>One</title></b></i></channel2><link>http://e.example/1</link>",
      "<title>One</title><pubDate>garbage</pubDate><link>http://e.example/1</link>",
      "<title>One</title><x:y z=1 q>t</x:y><link>http://e.example/1</link>",
      "<title>One\u{1}</title><link>http://e.example/1</link>",
      "<title>One</title><description><p>a<br>b<i>c</description><link>http://e.example/1</link>",
    ])
  func faults(item: String) throws {
    let (_, drafts) = try parse(
      "<rss version='2.0'><channel><item>\(item)</item><item><title>Two</title></item></channel></rss>"
    )
    #expect(drafts.map(\.headline?.value) == ["One", "Two"])
    #expect(drafts.first?.url == "http://e.example/1")
  }

  @Test func `entries whose end tags are missing are entries`() throws {
    let (document, drafts) = try parse(
      "<rss><channel><item><title>One</title><item><title>Two</title></channel></rss>")
    #expect(drafts.map(\.headline?.value) == ["One", "Two"])
    #expect(document.warnings == [.xmlRecovered])
  }

  @Test func `ampersands, entities and text before the document`() throws {
    let (document, drafts) = try parse(
      "Notice: x\n<?xml version='1.0'?><?xml version='1.0'?><rss><channel><item><title>A & B &eacute;"
        + "&bogus;</title><link>http://e.example/?a=1&b=2</link></item></channel></rss>\n<script/>")
    #expect(drafts.first?.headline?.value == "A & B é&bogus;")
    #expect(drafts.first?.url == "http://e.example/?a=1&b=2")
    #expect(document.warnings.contains(.junkBeforeDocument))
    #expect(document.warnings.contains(.xmlRecovered))
  }

  @Test func `a lying declaration is said on the document`() throws {
    let (document, drafts) = try parse(
      "<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><title>Müll</title></item></channel></rss>"
    )
    #expect(drafts.first?.headline?.value == "Müll")
    #expect(document.warnings == [.charsetLied])
    #expect(document.charset == "utf-8")
  }

  @Test func `a feed without entries is no error`() throws {
    for text in [
      "<rss version='2.0'><channel><title>T</title></channel></rss>", "<rss/>", "<feed/>",
    ] {
      #expect(try parse(text).drafts.isEmpty)
    }
  }

  private func code(_ text: String) -> String? {
    do throws(Rejection) {
      _ = try parse(text)
      return nil
    } catch {
      return error.detail.isEmpty ? nil : error.code
    }
  }

  @Test func `what is no story is turned away by name`() {
    #expect(code("") == "empty")
    #expect(code(" \n\t") == "empty")
    #expect(code("<recipe/>") == "unknown-format")
    #expect(code("{\"a\":1}") == "unknown-format")
    #expect(code("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[") == "malformed-json")
    #expect(code("<rss><channel>" + String(repeating: "<a>", count: 4000)) == "hostile-markup")
  }

  @Test func `lists of an entry end at a cap, and it says so`() throws {
    let many = (0..<2000).map { "<category>\($0)</category>" }.joined()
    let (_, drafts) = try parse("<rss><channel><item>\(many)</item></channel></rss>")
    #expect(drafts.first?.categories.count == 512)
    #expect(drafts.first?.warnings == [.valuesCapped])
  }

  @Test func `an entity that names a file brings nothing of it`() throws {
    let (_, drafts) = try parse(
      "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&f;</title>"
        + "</item></channel></rss>")
    #expect(drafts.first?.headline?.value == "&f;")
  }

  @Test func `inspect writes JSON that a reader of JSON reads`() throws {
    var writer = JSONWriter()
    let delivery = Delivery(id: "0", route: .ingest, source: "t", bytes: Array(feed.utf8))
    try JSONFeedWriter.write(delivery, into: &writer)
    let json = try JSONValue.parse(writer.take())
    #expect(json["title"]?.stringValue == "Tîtle")
    #expect(json["_wireroom"]?["format"]?.stringValue == "rss20")
    let items = try #require(json["items"]?.arrayValue)
    #expect(items.count == 2)
    #expect(items[0]["content_html"]?.stringValue?.contains("<p>a</p>") == true)
    #expect(items[0]["_wireroom"]?["id"] == .null)
    #expect(items[0]["_wireroom"]?["summary_is_content"] == .bool(true))
    #expect(items[1]["title"]?.stringValue == "Two & more")
    #expect(items[1]["id"]?.stringValue == "2")
  }
}
