import Testing

@Suite("Following the log", .timeLimit(.minutes(20)))
struct TailTests {
  /// Lets the log of a room roll `rolls` times, a batch of stories for each, and waits after each
  /// until `seen` has shown all of them.
  private func roll(_ room: Room, times rolls: Int, until seen: (Int) throws -> Bool) async throws {
    var dropped = 0
    while Log.segments("\(room.state)/stories").count <= rolls {
      for _ in 0..<4 {
        dropped += 1
        try room.drop("n\(dropped).txt", Copy.story(dropped, paragraphs: 60))
      }
      try await room.eventually("\(dropped) lines are seen") { try seen(dropped) }
    }
  }

  private func seqs(_ child: Child) -> [Int] {
    child.output.split(separator: "\n").compactMap { Int($0) }
  }

  @Test("`tail -F stories.jsonl | jq` loses nothing over 20 rolls")
  func tailAndJQ() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let daemon = try await room.daemon()
      let reader = try room.start(
        "sh", ["-c", "tail -n +1 -F state/stories.jsonl | jq --unbuffered .seq"])
      try await roll(room, times: 20) { seqs(reader).count >= $0 }
      #expect(try await daemon.stop() == .exit(0))
      #expect(seqs(reader) == Array(1...Log.count("\(room.state)/stories")))
      #expect(Log.segments("\(room.state)/stories").count > 20)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("`wireroom tail -f` goes on across rolls, from any seq")
  func follow() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let daemon = try await room.daemon()
      try room.drop("first.txt", Copy.story(900))
      try await room.eventually("a line is there") { Log.count("\(room.state)/stories") == 1 }
      let follow = ["tail", "--state", room.state, "-f"]
      let whole = try room.start(Product.binary, follow + ["--from", "1"])
      let later = try room.start(Product.binary, follow + ["--from", "7"])
      let fresh = try room.start(Product.binary, follow + ["-n", "0", "--committed"])
      // Where it begins is settled when it begins: not before it has been seen to read.
      let first = try room.start(Product.binary, follow + ["-n", "1"])
      func count(_ child: Child) -> Int { child.output.split(separator: "\n").count }
      try await room.eventually("the readers read") { count(whole) == 1 && count(first) == 1 }
      try await roll(room, times: 5) { count(whole) > $0 && count(first) > $0 }

      let log = try Log.bytes("\(room.state)/stories").map { String(decoding: $0, as: UTF8.self) }
      func expect(_ child: Child, from: Int) async throws {
        let wanted = log.dropFirst(from - 1).joined(separator: "\n") + "\n"
        try await room.eventually("the reader has read all") { child.output.count >= wanted.count }
        #expect(child.output == wanted)
      }
      try await expect(whole, from: 1)
      try await expect(first, from: 1)
      try await expect(later, from: 7)
      #expect(fresh.isRunning)
      #expect(log.joined(separator: "\n").hasSuffix(fresh.output.dropLast()))
      #expect(try await daemon.stop() == .exit(0))
      for child in [whole, later, fresh, first] { #expect(child.isRunning) }
    }
  }

  @Test("`wireroom tail` shows the last ten, the last n, or all from a seq")
  func counts() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      // Three segments and the one at hand.
      for run in 0..<3 {
        for number in 1...5 {
          try room.drop("n\(number).txt", Copy.story(run * 5 + number, paragraphs: 60))
        }
        #expect(try await room.once().ending == .exit(0))
      }
      try room.drop("no.xml", Copy.noStory(1))
      #expect(try await room.once().ending == .exit(0))
      #expect(Log.segments("\(room.state)/stories").count > 2)
      let log = try Log.bytes("\(room.state)/stories").map { String(decoding: $0, as: UTF8.self) }
      #expect(log.count == 15)
      func tail(_ arguments: String...) async throws -> [String] {
        let outcome = try await room.run(
          Product.binary, ["tail", "--state", room.state] + arguments)
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
        return outcome.lines.map(String.init)
      }
      #expect(try await tail() == Array(log.suffix(10)))
      #expect(try await tail("-n", "0") == [])
      #expect(try await tail("-n", "1") == Array(log.suffix(1)))
      #expect(try await tail("-n", "12") == Array(log.suffix(12)))
      #expect(try await tail("-n", "900") == log)
      #expect(try await tail("--committed", "-n", "3") == Array(log.suffix(3)))
      #expect(try await tail("--from", "1") == log)
      #expect(try await tail("--from", "11") == Array(log.dropFirst(10)))
      #expect(try await tail("--from", "16") == [])
      let sightings = try await tail("--sightings")
      #expect(sightings.count == 1)
      #expect(sightings.first?.contains("\"unknown-format\"") == true)

      let both = try await room.wireroom("tail", "--state", room.state, "-n", "1", "--from", "1")
      #expect(both.ending == .exit(64))
      let nowhere = try await room.wireroom("tail", "--state", "\(room.path)/nowhere")
      #expect(nowhere.ending == .exit(66))
      #expect(nowhere.errors.contains("nowhere"))
    }
  }
}
