import Newsroom
import Testing

@testable import Markup

/// Writes what it is told, so that a test can read it.
struct XMLRecorder: XMLHandler {
  var names: [String] = []
  var out = ""

  mutating func number(local: Span<UInt8>, prefix: Span<UInt8>, uri: Span<UInt8>) -> Int32 {
    names.append(Self.string(local))
    return Int32(names.count - 1)
  }

  mutating func start(_ name: Int32, _ tag: borrowing XMLTag) {
    var bytes: [UInt8] = []
    for n in 0..<tag.count { tag.appendAttribute(n, to: &bytes) }
    out += "<\(names[Int(name)])\(String(decoding: bytes, as: UTF8.self))>"
  }

  mutating func end(_ name: Int32) { out += "</\(names[Int(name)])>" }
  mutating func text(_ text: Span<UInt8>) { out += Self.string(text) }

  static func string(_ span: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.append(copying: span)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func read(_ text: String) throws(Rejection) -> (out: String, scan: XMLScan, good: Bool) {
    var scan = XMLScan(Array(text.utf8))
    var recorder = XMLRecorder()
    let good = try XMLPush.parse(&scan, into: &recorder)
    return (recorder.out, scan, good)
  }
}

@Suite struct XMLScanTests {
  @Test func `a well-formed document passes untouched`() throws {
    let text = "<a x=\"1 &amp; 2\"><b>t &lt; &#233;</b><![CDATA[<raw>]]><!-- c --><c/></a>"
    let (out, scan, good) = try XMLRecorder.read(text)
    #expect(out == "<a x=\"1 &amp; 2\"><b>t < é</b><raw><c></c></a>")
    #expect(good)
    #expect(!scan.isRepaired && !scan.isTruncated && !scan.hasJunkBefore)
  }

  @Test(
    "each fault is repaired where it stands",
    arguments: [
      ("<a>1&b=2&c</a>", "<a>1&b=2&c</a>"),
      ("<a x='?a=1&b=2'/>", "<a x=\"?a=1&amp;b=2\"></a>"),
      ("<a>caf&eacute;&nbsp;x</a>", "<a>café\u{A0}x</a>"),
      ("<a>&unknown; &amp</a>", "<a>&unknown; &amp</a>"),
      ("<a>don&#146;t &#X41; &#0;&#8217 x</a>", "<a>don’t A ’ x</a>"),
      ("<a>1 < 2 <3</a>", "<a>1 < 2 <3</a>"),
      ("<a>x ]]> & ]]&gt; ]&#93;> y</a>", "<a>x ]]> & ]]> ]]> y</a>"),
      ("<a>one\r\ntwo\rthree & four</a>", "<a>one\ntwo\nthree & four</a>"),
      ("<a><b>x</a>", "<a><b>x</b></a>"),
      ("<a><b><c>x</b>y</a>", "<a><b><c>x</c></b>y</a>"),
      ("<a>x</b></i>y</a>", "<a>xy</a>"),
      ("<a><Date>x</date>y</a>", "<a><Date>x</Date>y</a>"),
      ("<a x=1 y z=\"2\"w='3'>t</a>", "<a x=\"1\" y=\"\" z=\"2\" w=\"3\">t</a>"),
      ("<a x='<b>'>t</a>", "<a x=\"&lt;b>\">t</a>"),
      ("<a>x</a", "<a>x</a>"),
      ("<a><?php echo 1 ?>x</a>", "<a>x</a>"),
    ])
  func repairs(text: String, expected: String) throws {
    let (out, scan, good) = try XMLRecorder.read(text)
    #expect(out == expected)
    #expect(scan.isRepaired)
    #expect(!scan.isTruncated)
    #expect(good)
  }

  @Test func `declarations, types and junk stay outside`() throws {
    let (out, scan, good) = try XMLRecorder.read(
      "junk<?xml version='1.0'?>\n<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>tail"
    )
    #expect(out == "<a>&e;</a>")
    #expect(good)
    #expect(scan.hasJunkBefore)
  }

  @Test func `a document may break off after any byte`() throws {
    let text = "<a x=\"1\"><!-- c --><b y='2'>t&amp;&eacute;u</b><![CDATA[z]]><?p q?></a>"
    for length in 0..<text.utf8.count {
      var scan = XMLScan(Array(text.utf8.prefix(length)))
      var recorder = XMLRecorder()
      _ = try XMLPush.parse(&scan, into: &recorder)
      // `</a` at the very end is as good as closed.
      #expect(scan.isTruncated || length == text.utf8.count - 1)
    }
  }

