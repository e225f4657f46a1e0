import Testing

@testable import Markup

@Suite("The shortcut past libxml2")
struct HTMLShortcutTests {
  private static let elements = [
    "p", "div", "b", "i", "em", "strong", "a", "ul", "ol", "li", "h1", "h3", "blockquote", "span",
    "figure", "figcaption", "table", "tbody", "tr", "td", "th", "dl", "dt", "dd", "pre", "u", "s",
    "small", "sub", "code", "section", "article", "video", "audio", "address", "caption", "center",
    "font", "colgroup", "thead", "ins", "q", "time", "header", "details", "summary", "picture",
  ]
  private static let leaves = [
    "<br>", "<br/>", "<hr />", "<img src=/a.jpg alt='x &amp; y'>", "<source src=b.mp4 type=a/b>",
    "text", " ", "\n  ", "a &amp; b &lt; c", "&eacute;&nbsp;&#8217;", "1 < 2 & 3", "é – ü",
    "<script>x</script>", "<!-- c -->", "<o:p>y</o:p>", "<style>p{}</style>", "<wbr>", "<col>",
    "<![CDATA[raw]]>", "&quot;", "<iframe src=x>f</iframe>", "<p/>", "<track src=t.vtt>",
  ]
  private static let attributes = [
    "", "", "", " href='http://e.test/?a=1&amp;b=2'", " href=\"/x\" href='/y'", " title='\"q\" <'",
    " src=c.jpg", " hidden", " style='display:none'", " onclick=x", " colspan=2 lang=en",
  ]

  /// Markup that nests, most of the time.
  private func markup(_ dice: inout HTMLMutationTests.Dice, depth: Int) -> String {
    var out = ""
    for _ in 0...dice.roll(4) {
      if depth > 5 || dice.roll(5) < 3 {
        out += Self.leaves[dice.roll(Self.leaves.count)]
        continue
      }
      let name = Self.elements[dice.roll(Self.elements.count)]
      out += "<\(name)\(Self.attributes[dice.roll(Self.attributes.count)])>"
      out += markup(&dice, depth: depth + 1)
      if dice.roll(40) > 0 { out += "</\(name)>" }
    }
    return out
  }

  private func expectSame(_ html: String, _ quick: HTMLReader, _ whole: HTMLReader) {
    let a = quick.fragment(html, base: "http://e.test/d/")
    let b = whole.fragment(html, base: "http://e.test/d/")
    #expect(a.html == b.html, "\(html)")
    #expect(a.text == b.text, "\(html)")
    #expect(a.identityText == b.identityText, "\(html)")
    #expect(a.media == b.media, "\(html)")
    #expect(a.removedActiveContent == b.removedActiveContent, "\(html)")
  }

  @Test("yields what libxml2 would have yielded, to the byte")
  func same() {
    var dice = HTMLMutationTests.Dice(state: 0x5EED_0F_A11_5EED)
    let (quick, whole) = (HTMLReader(), HTMLReader())
    whole.takesShortcut = false
    var taken = 0
    for _ in 0..<6000 {
      let html = markup(&dice, depth: dice.roll(5)) + "<br>"
      expectSame(html, quick, whole)
      if quick.tookShortcut { taken += 1 }
    }
    // It would prove nothing if hardly any fragment took it, or all did.
    #expect(taken > 1500 && taken < 5000)
  }

  @Test("is taken for what nests, and for nothing else")
  func taken() {
    let reader = HTMLReader()
    for (html, isTaken) in [
      ("<p>One <b>two</b>.</p><p>Three</p>", true), ("<ul><li>x</li></ul>", true),
      ("<p>One<p>Two", false), ("<b>one <i>two</b></i>", false), ("x</p>", false),
      ("<a href=x>one <a href=y>two</a></a>", false), ("<iframe src=x></iframe>", false),
      ("<p>a</p><script>x</script>", true), ("<p>a</p><script>x", true), ("<p>a</p><b", true),
    ] {
      _ = reader.fragment(html)
      #expect(reader.tookShortcut == isTaken, "\(html)")
    }
  }
}
