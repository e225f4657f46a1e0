import CopyDesk
import Newsroom
import Testing

/// A story's life in one wire format: sent, updated, corrected, killed.
struct WireChain: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The document of a stage, from 0 (sent) to 3 (killed).
  let document: @Sendable (Int) -> String

  static let bodies = [
    "The night ferry is to sail again from April, the ferry board said on Thursday.",
    "The night ferry is to sail again from April with two ships, the ferry board said.",
    "The night ferry is to sail again from May with two ships, the ferry board said.",
    "Kill the story on the night ferry. The ferry board has not decided.",
  ]

  static func time(_ stage: Int) -> String { "2026-11-26T1\(stage):00:00Z" }

  private static func isKill(_ stage: Int) -> Bool { stage == 3 }

  static let byVersion: [WireChain] = [
    WireChain(testDescription: "NewsML-G2") { stage in
      """
      <newsItem guid="tag:press.example,2026:f7" version="\(stage + 1)"><itemMeta>
      <versionCreated>\(time(stage))</versionCreated>
      <pubStatus qcode="stat:\(isKill(stage) ? "canceled" : "usable")"/>
      \(stage == 2 ? "<signal qcode='sig:correction'/>" : "")</itemMeta><contentMeta>
      <headline>Night ferry</headline></contentMeta><contentSet><inlineXML><html><body>
      <p>\(bodies[stage])</p></body></html></inlineXML></contentSet></newsItem>
      """
    },
    WireChain(testDescription: "NewsML 1") { stage in
      """
      <NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>press.example</ProviderId>
      <DateId>20261126</DateId><NewsItemId>f7</NewsItemId>
      <RevisionId PreviousRevision="\(stage)" Update="N">\(stage + 1)</RevisionId>
      <PublicIdentifier>urn:newsml:press.example:20261126:f7:\(stage + 1)</PublicIdentifier>
      </NewsIdentifier></Identification><NewsManagement>
      <ThisRevisionCreated>\(time(stage))</ThisRevisionCreated>
      <Status FormalName="\(isKill(stage) ? "Canceled" : "Usable")"/>
      \(stage == 2 ? "<Instruction FormalName='Correction'/>" : "")</NewsManagement>
      <NewsComponent><NewsLines><HeadLine>Night ferry</HeadLine></NewsLines><ContentItem>
      <DataContent><p>\(bodies[stage])</p></DataContent></ContentItem></NewsComponent></NewsItem>
      </NewsML>
      """
    },
    WireChain(testDescription: "NITF under one id") { stage in
      nitf(id: "tag:press.example,2026:f7", follows: nil, stage)
    },
    WireChain(testDescription: "ninjs 1") { stage in
      #"{"guid":"urn:press:f7","version":"\#(stage + 1)","versioncreated":"\#(time(stage))","#
        + #""pubstatus":"\#(isKill(stage) ? "canceled" : "usable")","#
        + #""signals":["\#(stage == 2 ? "sig:correction" : "")"],"#
        + #""headline":"Night ferry","body_html":"<p>\#(bodies[stage])</p>"}"#
    },
    WireChain(testDescription: "ninjs 3") { stage in
      #"{"uri":"urn:press:f7","version":"\#(stage + 1)","versionCreated":"\#(time(stage))","#
        + #""pubStatus":"\#(isKill(stage) ? "canceled" : "usable")","#
        + #""headlines":[{"value":"Night ferry"}],"bodies":[{"value":"<p>\#(bodies[stage])</p>"}]}"#
    },
    WireChain(testDescription: "the AP's JSON") { stage in
      #"{"api_version":"1.1","org_name":"M","data":{"item":{"uri":"https://api.example/c/7?qt=\#(stage)","#
        + #""altids":{"itemid":"7"},"version":\#(stage),"versioncreated":"\#(time(stage))","#
        + #""pubstatus":"\#(isKill(stage) ? "canceled" : "usable")","headline":"Night ferry","#
        + #""editorialtypes":["\#(stage == 2 ? "Correction" : "")"]}},"#
        + #""nitf":{"body_html":"<p>\#(bodies[stage])</p>"}}"#
    },
  ]

  /// Takes of one keyword; the header's day is the same, the trailer's clock goes on.
  static let anpa = WireChain(testDescription: "ANPA 1312") { stage in
    let variant = ["", ", 1st Ld-Writethru", ", 2nd Ld-Writethru", ", KILL"][stage]
    return
      "\u{16}\u{16}\u{1}a041\(stage)pr-----\r\nr i\u{13}\u{11}BC-NL--Night-Ferry   11-26 0148\r\n"
      + "\u{2}^BC-NL--Night-Ferry\(variant),148<\r\n^Night ferry<\r\n"
      + "\t   \(bodies[stage]) \r\n\u{3}PR-WF-11-26-26 1\(stage)00GMT<\r\n\u{4}"
  }

  static let mail = WireChain(testDescription: "mail") { stage in
    """
    From: Desk <desk@press.example>
    Message-ID: <f\(stage)@press.example>
    Date: Thu, 26 Nov 2026 1\(stage):00:00 +0000
    \(stage == 0 ? "X-Mailer: desk" : "Supersedes: <f\(stage - 1)@press.example>")
    Subject: Night ferry

    \(bodies[stage])

    """
  }

  /// Atom and RSS know versions, and neither corrections nor kills.
  static let feeds: [WireChain] = [
    WireChain(testDescription: "Atom") { stage in
      """
      <feed xmlns="http://www.w3.org/2005/Atom"><title>Press</title><entry><id>urn:press:f7</id>
      <title>Night ferry</title><updated>\(time(stage))</updated><content>\(bodies[stage])</content>
      </entry></feed>
      """
    },
    WireChain(testDescription: "RSS") { stage in
      """
      <rss version="2.0"><channel><title>Press</title><item><guid isPermaLink="false">urn:press:f7</guid>
      <title>Night ferry</title><pubDate>Thu, 26 Nov 2026 1\(stage):00:00 GMT</pubDate>
      <description>\(bodies[stage])</description></item></channel></rss>
      """
    },
  ]

  /// A text that grows and is corrected.
  static let versions: [String] = {
    let first = """
      The night ferry between Granford and the outer islands is to sail again from April, the ferry \
      board said on Thursday after a meeting of nine hours. It had lain at the quay since the fire \
      of last winter, in which nobody was hurt. The board has asked the capital for money to repair \
      the second ship as well, and an answer is expected before the end of the month. Fishermen of \
      the islands had blocked the harbour twice.
      """
    let second = first + " The mayor of Ostrey called the decision late but welcome."
    return [
      first, second, second.replacing("April", with: "May"), second.replacing("nine", with: "ten"),
    ]
  }()

  static let byLink: [WireChain] = [
    WireChain(testDescription: "NewsML-G2 with previousVersion") { stage in
      """
      <newsItem guid="tag:press.example,2026:f\(stage)" version="1"><itemMeta>
      <versionCreated>\(time(stage))</versionCreated>
      <pubStatus qcode="stat:\(isKill(stage) ? "canceled" : "usable")"/>
      \(stage == 2 ? "<signal qcode='sig:correction'/>" : "")
      \(stage == 0 ? "" : "<link rel='irel:previousVersion' residref='tag:press.example,2026:f\(stage - 1)'/>")
      </itemMeta><contentMeta><headline>Night ferry</headline></contentMeta><contentSet><inlineXML>
      <html><body><p>\(bodies[stage])</p></body></html></inlineXML></contentSet></newsItem>
      """
    },
    WireChain(testDescription: "NITF with a reference") { stage in
      nitf(
        id: "tag:press.example,2026:f\(stage)",
        follows: stage == 0 ? nil : "tag:press.example,2026:f\(stage - 1)", stage)
    },
    WireChain(testDescription: "Superdesk's evolvedfrom") { stage in
      #"{"guid":"urn:press:f\#(stage)","version":"1","versioncreated":"\#(time(stage))","#
        + (stage == 0 ? "" : #""evolvedfrom":"urn:press:f\#(stage - 1)","#)
        + #""pubstatus":"\#(isKill(stage) ? "canceled" : "usable")","#
        + #""signals":["\#(stage == 2 ? "sig:correction" : "")"],"#
        + #""headline":"Night ferry","body_html":"<p>\#(bodies[stage])</p>"}"#
    },
  ]

  private static func nitf(id: String, follows: String?, _ stage: Int) -> String {
    """
    <nitf><head><docdata management-status="\(["usable", "usable", "corrected", "canceled"][stage])"
    \(follows.map { "management-doc-idref='\($0)'" } ?? "")><doc-id id-string="\(id)"/>
    <date.issue norm="\(time(stage))"/></docdata></head><body><body.head><hedline>
    <hl1>Night ferry</hl1></hedline></body.head><body.content><p>\(bodies[stage])</p></body.content>
    </body></nitf>
    """
  }

  /// The story of a stage, as a source of that name brings it.
  func story(_ stage: Int, source: String) throws -> Story {
    let delivery = Delivery(
      id: "d", route: .inbox, source: source, name: "a", bytes: Array(document(stage).utf8))
    var stories: [Story] = []
    if case .stories(let all) = Normaliser(writesHTML: false).submission(for: delivery).outcome {
      stories = all
    }
    return try #require(stories.first, "\(testDescription): stage \(stage) is no story")
  }
}