  private func rejection(_ text: String) -> Rejection? {
    do throws(Rejection) {
      var scan = XMLScan(Array(text.utf8))
      var recorder = XMLRecorder()
      _ = try XMLPush.parse(&scan, into: &recorder)
      return nil
    } catch {
      return error
    }
  }

  @Test func `beyond a cap a document is turned away before libxml2 sees what is there`() {
    let many = (0..<50_000).map { " a\($0)='1'" }.joined()
    let names = (0..<10_100).map { "<n\($0)/>" }.joined()
    let cases: [(String, String)] = [
      ("<a\(many)/>", "attributes"),
      ("<a x='\(String(repeating: "y", count: 70_000))'/>", "a tag of over"),
      ("<\(String(repeating: "n", count: 10_000_000))/>", "a name of over"),
      ("<a>\(names)</a>", "distinct names"),
      (String(repeating: "<a>", count: 5_000), "nested"),
      ("<a><![CDATA[\(String(repeating: "y", count: 9_000_001))]]></a>", "a CDATA section"),
      (
        "<!DOCTYPE a [\(String(repeating: "<!ENTITY x 'y'>", count: 10_000))]><a/>", "document type"
      ),
    ]
    for (text, word) in cases {
      let found = rejection(text)
      #expect(found?.code == "hostile-markup")
      #expect(found?.detail.contains(word) == true)
    }
  }

  @Test func `entities are never expanded, so that neither laughs nor files come out`() throws {
    let laughs =
      "<!DOCTYPE a [<!ENTITY l0 'lol'>"
      + (1...9).map { "<!ENTITY l\($0) '\(String(repeating: "&l\($0 - 1);", count: 10))'>" }
      .joined()
      + "]><a>&l9;</a>"
    #expect(try XMLRecorder.read(laughs).out == "<a>&l9;</a>")
    let file = "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>"
    #expect(try XMLRecorder.read(file).out == "<a>&f;</a>")
  }

  /// A document in pieces, with what lies before `start` in the first.
  private func stream(_ text: String, by size: Int) throws(Rejection) -> (String, XMLScan, Bool) {
    let bytes = Array(text.utf8)
    var at = min(size, bytes.count)
    var scan = XMLScan(Array(bytes[..<at])) {
      guard at < bytes.count else { return nil }
      defer { at = min(at + size, bytes.count) }
      return Array(bytes[at..<min(at + size, bytes.count)])
    }
    var recorder = XMLRecorder()
    let good = try XMLPush.parse(&scan, into: &recorder)
    return (recorder.out, scan, good)
  }

  @Test(
    "a document that streams reads as it does whole",
    arguments: [
      "<a>" + String(repeating: "<b x='1&amp;2'>t &eacute; & u<c/><i>un</b>", count: 20_000)
        + "</a>",
      "<a><!-- " + String(repeating: "long ", count: 100_000) + "--><b>x</b></a>",
      "<a><![CDATA[" + String(repeating: "<p>é</p>", count: 60_000) + "]]><b>x</b></a>",
      "<a>" + String(repeating: "<b>x</b>", count: 40_000) + "<!-- broken off",
      "<a>" + String(repeating: "text without an end ", count: 30_000),
      "junk <?xml version='1.0'?><a>" + String(repeating: "<b>x</a>", count: 30_000) + "</a> tail",
    ])
  func streams(text: String) throws {
    let whole = try XMLRecorder.read(text)
    for size in [1000, 65_536, 333_333] {
      let (out, scan, good) = try stream(text, by: size)
      #expect(out == whole.out)
      #expect(good == whole.good)
      #expect(scan.isTruncated == whole.scan.isTruncated)
      #expect(scan.isRepaired == whole.scan.isRepaired)
      #expect(scan.hasJunkBefore == whole.scan.hasJunkBefore)
    }
  }

  @Test func `text of many chunks comes whole through many repairs`() throws {
    let body = String(repeating: "word & word ", count: 40_000)
    let (out, _, good) = try XMLRecorder.read("<a>\(body)</a>")
    #expect(out == "<a>\(body)</a>")
    #expect(good)
  }
}
