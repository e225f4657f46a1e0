import Testing

@Suite("The examples of docs/consuming.md", .timeLimit(.minutes(20)))
struct ConsumingTests {
  private func example(_ language: String, holding mark: String) throws -> String {
    try Examples.block(of: "docs/consuming.md", language, holding: mark)
  }

  /// Two segments, then as many lines as asked for.
  private func makeLog(_ room: Room, _ runs: Int = 2) async throws -> [Line] {
    for run in 0..<runs {
      for number in 1...4 {
        try room.drop("n\(number).txt", Copy.story(run * 4 + number, paragraphs: 80))
      }
      #expect(try await room.once().ending == .exit(0))
    }
    return try room.stories()
  }

  private func open(_ body: (Room, [Line]) async throws -> Void) async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let lines = try await makeLog(room)
      try #require(lines.count == 8 && Log.segments("\(room.state)/stories").count > 1)
      try await body(room, lines)
    }
  }

  @Test("in a shell with a cursor: each record once, over two runs")
  func shell() async throws {
    try await open { room, lines in
      let script = try example("sh", holding: "cursor.new")
      let first = try await room.run("bash", ["-c", script])
      #expect(first.output == lines.map { "\($0.seq) \($0.headline ?? "")\n" }.joined())
      #expect(try Files.text("\(room.path)/cursor") == "8\n")
      try room.drop("more.txt", Copy.story(9))
      #expect(try await room.once().ending == .exit(0))
      let second = try await room.run("bash", ["-c", script])
      #expect(second.output == "9 \(Copy.headline(9))\n")
    }
  }

  @Test("in a shell without one: tail -F and jq")
  func tail() async throws {
    try await Room.open { room in
      let lines = try await makeLog(room, 1)
      let script = try example("sh", holding: "tail -n +1 -F").replacing(
        "jq -r", with: "jq --unbuffered -r")
      let reader = try room.start("bash", ["-c", script])
      let wanted = lines.map { "\($0.seq)\tstory\t\($0.headline ?? "")\n" }.joined()
      try await room.eventually("it shows the log") { reader.output == wanted }
    }
  }

  @Test("with jq: the latest of each story, the text of one, what was rejected today")
  func jq() async throws {
    try await open { room, lines in
      try room.drop("no.xml", Copy.noStory(1))
      #expect(try await room.once().ending == .exit(0))
      func run(_ mark: String) async throws -> Outcome {
        let outcome = try await room.run("bash", ["-c", try example("sh", holding: mark)])
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
        return outcome
      }
      let latest = try await run("reduce inputs")
      #expect(
        Set(latest.lines.map(String.init))
          == Set(lines.map { "\($0.seq) rev 1: \($0.headline ?? "")" }))
      let second = try #require(lines.first { $0.seq == 2 })
      #expect(try await run("head -n 1").output.contains("with the number"))
      #expect(second.headline != nil)
      #expect(try await run("--arg day").output.hasPrefix("unknown-format\tno.xml\t"))
    }
  }

  @Test("in Python with our program: goes on from its cursor")
  func python() async throws {
    try await open { room, lines in
      let script = try example("python", holding: "subprocess")
      try Files.write("5", to: "\(room.path)/cursor")
      let reader = try room.start("python3", ["-c", script])
      let wanted = lines.dropFirst(5).map { "\($0.seq) story \($0.headline ?? "")\n" }.joined()
      try await room.eventually("it shows the rest") { reader.output == wanted }
      try await room.eventually("the cursor is kept") {
        try Files.text("\(room.path)/cursor") == "8"
      }
    }
  }

  @Test("in Python without it: follows over rolls, no further than committed")
  func pythonAlone() async throws {
    try await open { room, lines in
      let reader = try room.start(
        "python3", ["-c", try example("python", holding: "def committed")])
      func wanted(_ lines: [Line]) -> String {
        lines.map { "\($0.seq) \($0.headline ?? "")\n" }.joined()
      }
      try await room.eventually("it shows the log") { reader.output == wanted(lines) }
      // A whole line that was written and never committed is not shown; recovery may take it.
      for number in 9...16 { try room.drop("n\(number).txt", Copy.story(number, paragraphs: 80)) }
      #expect(try await room.once().ending == .exit(0))
      let all = try room.stories()
      #expect(all.count == 16)
      try await room.eventually("it follows") { reader.output == wanted(all) }
      let segment = try #require(Log.segments("\(room.state)/stories").last)
      try Files.write(
        try Files.read(segment) + Array(#"{"v":1,"seq":17,"headline":"never"}"#.utf8) + [0x0A],
        to: segment)
      try await Task.sleep(for: .milliseconds(400))
      #expect(reader.isRunning)
      #expect(reader.output == wanted(all))
    }
  }

  @Test("in Python: proves the chain, and notices a changed byte")
  func chain() async throws {
    try await open { room, lines in
      let script = try example("python", holding: "rindex")
      let whole = try await room.run("python3", ["-c", script])
      #expect(whole.output == "whole up to \(lines.count)\n")
      let segment = try #require(Log.segments("\(room.state)/stories").first)
      let text = String(decoding: try Files.read(segment), as: UTF8.self)
      try Files.write(text.replacing("late again", with: "late AGAIN"), to: segment)
      let broken = try await room.run("python3", ["-c", script])
      #expect(broken.ending == .exit(1))
      #expect(broken.errors.contains("the log is damaged at seq 1"))
    }
  }

  @Test("in Node: goes on from its cursor")
  func node() async throws {
    try await open { room, lines in
      guard try await room.run("sh", ["-c", "command -v node"]).ending == .exit(0) else {
        print("skipped: there is no node here to run the example with")
        return
      }
      try Files.write("6", to: "\(room.path)/cursor")
      let reader = try room.start("node", ["-e", try example("js", holding: "createInterface")])
      let wanted = lines.dropFirst(6).map { "\($0.seq) story \($0.headline ?? "")\n" }.joined()
      try await room.eventually("it shows the rest") { reader.output == wanted }
      try await room.eventually("the cursor is kept") {
        try Files.text("\(room.path)/cursor") == "8"
      }
    }
  }
}
