import CopyDesk
import Newsroom
import Testing

extension WireChain {
  private static let notice = "Editors: please kill this story, the ferry board has not decided."

  /// Formats that know no identity: what their desks write on a version is all there is.
  static let filed: [WireChain] = [
    WireChain(testDescription: "IPTC 7901 by its keywords") { stage in
      let note = ["", "1ST LEAD\r\n", "(Corrects month)\r\n", "KILL\r\n"][stage]
      let title = ["Night ferry to sail", "Night ferry, two ships", "Night ferry in May", "Ferry"]
      return iptc(stage, slug: "Ferry/Night", note: note, title: title[stage])
    },
    WireChain(testDescription: "IPTC 7901 by its number") { stage in
      let note = [
        "", "(Replaces prx0080)\r\n", "(Corrects prx0080)\r\n",
        "(ATTENTION EDITORS: prx0080 is killed)\r\n",
      ][stage]
      return iptc(stage, slug: "Ferry/Night/\(stage)", note: note, title: "Title \(stage)")
    },
    WireChain(testDescription: "IPTC 7901 in German") { stage in
      let title = ["", "2. LEAD - ", "KORREKTUR: ", "STORNO: "][stage]
      return iptc(stage, slug: "Faehre/Nacht", note: "", title: title + "Faehre soll wieder fahren")
    },
    WireChain(testDescription: "ZCZC by its slug and take") { stage in
      let mark = ["", "", "CORRECTION: ", "KILL: "][stage]
      return "ZCZC PRX008\(stage)\r\n#Ferry Night_BC\(stage + 1)\r\n"
        + "$\(mark)Night ferry to sail again\r\n:(GRANFORD)\r\n\(text(stage))\r\n\r\nNNNN\r\n"
    },
    WireChain(testDescription: "ZCZC without signs") { stage in
      let mark = ["", "UPDATE 1-", "CORRECTED-", "STORY WITHDRAWN: "][stage]
      return "ZCZC PRX008\(stage)\r\n\(mark)Night ferry to sail again =\r\n\r\n"
        + "GRANFORD (PRX) - \(text(stage))\r\n\r\nNNNN\r\n"
    },
    WireChain(testDescription: "plain text by its slug line") { stage in
      let slug = ["", " (UPDATE 1)", " (CORRECTED)", " (KILL)"][stage]
      let title = [
        "ferry to sail", "ferry to sail with two ships", "ferry to sail in May", "notice",
      ]
      return "GRANFORD-FERRIES/\(slug)\nNight \(title[stage])\n\nGRANFORD, Nov 26 (PRX) - "
        + "\(text(stage))\n"
    },
    WireChain(testDescription: "plain text by its headline") { stage in
      let mark = ["", "UPDATE 1-", "CORRECTED-UPDATE 1-", "KILL: "][stage]
      return "\(mark)Night ferry to sail again\n\nGRANFORD, Nov 26 (PRX) - \(text(stage))\n"
    },
    WireChain(testDescription: "plain text by a note to the desks") { stage in
      let note = [
        "", "(Adds mayor)\n\n", "(Corrects month in first paragraph)\n\n", notice + "\n\n",
      ][stage]
      return "Night ferry to sail again\n\n\(note)GRANFORD, Nov 26 (PRX) - \(text(stage))\n"
    },
    WireChain(testDescription: "plain text, killed by a notice that names it") { stage in
      if stage == 3 {
        return
          "STORY WITHDRAWN\n\nThe story headlined \u{201C}Night ferry to sail again\u{201D} is "
          + "withdrawn. A new one will follow. The board has not decided, its speaker says.\n"
      }
      let mark = ["", "UPDATE 1-", "REFILE-UPDATE 1-"][stage]
      return "\(mark)Night ferry to sail again\n\nGRANFORD, Nov 26 (PRX) - \(text(stage))\n"
    },
    WireChain(testDescription: "NITF by its dynamic-use key") { stage in
      "<nitf><head><docdata management-status='\(stage == 3 ? "canceled" : "usable")'>"
        + "<doc-id id-string='n\(stage)'/><du-key key='ferry-night' version='\(stage + 1)'/>"
        + (stage == 2 ? "<correction info='Month corrected'/>" : "")
        + "<date.issue norm='2026-11-26T1\(stage):00:00Z'/></docdata></head><body><body.head><hedline>"
        + "<hl1>Title \(stage)</hl1></hedline></body.head><body.content><p>\(WireChain.bodies[stage])"
        + "</p></body.content></body></nitf>"
    },
    WireChain(testDescription: "mail by its subject") { stage in
      let mark = ["", "UPDATE: ", "CORRECTION: ", "KILL: "][stage]
      return "From: Desk <desk@press.example>\nMessage-ID: <n\(stage)@press.example>\n"
        + "Date: Thu, 26 Nov 2026 1\(stage):00:00 +0000\n"
        + "Subject: \(mark)Night ferry to sail again\n\n\(text(stage))\n"
    },
    WireChain(testDescription: "a page without an address") { stage in
      let mark = ["", "UPDATED: ", "CORRECTED: ", "WITHDRAWN: "][stage]
      return
        "<!DOCTYPE html><html><head><title>\(mark)Night ferry to sail again</title></head><body>"
        + "<article><h1>\(mark)Night ferry to sail again</h1><p>\(text(stage))</p></article></body>"
        + "</html>"
    },
  ]

