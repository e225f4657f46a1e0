import Glibc
import Testing

@Suite("The examples of docs/operating.md", .timeLimit(.minutes(20)))
struct BackupTests {
  @Test("A backup of a running log, made again and again, is a whole log that can go on")
  func backup() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let script = try Examples.block(of: "docs/operating.md", "sh", holding: "committed.new")
      let daemon = try await room.daemon()
      for number in 1...200 {
        try room.drop("n\(number).txt", Copy.story(number, paragraphs: 20))
        if number % 10 == 0 { try room.drop("no\(number).xml", Copy.noStory(number)) }
        if number % 40 == 0 {
          let copied = try await room.run("bash", ["-ec", script])
          #expect(copied.ending == .exit(0), "\(copied.errors)")
          try await expectGood(room, "copy-\(number)")
        }
      }
      try await room.eventually("all is settled") { room.pending.isEmpty }
      #expect(try await daemon.stop() == .exit(0))
      #expect(Log.segments("\(room.state)/stories").count > 3)
      #expect(try await room.run("bash", ["-ec", script]).ending == .exit(0))
      let last = try await expectGood(room, "copy-last")
      #expect(last == 200)
    }
  }

  /// Starts on a copy of the backup, takes one more story, proves it. How many there were.
  @discardableResult
  private func expectGood(_ room: Room, _ name: String) async throws -> Int {
    let place = "\(room.path)/\(name)"
    let configuration = "\(place).yaml"
    _ = try await room.run("cp", ["-a", "\(room.path)/backup", place])
    try Files.makeFolder("\(place)-inbox")
    try Files.write(Copy.story(5000), to: "\(place)-inbox/extra.txt")
    try Files.write(
      "state: \(place)\ninboxes:\n  - name: copy\n    path: \(place)-inbox\n    settle: 100ms\n",
      to: configuration)
    let run = try await room.wireroom("run", "--config", configuration, "--once")
    #expect(run.ending == .exit(0), "\(run.errors)")
    let verified = try await room.wireroom("verify", "--state", place)
    #expect(verified.ending == .exit(0), "\(verified.errors)")
    let lines = try Log.lines("\(place)/stories")
    #expect(lines.last?.raw.name == "extra.txt")
    return lines.count - 1
  }

  @Test("The question whether a source has gone silent is answered by its exit status")
  func silence() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      let script = try Examples.block(of: "docs/operating.md", "sh", holding: "jq -e")
        .replacing("/var/lib/wireroom", with: room.state).replacing("agency\"", with: "desk\"")
      #expect(try await room.run("bash", ["-c", script]).ending == .exit(1))
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("it is taken") { room.done == ["one.txt"] }
      let outcome = try await room.run("bash", ["-c", script])
      #expect(outcome.ending == .exit(0), "\(outcome.errors)")
      #expect(try await daemon.stop() == .exit(0))
    }
  }
}
