import Newsroom
import Testing

@testable import Inbox

@Suite struct NameTests {
  private static let longName = BytePath(
    Array("ü".utf8) + [UInt8](repeating: 0x61, count: 249) + Array(".xml".utf8))

  private static let names: [BytePath] = [
    BytePath("two\nlines.txt"), BytePath([0x66, 0xFF, 0xFE, 0x2E, 0x78]), BytePath("-rf"),
    BytePath(" "), BytePath("a\\b"), longName, BytePath([UInt8](repeating: 0xFF, count: 255)),
    BytePath("naïve – “story”.html"), BytePath(String(repeating: "n", count: 228)),
    BytePath(String(repeating: "n", count: 229)),
  ]

  @Test("Any name the file system holds goes all the way to done", arguments: names)
  func done(name: BytePath) throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write(name, "text")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    #expect(claim.path == name)
    #expect(try Inbox.read(claim).text == "text")
    try inbox.settle([(claim, .done)], now: at(0))
    #expect(place.exists(BytePath(today).appending(name)))
    #expect(place.names(".claim") == [])
  }

  @Test("Any name fails beside a reason that fits", arguments: names)
  func failed(name: BytePath) throws {
    let place = try Place()
    let inbox = try place.inbox()
    for _ in 0..<2 {
      try place.write(name, "text")
      let claims = inbox.scan(at(0)).claims
      let rejection = Rejection(code: "empty", detail: "")
      #expect(try inbox.settle(claims.map { ($0, .failed(rejection)) }, now: at(0)).isEmpty)
    }
    let names = place.names("_failed")
    #expect(names.count == 4)
    #expect(names.count { $0.hasSuffix(".reason.json") } == 2)
  }

  @Test("Any name survives a crash, and is given back as it was", arguments: names)
  func crash(name: BytePath) throws {
    let place = try Place()
    try place.write(name, "text")
    let id = try place.inbox().scan(at(0)).claims.first?.id
    let inbox = try place.inbox()
    let claims = inbox.recover(now: at(1))
    #expect(claims.map(\.path) == [name])
    #expect(claims.first?.id == id)
    #expect(inbox.giveBack(claims).isEmpty)
    #expect(place.exists(name))
    #expect(place.names(".claim") == [])
  }

  @Test(
    "A path is printable and yet lossless",
    arguments: [
      (BytePath("sports/été.xml"), "sports/été.xml"),
      (BytePath([0x61, 0xFF, 0xC3, 0x62]), "a\\xFF\\xC3b"),
      (BytePath("a\\xFF"), "a\\x5CxFF"),
      (BytePath("a\n\u{7F}"), "a\\x0A\\x7F"),
      (BytePath([0xC3, 0xA9, 0xED, 0xA0, 0x80]), "é\\xED\\xA0\\x80"),
      (BytePath([0xF0, 0x9F, 0x93, 0xB0, 0xF0, 0x9F]), "📰\\xF0\\x9F"),
    ])
  func printable(path: BytePath, text: String) {
    #expect(path.printable == text)
  }

  @Test(
    "A name that is taken gets the id before its extension",
    arguments: [
      ("story.xml", "story.ID.xml"), ("story", "story.ID"), ("a.tar.gz", "a.tar.ID.gz"),
      ("Mr. Smith goes to Washington", "Mr. Smith goes to Washington.ID"),
    ])
  func distinct(name: String, result: String) {
    #expect(NameRules.distinct(BytePath(name), id: "ID").printable == result)
  }

  @Test("A long name is cut between its characters to make room")
  func cut() {
    let name = BytePath(String(repeating: "ü", count: 125) + ".xml")
    let cut = NameRules.distinct(name, id: "ID", room: 13)
    #expect(cut.count <= 255 - 13)
    #expect(cut.count > 255 - 13 - 2)
    #expect(cut.printable.hasSuffix("ü.ID.xml"))
  }

  @Test("The place of a claim tells its id and path, and no other name does")
  func places() {
    let id = DeliveryID.make(milliseconds: 1)
    for path in [
      BytePath("a"), BytePath("sports/\(id).a"), BytePath("x/y").appending(Self.longName),
    ] {
      let read = ClaimPlace.read(ClaimPlace.make(id: id, path: path))
      #expect(read?.id == id)
      #expect(read?.path == path)
    }
    for place in [
      "story.xml", "\(id)", "\(id).", "\(id)story", ".\(id)", "sports/\(id.lowercased()).a",
    ] {
      #expect(ClaimPlace.read(BytePath(place)) == nil)
    }
  }

  @Test("A file belongs to the longest sub-directory that is a source")
  func sources() {
    let settings = InboxSettings(
      path: "/in", source: "desk", sources: ["sports": "sports", "sports/football": "football"])
    for (path, source) in [
      ("a", "desk"), ("sports/a", "sports"), ("sports/football/a", "football"),
      ("sports/football/cup/a", "football"), ("sports/footballers/a", "sports"),
      ("sportsmen/a", "desk"), ("sports", "desk"),
    ] {
      #expect(NameRules.source(of: BytePath(path), in: settings) == source)
    }
  }

  @Test("Directory entries that do not add up end the listing, and nothing worse")
  func listing() {
    var entries: [Listing.Entry] = []
    var record = [UInt8](repeating: 0, count: 24)
    record[16] = 24
    record[18] = 8
    record[19] = 0x61
    Listing.parse((record + record.prefix(20))[...], into: &entries)
    #expect(entries == [Listing.Entry(name: BytePath("a"), isDirectory: false)])
    for length: UInt8 in [0, 19, 25] {
      record[16] = length
      entries = []
      Listing.parse(record[...], into: &entries)
      #expect(entries.isEmpty)
    }
  }
}
