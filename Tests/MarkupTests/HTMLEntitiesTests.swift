import Markup
import Testing

@Suite("Character references and relative addresses")
struct HTMLEntitiesTests {
  static let references: [(String, String)] = [
    ("", ""), ("plain", "plain"), ("&amp;", "&"), ("&lt;b&gt;", "<b>"), ("&AMP;&LT", "&<"),
    ("&nbsp;x", "\u{A0}x"), ("&copy 2000", "© 2000"), ("&copyright", "©right"),
    ("&notit;", "¬it;"), ("&notin;", "∉"), ("&hellip;", "…"), ("&hellip", "&hellip"),
    ("&CounterClockwiseContourIntegral;", "∳"), ("&zwnj;|&zwj;", "\u{200C}|\u{200D}"),
    ("&NotEqualTilde;", "≂\u{338}"), ("&fjlig;", "fj"), ("&AElig;&zwj;", "Æ\u{200D}"),
    ("&#65;&#x42;&#X43;", "ABC"), ("&#65 &#x42", "A B"), ("&#8217;", "’"), ("&#146;", "’"),
    ("&#128;&#x99;", "€™"), ("&#129;", "\u{81}"), ("&#0;", "\u{FFFD}"), ("&#xD800;", "\u{FFFD}"),
    ("&#x110000;", "\u{FFFD}"), ("&#99999999999999999999;", "\u{FFFD}"), ("&#1;&#x7F;", ""),
    ("&#xFDD0;&#xFFFE;&#x1FFFF;", ""), ("&#x10FFFD;", "\u{10FFFD}"),
    ("&#;&#x;&#xg;", "&#;&#x;&#xg;"),
    ("&;& &&", "&;& &&"), ("&bogus;", "&bogus;"), ("&amp;amp;", "&amp;"), ("a&", "a&"),
    ("&aacuteé", "áé"), ("R&D", "R&D"), ("&#10;", "\n"), ("&lang;&rang;", "⟨⟩"),
  ]

  @Test("References stand for what the standard says", arguments: references)
  func unescape(text: String, expected: String) {
    #expect(Entities.unescape(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  @Test("Unescaping goes on as often as asked, and stops where there is nothing to do")
  func times() {
    #expect(Entities.unescape("&amp;amp;lt;", times: 1) == "&amp;lt;")
    #expect(Entities.unescape("&amp;amp;lt;", times: 2) == "&lt;")
    #expect(Entities.unescape("&amp;amp;lt;", times: 9) == "<")
    #expect(Entities.unescape("&amp;", times: 0) == "&amp;")
  }

  @Test("The first and last names of the table are found, their neighbours are not")
  func ends() {
    #expect(Entities.unescape("&AElig;&zwnj;") == "Æ\u{200C}")
    #expect(Entities.unescape("&AElh;&zwnk;&A;&zz;") == "&AElh;&zwnk;&A;&zz;")
  }

  /// RFC 3986, sections 5.4.1 and 5.4.2, against http://a/b/c/d;p?q.
  static let resolved: [(String, String)] = [
    ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"),
    ("g?y#s", "http://a/b/c/g?y#s"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
    ("g;x?y#s", "http://a/b/c/g;x?y#s"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
    ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
    ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../", "http://a/"), ("../../g", "http://a/g"),
    ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
    ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
    ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
    ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
    ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
    ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ("g#s/./x", "http://a/b/c/g#s/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"),
    ("http:g", "http:g"),
  ]

  @Test("References are resolved as RFC 3986 shows", arguments: resolved)
  func resolve(reference: String, expected: String) {
    #expect(URLReference.resolve(reference, against: "http://a/b/c/d;p?q") == expected)
  }

  @Test("Without an absolute base a reference stays what it is")
  func withoutBase() {
    #expect(URLReference.resolve("g", against: nil) == "g")
    #expect(URLReference.resolve("g", against: "") == "g")
    #expect(URLReference.resolve("../g", against: "/relative/base") == "../g")
    #expect(URLReference.resolve("g", against: "http://a") == "http://a/g")
    #expect(URLReference.resolve("mailto:a@b", against: "http://a/") == "mailto:a@b")
    #expect(URLReference.resolve("urn:a/../b", against: "http://a/") == "urn:a/../b")
  }

  @Test("The scheme is told from what only looks like one")
  func scheme() {
    #expect(URLReference.scheme(of: "HTTPS://a") == "https")
    #expect(URLReference.scheme(of: "a/b:c") == nil)
    #expect(URLReference.scheme(of: "1a:b") == nil)
    #expect(URLReference.scheme(of: "") == nil)
  }
}
