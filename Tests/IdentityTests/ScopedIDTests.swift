import Testing

@testable import Identity

@Suite struct ScopedIDTests {
  @Test(
    "A guid with a scheme stays as it is",
    arguments: [
      "https://example.org/a?b=1#c", "HTTP://EXAMPLE.org/A", "urn:uuid:0-1-2",
      "tag:example.org,2026:a/b", "urn:newsml:example.org:20260101:x:1", "yt:video:abc-DEF",
      "doi:10.1000/182", "ni:///sha-256;abc", "https://example.org/%e4", "tag:wireroom,2026:a:b",
      "isbn:9780000000000",
    ])
  func global(_ guid: String) {
    #expect(ScopedID.uri(guid: guid, source: "s") == guid)
    #expect(ScopedID.uri(guid: "\n " + guid + "\t", source: "s") == guid)
  }

  @Test("What no URI may hold is escaped")
  func escaped() {
    #expect(
      ScopedID.uri(guid: "https://example.org/ä b<c>100%", source: "s")
        == "https://example.org/%C3%A4%20b%3Cc%3E100%25")
  }

  @Test(
    "A guid without a scheme is scoped to its source",
    arguments: [
      ("123", "tag:wireroom,2026:port:123"), ("a/b?c=d", "tag:wireroom,2026:port:a/b?c=d"),
      ("12 at https://example.org", "tag:wireroom,2026:port:12%20at%20https://example.org"),
      ("post:1234", "tag:wireroom,2026:port:post:1234"),
      ("localhost:8080/a", "tag:wireroom,2026:port:localhost:8080/a"),
      ("example.org:80/a", "tag:wireroom,2026:port:example.org:80/a"),
      ("Breaking: crane stays", "tag:wireroom,2026:port:Breaking:%20crane%20stays"),
      ("C:\\news", "tag:wireroom,2026:port:C:%5Cnews"), (":x", "tag:wireroom,2026:port::x"),
      ("http:", "tag:wireroom,2026:port:http:"), ("50%25#1", "tag:wireroom,2026:port:50%2525%231"),
      ("ü[1]", "tag:wireroom,2026:port:%C3%BC%5B1%5D"),
    ])
  func scoped(_ guid: String, _ uri: String) {
    #expect(ScopedID.uri(guid: guid, source: "port") == uri)
    #expect(ScopedID.uri(guid: uri, source: "other") == uri)
  }

  @Test("Two sources, and two guids, never share a uri")
  func injective() {
    #expect(
      ScopedID.uri(guid: "b:c", source: "a") != ScopedID.uri(guid: "c", source: "a:b"))
    #expect(ScopedID.uri(guid: "a b", source: "s") != ScopedID.uri(guid: "a%20b", source: "s"))
    #expect(ScopedID.uri(guid: "1", source: "s") != ScopedID.uri(guid: "1", source: "t"))
    #expect(
      ScopedID.uri(guid: "1", source: "port daily/ü")
        == "tag:wireroom,2026:port%20daily/%C3%BC:1")
  }

  @Test("An empty guid is none")
  func empty() {
    #expect(ScopedID.uri(guid: "", source: "s") == nil)
    #expect(ScopedID.uri(guid: " \r\n", source: "s") == nil)
  }
}
