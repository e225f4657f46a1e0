import Testing

@testable import Identity

@Suite struct CleanURLTests {
  @Test(
    "A cleaned address opens the same resource",
    arguments: [
      ("HTTPS://News.Example.ORG", "https://news.example.org/"),
      ("http://example.org:80/a", "http://example.org/a"),
      ("https://example.org:443", "https://example.org/"),
      ("https://example.org:/a", "https://example.org/a"),
      ("https://example.org:80/a", "https://example.org:80/a"),
      ("https://example.org:8443/a", "https://example.org:8443/a"),
      ("https://example.org/a#top", "https://example.org/a"),
      ("https://example.org/#!/story/5", "https://example.org/#!/story/5"),
      ("https://example.org/app#/story/5", "https://example.org/app#/story/5"),
      ("https://ann:pw@Example.org/a", "https://ann:pw@example.org/a"),
      ("https://MÜNCHEN.example/Ä", "https://münchen.example/%C3%84"),
      ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
      ("https://example.org/a/./b/../c", "https://example.org/a/c"),
      ("https://example.org/../a/..", "https://example.org/"),
      ("https://example.org/a/%2E%2e/b", "https://example.org/b"),
      ("https://example.org/a//b", "https://example.org/a//b"),
      ("https://example.org/%7ea%2fb%c3%a4", "https://example.org/~a%2Fb%C3%A4"),
      ("https://example.org/a b\"<>", "https://example.org/a%20b%22%3C%3E"),
      ("https://example.org/100%", "https://example.org/100%"),
      ("https://example.org/?", "https://example.org/?"),
      ("https://example.org/?b=2&a=1&&c", "https://example.org/?b=2&a=1&&c"),
      (
        "https://example.org/?q=a+b%20c&u=http%3A%2F%2Fx",
        "https://example.org/?q=a+b%20c&u=http%3A%2F%2Fx"
      ),
      (" https://example.org/a\n", "https://example.org/a"),
      ("https://example.org/a-\n  long", "https://example.org/a-%20%20long"),
      ("https://example.org?a=1", "https://example.org/?a=1"),
    ])
  func clean(_ url: String, _ expected: String) {
    #expect(CleanURL.clean(url) == expected)
  }

  @Test(
    "Tracking goes, and only tracking",
    arguments: [
      ("utm_source=a&id=5&utm_medium=b", "id=5"), ("UTM_Source=a", nil), ("utm_source", nil),
      ("fbclid=a&gclid=b&dclid=c&msclkid=d&yclid=e", nil), ("mc_cid=a&mc_eid=b&_ga=c", nil),
      ("igshid=a&ref_src=b&cmpid=c", nil), ("ns_mchannel=rss&ns_source=a&ns_campaign=b", nil),
      ("at_medium=RSS&at_campaign=a", nil), ("partner=rss&id=1", "id=1"),
      ("a=1&amp;utm_source=b&amp;c=2", "a=1&amp;c=2"), ("utm_source=a&", nil),
      ("%75tm_source=a&x=%41", "x=A"),
      ("partner=bank", "partner=bank"), ("utm=1&xutm_source=2", "utm=1&xutm_source=2"),
      ("ito=1&smid=2&at_time=3&ns_id=4", "ito=1&smid=2&at_time=3&ns_id=4"),
      ("ref=a&source=b&cid=c&feature=d&s=e&si=f", "ref=a&source=b&cid=c&feature=d&s=e&si=f"),
      ("Fbclid=a", "Fbclid=a"),
    ] as [(String, String?)])
  func tracking(_ query: String, _ kept: String?) {
    let page = "https://example.org/a"
    #expect(CleanURL.clean(page + "?" + query) == page + (kept.map { "?" + $0 } ?? ""))
  }

  @Test(
    "A word that is tracking on its owner's site goes there",
    arguments: [
      ("https://www.bbc.co.uk/a?at_link_id=1&ns_x=2&ocid=3", "https://www.bbc.co.uk/a"),
      ("https://www.nytimes.com/a?smid=1&emc=rss&partner=x", "https://www.nytimes.com/a"),
      ("https://www.dailymail.co.uk/a?ito=1490", "https://www.dailymail.co.uk/a"),
      ("https://www.youtube.com/watch?v=abc&feature=share", "https://www.youtube.com/watch?v=abc"),
      ("https://notbbc.com/a?ocid=3", "https://notbbc.com/a?ocid=3"),
    ])
  func owned(_ url: String, _ expected: String) {
    #expect(CleanURL.clean(url) == expected)
  }

