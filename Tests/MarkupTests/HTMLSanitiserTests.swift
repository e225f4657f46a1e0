import Markup
import Newsroom
import Testing

@Suite("Sanitised markup")
struct HTMLSanitiserTests {
  /// Every tag of `html` that is not one the sanitiser may write, and every attribute that is not
  /// harmless: a check of its own, by the shape of the output alone.
  static func active(in html: String) -> [String] {
    var found: [String] = []
    var rest = Substring(html)
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return found + ["unclosed tag"] }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" }
      if !elements.contains(String(name)) { found.append("<\(tag)>") }
      var attributes = tag.dropFirst(name.count).drop { $0 == "/" }
      while let equals = attributes.firstIndex(of: "=") {
        let attribute = attributes[..<equals].drop { $0 == " " }
        let value = attributes[equals...].dropFirst(2).prefix { $0 != "\"" }
        if attribute.hasPrefix("on") || ["style", "id", "class", "srcdoc"].contains(attribute) {
          found.append("\(attribute)=")
        }
        let addresses = ["href", "src", "cite", "poster", "srcset", "action", "formaction"]
        if addresses.contains(String(attribute)) {
          let scheme = value.prefix { !":/?#".contains($0) }
          let isRelative = value.dropFirst(scheme.count).first != ":"
          if !isRelative, !["http", "https", "mailto", "tel", "ftp"].contains(scheme) {
            found.append("\(attribute)=\(value)")
          }
        }
        attributes = attributes[equals...].dropFirst(value.count + 3)
      }
    }
    return found
  }

  static let elements = Set(
    """
    a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd \
    del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img \
    ins kbd li main mark ol p picture pre q rp rt ruby s samp section small source span strong sub \
    summary sup table tbody td tfoot th thead time tr track u ul var video wbr
    """.split(separator: " ").map(String.init))

  /// What is written, and what must come of it.
  static let attacks: [(String, String)] = [
    // Scripts.
    ("one<script>run()</script>two", "onetwo"),
    ("one<SCRIPT SRC=//evil.test/x.js></SCRIPT>two", "onetwo"),
    ("one<script>a = '</b>'</script>two", "onetwo"),
    ("one<script\n>run()</script\n>two", "onetwo"),
    ("one<script/x>run()</script/x>two", "onetwo"),
    ("one<script>run()", "one"),
    ("one<scr<script>ipt>run()</script>two", "oneipt&gt;run()two"),
    ("one<<script>run()</script>two", "one&lt;two"),
    ("one<scr\0ipt>run()</script>two", "onetwo"),
    ("one<script>run()<!-- </script> -->two", "one --&gt;two"),
    ("<script>run()</script", ""),
    ("<style>@import 'javascript:run()'</style>x", "x"),
    ("<style><img src=x onerror=run()></style>x", "x"),
    // Handlers.
    ("<p onclick=run()>x</p>", "<p>x</p>"),
    ("<p OnClick = \"run()\">x</p>", "<p>x</p>"),
    ("<p/onclick=run()>x</p>", "<p>x</p>"),
    ("<img src=http://e.test/i.png onerror=run()>", "<img src=\"http://e.test/i.png\"/>"),
    ("<img src=x:y onerror=run()>", ""),
    ("<img onerror=run() src>", ""),
    ("<img src=\"http://e.test/`onerror=run()\">", "<img src=\"http://e.test/%60onerror=run()\"/>"),
    (
      "<b title='\"onmouseover=run() x=\"'>x</b>",
      "<b title=\"&quot;onmouseover=run() x=&quot;\">x</b>"
    ),
    ("<b title=`onclick=run()`>x</b>", "<b title=\"&#96;onclick=run()&#96;\">x</b>"),
    ("<body onload=run()>x", "x"),
    ("<div a=\"\"onclick=run()>x</div>", "<div>x</div>"),
    ("<div title=\"a\nonclick=run()\">x</div>", "<div title=\"a\nonclick=run()\">x</div>"),
    ("<b \"\"\"><i onclick=run()>x</i></b>", "<b><i>x</i></b>"),
    // Addresses.
    ("<a href=javascript:run()>x</a>", "<a>x</a>"),
    ("<a href=\" JaVaScRiPt:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"java\tscript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"java\r\nscript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"\u{1}javascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"java\0script:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"&#106;avascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"&#x6A&#x61vascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"&#0000106avascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"javascript&colon;run()\">x</a>", "<a>x</a>"),
    ("<a href=\"java&Tab;script:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"java&NewLine;script:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"javascript%3Arun()\">x</a>", "<a>x</a>"),
    ("<a href=\"\u{FF4A}avascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"\u{A0}javascript:run()\">x</a>", "<a>x</a>"),
    ("<a href=\"javascript://e.test/%0Arun()\">x</a>", "<a>x</a>"),
    ("<a href=vbscript:run>x</a>", "<a>x</a>"),
    ("<a href=\"data:text/html,<script>run()</script>\">x</a>", "<a>x</a>"),
    ("<a href='DATA:text/html;base64,PHNjcmlwdD4='>x</a>", "<a>x</a>"),
    ("<a href=blob:http://e.test/1>x</a>", "<a>x</a>"),
    ("<a href=view-source:javascript:run()>x</a>", "<a>x</a>"),
    ("<a href=:javascript:run()>x</a>", "<a>x</a>"),
    (
      "<a href=http://e.test/\"onclick=run()>x</a>",
      "<a href=\"http://e.test/%22onclick=run()\">x</a>"
    ),
    ("<img src=javascript:run()>", ""),
    ("<img src='data:image/svg+xml,<svg onload=run()>'>", ""),
    (
      "<img srcset='javascript:run() 1x, http://e.test/b.png 2x'>",
      "<img src=\"http://e.test/b.png\" srcset=\"http://e.test/b.png 2x\"/>"
    ),
    (
      "<video poster=javascript:run() src=http://e.test/v></video>",
      "<video src=\"http://e.test/v\"></video>"
    ),
    ("<blockquote cite=javascript:run()>x</blockquote>", "<blockquote>x</blockquote>"),
    (
      "<table background=javascript:run()><tr><td>x</td></tr></table>",
      "<table><tr><td>x</td></tr></table>"
    ),
    // Elements that load or run.
    ("a<iframe src=//evil.test></iframe>b", "ab"),
    ("a<iframe srcdoc='<script>run()</script>'>c</iframe>b", "acb"),
    ("a<object data=x.swf><param name=x><b>c</b></object>b", "a<b>c</b>b"),
    ("a<embed src=x.swf>b", "ab"),
    ("a<applet code=X>c</applet>b", "acb"),
    ("a<base href=javascript:run()//>b<a href=x>c</a>", "ab<a href=\"http://e.test/d/x\">c</a>"),
    ("a<meta http-equiv=refresh content='0;url=javascript:run()'>b", "ab"),
    ("a<link rel=stylesheet href=javascript:run()>b", "ab"),
    ("a<form action=javascript:run()>b<input onfocus=run() autofocus></form>", "ab"),
    ("a<button formaction=javascript:run()>b</button>", "a"),
    ("a<isindex action=javascript:run() type=image>b", "ab"),
    ("a<frameset onload=run()><frame src=x></frameset>b", "ab"),
    // Other grammars, and what a second parser would make of them.
    ("a<svg/onload=run()>b</svg>c", "ac"),
    ("a<svg><script>run()</script></svg>c", "ac"),
    ("a<svg><a xlink:href=javascript:run()>b</a></svg>c", "ac"),
    ("a<math><mi xlink:href=javascript:run()>b</mi></math>c", "ac"),
    ("a<math href=javascript:run()>b</math>c", "ac"),
    ("a<noscript><p title='</noscript><img src=x onerror=run()>'></noscript>c", "ac"),
    ("a<template><img src=x onerror=run()></template>c", "ac"),
    ("a<textarea></textarea><img src=x:y onerror=run()>c", "ac"),
    ("a<title></title><b onclick=run()>c</b>", "a<b>c</b>"),
    ("a<xmp><b onclick=run()>c</b></xmp>", "a<b>c</b>"),
    ("a<plaintext><b onclick=run()>c", "a<b>c</b>"),
    ("a<!--><b onclick=run()>c</b>-->", "a<b>c</b>--&gt;"),
    ("a<!-- --!><b onclick=run()>c</b>", "a<b>c</b>"),
    ("a<!--[if IE]><script>run()</script><![endif]-->c", "ac"),
    ("a<![if !IE]>b<![endif]>c", "abc"),
    ("a<![CDATA[<script>run()</script>b]]>c", "abc"),
    ("a<?xml version='1.0'?><?php run() ?>c", "ac"),
    ("a<custom-element onclick=run()>b</custom-element>c", "abc"),
    ("a<x:script xmlns:x='http://www.w3.org/1999/xhtml'>b</x:script>c", "abc"),
    (
      "&lt;script&gt;run()&lt;/script&gt; & <b>c</b>",
      "&lt;script&gt;run()&lt;/script&gt; &amp; <b>c</b>"
    ),
    ("<b style='background:url(javascript:run())' id=x class=y>c</b>", "<b>c</b>"),
    ("<a target=_blank rel=opener href=http://e.test/>c</a>", "<a href=\"http://e.test/\">c</a>"),
    ("<b><p>x", "<b></b><p>x</p>"),
    ("<a href=http://e.test/ onclick=run()", ""),
  ]

  @Test("Nothing that runs comes through, and the rest does", arguments: attacks)
  func attack(input: String, expected: String) {
    let fragment = HTMLFragment(input, base: "http://e.test/d/")
    #expect(fragment.html == expected)
    #expect(Self.active(in: fragment.html) == [])
  }

  @Test("The independent check finds what it is there to find")
  func theCheckItself() {
    for bad in [
      "<script>", "<p onclick=\"x\">", "<a href=\"javascript:x\">",
      "<img alt=\"\" src=\"data:,\"/>",
      "<b title=\"x\" style=\"y\">", "<svg/>", "<p",
    ] {
      #expect(Self.active(in: "<p>a</p>" + bad) != [], "\(bad)")
    }
    #expect(Self.active(in: "<a href=\"http://x\" title=\"on=\">javascript:</a>") == [])
  }

  @Test(
    "Active content is reported",
    arguments: [
      "<script>x</script>", "<b onclick=x>y</b>", "<a href=javascript:x>y</a>", "<iframe></iframe>",
      "<a href=data:text/html,x>y</a>", "<svg onload=x></svg>", "<img src=javascript:x>",
      "<embed src=x>", "<object></object>",
    ])
  func reported(html: String) {
    #expect(HTMLFragment(html).removedActiveContent)
  }

  @Test(
    "What is merely left out is not reported as active",
    arguments: [
      "<p class=x style='color:red'>y</p>", "<img src='data:image/gif;base64,R0'>y", "<!-- z -->y",
      "<custom>y</custom>", "<style>p{}</style>y", "<a href='cid:1@x'>y</a>", "<p>one</p>",
    ])
  func notReported(html: String) {
    #expect(!HTMLFragment(html).removedActiveContent)
  }

  @Test("What an article is made of comes through unchanged")
  func articles() {
    for html in [
      "<p>One <b>two</b> <i>three</i><br/>four</p><hr/><h2>five</h2>",
      "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
      "<table><caption>t</caption><thead><tr><th scope=\"col\">a</th></tr></thead>"
        + "<tbody><tr><td colspan=\"2\">b</td></tr></tbody></table>",
      "<dl><dt>a</dt><dd>b</dd></dl><pre>x\n  y</pre><blockquote cite=\"http://e.test/\">q</blockquote>",
      "<figure><picture><source srcset=\"http://e.test/a.webp 2x\" type=\"image/webp\"/>"
        + "<img src=\"http://e.test/a.jpg\" width=\"640\" height=\"480\" alt=\"x\"/></picture>"
        + "<figcaption>c</figcaption></figure>",
      "<video src=\"http://e.test/v.mp4\" controls=\"\"><track src=\"http://e.test/v.vtt\"/></video>",
      "<p lang=\"de\" dir=\"ltr\">a <a href=\"mailto:x@e.test\" title=\"t\">b</a>\u{A0}c</p>",
      "<p>5 &lt; 6 &amp; 7 &gt; 6 \"quoted\"</p>",
    ] {
      #expect(HTMLFragment(html).html == html)
    }
  }

  @Test("Tags are closed as browsers close them")
  func nesting() {
    #expect(HTMLFragment("<p>a<p>b").html == "<p>a</p><p>b</p>")
    #expect(HTMLFragment("<p>a<div>b</div>").html == "<p>a</p><div>b</div>")
    #expect(HTMLFragment("<ul><li>a<li>b</ul>").html == "<ul><li>a</li><li>b</li></ul>")
    #expect(HTMLFragment("<p><custom><div>a</div></custom>").html == "<p></p><div>a</div>")
    #expect(HTMLFragment("a</div>b</body>").html == "ab")
    #expect(HTMLFragment("<b>a<i>b</b>c").html == "<b>a<i>b</i></b>c")
    #expect(HTMLFragment("<wbr><source src=http://e.test/>x").html.hasSuffix("/>x"))
  }

  @Test("Relative addresses are resolved, and without a base left as they are")
  func addresses() {
    let html = "<a href='../x?a=1&amp;b=2#c'>y</a><img src=//h.test/i.png>"
    let fragment = HTMLFragment(html, base: "https://e.test/d/e/f")
    #expect(
      fragment.html == "<a href=\"https://e.test/d/x?a=1&amp;b=2#c\">y</a>"
        + "<img src=\"https://h.test/i.png\"/>")
    #expect(HTMLFragment("<a href=x>y</a>").html == "<a href=\"x\">y</a>")
    #expect(HTMLFragment("<a href=x>y</a>", base: "javascript:1").html == "<a href=\"x\">y</a>")
    #expect(
      HTMLFragment("<a href='http://e.test/?a=1&copy=2&lt=3'>y</a>").html
        == "<a href=\"http://e.test/?a=1&amp;copy=2&amp;lt=3\">y</a>")
  }
}
