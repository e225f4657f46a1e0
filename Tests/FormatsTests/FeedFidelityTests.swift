import Newsroom
import Testing

@testable import Formats

/// What publishers do to their feeds, one case each.
@Suite struct FeedFidelityTests {
  private func feed(_ item: String) -> String {
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>T</title>"
      + "<item>\(item)</item><item><title>Next</title></item></channel></rss>"
  }

  @Test(
    "text in UTF-8 that was made UTF-8 once more is put right, and it is said",
    arguments: [
      ("cafÃ© crÃ¨me", "café crème"), ("itâ€™s â€œhereâ€\u{9D}", "it’s “here”"),
      ("itâ€™s â€“ here", "it’s – here"), ("ÐœÐ¾Ñ\u{81}ÐºÐ²Ð°", nil),
      ("MÃƒÂ¼ller", "Müller"),
      // Right as they are: accents alone, before a space, mixed with what windows-1252 has not.
      ("ÀÉÎ Ã la carte", nil), ("NÃO É", nil), ("Ã© et Łódź", nil), ("größer", nil),
      ("«Â »", nil), ("naïve café", nil),
    ] as [(String, String?)])
  func doubled(written: String, meant: String?) throws {
    let (_, drafts) = try parse(feed("<title>\(written)</title>"))
    let first = try #require(drafts.first)
    if let meant { #expect(first.headline?.value == meant) }
    #expect(first.warnings.contains(.doubleEncoded) == (meant != nil))
    #expect(drafts.last?.warnings.contains(.doubleEncoded) == false)
  }

  @Test func `a feed in which no item ends has all of its items`() throws {
    for name in ["item", "Item"] {
      let items = (0..<1500).map {
        "<\(name)><title>\($0)</title><link>http://e.example/\($0)</link>"
      }
      let (document, drafts) = try parse(
        "<rss><channel><title>T</title>\(items.joined())</channel></rss>")
      #expect(drafts.count == 1500)
      #expect(drafts.last?.headline?.value == "1499")
      #expect(drafts.allSatisfy { $0.url == "http://e.example/\($0.headline?.value ?? "")" })
      #expect(document.warnings == [.xmlRecovered])
    }
  }

  @Test func `items inside of items are items`() throws {
    let (document, drafts) = try parse(
      feed("<title>Outer</title><item><title>Inner</title></item>"))
    #expect(drafts.map(\.headline?.value) == ["Outer", "Inner", "Next"])
    #expect(document.warnings == [])
  }

  @Test
  func `what Atom declares to be HTML is unescaped once, what RSS writes as often as it takes`()
    throws
  {
    let (_, atom) = try parse(
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary type='html'>&amp;lt;b&amp;gt;x"
        + "</summary></entry></feed>")
    #expect(atom.first?.summary?.isDeclared == true)
    let (_, rss) = try parse(
      feed("<description>&amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;</description>"))
    #expect(rss.first?.content?.isDeclared == false)
    func shown(_ draft: Draft?) throws -> String {
      var writer = JSONWriter()
      let delivery = Delivery(
        id: "0", route: .ingest, source: "t",
        bytes: Array((draft?.summary?.isDeclared == true ? atomText : rssText).utf8))
      try JSONFeedWriter.write(delivery, into: &writer)
      let json = try JSONValue.parse(writer.take())
      let item = json["items"]?.arrayValue?.first
      return item?["_wireroom"]?["summary_html"]?.stringValue
        ?? item?["content_html"]?.stringValue ?? ""
    }
    let atomText =
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary type='html'>&amp;lt;b&amp;gt;x"
      + "</summary></entry></feed>"
    let rssText = feed("<description>&amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;</description>")
    #expect(try shown(atom.first) == "&lt;b&gt;x")
    #expect(try shown(rss.first) == "<b>x</b>")
  }

  @Test func `an entry taken from another feed names that feed, and takes nothing else of it`()
    throws
  {
    let (_, drafts) = try parse(
      """
      <feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><entry>
      <source><id>urn:s</id><title>Source &amp; Co</title><link rel="self" href="http://s.example/f"/>
      <link href="http://s.example/"/><updated>2001-01-01T00:00:00Z</updated><author><name>No</name>
      </author></source><title>Story</title><id>urn:1</id><link href="http://s.example/1"/>
      <updated>2026-11-24T00:00:00Z</updated></entry></feed>
      """)
    let draft = try #require(drafts.first)
    #expect(draft.infoSources == [Category(term: "Source & Co", scheme: "http://s.example/")])
    #expect(draft.headline?.value == "Story")
    #expect(draft.id == "urn:1")
    #expect(draft.url == "http://s.example/1")
    #expect(draft.authors.isEmpty)
    #expect(draft.updated?.rfc3339() == "2026-11-24T00:00:00Z")
  }

  @Test func `a WordPress export: posts with their content, excerpt and date in UTC`() throws {
    let (document, drafts) = try parse(
      """
      <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel><title>Log</title><wp:wxr_version>1.2</wp:wxr_version>
      <item><title>Post</title><link>http://w.example/p</link><dc:creator>ann</dc:creator>
      <guid isPermaLink="false">http://w.example/?p=1</guid>
      <content:encoded><![CDATA[One.]]></content:encoded>
      <wp:post_date_gmt>2026-11-24 10:11:12</wp:post_date_gmt></item></channel></rss>
      """)
    #expect(document.format == .wxr)
    let draft = try #require(drafts.first)
    #expect(draft.content?.value == "One.")
    #expect(draft.published?.rfc3339() == "2026-11-24T10:11:12Z")
    #expect(draft.url == "http://w.example/p")
  }

  @Test(
    "bytes of every set",
    arguments: [
      ("utf-8", "é"), ("iso-8859-1", "é"), ("windows-1252", "’"), ("windows-1251", "Ж"),
      ("utf-16le", "é"), ("utf-16be", "é"), ("utf-32le", "é"), ("utf-32be", "é"),
    ])
  func sets(name: String, letter: String) throws {
    let text =
      "<?xml version='1.0' encoding='\(name)'?><rss><channel><item><title>\(letter)1"
      + "</title></item></channel></rss>"
    let bytes: [UInt8] = text.unicodeScalars.flatMap { scalar -> [UInt8] in
      let value = scalar.value
      let units = [value, value >> 8, value >> 16, value >> 24].map {
        UInt8(truncatingIfNeeded: $0)
      }
      switch name {
      case "utf-16le": return Array(units[..<2])
      case "utf-16be": return units[..<2].reversed()
      case "utf-32le": return units
      case "utf-32be": return units.reversed()
      case "windows-1252" where value == 0x2019: return [0x92]
      case "windows-1251" where value == 0x416: return [0xC6]
      case "iso-8859-1": return [units[0]]
      default: return Array(String(scalar).utf8)
      }
    }
    let (document, drafts) = try parse(bytes)
    #expect(drafts.first?.headline?.value == "\(letter)1")
    #expect(!document.warnings.contains(.badBytes))
  }

  @Test(
    "what should not be there costs nothing but itself",
    arguments: [
      "<title>On\u{0}e</title>", "<title>\u{FEFF}One</title>", "<title>One\u{1B}\u{7F}</title>",
      "<?xml version='1.0'?><title>One</title>", "<title><![CDATA[One]]></title><!-- -- -->",
      "<title><![CDATA[<![CDATA[One]]></title>", "<title>One</title><description>]]></description>",
      "<title>One</title><link>?a=1&b=2&copy=3</link>", "<title>One</title></p></div>",
      "<title>One</title><x:y:z/>", "<title a=b c>One</title>", "<title>One</title><b><i></b></i>",
    ])
  func recoveries(item: String) throws {
    let (_, drafts) = try parse(feed(item))
    #expect(drafts.count == 2)
    #expect(drafts.first?.headline?.value.contains("One") == true)
    #expect(drafts.last?.headline?.value == "Next")
  }
}

@Suite struct LongDocumentTests {
  private func items(_ count: Int, _ text: String) -> String {
    "<?xml version='1.0'?><rss><channel><title>Long</title>"
      + (0..<count).map { "<item><title>\($0) \(text)</title><guid>\($0)</guid></item>" }.joined()
      + "</channel></rss>"
  }

