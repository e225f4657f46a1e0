import Newsroom
import Testing

@Suite("parse and inspect", .timeLimit(.minutes(20)))
struct ParseTests {
  private func json(_ line: some StringProtocol) throws -> JSONValue {
    try JSONValue.parse(Array(line.utf8))
  }

  @Test("`parse` shows a line for each story and touches nothing")
  func parse() async throws {
    try await Room.open { room in
      try Files.write(Copy.story(1), to: "\(room.path)/a.txt")
      try Files.write(Copy.feed(2, entries: 3), to: "\(room.path)/b.rss")
      let outcome = try await room.wireroom("parse", "a.txt", "b.rss")
      #expect(outcome.ending == .exit(0))
      #expect(outcome.errors.isEmpty)
      let records = try outcome.lines.map { try json($0) }
      #expect(records.count == 4)
      for record in records {
        #expect(record["seq"] == .null)
        #expect(record["ts"] == .null)
        #expect(record["chain"] == nil)
        #expect(record["kind"]?.stringValue == "story")
        #expect(record["item"]?["bodies"]?.arrayValue?.isEmpty == false)
      }
      #expect(records.first?["headline"]?.stringValue == Copy.headline(1))
      #expect(records.last?["raw"]?["part"] == .array([.number("3"), .number("3")]))
      #expect(Files.kind(room.state) == 0)
      #expect(try Files.text("\(room.path)/a.txt") == Copy.story(1))
    }
  }

  @Test("`parse` names what is no story, shows the rest, and ends with 65")
  func parseFailures() async throws {
    try await Room.open { room in
      try Files.write(Copy.story(1), to: "\(room.path)/a.txt")
      try Files.write(Copy.noStory(1), to: "\(room.path)/b.xml")
      let outcome = try await room.wireroom("parse", "b.xml", "nowhere.txt", "a.txt")
      #expect(outcome.ending == .exit(65))
      #expect(outcome.lines.count == 1)
      #expect(outcome.errors.contains("b.xml: unknown-format: "))
      #expect(outcome.errors.contains("nowhere.txt: No such file or directory"))
      #expect(outcome.errors.contains("2 of 3 files became no story"))
      #expect(try await room.wireroom("parse").ending == .exit(64))
      #expect(try await room.wireroom("parse", "--batch", "a.txt").ending == .exit(64))
    }
  }

  @Test("`parse --batch` answers each request in its order, errors too")
  func parseBatch() async throws {
    try await Room.open { room in
      try Files.write(Copy.story(1), to: "\(room.path)/a.txt")
      try Files.write(Copy.feed(2, entries: 2), to: "\(room.path)/b.rss")
      try Files.write(Copy.noStory(1), to: "\(room.path)/c.xml")
      let outcome = try await room.wireroom(
        "parse", "--batch",
        input: """
          {"id":"x1","file":"a.txt","http_headers":{}}
          {"id":"x2","file":"b.rss","http_headers":{"Content-Type":"text/plain"}}

          {"id":"x3","file":"c.xml"}
          {"id":"x\\"4\\u00e9","file":"nowhere"}
          {"id":"x5","file":"a.txt"}
          """)
      #expect(outcome.ending == .exit(0), "\(outcome.errors)")
      let answers = try outcome.lines.map { try json($0) }
      #expect(answers.map { $0["id"]?.stringValue } == ["x1", "x2", "x3", "x\"4é", "x5"])
      #expect(answers.map { $0["records"]?.arrayValue?.count } == [1, 2, nil, nil, 1])
      #expect(answers[2]["error"]?.stringValue?.hasPrefix("unknown-format: ") == true)
      #expect(answers[3]["error"]?.stringValue?.contains("nowhere") == true)
      #expect(answers[0]["error"] == nil)

      let bad = try await room.wireroom("parse", "--batch", input: "{\"file\":\"a.txt\"}\n")
      #expect(bad.ending == .exit(65))
      #expect(bad.errors.contains("no request"))
    }
  }

  @Test("`inspect` shows a feed as JSON Feed, and answers requests in their order")
  func inspect() async throws {
    try await Room.open { room in
      try Files.write(Copy.feed(2, entries: 3), to: "\(room.path)/b.rss")
      try Files.write(Copy.noise(2), to: "\(room.path)/c.xml")
      let one = try await room.wireroom(
        "inspect", "b.rss", "--url", "https://news.example/feed", "--content-type", "text/xml")
      #expect(one.ending == .exit(0), "\(one.errors)")
      let feed = try json(one.output)
      #expect(feed["version"]?.stringValue == "https://jsonfeed.org/version/1.1")
      #expect(feed["title"]?.stringValue == "Morrow News 2")
      #expect(feed["_wireroom"]?["format"]?.stringValue?.hasPrefix("rss") == true)
      #expect(
        feed["items"]?.arrayValue?.compactMap { $0["title"]?.stringValue }
          == (1...3).map { "\(Copy.headline(2)), part \($0)" })

      let batch = try await room.wireroom(
        "inspect", "--batch",
        input: """
          {"id":"1","file":"b.rss","http_headers":{"Content-Type":"text/xml; charset=utf-8"}}
          {"id":"2","file":"c.xml","http_headers":{}}
          {"id":"3","file":"nowhere","http_headers":{}}
          """)
      #expect(batch.ending == .exit(0), "\(batch.errors)")
      let answers = try batch.lines.map { try json($0) }
      #expect(answers.map { $0["id"]?.stringValue } == ["1", "2", "3"])
      #expect(answers.map { $0["error"] != nil } == [false, true, true])
      #expect(answers[0]["feed"]?["items"]?.arrayValue?.count == 3)

      #expect(try await room.wireroom("inspect", "c.xml").ending == .exit(65))
      #expect(try await room.wireroom("inspect", "nowhere").ending == .exit(66))
      #expect(try await room.wireroom("inspect").ending == .exit(64))
    }
  }
}
