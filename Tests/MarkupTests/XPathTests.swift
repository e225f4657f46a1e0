import Newsroom
import Testing

@testable import Markup

@Suite("XPath")
struct XPathTests {
  private func document(
    _ text: String, _ namespaces: [String: String] = [:], nodes: Int = 1000
  ) throws -> XPathDocument {
    var scan = XMLScan(Array(text.utf8))
    return try XPathDocument(&scan, namespaces: namespaces, maximumNodes: nodes)
  }

  private func texts(
    _ path: String, in text: String, _ namespaces: [String: String] = [:]
  ) throws -> [String] {
    let document = try document(text, namespaces)
    let root = try #require(document.root)
    switch document.evaluate(path, at: root) {
    case .nodes(let nodes): return nodes.map(\.text)
    case .text(let text): return [text]
    }
  }

  @Test("finds elements, attributes and texts in the document's order, and computes")
  func values() throws {
    let text =
      "<a n='1'><b>one</b><c><b x='&quot;2&amp;'>t<i>w</i>o</b></c>&eacute;<![CDATA[<]]></a>"
    #expect(try texts("b | c/b", in: text) == ["one", "two"])
    #expect(try texts("c/b | b", in: text) == ["one", "two"])
    #expect(try texts("//@x", in: text) == ["\"2&"])
    #expect(try texts("text()", in: text) == ["é<"])
    #expect(try texts("concat(b, '/', @n)", in: text) == ["one/1"])
    #expect(try texts("count(//b)", in: text) == ["2"])
    #expect(try texts("@n = 1", in: text) == ["true"])
    #expect(try texts("none", in: text) == [])
    // Namespaces are no nodes of ours.
    #expect(try texts("namespace::*", in: "<a xmlns:x='u'/>") == [])
  }

  @Test("long texts, sections and references arrive whole, as text and as one node")
  func longTexts() throws {
    let long = String(repeating: "words of a longer text ", count: 3)
    let text = "<a><b>\(long)<![CDATA[<p>\(long)&]]></b><c>\(long)&amp;lt;&#13;&eacute;</c></a>"
    #expect(try texts("b/text()", in: text) == ["\(long)<p>\(long)&"])
    #expect(try texts("c", in: text) == ["\(long)&lt;\ré"])
  }

  @Test("meets a namespace under any prefix, and none under none")
  func namespaces() throws {
    let text = "<s:a xmlns:s='urn:s'><b xmlns='urn:s'>in</b><b>out</b></s:a>"
    #expect(try texts("v:b", in: text, ["v": "urn:s"]) == ["in"])
    #expect(try texts("b", in: text, ["v": "urn:s"]) == ["out"])
    #expect(try document(text).root?.namespace == "urn:s")
    #expect(try document(text).root?.name == "a")
  }

  @Test("sees what a broken document's repair leaves, and no entity of its own")
  func broken() throws {
    let text = "<!DOCTYPE a [<!ENTITY x SYSTEM '/etc/passwd'><!ENTITY y 'z'>]><a><b>R&D &x;&y;</a>"
    #expect(try texts("b", in: text) == ["R&D &x;&y;"])
  }

  @Test("gives markup with the names of HTML")
  func markup() throws {
    let document = try document("<a><x:P xmlns:x='u' Q='&lt;\"'>1 &lt; 2<br/><w>!</w></x:P></a>")
    let root = try #require(document.root)
    var out: [UInt8] = []
    root.appendMarkup(to: &out) { $0 == "p" ? "div" : $0 }
    #expect(
      String(decoding: out, as: UTF8.self)
        == "<div Q=\"&lt;&quot;\">1 &lt; 2<br><w>!</w></div>")
  }

  @Test("has its flaws found before there is a document")
  func flaws() throws {
    func flaw(_ path: String, _ prefixes: Set<String> = []) -> String? {
      XPathFlaw.find(in: path, prefixes: prefixes)?.message
    }
    for sound in [
      "head/title", "//a[@b='c']/text()", "v:a/v:b", ".//node()[self::a or self::b]",
      "string(a) ", "ancestor-or-self::v:a/@v:b", "a mod 2", "(a | b)[1]", "'v2:x(y)'", "@xml:lang",
      "a[contains(., \"it's x:y(\")]", "größe/straße",
    ] {
      #expect(flaw(sound, ["v"]) == nil, "\(sound)")
    }
    #expect(flaw("head/title[") == "no XPath: it is not understood at character 12")
    #expect(flaw("'open") == "no XPath: a quotation mark is not closed at character 6")
    #expect(flaw("") == "no XPath: it is not understood at character 1")
    #expect(flaw("v:a/w:b", ["v"]) == "the prefix w: is bound to no namespace")
    #expect(flaw("a[w:b]") == "the prefix w: is bound to no namespace")
    #expect(flaw("a[lower-case(.)]") == "there is no function lower-case()")
    #expect(flaw("document('/etc/passwd')") == "there is no function document()")
    #expect(flaw("v:f(a)", ["v"]) != nil)
    #expect(flaw("a[$x]") == "the variable $x has no value")
    #expect(flaw("count('a')")?.hasPrefix("no XPath that can be evaluated") == true)
    #expect(flaw("concat(a)")?.contains("arguments") == true)
    #expect(flaw(String(repeating: "a/", count: 3000) + "a")?.hasPrefix("longer than") == true)
    #expect(flaw(String(repeating: "(", count: 3000)) != nil)
  }

  @Test("ends where an expression multiplies itself, and says so")
  func exhausting() throws {
    let text = "<a>" + String(repeating: "<b/>", count: 900) + "</a>"
    let document = try document(text)
    let root = try #require(document.root)
    _ = document.evaluate("count(//b[count(//b[count(//b) > 1]) > 1])", at: root)
    #expect(document.isExhausted)
  }

  @Test("reads no document of too many nodes or bytes")
  func caps() throws {
    func code(_ text: String, nodes: Int = 1000) -> String? {
      do throws(Rejection) {
        var scan = XMLScan(Array(text.utf8))
        _ = try XPathDocument(&scan, namespaces: [:], maximumNodes: nodes)
        return nil
      } catch {
        return error.code
      }
    }
    let many = "<a>" + String(repeating: "<b c='d'/>", count: 500) + "</a>"
    #expect(code(many) == "hostile-markup")
    #expect(code(many, nodes: 1001) == nil)
    let long = "<a>" + String(repeating: "x", count: XPathDocument.maximumBytes) + "</a>"
    #expect(code(long) == "hostile-markup")
    #expect(code(" ") == "empty")
  }
}