  private static func text(_ stage: Int) -> String {
    stage < 3 ? versions[stage] : "The story is not for use. The board has not decided yet."
  }

  private static func iptc(_ stage: Int, slug: String, note: String, title: String) -> String {
    "\u{1}prx008\(stage) 4 vm 138  pr 014\(stage)\r\n\r\n\(slug)/\r\n\u{2}\(note)\(title) =\r\n"
      + "\r\n   Granford (prx) - \(text(stage))\r\n\r\n\u{3}261\(stage)00 GMT Nov 26\r\n\u{4}"
  }
}

@Suite("Versions of stories whose format knows no identity")
struct FiledChainTests {
  @Test("In order each follows the one before", arguments: WireChain.filed)
  func inOrder(chain: WireChain) throws {
    var desk = TestDesk()
    var verdicts: [Verdict] = []
    for stage in 0..<4 { verdicts += try desk.take(chain.story(stage, source: "a"), source: "a") }
    let third: Verdict =
      chain.testDescription.contains("names it")
      ? .update(seq: 3, of: 2) : .correction(seq: 3, of: 2)
    #expect(verdicts == [.story(seq: 1), .update(seq: 2, of: 1), third, .cancel(seq: 4, of: 3)])
    let isNamed = ["number", "key"].contains { chain.testDescription.hasSuffix($0) }
    let derived = try desk.stories.records().map {
      $0["derived"]?.arrayValue?.contains(.string("prev")) == true
    }
    #expect(derived == [false] + Array(repeating: !isNamed, count: 3))
  }

