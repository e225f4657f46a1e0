import Markup
import Newsroom
import Testing

@testable import Formats

@Suite struct SnifferTests {
  private func sniff(_ text: String) -> Sniffed {
    let bytes = Array(text.utf8)
    return Sniffer.sniff(Charset.decode(bytes), raw: bytes)
  }

  @Test(
    "each format is known by its bytes",
    arguments: [
      ("<rss version='2.0'><channel/></rss>", "rss"),
      ("\u{FEFF}  <?xml version='1.0'?>\n<!-- x --><rss/>", "rss"),
      ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "rdf"),
      ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom"),
      ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>", "atom"),
      ("<CHANNEL HREF='http://example.org/'/>", "cdf"),
      (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
          + "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'/>", "news-sitemap"
      ),
      ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "xml:urlset"),
      ("<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/'/>", "wxr"),
      ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", "jsonfeed"),
      ("{\"a\": 1}", "json-other"),
      ("<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'/>", "newsml-g2"),
      ("<NewsML Version='1.2'/>", "newsml-1"),
      ("<!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'><nitf/>", "nitf"),
      ("<!DOCTYPE html><html><body>x</body></html>", "html"),
      ("<p>Only a paragraph</p>", "html"),
      ("<recipe/>", "xml:recipe"), ("<recipe><eggs>2</eggs></recipe>", "xml:recipe"),
      ("<recipe for='two'>", "xml:recipe"), ("<?xml version='1.0'?><recipe>", "xml:recipe"),
      ("<NORLAND FERRIES LTD> ORDERS TWO SHIPS\n\nGRANFORD, Nov 3 - The ferry line", "text"),
      ("<NORLAND> YEAR NET\n\nShr 12 cts vs 9 cts", "text"),
      ("From: a@example.org\nTo: b@example.org\nSubject: x\nMessage-ID: <1@x>\n\nHello", "rfc822"),
      ("PARIS — A story.\n\nIt goes on: like this.", "text"),
      ("[1] A note in brackets", "text"),
      ("3 < 4 and a <b", "text"),
      ("%PDF-1.7 …", "binary"),
    ])
  func formats(text: String, format: String) {
    #expect(sniff(text).format.rawValue == format)
    #expect(!sniff(text).reason.isEmpty)
  }

  @Test func `a server's warnings before the XML do not hide it`() {
    let junk = "<br />\n<b>Warning</b>: mysql_connect() in <b>/x.php</b> on line <b>3</b><br />\n"
    let found = sniff(junk + "<?xml version='1.0'?><rss version='2.0'/>")
    #expect(found.format == .rss)
    #expect(sniff("Notice: x\n<feed xmlns='http://www.w3.org/2005/Atom'/>").format == .atom)
  }

  @Test func `control bytes are binary, the ones of a wire are not`() {
    let noise = (0..<400).map { UInt8(truncatingIfNeeded: $0 % 9) }
    #expect(Sniffer.sniff(Charset.decode(noise), raw: noise).format == .binary)
    let wire = [0x16, 0x16, 0x01] + Array("a0123 r i bc-story".utf8) + [0x02, 0x0D, 0x0A, 0x03]
    #expect(Sniffer.sniff(Charset.decode(wire), raw: wire).format == .text)
  }

  @Test("The reason is the same for the same bytes, whatever the order of a set")
  func reason() {
    let found = sniff(
      "{\"uri\":\"urn:a\",\"guid\":\"g\",\"headline\":\"h\",\"subject\":[],\"byline\":\"b\",\"place\":[]}"
    )
    #expect(found.reason == "It has byline, as ninjs 1 and its dialects.")
  }
}
