import Glibc
import Testing

@Suite("A reload by SIGHUP", .timeLimit(.minutes(20)))
struct ReloadTests {
  private func configure(
    _ room: Room, _ inboxes: [(name: String, folder: String)], _ more: String = ""
  )
    throws
  {
    var text = "state: \(room.state)\n\(more)inboxes:\n"
    for (name, folder) in inboxes {
      text += "  - name: \(name)\n    path: \(room.path)/\(folder)\n"
      text += "    scan_interval: 1s\n    settle: 100ms\n"
    }
    try Files.write(text, to: room.configuration)
  }

  private func count(_ child: Child, _ words: String) -> Int {
    child.journal.split(separator: "\n").count { $0.contains(words) }
  }

  /// SIGHUP, and waits until it is in force or refused.
  private func reload(_ room: Room, _ daemon: Child, _ words: String = "is in force ") async throws
  {
    let before = count(daemon, words)
    daemon.send(SIGHUP)
    try await room.eventually("the reload is through: \(words)") {
      if let ending = daemon.ending {
        throw Late(what: "a reload; it ended with \(ending)", context: daemon.journal)
      }
      return count(daemon, words) > before
    }
  }

  @Test("adds, renames and removes inboxes, each file under the name of its time")
  func inboxes() async throws {
    try await Room.open { room in
      try configure(room, [("desk", "inbox")])
      let daemon = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("one is taken") { room.done == ["one.txt"] }

      try configure(room, [("sports", "inbox"), ("wire", "second")])
      try await reload(room, daemon)
      try room.drop("two.txt", Copy.story(2))
      try Files.write(Copy.story(3), to: "\(room.path)/second/three.txt")
      try await room.eventually("both are taken") { Log.count("\(room.state)/stories") == 3 }

      try configure(room, [("wire", "second")])
      try await reload(room, daemon)
      try room.drop("four.txt", Copy.story(4))
      try Files.write(Copy.story(5), to: "\(room.path)/second/five.txt")
      try await room.eventually("one is taken") { Log.count("\(room.state)/stories") == 4 }
      let status = try await OperatingTests.status(room, once: "it is counted") { status in
        status.sources.first?.sinceStart.stories == 2
      }
      #expect(status.sources.map(\.name) == ["wire"])
      #expect(status.sources.first?.sinceStart.stories == 2)
      #expect(room.pending.contains("four.txt"))

      // And back again, in the same process: the folder was let go.
      try configure(room, [("desk", "inbox"), ("wire", "second")])
      try await reload(room, daemon)
      try await room.eventually("what waited is taken") { Log.count("\(room.state)/stories") == 5 }
      try await room.eventually("it is settled") { room.pending.isEmpty }
      #expect(daemon.isRunning)
      #expect(try await daemon.stop() == .exit(0))
      let sources = try room.stories().map { "\($0.raw.name ?? "") \($0.source)" }
      #expect(
        sources.sorted() == [
          "five.txt wire", "four.txt desk", "one.txt desk", "three.txt wire", "two.txt sports",
        ])
      #expect(try room.sightings().isEmpty)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("under load loses nothing and takes nothing twice, however often it comes")
  func underLoad() async throws {
    try await Room.open { room in
      try configure(room, [("desk", "inbox")])
      let daemon = try await room.daemon()
      let files = 600
      for number in 1...files {
        try room.drop("n\(number).txt", Copy.story(number))
        if number % 60 == 0 {
          try configure(room, [(number % 120 == 0 ? "desk" : "night", "inbox")])
          daemon.send(SIGHUP)
        }
      }
      try await room.eventually("all is settled") {
        room.pending.isEmpty && room.done.count == files
      }
      #expect(daemon.isRunning)
      #expect(try await daemon.stop() == .exit(0))
      let lines = try room.stories()
      #expect(lines.count == files)
      #expect(Set(lines.compactMap(\.raw.name)).count == files)
      #expect(try room.sightings().isEmpty)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("with a mistake in the file keeps the old configuration, and says so in journal and status")
  func broken() async throws {
    try await Room.open { room in
      try configure(room, [("desk", "inbox")])
      let daemon = try await room.daemon()
      try Files.write("state: [\n", to: room.configuration)
      try await reload(room, daemon, "the old configuration stays in force")
      #expect(daemon.journal.contains("error: a mistake in the configuration"))
      let (ending, degraded) = try await OperatingTests.status(room)
      #expect(ending == .exit(69))
      #expect(degraded.configuration.error?.contains("\(room.configuration):") == true)
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("the old inbox is kept") { room.done == ["one.txt"] }

      // One that reads well and cannot be had: no folder can be made below a file.
      try Files.write("text", to: "\(room.path)/file")
      try configure(room, [("other", "file/below")])
      try await reload(room, daemon, "the old configuration stays in force")
      try room.drop("two.txt", Copy.story(2))
      try await room.eventually("the old inbox is kept") { room.done.count == 2 }

      try configure(room, [("desk", "inbox")])
      try await reload(room, daemon)
      #expect(try await OperatingTests.status(room).ending == .exit(0))
      #expect(try await daemon.stop() == .exit(0))
      #expect(try room.stories().map(\.source) == ["desk", "desk"])
    }
  }

  @Test("says what waits for a restart, and changes how much the journal says at once")
  func restartNeeded() async throws {
    try await Room.open { room in
      try configure(room, [("desk", "inbox")])
      let daemon = try await room.daemon()
      try configure(
        room, [("desk", "inbox")], "log_level: debug\nlog:\n  roll_size: 128 KiB\n")
      try await reload(room, daemon)
      let (ending, status) = try await OperatingTests.status(room)
      #expect(ending == .exit(0))
      #expect(status.configuration.restartNeeded == ["log"])
      #expect(daemon.journal.contains("waits for a restart keys=log"))
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("the file has a line of its own") {
        daemon.journal.contains("debug: 1 story delivery=")
      }
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test(
    "reads again what a crash has left in an inbox that it brings back, and takes nothing twice")
  func leftovers() async throws {
    try await Room.open { room in
      try configure(room, [("desk", "inbox"), ("wire", "second")])
      let daemon = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try room.drop("no.xml", Copy.noStory(1))
      try await room.eventually("all is settled") { room.done.count == 1 && !room.failed.isEmpty }
      try configure(room, [("wire", "second")])
      try await reload(room, daemon)
      // As a crash between the append and the move would have left them, and one that came before.
      let story = try #require(try room.stories().first)
      let rejection = try #require(try room.sightings().first)
      let done = try #require(Files.walk("\(room.inbox)/_done").first)
      let claim = "\(room.inbox)/.claim"
      try Files.rename(done, "\(claim)/\(story.raw.delivery).one.txt")
      try Files.rename("\(room.inbox)/_failed/no.xml", "\(claim)/\(rejection.raw.delivery).no.xml")
      try Files.write(Copy.story(2), to: "\(claim)/01KB0000000000000000000000.two.txt")
      try configure(room, [("desk", "inbox"), ("wire", "second")])
      try await reload(room, daemon)
      try await room.eventually("all is settled") {
        room.done.count == 2 && room.failed == ["no.xml"] && room.pending.isEmpty
      }
      #expect(try await daemon.stop() == .exit(0))
      #expect(try room.stories().map(\.raw.name) == ["one.txt", "two.txt"])
      #expect(try room.sightings().map(\.raw.name) == ["no.xml"])
    }
  }

  @Test("never kills: not while it starts, and not a run that takes what is pending and ends")
  func neverKills() async throws {
    try await Room.open { room in
      for number in 1...300 { try room.drop("n\(number).txt", Copy.story(number)) }
      let once = try room.start(Product.binary, ["run", "--config", room.configuration, "--once"])
      while once.isRunning {
        // Its first moments are the loader's, before any program could hold the signal back.
        if Files.kind(room.state) == S_IFDIR { once.send(SIGHUP) }
        try await Task.sleep(for: .milliseconds(2))
      }
      #expect(try await once.end() == .exit(0))
      #expect(try room.stories().count == 300)
      _ = try await room.run("rm", ["-r", room.state])
      let daemon = try room.start(Product.binary, ["run", "--config", room.configuration])
      try await room.eventually("it has begun") { Files.kind("\(room.state)/lock") == S_IFREG }
      for _ in 0..<20 {
        daemon.send(SIGHUP)
        try await Task.sleep(for: .milliseconds(5))
      }
      try await room.eventually("it is ready") { daemon.journal.contains("notice: ready") }
      try await reload(room, daemon)
      #expect(try await daemon.stop() == .exit(0))
    }
  }
}
