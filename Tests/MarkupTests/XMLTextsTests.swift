import Newsroom
import Testing

@testable import Markup

/// Texts that libxml2 never sees: each must arrive in its own element.
@Suite struct XMLTextsTests {
  private let long = String(repeating: "words of a longer text ", count: 3)

  @Test func `each text arrives in its own element, whatever its length and shape`() throws {
    var text = ""
    var expected = ""
    for n in 0..<500 {
      let word = String(repeating: "x\(n) é ", count: n % 13)
      switch n % 4 {
      case 0: text += "<b>\(word)</b>"
      case 1: text += "<b><![CDATA[\(word)]]></b>"
      case 2: text += "<b>\(word)&amp;</b>"
      default: text += "<b>\(word)<![CDATA[\(long)]]>\(long)</b>\n"
      }
      expected +=
        n % 4 == 2 ? "<b>\(word)&</b>" : n % 4 == 3 ? "<b>\(word)\(long)\(long)</b>\n" : ""
      if n % 4 < 2 { expected += "<b>\(word)</b>" }
    }
    let (out, scan, good) = try XMLRecorder.read("<a>\(text)</a>")
    #expect(out == "<a>\(expected)</a>")
    #expect(good && !scan.isRepaired)
  }

  @Test func `a text that libxml2 drops takes no other's with it`() throws {
    // What stands before a stray `]]>` is lost to libxml2 where it is short.
    let (out, _, _) = try XMLRecorder.read(
      "<a><b><![CDATA[2013-]]>07-29]]></b><c><![CDATA[one]]></c><d>\(long)</d></a>")
    #expect(out.hasSuffix("<c>one</c><d>\(long)</d></a>"))
  }

  @Test func `the section's end in long text is kept, and told`() throws {
    let (out, scan, _) = try XMLRecorder.read("<a><b>\(long)]]>\(long)</b><c>x</c></a>")
    #expect(out == "<a><b>\(long)]]>\(long)</b><c>x</c></a>")
    #expect(scan.isRepaired)
  }

  @Test func `the last text of a document that breaks off is not lost`() throws {
    #expect(try XMLRecorder.read("<a><b>\(long)").out == "<a><b>\(long)")
    #expect(try XMLRecorder.read("<a><b>\(long)<![CDATA[x").out == "<a><b>\(long)")
    #expect(try XMLRecorder.read("<a><b><![CDATA[x]]><c").out == "<a><b>x")
  }

  @Test func `line ends are line feeds, and what is no character goes`() throws {
    let (out, scan, good) = try XMLRecorder.read(
      "<a><b>\(long)\r\n\(long)\r\(long)</b><c><![CDATA[x\r\ny\u{FFFE}z]]></c></a>")
    #expect(out == "<a><b>\(long)\n\(long)\n\(long)</b><c>x\nyz</c></a>")
    #expect(scan.isRepaired && good)
  }

  @Test func `what looks like a stand-in is text`() throws {
    let (out, _, good) = try XMLRecorder.read(
      "<a><b>\u{7F}a</b><c>\(long)\u{7F}b</c><d><![CDATA[\u{7F}]]></d></a>")
    #expect(out == "<a><b>\u{7F}a</b><c>\(long)\u{7F}b</c><d>\u{7F}</d></a>")
    #expect(good)
  }
}
