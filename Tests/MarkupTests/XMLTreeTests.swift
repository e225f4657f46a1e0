import Newsroom
import Testing

@testable import Markup

@Suite("XML read as trees, an item at a time")
struct XMLTreeTests {
  private func read(
    _ text: String, parts: Set<String>, maximumNodes: Int = XMLTree.maximumNodes,
    _ part: (XMLElement) -> Void
  ) throws(Rejection) -> Bool {
    var scan = XMLScan(Array(text.utf8))
    return try XMLTree.read(&scan, parts: parts, maximumNodes: maximumNodes, part: part)
  }

  @Test("Each part is whole, and what stood above it can be asked")
  func parts() throws {
    var seen: [String] = []
    let isWellFormed = try read(
      "<Message xml:lang='en'><Head><Sent>now</Sent></Head><Item n='1'><T>one</T></Item>"
        + "<Item n='2' xml:lang='de'><T>two</T></Item></Message>", parts: ["item"]
    ) { item in
      seen.append(
        [
          item["n"], item.first("t")?.text, item.first("t")?.language,
          item.parent?.first("head", "sent")?.text,
        ].map { $0 ?? "-" }.joined(separator: " "))
      #expect(item.parent?.all("item").count == 1)
    }
    #expect(isWellFormed)
    #expect(seen == ["1 one en now", "2 two de now"])
  }

  @Test("Prefixes and capitals make no difference; a part in a part is a child")
  func names() throws {
    var count = 0
    _ = try read("<n:Item xmlns:n='urn:n'><item><T>x</T></item></n:Item>", parts: ["item"]) {
      count += 1
      #expect($0.first("item", "t")?.text == "x")
    }
    #expect(count == 1)
  }

  @Test("Text has one space for each run of white space, and one where a block ends")
  func text() throws {
    _ = try read("<a>\n  one <b>two</b>three<p>four</p>five<br/>six </a>", parts: ["a"]) {
      #expect($0.text == "one twothree four five six")
      #expect($0.text { $0.name == "b" } == "one three four five six")
      #expect($0.first("p")?.isLeaf == true && !$0.isLeaf)
    }
  }

  @Test("An attribute that is empty is none; entities in one are text")
  func attributes() throws {
    _ = try read("<a x='' y=' q &amp; &lt; '>t</a>", parts: ["a"]) {
      #expect($0["x"] == nil && $0["y"] == "q & <" && $0["z"] == nil)
    }
  }

  @Test("Markup is written as HTML, with names changed, elements unwrapped and dropped")
  func markup() throws {
    _ = try read(
      "<a><hl2 id='&quot;1&lt;'>x &amp; y &lt;</hl2><org>Acme</org><media>no</media><br/></a>",
      parts: ["a"]
    ) {
      var out: [UInt8] = []
      $0.appendMarkup(to: &out) { element in
        switch element.name {
        case "hl2": .rename("h2")
        case "org": .unwrap
        case "media": .drop
        default: .keep
        }
      }
      #expect(
        String(decoding: out, as: UTF8.self)
          == "<h2 id=\"&quot;1&lt;\">x &amp; y &lt;</h2>Acme<br>")
    }
  }

  @Test("A document that breaks off gives its last part all the same")
  func truncated() throws {
    var texts: [String?] = []
    _ = try read("<m><item>one</item><item><t>two", parts: ["item"]) { texts.append($0.text) }
    #expect(texts == ["one", "two"])
  }

  @Test("An item of more elements than the cap is turned away")
  func cap() {
    let many = "<item>" + String(repeating: "<a/>", count: 200) + "</item>"
    #expect(throws: Rejection.self) {
      _ = try read(many, parts: ["item"], maximumNodes: 100) { _ in }
    }
    var count = 0
    let items = "<m>" + String(repeating: "<item><a/></item>", count: 200) + "</m>"
    #expect(throws: Never.self) {
      _ = try read(items, parts: ["item"], maximumNodes: 100) { _ in count += 1 }
    }
    #expect(count == 200)
  }
}
