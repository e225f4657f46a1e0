import Newsroom
import Testing

@testable import Feeds

@Suite("What servers and feeds say, by tables")
struct TableTests {
  @Test(
    "HTTP dates in their three forms and in those that are sent",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
      ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
      ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
      ("Sun, 6 Nov 1994 08:49:37 +0100", "1994-11-06T07:49:37Z"),
      ("Thu, 29 Feb 2024 23:59:60 UTC", "2024-03-01T00:00:00Z"),
    ])
  func dates(_ text: String, _ wanted: String) {
    #expect(HTTPDate.parse(text)?.rfc3339() == wanted)
  }

  @Test(
    "What is no date is none",
    arguments: [
      "", "0", "-1", "tomorrow", "Sun, 32 Nov 1994 08:49:37 GMT", "06 Nov 1994", "08:49:37",
      "Sun, 06 Nov 1994 25:49:37 GMT", "99999999999999999999", "1 2 3 4 Nov 08:49:37",
    ])
  func noDates(_ text: String) {
    #expect(HTTPDate.parse(text) == nil)
  }

  private static let now = NewsDate(year: 2024, month: 5, day: 1)?.milliseconds ?? 0

  @Test(
    "Retry-After in seconds and dates, reckoned from the response's own clock",
    arguments: [
      (["retry-after": "120"], 120_000),
      (["retry-after": " \"5\" "], 5000),
      (["retry-after": "Wed, 01 May 2024 00:10:00 GMT"], 600_000),
      (
        [
          "retry-after": "Wed, 01 May 2024 03:10:00 GMT", "date": "Wed, 01 May 2024 03:00:00 GMT",
        ], 600_000
      ),
      (["retry-after": "Tue, 30 Apr 2024 00:00:00 GMT"], 0),
      (["retry-after": "99999999999999999999999"], ServerHints.longestRetryAfter),
      (["retry-after": "soon"], nil),
      ([:], nil),
    ] as [([String: String], Int64?)])
  func retryAfter(_ headers: [String: String], _ wanted: Int64?) {
    let response = HTTPResponse(
      status: 503, headers: headers.map { HeaderField($0.key, $0.value) })
    #expect(ServerHints(response, now: Self.now).retryAfter == wanted)
  }

  @Test(
    "Freshness by max-age before Expires, less Age; no-cache is none",
    arguments: [
      ([("cache-control", "public, max-age=300")], 300_000),
      ([("cache-control", "max-age=\"300\""), ("age", "100")], 200_000),
      ([("cache-control", "max-age=300"), ("age", "400")], nil),
      ([("cache-control", "no-cache, max-age=300")], nil),
      ([("cache-control", "Max-Age=60"), ("expires", "Wed, 01 May 2024 01:00:00 GMT")], 60_000),
      ([("expires", "Wed, 01 May 2024 01:00:00 GMT")], 3_600_000),
      ([("expires", "0")], nil),
      ([("cache-control", "max-age=-5")], nil),
      ([("cache-control", "private"), ("cache-control", "max-age=30")], 30_000),
    ] as [([(String, String)], Int64?)])
  func freshness(_ headers: [(String, String)], _ wanted: Int64?) {
    let response = HTTPResponse(status: 200, headers: headers.map { HeaderField($0.0, $0.1) })
    #expect(ServerHints(response, now: Self.now).freshFor == wanted)
  }

  @Test("Skipped hours and days are left out; where all are skipped none is")
  func skips() {
    let hour: Int64 = 3_600_000
    // 2024-05-01 is a Wednesday.
    let none = FeedHints()
    #expect(none.outsideSkips(Self.now) == Self.now)
    #expect(FeedHints(skipHours: [0, 1, 2]).outsideSkips(Self.now + 5) == Self.now + 3 * hour)
    #expect(FeedHints(skipHours: [24]).outsideSkips(Self.now) == Self.now + hour)
    #expect(FeedHints(skipDays: [3]).outsideSkips(Self.now) == Self.now + 24 * hour)
    #expect(FeedHints(skipHours: Set(0..<24)).outsideSkips(Self.now) == Self.now)
    #expect(FeedHints(skipDays: [4]).outsideSkips(Self.now) == Self.now)
  }

  @Test(
    "What a status and a body mean",
    arguments: [
      (200, "<rss/>", [:], "content"), (200, "{\"version\":1}", [:], "content"),
      (200, "  \n", [:], "empty"), (200, "", [:], "empty"),
      (200, "<!DOCTYPE html><p>Hello", [:], "html-page"),
      (200, "\u{FEFF}<!-- x --><?xml version='1.0'?>\n<HTML>", [:], "html-page"),
      (200, "<rss><!-- <html> --></rss>", [:], "content"),
      (200, "<html><title>Just a moment...</title><script>window._cf_chl_opt=", [:], "challenge"),
      (200, "<html><div class=\"g-recaptcha\">", [:], "captcha"),
      (200, "<html><input type=\"password\">", [:], "login"),
      (403, "<html>", ["cf-mitigated": "challenge"], "challenge"),
      (503, "<html><form class=h-captcha>", [:], "captcha"),
      (403, "<html>", [:], "forbidden"), (401, "", [:], "unauthorized"),
      (404, "", [:], "not-found"), (410, "", [:], "gone"), (429, "", [:], "throttled"),
      (500, "", [:], "http-500"), (418, "", [:], "http-418"), (206, "x", [:], "http-206"),
      (301, "", [:], "bad-redirect"), (304, "", [:], "unasked-304"), (0, "", [:], "http-0"),
    ] as [(Int, String, [String: String], String)])
  func meanings(_ status: Int, _ body: String, _ headers: [String: String], _ wanted: String) {
    let response = HTTPResponse(
      status: status, headers: headers.map { HeaderField($0.key, $0.value) },
      body: Array(body.utf8))
    let meaning = ResponsePolicy.meaning(
      of: response, conditional: false, redirected: false, path: "/feed", acceptsPages: false)
    switch meaning {
    case .content: #expect(wanted == "content")
    case .failure(let failure): #expect(failure.code == wanted)
    default: Issue.record("\(meaning)")
    }
  }

  @Test("A page after a redirect to a login address is a login page; a wanted page is content")
  func pages() {
    let page = HTTPResponse(status: 200, body: Array("<html><h1>Welcome".utf8))
    func meaning(_ path: String, redirected: Bool, accepts: Bool) -> ResponsePolicy.Meaning {
      ResponsePolicy.meaning(
        of: page, conditional: false, redirected: redirected, path: path, acceptsPages: accepts)
    }
    let login = meaning("/user/login.php", redirected: true, accepts: true)
    #expect(login == .failure(PageInPlace.login.failure))
    let direct = meaning("/user/login.php", redirected: false, accepts: false)
    #expect(direct == .failure(PageInPlace.html.failure))
    #expect(meaning("/news", redirected: true, accepts: true) == .content(isDelta: false))
  }

  @Test("UTF-16 does not hide a page")
  func wide() {
    let letters = "<!doctype HTML>".utf8.flatMap { byte -> [UInt8] in [byte, 0] }
    let found = PageInPlace.find(
      in: HTTPResponse(status: 200, body: [0xFF, 0xFE] + letters), redirected: false, path: "/")
    #expect(found == .html)
  }

  @Test(
    "Web addresses are normalised, and others refused",
    arguments: [
      ("http://Example.COM/a b", "http://example.com/a%20b", "example.com", 80),
      ("https://u:p@Example.com.:8443/x#y", "https://example.com.:8443/x", "example.com", 8443),
      ("http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1", 80),
      ("http://[::1]:8080/", "http://[::1]:8080/", "::1", 8080),
    ])
  func addresses(_ text: String, _ whole: String, _ host: String, _ port: Int) throws {
    let address = try #require(WebAddress(text))
    #expect(address.text == whole)
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test(
    "What is no http(s) address is none",
    arguments: [
      "", "example.com/feed", "ftp://example.com/", "file:///etc/passwd", "http://", "http://./",
      "javascript:alert(1)", "gopher://127.0.0.1:6379/_x", "http://a\u{0}b/", "dict://x/",
    ])
  func noAddresses(_ text: String) {
    #expect(WebAddress(text) == nil)
  }

  @Test("A Location is resolved at its own address")
  func locations() throws {
    let base = try #require(WebAddress("https://example.com/a/b?c"))
    #expect(base.resolve("/x")?.text == "https://example.com/x")
    #expect(base.resolve("d")?.text == "https://example.com/a/d")
    #expect(base.resolve("//other.example/y")?.text == "https://other.example/y")
    #expect(base.resolve("http://other.example")?.text == "http://other.example/")
    #expect(base.resolve("file:///etc/passwd") == nil)
  }

  @Test("Secrets go to the same host and port, never to a less secure one")
  func secrets() throws {
    func may(_ a: String, _ b: String) throws -> Bool {
      try #require(WebAddress(a)).mayShareSecrets(with: #require(WebAddress(b)))
    }
    #expect(try may("https://a.example/", "https://a.example/feed"))
    #expect(try may("http://a.example/", "https://a.example/feed"))
    #expect(try !may("https://a.example/", "http://a.example/feed"))
    #expect(try !may("https://a.example/", "https://b.example/feed"))
    #expect(try !may("https://a.example/", "https://a.example:8443/feed"))
  }
}
