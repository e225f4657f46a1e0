import CopyDesk
import Digests
import Newsroom
import Testing

/// A log in memory.
final class MemoryLog: LineLog {
  var lines: [[UInt8]] = []
  var entries: [IndexEntry] = []
  var nextSeq: UInt64 { UInt64(lines.count) + 1 }

  func stage(_ line: [UInt8], entries: [IndexEntry]) {
    lines.append(line + Array("}".utf8))
    self.entries += entries
  }

  func carry(_ entries: [IndexEntry]) { self.entries += entries }

  func line(seq: UInt64) -> [UInt8]? {
    seq >= 1 && seq <= UInt64(lines.count) ? lines[Int(seq) - 1] : nil
  }

  func records() throws -> [JSONValue] { try lines.map { try JSONValue.parse($0) } }
}

/// A desk with its logs and a clock of its own.
struct TestDesk {
  let stories = MemoryLog()
  let sightings = MemoryLog()
  var desk: Desk<MemoryLog, MemoryLog>
  var now = NewsDate(milliseconds: 1_790_000_000_000)
  private var deliveries = 0

  init(updatesPerDay: Int = 24, horizonDays: Int? = 90) {
    desk = Desk(
      index: DedupIndex(horizonDays: horizonDays, today: now.day), stories: stories,
      sightings: sightings, updatesPerDay: updatesPerDay, unfinished: [])
  }

  func provenance(
    _ route: Route = .inbox, source: String = "wire", delivery: String
  ) -> Provenance {
    Provenance(
      delivery: delivery, route: route, source: source, name: "a.txt", url: nil, byteCount: 10,
      digest: SHA256.digest(of: Array(delivery.utf8)), format: .text, charset: "utf-8")
  }

  mutating func take(
    _ stories: Story..., route: Route = .inbox, source: String = "wire", delivery: String? = nil
  ) throws -> [Verdict] {
    deliveries += 1
    return try desk.take(
      Submission(
        provenance: provenance(
          route, source: source, delivery: delivery ?? "delivery-\(deliveries)"),
        outcome: .stories(stories)), at: now
    ).verdicts
  }

  /// The desk as a restart would find it: its index built from what the logs kept.
  func restarted(fromLines: Bool, unfinished: [String] = []) -> TestDesk {
    var index = DedupIndex(horizonDays: 90, today: now.day)
    if fromLines {
      for line in stories.lines {
        for entry in LoggedLine(line[...]).map(DeskKeys.ofStory) ?? [] { index.load(entry) }
      }
      for line in sightings.lines {
        for entry in LoggedLine(line[...]).map(DeskKeys.ofSighting) ?? [] { index.load(entry) }
      }
    } else {
      for entry in stories.entries + sightings.entries { index.load(entry) }
    }
    var copy = self
    copy.desk = Desk(
      index: index, stories: stories, sightings: sightings, updatesPerDay: 24,
      unfinished: Set(unfinished.map(IndexKey.deliveryPrefix)))
    for line in stories.lines { copy.desk.recall(line[...]) }
    return copy
  }
}

/// A story of those words. `uri` nil: it declares none.
func story(
  _ text: String, uri: String? = nil, url: String? = nil, title: String = "A title",
  version: Int? = nil, versionDate: NewsDate? = nil, canceled: Bool = false, part: Int = 1,
  parts: Int = 1, urlIsUnique: Bool = true
) -> Story {
  let content = SHA256.digest(of: Array(text.utf8))
  let own = uri ?? "ni:///sha-256;\(content.base64URL)"
  var json = JSONWriter()
  json.beginObject()
  json.member("uri", own)
  json.member("version", version.map(String.init))
  json.member("versionCreated", versionDate?.rfc3339())
  json.key("bodies")
  json.beginArray()
  json.beginObject()
  json.member("contentType", "text/plain")
  json.member("value", text)
  json.endObject()
  json.endArray()
  json.endObject()
  return Story(
    part: part, of: parts, headline: title, uri: own, isDeclared: uri != nil, url: url,
    urlIsUnique: urlIsUnique, date: nil, version: version, versionDate: versionDate,
    isCanceled: canceled, content: content, title: SHA256.digest(of: Array(title.utf8)),
    derived: [], warnings: urlIsUnique ? [] : [.urlShared], item: json.take()[...])
}

@Suite("The desk's decision order")
struct DeskTests {
  @Test("A story at first sight is a story, with revision 1 and itself as its cluster")
  func first() throws {
    var desk = TestDesk()
    #expect(try desk.take(story("one two three")) == [.story(seq: 1)])
    let record = try #require(try desk.stories.records().first)
    #expect(record["seq"] == .number("1") && record["kind"] == .string("story"))
    #expect(record["rev"] == .number("1") && record["prev"] == .null)
    #expect(record["cluster"] == .number("1"))
    #expect(record["source"] == .string("wire"))
    #expect(record["raw"]?["part"] == .array([.number("1"), .number("1")]))
  }