  private func document(_ bytes: [UInt8], by size: Int) -> LongDocument {
    LongDocument {
      var at = 0
      return {
        guard at < bytes.count else { return nil }
        defer { at = min(bytes.count, at + size) }
        return Array(bytes[at..<min(bytes.count, at + size)])
      }
    }
  }

  private func read(
    _ bytes: [UInt8], by size: Int
  ) throws(Rejection) -> (info: DocumentInfo, ids: [String?])? {
    var ids: [String?] = []
    let delivery = Delivery(id: "0", route: .ingest, source: "t", bytes: [])
    let receiver = DraftReceiver { ids.append($0.id) }
    guard let info = try Parsing.parse(document(bytes, by: size), delivery, to: receiver) else {
      return nil
    }
    return (info, ids)
  }

  @Test func `read by pieces a feed has the entries that it has whole, whatever the pieces`() throws
  {
    let bytes = Array(items(6000, "é–ü").utf8)
    for size in [1, 999, 65_536, 1 << 20] {
      let (info, ids) = try #require(
        try read(size == 1 ? Array(bytes.prefix(9000)) : bytes, by: size))
      #expect(info.charset == "utf-8")
      if size > 1 {
        #expect(ids == (0..<6000).map(String.init))
        #expect(info.feed?.title?.value == "Long")
        #expect(info.warnings == [])
      } else {
        #expect(info.warnings == [.truncated])
      }
    }
  }

  @Test func `what is not clean UTF-8, or no feed, is to be held`() throws {
    var bytes = Array(items(6000, "x").utf8)
    bytes[bytes.count - 40] = 0xE9
    #expect(try read(bytes, by: 4096) == nil)
    #expect(try read(Array("{\"version\":\"https://jsonfeed.org/version/1\"}".utf8), by: 9) == nil)
    #expect(try read(Array("Text\n\nText.".utf8), by: 4) == nil)
    #expect(try read([], by: 4) == nil)
  }

  @Test func `what is turned away is turned away before its first entry leaves`() {
    let hostile = items(6000, "x").replacing(
      "</channel>", with: String(repeating: "<a>", count: 999))
    var count = 0
    let delivery = Delivery(id: "0", route: .ingest, source: "t", bytes: [])
    #expect(throws: Rejection.self) {
      _ = try Parsing.parse(
        document(Array(hostile.utf8), by: 65_536), delivery, to: DraftReceiver { _ in count += 1 })
    }
    #expect(count == 0)
  }
}
