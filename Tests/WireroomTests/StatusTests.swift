import Logging
import Newsroom
import Testing

@testable import Wireroom

@Suite("The status")
struct StatusTests {
  private static let noon = NewsDate(milliseconds: 1_795_694_400_000)

  private func report() -> StatusReport {
    var report = StatusReport(at: Self.noon, state: "/var/lib/wireroom")
    report.condition = .degraded
    report.version = "0.1.0"
    report.pid = 77
    report.started = NewsDate(milliseconds: Self.noon.milliseconds - 7_200_000)
    report.problems = ["desk: /srv/in is left alone: nobody may write"]
    report.configured.file = "/etc/wireroom.yaml"
    report.configured.read = report.started
    report.configured.error = "refused"
    report.configured.restartNeeded = ["log"]
    var source = SourceStatus(name: "desk", kind: .inbox, place: "/srv/in")
    var tally = Tally()
    tally.add(Receipt(delivery: "d", verdicts: [.story(seq: 1), .duplicate(of: 1)]))
    source.count(tally, at: NewsDate(milliseconds: Self.noon.milliseconds - 90_000))
    source.queue = 3
    source.waiting = 2
    source.failed = 1
    source.problems = [.init(code: "not-renamable", path: "/srv/in", detail: "nobody may write")]
    source.lastRejection = .init(
      at: Self.noon, name: "a\nb.xml", code: "empty", detail: "It has no bytes.")
    var feed = SourceStatus(name: "wire", kind: .feed, place: "https://news.example")
    feed.turn(to: Self.noon)
    feed.polling = .init(
      state: "failing", words: "failed 3 times: no such host", lastPoll: Self.noon,
      lastSuccess: nil,
      nextPoll: Self.noon, failures: 3, lastError: "no such host")
    report.sources = [source, feed]
    report.parsers = .init(workers: 2, lost: 3, rejected: 1)
    var log = StatusReport.Log(name: "stories")
    (log.segments, log.bytes, log.firstSeq, log.lastSeq, log.committed) = (2, 2048, 1, 90, 89)
    report.logs = [log, .init(name: "sightings")]
    report.disks = [
      .init(paths: ["/var/lib/wireroom", "/srv/in"], free: 5 << 30, size: 9 << 30, daysLeft: 12)
    ]
    report.indexKeys = 5
    report.indexBytes = 4096
    report.resident = 12 << 20
    return report
  }

  @Test("comes back whole from its JSON, which is one line")
  func json() throws {
    let report = report()
    #expect(StatusReport(json: report.json) == report)
    #expect(!report.json.contains(0x0A))
    let empty = StatusReport(at: Self.noon, state: "s")
    #expect(StatusReport(json: empty.json) == empty)
  }

  @Test("of ten thousand sources is written to its file in parts, and is whole there")
  func parts() throws {
    var report = report()
    let folder = try Scratch()
    report.state = folder.path
    report.sources = (0..<10_000).map {
      SourceStatus(name: "feed-\($0)", kind: .feed, place: "https://feeds.example/\($0)")
    }
    var sizes: [Int] = []
    report.write { sizes.append($0.count) }
    #expect(sizes.count > 10 && sizes.allSatisfy { $0 < 128 << 10 })
    #expect(sizes.reduce(0, +) == report.json.count)
    StatusFile.write(report)
    let read = try #require(StatusFile.read(state: report.state))
    #expect(read.sources.map(\.name) == report.sources.map(\.name))
  }

