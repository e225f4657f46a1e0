import Glibc
import Testing

@Suite("Starting", .timeLimit(.minutes(20)))
struct StartTests {
  @Test("a second daemon on the same state is told so and ends with 75")
  func second() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      let other = "\(room.path)/other.yaml"
      try Files.write(
        "state: \(room.state)\ninboxes:\n  - {name: other, path: \(room.path)/other}\n", to: other)
      for arguments in [["run", "--config", other], ["run", "--config", other, "--once"]] {
        let outcome = try await room.run(Product.binary, arguments)
        #expect(outcome.ending == .exit(75))
        #expect(outcome.errors.contains("process \(daemon.pid) writes to this state directory"))
        #expect(outcome.errors.contains("\(room.state)/lock"))
      }
      #expect(daemon.isRunning)
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("the first goes on") { room.done == ["one.txt"] }
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("a wrong configuration ends with 78 and names file, line and column of each mistake")
  func configuration() async throws {
    try await Room.open { room in
      try Files.write(
        """
        state: \(room.state)
        inboxes:
          - name: desk
            path: \(room.inbox)
            scan_intervall: 1s
        log:
          roll_size: 3 bananas

        """, to: room.configuration)
      let outcome = try await room.once()
      #expect(outcome.ending == .exit(78))
      #expect(outcome.errors.contains("\(room.configuration):5:5: "))
      #expect(outcome.errors.contains("scan_interval"))
      #expect(outcome.errors.contains("\(room.configuration):7:14: "))
      #expect(Files.kind(room.state) == 0)

      try Files.write("state: [\n", to: room.configuration)
      let broken = try await room.once()
      #expect(broken.ending == .exit(78))
      #expect(broken.errors.contains("\(room.configuration):"))
      let missing = try await room.wireroom("run", "--config", "\(room.path)/nowhere.yaml")
      #expect(missing.ending == .exit(78))
      #expect(missing.errors.contains("nowhere.yaml"))
    }
  }

  @Test("a file where a directory belongs is named, by the start with 73 and by check")
  func fileInTheWay() async throws {
    try await Room.open { room in
      try Files.write("in the way", to: room.state)
      let outcome = try await room.once()
      #expect(outcome.ending == .exit(73))
      #expect(outcome.errors.contains("\(room.state): a directory belongs there, and a file is in"))
      let check = try await room.wireroom("check", "--config", room.configuration)
      #expect(check.ending == .exit(78))
      #expect(check.errors.contains("a file is in the way where a directory belongs"))
    }
  }

  @Test("the environment overrides a key, and a variable that is none is a mistake")
  func environment() async throws {
    try await Room.open { room in
      let elsewhere = "\(room.path)/elsewhere"
      let daemon = try await room.daemon(environment: ["WIREROOM_STATE": elsewhere])
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("it is settled") { room.done == ["one.txt"] }
      #expect(try await daemon.stop() == .exit(0))
      #expect(try Log.lines("\(elsewhere)/stories").count == 1)
      #expect(Files.kind(room.state) == 0)
      let wrong = try await room.run(
        Product.binary, ["run", "--config", room.configuration, "--once"],
        environment: ["WIREROOM_STAET": elsewhere])
      #expect(wrong.ending == .exit(78))
      #expect(wrong.errors.contains("WIREROOM_STAET"))
    }
  }

  @Test("SIGINT ends it as SIGTERM does, with what was taken brought to its end")
  func interrupt() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      for number in 1...200 { try room.drop("n\(number).txt", Copy.story(number)) }
      try await room.eventually("it has begun") { Log.count("\(room.state)/stories") > 0 }
      daemon.send(SIGINT)
      #expect(try await daemon.end() == .exit(0))
      #expect(daemon.journal.contains("notice: stopped: "))
      #expect(Files.walk("\(room.inbox)/.claim").isEmpty)
      #expect(room.pending.count + room.done.count == 200)
      #expect(try room.stories().count == room.done.count)
      #expect(try await room.once().ending == .exit(0))
      #expect(try room.stories().count == 200)
      #expect(try room.sightings().isEmpty)
    }
  }

  @Test("SIGTERM ends it well from the moment at which it is ready, as often as one likes")
  func early() async throws {
    try await Room.open { room in
      for number in 0..<12 {
        let daemon = try await room.daemon()
        for _ in 0...number % 3 { daemon.send(SIGTERM) }
        #expect(try await daemon.end() == .exit(0))
        #expect(daemon.journal.contains("notice: stopped: nothing new"))
      }
    }
  }

  @Test(
    "each command tells its use, with examples and exit status",
    arguments: [
      [], ["run"], ["ingest"], ["parse"], ["inspect"], ["tail"], ["verify"], ["status"],
      ["trace"], ["check"], ["failed"], ["failed", "list"], ["failed", "show"],
      ["failed", "retry"], ["failed", "drop"],
    ])
  func help(command: [String]) async throws {
    try await Room.open { room in
      let outcome = try await room.run(Product.binary, command + ["--help"])
      #expect(outcome.ending == .exit(0))
      #expect(outcome.output.contains("EXAMPLES"))
      #expect(outcome.output.contains("EXIT STATUS"))
      #expect(outcome.output.contains("USAGE: wireroom"))
      let wrong = try await room.run(Product.binary, command + ["--no-such-thing"])
      #expect(wrong.ending == .exit(64))
    }
  }
}