@Suite("Updates, corrections and kills in each wire format")
struct WireChainTests {
  static let orders: [[Int]] = {
    func permutations(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty
        ? [[]]
        : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return permutations([0, 1, 2, 3])
  }()

  private func isLinked(_ verdict: Verdict) -> Bool {
    switch verdict {
    case .story: false
    case .cancel(_, let of): of != nil
    case .update, .correction, .duplicate, .late: true
    case .unchanged, .rejected: false
    }
  }

  @Test(
    "In order they are story, update, correction and cancel, each of the one before",
    arguments: WireChain.byVersion + WireChain.byLink)
  func inOrder(chain: WireChain) throws {
    var desk = TestDesk()
    var verdicts: [Verdict] = []
    for stage in 0..<4 { verdicts += try desk.take(chain.story(stage, source: "a")) }
    // ninjs 3 has no word for a correction.
    let third: Verdict =
      chain.testDescription == "ninjs 3" ? .update(seq: 3, of: 2) : .correction(seq: 3, of: 2)
    #expect(verdicts == [.story(seq: 1), .update(seq: 2, of: 1), third, .cancel(seq: 4, of: 3)])
    #expect(try desk.stories.records().map { $0["rev"]?.intValue } == [1, 2, 3, 4])
    #expect(try desk.stories.records().allSatisfy { $0["cluster"]?.intValue == 1 })
  }

  @Test(
    "In any order and by two routes, all but the first is linked and no text is lost",
    arguments: WireChain.byVersion + [WireChain.anpa])
  func shuffled(chain: WireChain) throws {
    for order in Self.orders {
      var desk = TestDesk()
      var verdicts: [Verdict] = []
      for stage in order {
        for source in ["a", "b"] {
          verdicts += try desk.take(chain.story(stage, source: source), source: source)
        }
      }
      #expect(verdicts.dropFirst().allSatisfy(isLinked), "\(order): \(verdicts)")
      let lines = desk.stories.lines + desk.sightings.lines
      let texts = lines.map { String(decoding: $0, as: UTF8.self) }
      for body in WireChain.bodies {
        #expect(texts.contains { $0.contains(body) }, "\(order): \(body)")
      }
      #expect(lines.count == 8)
      // The chain only ever goes on: a revision in it is younger than the one before.
      let versions = try desk.stories.records().compactMap {
        $0["item"]?["versionCreated"]?.stringValue
      }
      #expect(versions == versions.sorted(), "\(order)")
    }
  }

  @Test(
    "By explicit links, in any order and by two routes, one name leads to the next",
    arguments: WireChain.byLink + [WireChain.mail])
  func shuffledLinks(chain: WireChain) throws {
    for order in Self.orders {
      var desk = TestDesk()
      for stage in order {
        for source in ["a", "b"] {
          _ = try desk.take(chain.story(stage, source: source), source: source)
        }
      }
      let records = try desk.stories.records()
      let sightings = try desk.sightings.records()
      #expect(records.count + sightings.count == 8)
      // Names that stand in one line, or in lines that refer to each other, are of one story.
      var groups: [Set<String>] = []
      func join(_ names: [String]) {
        let (touched, others) = (
          groups.filter { !$0.isDisjoint(with: names) },
          groups.filter { $0.isDisjoint(with: names) }
        )
        groups = others + [touched.reduce(Set(names)) { $0.union($1) }]
      }
      func names(_ line: JSONValue) -> [String] {
        [line["uri"]?.stringValue ?? ""]
          + (line["follows"]?.arrayValue ?? []).compactMap(\.stringValue)
      }
      for record in records { join(names(record)) }
      for sighting in sightings {
        let of = try #require(sighting["of"]?.intValue)
        join(names(sighting) + names(records[of - 1]))
      }
      #expect(groups.count == 1, "\(order): \(groups)")
      let texts = (desk.stories.lines + desk.sightings.lines).map {
        String(decoding: $0, as: UTF8.self)
      }
      for body in WireChain.bodies { #expect(texts.contains { $0.contains(body) }, "\(order)") }
    }
  }

  @Test(
    "Feeds' versions are linked in any order, whether polled or dropped",
    arguments: WireChain.feeds)
  func feeds(chain: WireChain) throws {
    for order in Self.orders.filter({ $0.last == 3 }).map({ Array($0.dropLast()) }) {
      var desk = TestDesk()
      var verdicts: [Verdict] = []
      for stage in order {
        for (source, route) in [("a", Route.feed), ("b", .inbox)] {
          verdicts += try desk.take(
            chain.story(stage, source: source), route: route, source: source)
        }
      }
      #expect(
        verdicts.filter { if case .story = $0 { true } else { false } }.count == 1, "\(order)")
      let lines = desk.stories.lines + desk.sightings.lines
      for body in WireChain.bodies.dropLast() {
        #expect(lines.contains { String(decoding: $0, as: UTF8.self).contains(body) }, "\(order)")
      }
    }
  }

  @Test("An ANPA keyword with CORRECTION corrects, one with Add is a story of its own")
  func takes() throws {
    var desk = TestDesk()
    func take(_ variant: String, _ text: String) throws -> [Verdict] {
      let chain = WireChain(testDescription: "a take") { _ in
        WireChain.anpa.document(0).replacing("Night-Ferry,", with: "Night-Ferry\(variant),")
          .replacing(WireChain.bodies[0], with: text)
      }
      return try desk.take(chain.story(0, source: "a"))
    }
    #expect(try take("", "The night ferry sails from April.") == [.story(seq: 1)])
    #expect(try take(", 1st Add", "The board met for nine hours.") == [.story(seq: 2)])
    #expect(try take(", 1st Ld", "The night ferry sails from May.") == [.update(seq: 3, of: 1)])
    #expect(
      try take(", CORRECTION", "The night ferry sails from June.") == [.correction(seq: 4, of: 3)])
  }

