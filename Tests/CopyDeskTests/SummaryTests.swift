import CopyDesk
import Newsroom
import Testing

@Suite("A summary whose full text comes later")
struct SummaryTests {
  private static let lead =
    "The night ferry between Granford and the outer islands is to sail again from April, the "
    + "ferry board said on Thursday after a meeting of nine hours."
  private static let title = "Night ferry to sail again"

  private func feed(_ guid: String, _ text: String = lead, title: String = title) -> WireChain {
    WireChain(testDescription: "a feed") { _ in
      "<rss version='2.0'><channel><title>Press</title><item><guid isPermaLink='false'>\(guid)</guid>"
        + "<title>\(title)</title><pubDate>Thu, 26 Nov 2026 12:00:00 GMT</pubDate>"
        + "<description>\(text)</description></item></channel></rss>"
    }
  }

  private func nitf(_ id: String, title: String = title, day: Int = 26) -> WireChain {
    WireChain(testDescription: "NITF") { _ in
      "<nitf><head><docdata><doc-id id-string='\(id)'/><date.issue norm='2026-11-\(day)T11:00:00Z'/>"
        + "</docdata></head><body><body.head><hedline><hl1>\(title)</hl1></hedline></body.head>"
        + "<body.content><p>\(WireChain.versions[1])</p></body.content></body></nitf>"
    }
  }

  private func plain(_ title: String = title) -> WireChain {
    WireChain(testDescription: "plain text") { _ in
      "\(title)\n\nGRANFORD, Nov 26 (PRX) - \(WireChain.versions[1])\n"
    }
  }

  private func verdicts(_ desk: inout TestDesk, _ chains: [(WireChain, Route)]) throws -> [Verdict]
  {
    try chains.flatMap { chain, route in
      let source = route == .feed ? "feed" : "wire"
      return try desk.take(chain.story(0, source: source), route: route, source: source)
    }
  }

  @Test("becomes its update, whatever route and name that comes by")
  func grows() throws {
    for full in [nitf("urn:wire:1"), plain()] {
      var desk = TestDesk()
      let found = try verdicts(
        &desk, [(feed("urn:p:1"), .feed), (full, .inbox), (feed("urn:p:1"), .feed)])
      #expect(
        found == [.story(seq: 1), .update(seq: 2, of: 1), .unchanged(of: 1)],
        "\(full.testDescription)")
      let record = try desk.stories.records()[1]
      #expect(record["derived"]?.arrayValue?.contains(.string("prev")) == true)
      #expect(record["rev"] == .number("2") && record["cluster"] == .number("1"))
      #expect(record["follows"]?.arrayValue?.contains(.string("urn:p:1")) == true)
    }
  }

  @Test("is found after a restart too, and a third text is no second full text of it")
  func restarted() throws {
    for fromLines in [true, false] {
      var desk = TestDesk()
      _ = try verdicts(&desk, [(feed("urn:p:1"), .feed)])
      desk = desk.restarted(fromLines: fromLines)
      #expect(try verdicts(&desk, [(nitf("urn:wire:1"), .inbox)]) == [.update(seq: 2, of: 1)])
      desk = desk.restarted(fromLines: fromLines)
      let third = WireChain(testDescription: "another desk's") { _ in
        plain().document(0) + "\nMore is to follow in the evening, said its speaker.\n"
      }
      #expect(try verdicts(&desk, [(third, .inbox)]) == [.story(seq: 3)])
      #expect(try desk.stories.records()[2]["cluster"] == .number("1"))
    }
  }

  @Test("is another story where headline, words or days are others")
  func others() throws {
    var desk = TestDesk()
    let other = "The council of Ostrey will decide in spring whether fishermen may use its harbour."
    #expect(
      try verdicts(&desk, [(feed("urn:p:1", other), .feed), (plain(), .inbox)])
        == [.story(seq: 1), .story(seq: 2)])
    desk = TestDesk()
    #expect(
      try verdicts(
        &desk, [(feed("urn:p:1"), .feed), (plain("Night ferry sails, says board"), .inbox)])
        == [.story(seq: 1), .story(seq: 2)])
    desk = TestDesk()
    #expect(
      try verdicts(&desk, [(feed("urn:p:1"), .feed), (nitf("urn:wire:1", day: 20), .inbox)])
        == [.story(seq: 1), .story(seq: 2)])
    desk = TestDesk()
    #expect(
      try verdicts(&desk, [(feed("urn:p:1", title: "Ferry"), .feed), (plain("Ferry"), .inbox)])
        == [.story(seq: 1), .story(seq: 2)])
  }

  @Test("under the same name was its update before, and under the same address")
  func sameName() throws {
    var desk = TestDesk()
    let full = feed("urn:p:1", WireChain.versions[1])
    #expect(
      try verdicts(&desk, [(feed("urn:p:1"), .feed), (full, .feed)])
        == [.story(seq: 1), .update(seq: 2, of: 1)])
  }
}
