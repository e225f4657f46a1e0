import Markup
import Newsroom
import Testing

@Suite("Fragments of HTML")
struct HTMLFragmentTests {
  static let paragraphs: [(String, String)] = [
    ("plain", "plain"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<p>one</p>\n\n  <p>two</p>", "one\n\ntwo"),
    ("one<br>two", "one\ntwo"),
    ("one<br><br>two", "one\n\ntwo"),
    ("one<br/>\n<br/> <br/>two", "one\n\ntwo"),
    ("<p>one<br></p><p>two</p>", "one\n\ntwo"),
    ("one <b>two</b> three<i>four</i>", "one two threefour"),
    ("  one\n\n two  ", "one\n\n two"), ("<i>  one \n\t two  </i>", "one two"),
    ("one<p>two</p>three", "one\n\ntwo\n\nthree"),
    ("<div><div>one</div></div><div>two</div>", "one\n\ntwo"),
    ("<h2>one</h2>two", "one\n\ntwo"),
    ("<p>&nbsp;</p><p>one&nbsp;two</p>", "one two"),
    ("one<p>&nbsp;</p>two", "one\n\ntwo"),
    ("<ul><li>one</li><li>two</li></ul>three", "one\ntwo\n\nthree"),
    ("zero<ul><li><p>one</p></li><li><p>two</p><p>three</p></li></ul>", "zero\n\none\ntwo\nthree"),
    ("<ol><li>one<ul><li>two</li></ul></li><li>three</li></ol>", "one\ntwo\nthree"),
    (
      "<table><tr><td>one</td><td>two</td></tr><tr><td>three</td><td></td><td>four</td></tr></table>",
      "one\ttwo\nthree\tfour"
    ),
    ("<table><tr><td><p>one</p></td><td><p>two</p></td></tr></table>x", "one\ttwo\n\nx"),
    ("<table><tr><td><p>one</p><p>two</p></td></tr></table>", "one\n\ntwo"),
    ("<dl><dt>one</dt><dd>two</dd></dl>", "one\ntwo"),
    ("<p>one</p><pre>a\n  b\n</pre><p>two</p>", "one\n\na\n  b\n\ntwo"),
    ("one<script>no</script> two<style>no</style>", "one two"),
    ("<title>no</title>one", "one"),
    ("one <img src=x alt=no> two", "one two"),
    ("one<!-- no -->two", "onetwo"),
    ("one<p hidden>no</p>two", "onetwo"),
    ("one<span style='display : NONE'>no</span>two", "onetwo"),
    ("one<video src=x>no</video>two", "onetwo"),
    ("<figure><img src=http://e.test/x><figcaption>no</figcaption></figure>one", "one"),
    ("<figure><blockquote>one</blockquote><figcaption>two</figcaption></figure>", "one\n\ntwo"),
    ("5 < 6, a<3, x<", "5 < 6, a<3, x<"),
    ("AT&T &amp; R&D; &hellip;&#8217;&#146;&bogus;", "AT&T & R&D; …’’&bogus;"),
    ("caf\u{E9} &eacute; &Hopf; &phone;", "café é ℍ ☎"),
    ("<q>one</q>&#0;&#x1;&#xD800;", "one\u{FFFD}\u{FFFD}"),
    ("<!DOCTYPE ~", "<!DOCTYPE ~"),
    ("safe<!--", "safe"),
    ("one<wbr>two<o:p></o:p>", "onetwo"),
    ("one <a href=\"http://e.test/", "one"),
    ("a\u{92}b", "a’b"),
    ("a\u{0}\u{1}b", "ab"),
    ("<hr>one<hr>two", "one\n\ntwo"),
  ]

  @Test("Text has the paragraphs that a reader sees", arguments: paragraphs)
  func text(html: String, expected: String) {
    #expect(HTMLFragment(html).text == expected)
  }

  @Test("The hashed text drops scripts, figures and navigation, and breaks at blocks")
  func identity() {
    func words(_ html: String) -> [Substring] {
      HTMLFragment(html).identityText.split { $0.isWhitespace }
    }
    #expect(words("<p>one</p><p>two</p>three") == ["one", "two", "three"])
    #expect(words("one<br>two<span>three</span>") == ["one", "twothree"])
    #expect(words("<td>one</td><td>two</td>") == ["one", "two"])
    #expect(words("a<script>x</script>b<style>x</style>c<nav>x</nav>d") == ["abcd"])
    #expect(words("a<figure><img>x<figcaption>y</figcaption></figure>b") == ["ab"])
    #expect(words("a<media>x</media>b<hl2>c</hl2>d") == ["ab", "c", "d"])
    #expect(words("a<noscript>b</noscript><embed src=c>d") == ["abd"])
    #expect(words("plain &amp; simple") == ["plain", "&", "simple"])
  }

  @Test("Text of a feed that was escaped too often is unescaped until markup appears")
  func escaped() {
    for text in [
      "<p>one &amp; two</p>", "&lt;p&gt;one &amp;amp; two&lt;/p&gt;",
      "&amp;lt;p&amp;gt;one &amp;amp;amp; two&amp;lt;/p&amp;gt;",
    ] {
      let fragment = HTMLFragment(escaped: text)
      #expect(fragment.html == "<p>one &amp; two</p>")
      #expect(fragment.text == "one & two")
    }
    #expect(HTMLFragment(escaped: "one &amp;amp; two").text == "one & two")
    #expect(HTMLFragment(escaped: "one").text == "one")
    #expect(HTMLFragment(escaped: "1 &lt; 2").text == "1 < 2")
  }

  @Test("Media come with their size, title and caption")
  func media() {
    let fragment = HTMLFragment(
      """
      <figure><img src=a.jpg alt="A title" width=640 height="480px"><figcaption>The <b>words</b>
      </figcaption></figure><video width=10><source src=v.mp4 type=video/mp4>no</video>
      <audio src=s.mp3></audio><img src=pixel.gif width=1 height=1><img src=javascript:x>
      <img src="data:image/gif;base64,R0" data-src="/lazy.jpg"><img srcset="b.jpg 1x, c.jpg 2x">
      """, base: "http://e.test/d/")
    var picture = Media(kind: .picture, url: "http://e.test/d/a.jpg", width: 640, height: 480)
    picture.title = "A title"
    picture.caption = "The words"
    #expect(
      fragment.media == [
        picture,
        Media(kind: .video, url: "http://e.test/d/v.mp4", mediaType: "video/mp4", width: 10),
        Media(kind: .audio, url: "http://e.test/d/s.mp3"),
        Media(kind: .picture, url: "http://e.test/lazy.jpg"),
        Media(kind: .picture, url: "http://e.test/d/b.jpg"),
      ])
    #expect(fragment.html.contains("<img src=\"http://e.test/lazy.jpg\"/>"))
  }