  @Test("Items without a word are told apart by their ids")
  func wordless() throws {
    var desk = TestDesk()
    var verdicts: [Verdict] = []
    for id in 1...2 {
      let chain = WireChain(testDescription: "an item without a word") { _ in
        #"{"uri":"urn:n:\#(id)","urgency":3,"bodies":[{"value":"..."}]}"#
      }
      verdicts += try desk.take(chain.story(0, source: "a"))
    }
    #expect(verdicts == [.story(seq: 1), .story(seq: 2)])
  }

  @Test("The same words in two formats are one story, dateline or not")
  func acrossFormats() throws {
    let words = """
      Some sixty grey seals have been counted on the Outer Skerries this week, the first in number \
      since the oil spill of 2011, and the rangers of the bird station expect as many again before \
      the month is out, since the herring have come back as well.
      """
    let documents = [
      "<newsItem guid='urn:a:1'><contentMeta><headline>Seals</headline></contentMeta><contentSet>"
        + "<inlineXML><html><body><h1>Seals</h1><p>GRANFORD (Wire) - \(words)</p></body></html>"
        + "</inlineXML></contentSet></newsItem>",
      "<nitf><body><body.head><hedline><hl1>Seals</hl1></hedline><dateline>GRANFORD</dateline>"
        + "</body.head><body.content><p>\(words)</p></body.content></body></nitf>",
      #"{"uri":"urn:c:1","headline":"Seals","body_text":"GRANFORD (Wire) - \#(words)"}"#,
      "Seals\n\nGRANFORD (Wire) - \(words)\n",
    ]
    var desk = TestDesk()
    var verdicts: [Verdict] = []
    for document in documents {
      let chain = WireChain(testDescription: "one of four formats") { _ in document }
      verdicts += try desk.take(chain.story(0, source: "a"))
    }
    #expect(verdicts == [.story(seq: 1)] + Array(repeating: .duplicate(of: 1), count: 3))
  }
}
