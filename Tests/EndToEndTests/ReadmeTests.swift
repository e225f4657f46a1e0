import Testing

@Suite("The README's examples", .timeLimit(.minutes(20)))
struct ReadmeTests {
  private func example(_ language: String, holding mark: String) throws -> String {
    try Examples.block(of: "README.md", language, holding: mark)
  }

  private func makeLog(_ room: Room) async throws -> [Line] {
    for number in 1...4 { try room.drop("n\(number).txt", Copy.story(number)) }
    #expect(try await room.once().ending == .exit(0))
    let lines = try room.stories()
    #expect(lines.count == 4)
    return lines
  }

  @Test("for a shell: tail -F and jq show seq, kind and headline")
  func shell() async throws {
    try await Room.open { room in
      let lines = try await makeLog(room)
      let script = try example("sh", holding: "tail -n +1 -F").replacing(
        "jq -r", with: "jq --unbuffered -r")
      let wanted = lines.map { "\($0.seq)\tstory\t\($0.headline ?? "")\n" }.joined()
      let reader = try room.start("bash", ["-c", script])
      try await room.eventually("it shows the log") { reader.output == wanted }
    }
  }

  @Test("for a shell: wireroom tail --from … -f begins where it is told")
  func tail() async throws {
    try await Room.open { room in
      let lines = try await makeLog(room)
      let script = try example("sh", holding: "wireroom tail").replacing("1200", with: "3")
      let reader = try room.start("bash", ["-c", script])
      try await room.eventually("it shows two lines") {
        reader.output.split(separator: "\n").count == 2
      }
      #expect(reader.output.contains("\"seq\":3,"))
      #expect(lines.last?.seq == 4)
    }
  }

  @Test("in Python: seq and headline of each record")
  func python() async throws {
    try await Room.open { room in
      let lines = try await makeLog(room)
      let script = try example("python", holding: "import json")
      let reader = try room.start("python3", ["-c", script])
      let wanted = lines.map { "\($0.seq) \($0.headline ?? "")\n" }.joined()
      try await room.eventually("it shows the log") { reader.output == wanted }
    }
  }

  @Test("with jq alone: the plain text of what is in English")
  func jq() async throws {
    try await Room.open { room in
      _ = try await makeLog(room)
      let script = try example("sh", holding: "startswith(\"en\")")
      let outcome = try await room.run("bash", ["-c", script])
      #expect(outcome.ending == .exit(0), "\(outcome.errors)")
      for number in 1...4 {
        #expect(outcome.output.contains("\(number * 7 + 11) people who had waited for it"))
      }
    }
  }

  @Test("without a daemon: parse, ingest and verify")
  func commands() async throws {
    try await Room.open { room in
      try Files.write(Copy.story(1), to: "\(room.path)/story.txt")
      let script = try example("sh", holding: "wireroom parse")
      for line in script.split(separator: "\n") where !line.contains("wireroom run") {
        let command = String(line).replacing("~/archive", with: "story.txt")
        let outcome = try await room.run("bash", ["-o", "pipefail", "-c", command])
        #expect(outcome.ending == .exit(0), "\(command): \(outcome.errors)")
      }
      #expect(try room.stories().count == 1)
    }
  }
}
