import Foundation
import Testing

@Suite("Feeds, reloaded and checked", .timeLimit(.minutes(20)))
struct FeedReloadTests {
  private func configure(_ room: Room, _ feeds: [(name: String, url: String)]) throws {
    var text = "state: \(room.state)\ninboxes:\n  - name: desk\n    path: \(room.inbox)\n"
    text += "    settle: 100ms\npolling:\n  host_gap: 0\n"
    if !feeds.isEmpty { text += "feeds:\n" }
    for (name, url) in feeds {
      text += "  - name: \(name)\n    url: \(url)\n    allow: 127.0.0.1\n"
    }
    try Files.write(text, to: room.configuration)
  }

  @Test("A feed that a reload brings is polled and on the status; one that it takes away is not")
  func reload() async throws {
    try await Room.open { room in
      let root = try await room.serveFolder()
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/www/one.rss")
      try Files.write(Copy.feed(2, entries: 2), to: "\(room.path)/www/two.rss")
      try configure(room, [])
      let daemon = try await room.daemon()
      func reload() async throws {
        let words = "is in force "
        let before = daemon.journal.split(separator: "\n").count { $0.contains(words) }
        daemon.send(SIGHUP)
        try await room.eventually("it is in force") {
          daemon.journal.split(separator: "\n").count { $0.contains(words) } > before
        }
      }
      try configure(room, [("first", "\(root)/one.rss")])
      try await reload()
      try await room.eventually("its stories are there") {
        Log.count("\(room.state)/stories") == 3
      }
      try configure(room, [("first", "\(root)/one.rss"), ("second", "\(root)/two.rss")])
      try await reload()
      try await room.eventually("its stories are there") {
        Log.count("\(room.state)/stories") == 5
      }
      let both = try await OperatingTests.status(room, once: "they are counted") { status in
        status.sources.map(\.sinceStart.stories).reduce(0, +) == 5
      }
      #expect(both.sources.map(\.name) == ["desk", "first", "second"])
      #expect(both.sources.map(\.kind) == ["inbox", "feed", "feed"])
      #expect(both.sources.map(\.sinceStart.stories) == [0, 3, 2])
      try configure(room, [("second", "\(root)/two.rss")])
      try await reload()
      let one = try await OperatingTests.status(room).status
      #expect(one.sources.map(\.name) == ["desk", "second"])
      let told = try await room.wireroom(
        "trace", "--state", room.state, "https://news.example/2/1?utm_medium=rss")
      #expect(told.output.contains("* seq 4  story"), "\(told.output)")
      #expect(try await daemon.stop() == .exit(0))
      #expect(try room.stories().map(\.source) == ["first", "first", "first", "second", "second"])
      #expect(try room.sightings().isEmpty)
    }
  }

  @Test("check --poll tries each feed once, says what it is, and keeps nothing")
  func poll() async throws {
    try await Room.open { room in
      let root = try await room.serveFolder()
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/www/one.rss")
      try configure(room, [("good", "\(root)/one.rss")])
      let good = try await room.wireroom("check", "--config", room.configuration, "--poll")
      #expect(good.ending == .exit(0), "\(good.errors)")
      #expect(good.errors.contains("rss, 3 stories, the latest of 2026-11-26T09:15:00Z"))
      #expect(Files.kind(room.state) == 0)
      try configure(room, [("good", "\(root)/one.rss"), ("missing", "\(root)/none.rss")])
      let missing = try await room.wireroom(
        "check", "--config", room.configuration, "--poll", "--quiet")
      #expect(missing.ending == .exit(78))
      #expect(missing.errors.contains("WRONG  missing"))
      #expect(!missing.errors.contains("good"))
    }
  }
}