  @Test("The same words again are a duplicate, sighted each time a file brings them")
  func duplicate() throws {
    var desk = TestDesk()
    _ = try desk.take(story("one two three"))
    #expect(try desk.take(story("one two three")) == [.duplicate(of: 1)])
    #expect(try desk.take(story("one two three"), source: "other") == [.duplicate(of: 1)])
    #expect(desk.stories.lines.count == 1 && desk.sightings.lines.count == 2)
    let sighting = try #require(try desk.sightings.records().first)
    #expect(sighting["kind"] == .string("duplicate") && sighting["of"] == .number("1"))
    #expect(sighting["by"] == .string("content"))
  }

  @Test("A feed that shows the same entries at each poll writes nothing; another source once")
  func feeds() throws {
    var desk = TestDesk()
    _ = try desk.take(story("one two", uri: "urn:a:1"), route: .feed, source: "a")
    #expect(
      try desk.take(story("one two", uri: "urn:a:1"), route: .feed, source: "a")
        == [.unchanged(of: 1)])
    #expect(
      try desk.take(story("one two", uri: "urn:b:9"), route: .feed, source: "b")
        == [.duplicate(of: 1)])
    #expect(
      try desk.take(story("one two", uri: "urn:b:9"), route: .feed, source: "b")
        == [.unchanged(of: 1)])
    #expect(desk.sightings.lines.count == 1)
  }

  @Test("A declared uri with other words is an update that follows its story")
  func update() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first words", uri: "urn:a:1"))
    #expect(try desk.take(story("second words", uri: "urn:a:1")) == [.update(seq: 2, of: 1)])
    #expect(try desk.take(story("third words", uri: "urn:a:1")) == [.update(seq: 3, of: 2)])
    let last = try #require(try desk.stories.records().last)
    #expect(last["rev"] == .number("3") && last["prev"] == .number("2"))
    #expect(last["cluster"] == .number("1") && last["kind"] == .string("update"))
  }

  @Test("A story that returns to its first words is an update, not a duplicate of itself")
  func returns() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first words", uri: "urn:a:1"))
    _ = try desk.take(story("second words", uri: "urn:a:1"))
    #expect(try desk.take(story("first words", uri: "urn:a:1")) == [.update(seq: 3, of: 2)])
  }

  @Test("An update that another name of the same story brought already is a duplicate")
  func alias() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first words", uri: "urn:a:1"), route: .feed, source: "a")
    _ = try desk.take(story("first words", uri: "urn:b:1"), route: .feed, source: "b")
    _ = try desk.take(story("second words", uri: "urn:a:1"), route: .feed, source: "a")
    #expect(
      try desk.take(story("second words", uri: "urn:b:1"), route: .feed, source: "b")
        == [.duplicate(of: 2)])
    #expect(
      try desk.take(story("third words", uri: "urn:b:1"), route: .feed, source: "b")
        == [.update(seq: 3, of: 2)])
  }

  @Test("A lower version, or an older date, is late, and its text is kept")
  func late() throws {
    var desk = TestDesk()
    let newer = NewsDate(milliseconds: 2_000_000)
    let older = NewsDate(milliseconds: 1_000_000)
    _ = try desk.take(story("version five", uri: "urn:a:1", version: 5))
    #expect(try desk.take(story("version four", uri: "urn:a:1", version: 4)) == [.late(of: 1)])
    _ = try desk.take(story("of noon", uri: "urn:a:2", versionDate: newer))
    #expect(
      try desk.take(story("of dawn", uri: "urn:a:2", versionDate: older)) == [.late(of: 2)])
    let sighting = try #require(try desk.sightings.records().first)
    #expect(
      sighting["item"]?["bodies"]?.arrayValue?.first?["value"] == .string("version four"))
    #expect(sighting["reason"] == .string("older-version"))
  }

  @Test("A guid reused for a different story is a new story with a warning")
  func reused() throws {
    var desk = TestDesk()
    _ = try desk.take(
      story("the council met on monday night", uri: "urn:a:1", url: "https://e.example/1"))
    #expect(
      try desk.take(
        story(
          "a ferry ran aground off holm island", uri: "urn:a:1", url: "https://e.example/2",
          title: "Another title")) == [.story(seq: 2)])
    let record = try #require(try desk.stories.records().last)
    #expect(record["warnings"]?.arrayValue?.contains(.string("guid-reused")) == true)
    #expect(record["rev"] == .number("1"))
  }

  @Test("An address that is a story's own ties revisions where no id is declared")
  func byAddress() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first words", url: "https://e.example/a"))
    #expect(
      try desk.take(story("second words", url: "https://e.example/a"))
        == [.update(seq: 2, of: 1)])
    _ = try desk.take(story("shared one", url: "https://e.example/home", urlIsUnique: false))
    #expect(
      try desk.take(story("shared two", url: "https://e.example/home", urlIsUnique: false))
        == [.story(seq: 4)])
  }

  @Test("Beyond the cap a churning story is kept as a sighting, and the last update says so")
  func capped() throws {
    var desk = TestDesk(updatesPerDay: 3)
    for n in 0...3 { _ = try desk.take(story("words \(n)", uri: "urn:a:1")) }
    #expect(try desk.take(story("words 4", uri: "urn:a:1")) == [.late(of: 4)])
    let last = try #require(try desk.stories.records().last)
    #expect(last["warnings"]?.arrayValue == [.string("updates-capped")])
    #expect(
      try desk.take(story("words 5", uri: "urn:a:1"), route: .feed) == [.unchanged(of: 4)])
    desk.now = NewsDate(milliseconds: desk.now.milliseconds + 86_400_000)
    #expect(try desk.take(story("words 6", uri: "urn:a:1")) == [.update(seq: 5, of: 4)])
  }

  @Test("The cap is counted from the log after a restart")
  func cappedAfterRestart() throws {
    var desk = TestDesk()
    for n in 0...24 { _ = try desk.take(story("words \(n)", uri: "urn:a:1")) }
    var again = desk.restarted(fromLines: true)
    #expect(try again.take(story("words 25", uri: "urn:a:1")) == [.late(of: 25)])
  }

  @Test("A kill follows its story; the story that comes after its kill is late")
  func kill() throws {
    var desk = TestDesk()
    _ = try desk.take(story("wrong words", uri: "urn:a:1"))
    #expect(
      try desk.take(story("withdrawn", uri: "urn:a:1", canceled: true))
        == [.cancel(seq: 2, of: 1)])
    #expect(try desk.take(story("other words", uri: "urn:a:1")) == [.late(of: 2)])
    #expect(
      try desk.take(story("kill first", uri: "urn:a:2", canceled: true))
        == [.cancel(seq: 3, of: nil)])
    #expect(try desk.take(story("and its story", uri: "urn:a:2")) == [.late(of: 3)])
  }

  @Test("A rejection is sighted with its reason; what stays in its place is sighted once")
  func rejections() throws {
    var desk = TestDesk()
    let reason = Rejection(code: "empty", detail: "no bytes")
    func submit(_ outcome: Submission.Outcome) throws -> [Verdict] {
      try desk.desk.take(
        Submission(provenance: desk.provenance(delivery: "d"), outcome: outcome), at: desk.now
      ).verdicts
    }
    #expect(try submit(.rejected(reason)) == [.rejected(reason)])
    #expect(try submit(.rejected(reason)) == [.rejected(reason)])
    #expect(try submit(.refused(reason, identity: "pipe 1:2")) == [.rejected(reason)])
    #expect(try submit(.refused(reason, identity: "pipe 1:2")) == [.unchanged(of: 3)])
    #expect(try submit(.refused(reason, identity: "pipe 1:3")) == [.rejected(reason)])
    #expect(desk.sightings.lines.count == 4)
  }

  @Test("A delivery that a crash cut in two is finished, and what it had become stays silent")
  func reread() throws {
    var desk = TestDesk()
    _ = try desk.take(
      story("part one", part: 1, parts: 3), story("part two", part: 2, parts: 3), delivery: "D")
    _ = try desk.take(story("elsewhere"), delivery: "E")
    var again = desk.restarted(fromLines: true, unfinished: ["D"])
    let verdicts = try again.take(
      story("part one", part: 1, parts: 3), story("part two", part: 2, parts: 3),
      story("part three", part: 3, parts: 3), delivery: "D")
    #expect(verdicts == [.unchanged(of: 1), .unchanged(of: 2), .story(seq: 4)])
    #expect(again.sightings.lines.isEmpty)
  }

  @Test("The index from the lines is the index that the appends made")
  func replay() throws {
    var desk = TestDesk()
    _ = try desk.take(story("one", uri: "urn:a:1"), story("two", url: "https://e.example/2"))
    _ = try desk.take(story("one", uri: "urn:b:1"), source: "other")
    _ = try desk.take(story("one and a half", uri: "urn:a:1"))
    _ = try desk.take(story("shared", url: "https://e.example/h", urlIsUnique: false))
    var fromLines: Set<IndexEntry> = []
    for line in desk.stories.lines {
      fromLines.formUnion(LoggedLine(line[...]).map(DeskKeys.ofStory) ?? [])
    }
    for line in desk.sightings.lines {
      fromLines.formUnion(LoggedLine(line[...]).map(DeskKeys.ofSighting) ?? [])
    }
    #expect(fromLines == Set(desk.stories.entries + desk.sightings.entries))
  }

  @Test("A line that is none of ours has no keys")
  func foreign() {
    for text in [
      "", "{", "{}", "[1,2]", "null", "{\"seq\":\"x\"}", "{\"seq\":1,\"kind\":\"story\"", "\\",
    ] {
      let keys = LoggedLine(Array(text.utf8)[...]).map(DeskKeys.ofStory) ?? []
      #expect(keys.isEmpty)
    }
  }
}