  @Test("What would keep the parser busy falls back on bare text")
  func caps() {
    let attributes = (0..<40_000).map { " a\($0)=1" }.joined()
    let hostile = [
      "<p\(attributes)>word</p>", String(repeating: "<b>", count: 5000) + "word",
      "<p title='" + String(repeating: "x", count: 1 << 20) + "'>word</p>",
      "<" + String(repeating: "x", count: 5000) + ">word",
    ]
    for html in hostile {
      let fragment = HTMLFragment("first <i>part</i> &amp; " + html)
      #expect(fragment.exceededCaps)
      #expect(fragment.text.hasPrefix("first part & "))
      #expect(fragment.text.hasSuffix("word"))
      #expect(fragment.media.isEmpty)
      #expect(HTMLSanitiserTests.active(in: fragment.html) == [])
    }
    #expect(HTMLFragment("<script>x</script>a" + hostile[1]).text == "a word")
  }

  @Test("Much of what is allowed is not over the limits")
  func large() {
    let html = String(repeating: "<p>one <wbr>two <source src=x> <xyz>three</p><li>", count: 2000)
    let fragment = HTMLFragment(html)
    #expect(!fragment.exceededCaps)
    #expect(fragment.text.split(separator: "\n").count == 2000)
    let unclosed = String(repeating: "<! ", count: 20_000) + String(repeating: "</ ", count: 20_000)
    #expect(HTMLFragment(unclosed + "x").text.hasSuffix("x"))
  }

  @Test("A reader gives for each fragment what a new one gives")
  func reuse() {
    let reader = HTMLReader()
    let fragments = HTMLFragmentTests.paragraphs.map(\.0) + HTMLSanitiserTests.attacks.map(\.0)
    for html in fragments + fragments.reversed() {
      let (a, b) = (
        reader.fragment(html, base: "http://e.test/"), HTMLFragment(html, base: "http://e.test/")
      )
      #expect(a.html == b.html)
      #expect(a.text == b.text)
      #expect(a.identityText == b.identityText)
      #expect(a.media == b.media)
      #expect(a.removedActiveContent == b.removedActiveContent)
    }
  }

  @Test("Bytes that are no UTF-8 and a lying meta tag do no harm")
  func bytes() {
    let latin = HTMLReader().fragment(bytes: Array("<p>caf".utf8) + [0xE9] + Array("</p>".utf8))
    #expect(latin.text == "caf\u{FFFD}")
    let lie = HTMLFragment("<meta charset=iso-8859-1><p>café</p>")
    #expect(lie.text == "café")
  }

  @Test("Only text with markup or references looks like markup")
  func looksLikeMarkup() {
    for text in ["a<b>c", "</p>", "<!-- -->", "a &amp; b", "&#8217;", "x &copy 2000", "<?xml?>"] {
      #expect(HTMLText.looksLikeMarkup(text), "\(text)")
    }
    for text in ["", "plain", "5 < 6", "a<3", "AT&T", "R&D; more", "& <", "<", "&", "&#"] {
      #expect(!HTMLText.looksLikeMarkup(text), "\(text)")
    }
  }
}