  @Test("is none where the JSON is another's", arguments: ["", "{}", "[]", #"{"v":2}"#])
  func foreign(text: String) {
    #expect(StatusReport(json: Array(text.utf8)) == nil)
  }

  @Test("names the stable keys")
  func keys() throws {
    let json = try JSONValue.parse(report().json)
    #expect(
      json.members?.map(\.name) == [
        "v", "condition", "at", "state", "version", "pid", "started", "problems", "configuration",
        "sources_as_of", "sources", "logs", "disks", "index", "parsers", "memory",
      ])
    #expect(
      json["sources"]?.arrayValue?.first?.members?.map(\.name) == [
        "name", "kind", "place", "last_arrival", "queue", "waiting", "failed", "today",
        "since_start", "problems", "last_rejection", "polling",
      ])
    #expect(json["logs"]?["stories"]?["committed"]?.intValue == 89)
  }

  @Test("says in words first what is the matter, and nothing from a story forges a line")
  func words() {
    let words = report().words
    #expect(words.first == "wireroom runs, and something is the matter:")
    #expect(words.dropFirst().first?.contains("nobody may write") == true)
    #expect(words.contains { $0.contains("for a restart waits: log") })
    #expect(words.contains { $0.hasPrefix("stories") && $0.contains("seq 1 to 90") })
    #expect(words.contains { $0.contains("5 GiB of 9 GiB free; at today's pace full in 12 days") })
    #expect(words.contains { $0.contains("2 now; 3 lost, 1 document rejected for it") })
    #expect(words.contains { $0.hasPrefix("desk") && $0.contains("90 s ago") })
    #expect(words.contains("wire: failed 3 times: no such host"))
    #expect(words.contains { $0.contains(#"a\u{a}b.xml"#) })
    #expect(words.allSatisfy { !$0.contains("\n") })
  }

  @Test("A source's day ends at midnight UTC, its count since the start does not")
  func midnight() {
    var source = SourceStatus(name: "desk", kind: .inbox, place: "/in")
    var tally = Tally()
    tally.add(Receipt(delivery: "d", verdicts: [.story(seq: 1)]))
    let late = NewsDate(milliseconds: Self.noon.milliseconds / 86_400_000 * 86_400_000 - 1)
    source.count(tally, at: late)
    source.count(tally, at: late)
    #expect(source.today.stories == 2)
    source.count(tally, at: NewsDate(milliseconds: late.milliseconds + 1))
    #expect(source.today.stories == 1)
    #expect(source.sinceStart.stories == 3)
    source.turn(to: NewsDate(milliseconds: late.milliseconds + 86_400_001))
    #expect(source.today == Tally())
  }

  @Test("The board goes on with what an earlier run counted today, and forgets who is not kept")
  func board() {
    let board = StatusBoard()
    let now = Clock.now
    var earlier = SourceStatus(name: "desk", kind: .inbox, place: "/in")
    var tally = Tally()
    tally.add(Receipt(delivery: "d", verdicts: [.story(seq: 1)]))
    earlier.count(tally, at: now)
    board.recall([earlier])
    #expect(board.sources(at: now).isEmpty)
    board.open("desk", .inbox, place: "/in")
    board.note("desk") { $0.count(tally, at: now) }
    board.note("unknown") { $0.queue = 9 }
    let desk = board.sources(at: now).first
    #expect(board.sources(at: now).count == 1)
    #expect(desk?.today.stories == 2)
    #expect(desk?.sinceStart.stories == 1)
    board.note("desk") { $0.waiting = 4 }
    board.open("desk", .inbox, place: "/in")
    #expect(board.sources(at: now).first?.waiting == 4)
    board.close("desk")
    #expect(board.sources(at: now).isEmpty)
    board.open("desk", .inbox, place: "/elsewhere")
    #expect(board.sources(at: now).first?.today.stories == 2)
  }

