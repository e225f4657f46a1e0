import Markup
import Testing

@Suite("Markup that nobody would write")
struct HTMLMutationTests {
  /// A generator of its own: the same mutations on every run. Source: G. Marsaglia, xorshift64*.
  struct Dice {
    var state: UInt64

    mutating func roll(_ count: Int) -> Int {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % count
    }
  }

  static let pieces: [String] = [
    "<p>", "</p>", "<b>", "</b>", "<a href='javascript:x'>", "<a href=http://e.test/>", "</a>",
    "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "</ul>", "<script>", "</script>", "<svg",
    "<style>", "</style>", "<!--", "-->", "<![CDATA[", "]]>", "<img src=x onerror=y>", "<div", ">",
    "\"", "'", "<", "&", "&lt;", "&#x3c", "&colon;", "=", "/", "\0", "\n", "é", "<custom>", "<h1>",
    "<dl>", "<dt>", "<dd>", "<title>", "<textarea>", "<noscript>", "<xmp>", " onclick=x ", "<pre>",
    "<iframe>", "<math>", "</math>", "<template>", "<video>", "<source>", "</video>", "<form>",
    "<input>", "text", " ", "<body>", "<html>", "<head>", "</body>", "<frameset>", "<col>", "<ol>",
    "<tbody>", "<th>", "<br>", "</br>", "<hr>", "<address>", "<span>", "</span>", "<i>", "<center>",
  ]

  @Test("Four thousand mutations yield nothing active, and sanitising twice is sanitising once")
  func mutations() {
    var dice = Dice(state: 0x1234_5678_9ABC_DEF1)
    let reader = HTMLReader()
    for _ in 0..<4000 {
      var html: [UInt8] = []
      for _ in 0...dice.roll(24) { html += Self.pieces[dice.roll(Self.pieces.count)].utf8 }
      for _ in 0..<dice.roll(4) where !html.isEmpty {
        let place = dice.roll(html.count)
        switch dice.roll(3) {
        case 0: html[place] = UInt8(dice.roll(256))
        case 1: html.remove(at: place)
        default: html.insert(UInt8(dice.roll(128)), at: place)
        }
      }
      let source = String(decoding: html, as: UTF8.self)
      let once = reader.fragment(bytes: html, base: "http://e.test/d/")
      #expect(HTMLSanitiserTests.active(in: once.html) == [], "\(source)")
      let twice = reader.fragment(once.html, base: "http://other.test/")
      #expect(twice.html == once.html, "\(source)")
      #expect(!twice.removedActiveContent, "\(source)")
    }
  }
}