  @Test(
    "In any order and by two routes all are linked and no text is lost", arguments: WireChain.filed)
  func shuffled(chain: WireChain) throws {
    let stages = try (0..<4).map { stage in
      try ["a", "b"].map { try chain.story(stage, source: $0) }
    }
    for order in WireChainTests.orders {
      for restarts in [false, true] {
        var desk = TestDesk()
        var verdicts: [Verdict] = []
        for stage in order {
          for (n, source) in ["a", "b"].enumerated() {
            verdicts += try desk.take(stages[stage][n], source: source)
          }
          if restarts { desk = desk.restarted(fromLines: stage % 2 == 0) }
        }
        let alone = verdicts.dropFirst().filter {
          if case .story = $0 { true } else { false }
        }
        #expect(alone.isEmpty, "\(order): \(verdicts)")
        let lines = desk.stories.lines + desk.sightings.lines
        #expect(lines.count == 8, "\(order)")
        for stage in stages {
          let item = String(decoding: stage[0].item, as: UTF8.self)
          #expect(
            lines.contains { String(decoding: $0, as: UTF8.self).contains(item) }, "\(order)")
        }
      }
    }
  }

  private func text(_ head: String, _ words: String, day: String = "") -> WireChain {
    WireChain(testDescription: "a text") { _ in "\(head)\n\nGRANFORD, Nov 26 (PRX) - \(words)\n" }
  }

  private func verdicts(_ chains: [WireChain]) throws -> [Verdict] {
    var desk = TestDesk()
    return try chains.flatMap { try desk.take($0.story(0, source: "a"), source: "a") }
  }

  @Test("A slug is a drawer: without a mark, or without a word in common, nothing is linked")
  func drawer() throws {
    let (first, second) = (WireChain.versions[0], WireChain.versions[1])
    let other = """
      The price of herring has fallen by a third since the fleet came home on Monday, the market of \
      Ostrey reported, and two of its five halls will close before the winter if nothing changes.
      """
    #expect(
      try verdicts([
        text("GRANFORD-FERRIES/\nNight ferry to sail again", first),
        text("GRANFORD-FERRIES/\nNight ferry sails, says board", second),
        text("GRANFORD-FERRIES/ (UPDATE 1)\nHerring falls by a third", other),
      ]) == [.story(seq: 1), .story(seq: 2), .story(seq: 3)])
  }

  @Test("A headline that is a name of each day ties nothing of another day's words")
  func everyDay() throws {
    let herring = """
      The price of herring has fallen by a third since the fleet came home on Monday, the market of \
      Ostrey reported, and two of its five halls will close before the winter if nothing changes.
      """
    #expect(
      try verdicts([
        text("Markets of the islands at a glance", WireChain.versions[0]),
        text("UPDATE 1-Markets of the islands at a glance", herring),
        text("KILL: Weather", "Do not use the weather."),
      ]) == [.story(seq: 1), .story(seq: 2), .story(seq: 3)])
  }

  @Test("A short headline is a name among texts that have something in common")
  func shortTitle() throws {
    let (first, second) = (WireChain.versions[0], WireChain.versions[1])
    #expect(
      try verdicts([text("Night ferry", first), text("UPDATE 1-Night ferry", second)])
        == [.story(seq: 1), .update(seq: 2, of: 1)])
    #expect(
      try verdicts([text("Night ferry", first), text("KILL: Night ferry", "Do not use it.")])
        == [.story(seq: 1), .story(seq: 2)])
  }

  @Test("After two days a name is another story's")
  func expires() throws {
    var desk = TestDesk()
    let chain = WireChain.filed.first { $0.testDescription == "plain text by its headline" }
    let stages = try (0..<2).map { try #require(chain).story($0, source: "a") }
    _ = try desk.take(stages[0], source: "a")
    desk.now = NewsDate(milliseconds: desk.now.milliseconds + 3 * 86_400_000)
    #expect(try desk.take(stages[1], source: "a") == [.story(seq: 2)])
  }

  @Test("Another source's name is another name, unless both name one agency")
  func sources() throws {
    func plain(_ head: String) -> WireChain {
      WireChain(testDescription: "") { _ in "\(head)\n\nThe board met. \(WireChain.versions[0])\n" }
    }
    var desk = TestDesk()
    let first = plain("Night ferry to sail again")
    let update = plain("UPDATE 1-Night ferry to sail again, says the board")
    _ = try desk.take(first.story(0, source: "a"), source: "a")
    let longer = WireChain(testDescription: "") { _ in
      update.document(0) + "\nMore is to follow in the evening, said its speaker.\n"
    }
    #expect(try desk.take(longer.story(0, source: "b"), source: "b") == [.story(seq: 2)])
    let agency = WireChain.filed.first { $0.testDescription == "plain text by its headline" }
    let chain = try #require(agency)
    var other = TestDesk()
    _ = try other.take(chain.story(0, source: "a"), source: "a")
    #expect(
      try other.take(chain.story(1, source: "b"), source: "b") == [.update(seq: 2, of: 1)])
  }

  @Test("A kill's word alone is a warning; its story is late when it comes")
  func killAlone() throws {
    var desk = TestDesk()
    let chain = WireChain.filed.first { $0.testDescription == "plain text by its headline" }
    let stages = try [3, 0].map { try #require(chain).story($0, source: "a") }
    #expect(try desk.take(stages[0], source: "a") == [.story(seq: 1)])
    let record = try #require(try desk.stories.records().first)
    #expect(record["warnings"]?.arrayValue?.contains(.string("kill-in-text")) == true)
    #expect(try desk.take(stages[1], source: "a") == [.late(of: 1)])
    #expect(try desk.sightings.records().first?["reason"] == .string("canceled"))
  }

  @Test("Update 1 that comes behind update 2 is late")
  func numbers() throws {
    let (first, second) = (WireChain.versions[0], WireChain.versions[1])
    #expect(
      try verdicts([
        text("UPDATE 2-Night ferry to sail again", second),
        text("UPDATE 1-Night ferry to sail again", first),
        text("UPDATE 3-Night ferry to sail again", second + " Nobody was hurt."),
      ]) == [.story(seq: 1), .late(of: 1), .update(seq: 2, of: 1)])
  }
}