  @Test("Columns are as wide as their widest cell; the last may be as long as it likes")
  func columns() {
    #expect(
      Columns.align([["a", "bb", "long last cell"], ["ccc", "d", "e"], ["x"]]) == [
        "a    bb  long last cell", "ccc  d   e", "x",
      ])
    #expect(Columns.align([]).isEmpty)
  }

  @Test(
    "Sizes and spans in words",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (5 << 30, "5 GiB"),
      (1 << 50, "1024 TiB"), (150 << 20, "150 MiB"), (-1, "-1 bytes"),
    ])
  func sizes(bytes: Int, words: String) {
    #expect(Columns.size(bytes) == words)
  }

  @Test func `Spans are told in one unit`() {
    #expect(Columns.span(milliseconds: -5) == "0 s")
    #expect(Columns.span(milliseconds: 119_999) == "119 s")
    #expect(Columns.span(milliseconds: 3_600_000) == "60 min")
    #expect(Columns.span(milliseconds: 90_000_000) == "25 h")
    #expect(Columns.span(milliseconds: 86_400_000 * 3) == "3 days")
  }
}

@Suite("What the journal says of arrivals")
struct NotesTests {
  private func one(_ verdict: Verdict = .story(seq: 1)) -> Tally {
    var tally = Tally()
    tally.add(Receipt(delivery: "d", verdicts: [verdict]))
    return tally
  }

  @Test("One that comes alone is said at once with its delivery, the rest of the minute in a line")
  func arrivals() {
    var notes = ArrivalNotes()
    #expect(notes.due(at: 0) == nil)
    #expect(notes.patience(at: 0) == nil)
    notes.add(one(), delivery: "D1", name: "a.txt")
    #expect(notes.patience(at: 500) == 0)
    let first = notes.due(at: 500)
    #expect(first?.words == "1 story")
    #expect(first?.metadata == ["delivery": "D1", "file": "a.txt"])
    for n in 0..<1000 {
      notes.add(one(), delivery: "D", name: "n\(n)")
      #expect(notes.due(at: 501 + Int64(n)) == nil)
    }
    #expect(notes.patience(at: 1500) == 59_000)
    let rest = notes.due(at: 60_500)
    #expect(rest?.words == "1000 stories")
    #expect(rest?.metadata == ["files": "1000"])
    #expect(notes.due(at: 200_000) == nil)
    notes.add(one(.duplicate(of: 1)), delivery: "D2", name: "b.txt")
    #expect(notes.due(at: 60_501, isLast: true)?.words == "1 duplicate")
  }

  @Test("Feeds have words of their own: a source, and responses")
  func feeds() {
    var notes = ArrivalNotes(one: "source", many: "responses")
    notes.add(one(), delivery: "D1", name: "gazette")
    #expect(notes.due(at: 0)?.metadata == ["delivery": "D1", "source": "gazette"])
    for _ in 0..<3 { notes.add(one(), delivery: "D", name: "gazette") }
    #expect(notes.due(at: 60_000)?.metadata == ["responses": "3"])
  }

  private func worth(_ notes: inout RejectionNotes, _ code: String, at now: Int64) -> Bool {
    notes.isWorthALine(code, at: now)
  }

  @Test("The first ten rejections of a reason are said, the rest of the minute is counted")
  func rejections() {
    var notes = RejectionNotes()
    var said = 0
    for n in 0..<250 where notes.isWorthALine("empty", at: Int64(n)) { said += 1 }
    #expect(said == 10)
    #expect(worth(&notes, "binary", at: 100))
    #expect(notes.due(at: 30_000).isEmpty)
    #expect(notes.patience(at: 30_000) == 30_000)
    let due = notes.due(at: 60_000)
    #expect(due.map(\.code) == ["empty"])
    #expect(due.map(\.count) == [240])
    #expect(notes.patience(at: 60_000) == nil)
    #expect(worth(&notes, "empty", at: 60_001))
  }

  @Test("A reason that comes slowly is always said, and what is counted is said at the end")
  func slow() {
    var notes = RejectionNotes()
    for n in 0..<40 { #expect(worth(&notes, "empty", at: Int64(n) * 7000)) }
    for _ in 0..<20 { _ = notes.isWorthALine("late", at: 300_000) }
    #expect(notes.due(at: 300_001, isLast: true).map(\.count) == [10])
  }
}