  static let garbage = [
    "", " ", "mailto:ann@example.org", "ftp://EXAMPLE.org/a#b", "urn:x:Y", "/a/b", "//Example.org/",
    "example.org", "http:/example.org", "http:example.org", "http://", "https:///a", "http://?a",
    "https://a\\b/", "https://example.org/a\\b", "https://exa mple.org/", "https://exa%6Dple.org/",
    "https://example.org:port/", "https://example.org:123456/", "https://a:b:c/", "https://[::1/",
    "https://[]/", "https://[::1]x/", "https://a@b@example.org/", "https://.../",
    "https://example.org/\u{0}", "javascript:alert(1)", "data:text/plain,A#b", "https", "\u{FFFD}",
  ]

  @Test("What is no web address comes out as it went in", arguments: garbage)
  func unchanged(_ url: String) {
    #expect(CleanURL.clean(url) == url)
    #expect(CleanURL.key(url) == url)
  }

  @Test(
    "Addresses of one resource have one key",
    arguments: [
      ("http://Example.org", "https://example.org/"),
      ("https://example.org/a/", "https://example.org/a"),
      ("https://example.org/a/?b=1#c", "http://example.org:80/a?b=1"),
      ("https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2"),
      ("https://example.org/a?", "https://example.org/a"),
      ("https://example.org/?a=1&&b=2&", "https://example.org/?a=1&b=2"),
      ("https://example.org/%7Ea", "https://example.org/~a?utm_source=rss"),
      ("https://example.org/ä", "https://example.org/%c3%a4"),
    ])
  func equalKeys(_ a: String, _ b: String) {
    #expect(CleanURL.key(a) == CleanURL.key(b))
  }

  @Test(
    "Addresses that may differ have keys that do",
    arguments: [
      ("https://www.example.org/a", "https://example.org/a"),
      ("https://example.org/A", "https://example.org/a"),
      ("https://example.org/a/index.html", "https://example.org/a/"),
      ("https://example.org/?2017&04", "https://example.org/?04&2017"),
      ("https://example.org/?id=1&id=2", "https://example.org/?id=2&id=1"),
      ("https://example.org/?a=", "https://example.org/?a"),
      ("https://example.org/a%2Fb", "https://example.org/a/b"),
      ("https://example.org/#!a", "https://example.org/#!b"),
      ("https://ann@example.org/", "https://bob@example.org/"),
      ("https://example.org:8080/", "https://example.org/"),
      ("https://example.org/?q=a+b", "https://example.org/?q=a%2Bb"),
    ])
  func differentKeys(_ a: String, _ b: String) {
    #expect(CleanURL.key(a) != CleanURL.key(b))
  }

  @Test("Both functions change nothing the second time, and the key does not depend on cleaning")
  func idempotent() {
    let pieces = [
      "%", "4", "1", "%41", "%2e", "%2E%2E", ".", "..", "/", "//", "?", "&", "=", "a", "B", "#",
      "!",
      "utm_source=x", "amp;", ":", "@", "[", "]", "\\", " ", "ä", "%c3", "%zz", "é\u{301}", "443",
      "\t", "+", ";", "😀", "fbclid", "İ",
    ]
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<20_000 {
      var url = ["https://", "http://", "HTTP://e.org", "https://e.org/", "https://e.org/?"][
        next(5)]
      for _ in 0..<next(10) { url += pieces[next(pieces.count)] }
      let clean = CleanURL.clean(url)
      let key = CleanURL.key(url)
      if CleanURL.clean(clean) != clean || CleanURL.key(key) != key || CleanURL.key(clean) != key {
        Issue.record("not idempotent: \(url.debugDescription)")
      }
    }
  }

  @Test("A reader's session is no part of an address")
  func sessions() {
    for session in [";jsessionid=0A1B.node2", ";JSESSIONID=7", "?PHPSESSID=0a1b", "?jsessionid=9"] {
      #expect(CleanURL.clean("https://e.example/news/1" + session) == "https://e.example/news/1")
    }
    let kept = "https://e.example/news;jsessionid=1/2;a=3;jsession=4?sid=5"
    #expect(CleanURL.clean(kept) == kept)
    #expect(
      CleanURL.clean("https://e.example/a;jsessionid=1?b=2") == "https://e.example/a?b=2")
  }

  @Test("An address that serves as an id is told apart by its fragment, if that is no tracking")
  func ids() {
    let page = CleanURL.key("https://e.example/live?a=1")
    #expect(CleanURL.key(ofID: "http://e.example/live/?a=1") == page)
    #expect(CleanURL.key(ofID: "https://e.example/live?a=1#") == page)
    #expect(CleanURL.key(ofID: "https://e.example/live?a=1#xtor=RSS-1") == page)
    #expect(CleanURL.key(ofID: "https://e.example/live?a=1#utm_source=x&utm_medium=y") == page)
    #expect(CleanURL.key(ofID: "https://e.example/live?a=1#post-1") == page + "#post-1")
    #expect(CleanURL.key(ofID: "https://e.example/#/a") == CleanURL.key("https://e.example/#/a"))
    #expect(CleanURL.key(ofID: "urn:x:1#2") == "urn:x:1#2")
  }
}
