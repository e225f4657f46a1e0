import Foundation
import Glibc
import Testing

@Suite("An operator's commands", .timeLimit(.minutes(20)))
struct OperatingTests {
  /// What `status --json` says, as far as these tests look at it.
  struct Status: Decodable {
    struct Tally: Decodable {
      let stories: Int
      let rejected: Int
    }
    struct Source: Decodable {
      struct Problem: Decodable { let code: String }
      let name: String
      let kind: String
      let place: String
      let lastArrival: String?
      let waiting: Int
      let failed: Int?
      let today: Tally
      let sinceStart: Tally
      let problems: [Problem]
    }
    struct Log: Decodable {
      let segments: Int
      let lastSeq: Int
      let committed: Int
    }
    struct Configured: Decodable {
      let error: String?
      let restartNeeded: [String]
    }
    let condition: String
    let pid: Int?
    let problems: [String]
    let configuration: Configured
    let sources: [Source]
    let logs: [String: Log]
  }

  static func status(_ room: Room) async throws -> (ending: Child.Ending, status: Status) {
    let outcome = try await room.wireroom("status", "--state", room.state, "--json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let status = try decoder.decode(Status.self, from: Data(outcome.output.utf8))
    return (outcome.ending, status)
  }

  /// What `status` says as soon as something holds: a line is in the log before it is counted.
  static func status(
    _ room: Room, once what: String, _ holds: (Status) -> Bool
  ) async throws -> Status {
    let deadline = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < deadline {
      let status = try await status(room).status
      if holds(status) { return status }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Late(what: what, context: "")
  }

  @Test("status tells of a running daemon, and of its directory when it is gone")
  func status() async throws {
    try await Room.open { room in
      let nothing = try await room.wireroom("status", "--state", room.state)
      #expect(nothing.ending == .exit(66))
      let daemon = try await room.daemon()
      for number in 1...3 { try room.drop("n\(number).txt", Copy.story(number)) }
      try room.drop("no.xml", Copy.noStory(1))
      try await room.eventually("all is settled") { room.pending.isEmpty && !room.failed.isEmpty }

      let (ending, running) = try await Self.status(room)
      #expect(ending == .exit(0))
      #expect(running.condition == "well")
      #expect(running.pid == Int(daemon.pid))
      let desk = try #require(running.sources.first)
      #expect(desk.name == "desk" && desk.kind == "inbox" && desk.place == room.inbox)
      #expect(desk.sinceStart.stories == 3 && desk.sinceStart.rejected == 1)
      #expect(desk.failed == 1 && desk.lastArrival != nil)
      #expect(running.logs["stories"]?.committed == 3)
      #expect(running.logs["sightings"]?.lastSeq == 1)
      let words = try await room.wireroom("status", "--state", room.state)
      #expect(words.output.hasPrefix("wireroom is well\n"))
      #expect(words.output.contains("no.xml: unknown-format"))
      #expect(Files.kind("\(room.state)/control.sock") == S_IFSOCK)

      #expect(try await daemon.stop() == .exit(0))
      #expect(Files.kind("\(room.state)/control.sock") == 0)
      let (end, stopped) = try await Self.status(room)
      #expect(end == .exit(69))
      #expect(stopped.condition == "stopped" && stopped.pid == nil)
      #expect(stopped.logs["stories"]?.lastSeq == 3)
      #expect(stopped.sources.first?.today.stories == 3)
      #expect(stopped.sources.first?.failed == 1)

      // What was counted today is counted on, what is since the start begins anew.
      let second = try await room.daemon()
      let again = try await Self.status(room).status
      #expect(again.sources.first?.today.stories == 3)
      #expect(again.sources.first?.sinceStart.stories == 0)
      #expect(try await second.stop() == .exit(0))
    }
  }

  @Test("status after kill -9 finds no daemon, and the next one answers in its place")
  func killed() async throws {
    try await Room.open { room in
      let first = try await room.daemon()
      first.kill()
      #expect(try await Self.status(room).ending == .exit(69))
      let second = try await room.daemon()
      #expect(try await Self.status(room).status.pid == Int(second.pid))
      #expect(try await second.stop() == .exit(0))
    }
  }

  @Test("status knows what came between the last note and a kill, and so does the next daemon")
  func killedAfterArrivals() async throws {
    try await Room.open { room in
      let first = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try room.drop("no.xml", Copy.noStory(1))
      try await room.eventually("both are settled") { room.done.count + room.failed.count == 2 }
      first.kill()
      let stopped = try await Self.status(room).status
      let desk = try #require(stopped.sources.first)
      #expect(desk.lastArrival != nil)
      #expect(desk.today.stories == 1 && desk.today.rejected == 1)
      let second = try await room.daemon()
      let running = try #require(try await Self.status(room).status.sources.first)
      #expect(running.lastArrival == desk.lastArrival)
      #expect(running.today.stories == 1 && running.sinceStart.stories == 0)
      #expect(try await second.stop() == .exit(0))
    }
  }

  @Test("status says what is the matter with an inbox in which nothing can be renamed")
  func degraded() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      // Its own place gone, and a file there instead: not even root can rename into that.
      try await room.eventually("it is kept") { Files.kind("\(room.inbox)/.claim") == S_IFDIR }
      try Files.rename(room.inbox, "\(room.path)/moved")
      try await room.eventually("the journal says so") {
        daemon.journal.contains("a directory is left alone")
      }
      let (ending, status) = try await Self.status(room)
      #expect(ending == .exit(69))
      #expect(status.condition == "degraded")
      #expect(status.problems.contains { $0.contains(room.inbox) })
      #expect(status.sources.first?.problems.map(\.code) == ["inbox-missing"])
      try Files.rename("\(room.path)/moved", room.inbox)
      try await room.eventually("it is well again") {
        daemon.journal.contains("a directory is well again")
      }
      #expect(try await Self.status(room).ending == .exit(0))
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("trace follows a file, a name, a hash and a seq to the record and to where the file lies")
  func trace() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let daemon = try await room.daemon()
      for number in 1...20 { try room.drop("n\(number).txt", Copy.story(number, paragraphs: 60)) }
      try await room.eventually("all is settled") { room.done.count == 20 }
      try room.drop("copy.txt", Copy.story(7, paragraphs: 60))
      try room.drop("no.xml", Copy.noStory(1))
      try await room.eventually("all is settled") { room.done.count == 21 && !room.failed.isEmpty }
      #expect(Log.segments("\(room.state)/stories").count > 1)
      let line = try #require(try room.stories().first { $0.raw.name == "n7.txt" })
      try Files.write(Copy.story(7, paragraphs: 60), to: "\(room.path)/mine.txt")
      let ways = [
        "\(line.seq)", "n7.txt", "\(room.path)/mine.txt", line.hash.content ?? "",
        line.hash.raw ?? "", line.raw.delivery, line.uri ?? "",
      ]
      for way in ways {
        let told = try await room.wireroom("trace", "--state", room.state, way)
        #expect(told.ending == .exit(0), "\(way): \(told.errors)")
        #expect(told.output.contains("* seq \(line.seq)  story"), "\(way): \(told.output)")
        #expect(told.output.contains("duplicate of \(line.seq), by its content"))
        #expect(told.output.contains("/_done/"))
        #expect(told.output.contains("n7.txt\n") && told.output.contains("copy.txt\n"))
      }
      let refused = try await room.wireroom("trace", "--state", room.state, "no.xml")
      #expect(refused.output.contains("rejected") && refused.output.contains("/_failed/no.xml"))
      let json = try await room.wireroom("trace", "--state", room.state, "--json", "copy.txt")
      #expect(json.lines.count == 2)
      #expect(json.lines.contains { $0.contains(#""log":"sightings","hit":true"#) })
      let unknown = try await room.wireroom("trace", "--state", room.state, "n99.txt")
      #expect(unknown.ending == .exit(66))
      let nowhere = try await room.wireroom("trace", "--state", "\(room.path)/none", "1")
      #expect(nowhere.ending == .exit(66))
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("failed lists, shows, puts back and deletes what became no story")
  func failed() async throws {
    try await Room.open { room in
      try room.drop("a.xml", Copy.noStory(1))
      try room.drop("b.bin", Copy.noise(1))
      try Files.write(
        Array("<payroll/>".utf8), folder: room.inbox,
        name: Array("odd".utf8) + [0xFF, 0x0A, 0x2E, 0x78])
      #expect(try await room.once().ending == .exit(0))
      func failed(_ arguments: String...) async throws -> Outcome {
        try await room.run(Product.binary, ["failed"] + arguments)
      }
      let list = try await failed("list", "--config", room.configuration)
      #expect(list.ending == .exit(0))
      #expect(list.lines.first == "\(room.inbox): 3")
      #expect(list.output.contains("unknown-format  a.xml"))
      #expect(list.output.contains(#"odd\xFF\x0A.x"#))
      let json = try await failed("list", "--inbox", room.inbox, "--json")
      #expect(json.lines.count == 3 && json.output.contains(#""code":"unknown-format""#))

      let shown = try await failed("show", "--inbox", room.inbox, "b.bin")
      #expect(shown.output.contains("reason    unknown-format"))
      #expect(shown.output.contains(#"\x89PNG\x0D"#))
      #expect(!shown.output.utf8.contains { $0 < 0x09 || $0 == 0x1B || $0 == 0x7F })
      #expect(try await failed("show", "--inbox", room.inbox, "c").ending == .exit(66))

      let refused = try await failed("drop", "--inbox", room.inbox, "b.bin")
      #expect(refused.ending == .exit(64))
      #expect(room.failed.contains("b.bin"))
      let dropped = try await failed("drop", "--inbox", room.inbox, "b.bin", "--yes")
      #expect(dropped.ending == .exit(0))
      #expect(!room.failed.contains("b.bin"))
      #expect(!Files.names("\(room.inbox)/_failed").contains("b.bin.reason.json"))

      let back = try await failed(
        "retry", "--config", room.configuration, #"odd\xFF\x0A.x"#, "a.xml", "gone.xml")
      #expect(back.ending == .exit(66))
      #expect(back.errors.contains("gone.xml"))
      #expect(room.failed.isEmpty)
      #expect(Files.names(room.inbox).count { $0 == "a.xml" || $0.hasPrefix("odd") } == 2)
      #expect(try await room.once().ending == .exit(0))
      #expect(room.failed.count == 2)
      #expect(try room.sightings().count == 5)
      let all = try await failed("retry", "--inbox", room.inbox, "--reason", "unknown-format")
      #expect(all.ending == .exit(0), "\(all.errors)")
      #expect(room.failed.isEmpty)
      #expect(try await failed("list", "--inbox", "\(room.path)/none").ending == .exit(66))
      #expect(try await failed("list").ending == .exit(64))
    }
  }

  @Test("check names every mistake, and looks at all that the configuration speaks of")
  func check() async throws {
    try await Room.open { room in
      func check() async throws -> Outcome {
        try await room.wireroom("check", "--config", room.configuration)
      }
      let before = try await check()
      #expect(before.ending == .exit(0), "\(before.errors)")
      #expect(before.errors.contains("not there yet"))
      #expect(Files.names(room.inbox).isEmpty)

      let daemon = try await room.daemon()
      let during = try await check()
      #expect(during.ending == .exit(0), "\(during.errors)")
      #expect(during.errors.contains("process \(daemon.pid) has it"))
      #expect(during.errors.contains("a daemon keeps it now"))
      #expect(try await daemon.stop() == .exit(0))
      let after = try await check()
      #expect(after.ending == .exit(0), "\(after.errors)")
      #expect(after.errors.contains("claimed by rename"))

      try Files.rename(room.inbox, "\(room.path)/moved")
      let missing = try await check()
      #expect(missing.ending == .exit(78))
      #expect(missing.errors.contains("WRONG"))
      try Files.write("state: x\ninbxes: []\nworkers: many\n", to: room.configuration)
      let mistakes = try await check()
      #expect(mistakes.ending == .exit(78))
      #expect(mistakes.errors.contains(":2:1: ") && mistakes.errors.contains(":3:10: "))
    }
  }
}
