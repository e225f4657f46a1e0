import Digests
import Glibc
import Newsroom
import Testing

@Suite("A file dropped into the inbox", .timeLimit(.minutes(20)))
struct DropTests {
  @Test("becomes one line, lies in _done, and the daemon ends with 0 on SIGTERM")
  func oneFile() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      let text = Copy.story(1)
      try room.drop("one.txt", text)
      try await room.eventually("the file is settled") { room.done == ["one.txt"] }
      #expect(try await daemon.stop() == .exit(0))

      let line = try #require(try room.stories().first)
      #expect(try room.stories().count == 1)
      #expect(try room.sightings().isEmpty)
      #expect(line.kind == "story")
      #expect(line.seq == 1)
      #expect(line.source == "desk")
      #expect(line.headline == Copy.headline(1))
      #expect(line.raw.name == "one.txt")
      #expect(line.raw.bytes == text.utf8.count)
      #expect(line.hash.raw == digest(Array(text.utf8)))
      #expect(room.pending.isEmpty)
      try Log.prove("\(room.state)/stories")
      // The file to tail is the segment itself, by another name.
      let tail = try Files.facts("\(room.state)/stories.jsonl")
      #expect(try Files.facts(try #require(Log.segments("\(room.state)/stories").last)) == tail)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("stays unseen for as long as its name says that it is not whole")
  func ignoredNames() async throws {
    try await Room.open { room in
      let names = [".hidden.txt", "a.part", "b.filepart", "c.tmp", "d.txt~"]
      for name in names { try Files.write(Copy.story(1), to: "\(room.inbox)/\(name)") }
      try room.drop("seen.txt", Copy.story(2))
      #expect(try await room.once().ending == .exit(0))
      #expect(try room.stories().map(\.raw.name) == ["seen.txt"])
      #expect(room.pending == names)
    }
  }

  @Test("waits for its marker, and bears the source of the folder that it lies in")
  func markerAndSources() async throws {
    let keys = ["marker: .done", "sources: {wires/north: north-news}"]
    try await Room.open(keys: keys) { room in
      try Files.makeFolder("\(room.inbox)/wires")
      try Files.makeFolder("\(room.inbox)/wires/north")
      for (number, name) in ["a.txt", "wires/b.txt", "wires/north/c.txt", "d.txt"].enumerated() {
        try room.drop(name, Copy.story(number))
        if name != "d.txt" { try Files.write("", to: "\(room.inbox)/\(name).done") }
      }
      #expect(try await room.once().ending == .exit(0))
      #expect(
        Set(try room.stories().map { "\($0.raw.name ?? "-") \($0.source)" })
          == ["a.txt desk", "wires/b.txt desk", "wires/north/c.txt north-news"])
      #expect(room.pending == ["d.txt"])
      #expect(try room.sightings().isEmpty)
      #expect(Set(room.done) == ["a.txt", "b.txt", "c.txt"])
    }
  }

  @Test("finds its inbox again after that was removed and made anew")
  func inboxRemoved() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      _ = try await room.run("rm", ["-rf", room.inbox])
      try await room.eventually("the journal says so") {
        daemon.journal.contains("reason=inbox-missing")
      }
      #expect(daemon.isRunning)
      try Files.makeFolder(room.inbox)
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("it is settled") { room.done == ["one.txt"] }
      #expect(try room.stories().count == 1)
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("goes its way among 1,000: corrupt, FIFO, empty, a link out, and one still being written")
  func thousand() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      let slowText = Array(Copy.story(5000, paragraphs: 12).utf8)
      let slow = try Files.Writing("\(room.inbox)/slow.txt")
      try slow.append(Array(slowText[..<400]))

      let start = ContinuousClock.now
      let outside = "\(room.path)/outside.txt"
      try Files.write(Copy.story(6000), to: outside)
      let good = 995
      for number in 1...good {
        switch number {
        case 200: try room.drop("corrupt.xml", Copy.noise(1))
        case 400: #expect(unsafe mkfifo("\(room.inbox)/fifo.txt", 0o644) == 0)
        case 600: try room.drop("empty.txt", "")
        case 800: #expect(unsafe symlink(outside, "\(room.inbox)/link.txt") == 0)
        default: break
        }
        // By turns as it should be done, and straight into the inbox.
        if number % 2 == 0 {
          try room.drop("n\(number).txt", Copy.story(number))
        } else {
          try Files.write(Copy.story(number), to: "\(room.inbox)/n\(number).txt")
        }
      }
      try await room.eventually("every good file is a line") {
        Log.count("\(room.state)/stories") >= good
      }
      print("1,000 files dropped and in the log after \(ContinuousClock.now - start)")
      try await room.eventually("each of the others is sighted") {
        Log.count("\(room.state)/sightings") >= 4
      }

      // Five seconds of writing, in pieces.
      for piece in 1...5 {
        try await Task.sleep(for: .seconds(1) - .milliseconds(piece))
        try slow.append(Array(slowText[(400 * piece)..<min(slowText.count, 400 * (piece + 1))]))
        #expect(Files.kind("\(room.inbox)/slow.txt") == S_IFREG, "taken while it was written")
      }
      try slow.append(Array(slowText[2400...]))
      #expect(Log.count("\(room.state)/stories") == good)
      slow.close()
      try await finish(room, daemon, slow: slowText, good: good)
    }
  }

  /// The slow file is closed by now.
  private func finish(
    _ room: Room, _ daemon: Child, slow: [UInt8], good: Int
  ) async throws {
    try await room.eventually("the slow file is a line") {
      Log.count("\(room.state)/stories") > good
    }
    try await room.eventually("nothing is pending") { room.pending.isEmpty }
    #expect(try await daemon.stop() == .exit(0))

    let lines = try room.stories()
    let names = (1...good).map { "n\($0).txt" } + ["slow.txt"]
    #expect(lines.count == names.count)
    #expect(Set(lines.compactMap(\.raw.name)) == Set(names))
    let whole = try #require(lines.first { $0.raw.name == "slow.txt" })
    #expect(whole.raw.bytes == slow.count)
    #expect(whole.hash.raw == digest(slow))

    let reasons = Dictionary(
      try room.sightings().map { ($0.raw.name ?? "-", $0.reason ?? "-") }, uniquingKeysWith: +)
    #expect(
      reasons == [
        "corrupt.xml": "unknown-format", "empty.txt": "empty", "fifo.txt": "fifo",
        "link.txt": "symbolic-link",
      ])
    #expect(Set(room.failed) == ["corrupt.xml", "empty.txt"])
    #expect(Files.kind("\(room.inbox)/fifo.txt") == S_IFIFO)
    #expect(Files.kind("\(room.inbox)/link.txt") == S_IFLNK)
    #expect(try await room.verify().ending == .exit(0))
  }
}

/// `sha256:<hex>`, as a record has it.
func digest(_ bytes: [UInt8]) -> String {
  var hex: [UInt8] = []
  SHA256.digest(of: bytes).appendHex(to: &hex)
  return "sha256:" + String(decoding: hex, as: UTF8.self)
}
