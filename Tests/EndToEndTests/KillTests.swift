import Glibc
import Testing

@Suite("kill -9", .timeLimit(.minutes(20)))
struct KillTests {
  static let kills = 12

  /// Drops files until told to stop; it knows what it has dropped.
  private actor Dropper {
    private(set) var count = 0
    private var stops = false

    func stop() { stops = true }

    func run(_ room: Room) async throws {
      while !stops {
        count += 1
        switch count % 20 {
        case 5: try room.drop("n\(count).rss", Copy.feed(count, entries: 4))
        case 10: try room.drop("n\(count).xml", Copy.noStory(count))
        case 15: try room.drop("n\(count).txt", "")
        default: try room.drop("n\(count).txt", Copy.story(count))
        }
        try await Task.sleep(for: .milliseconds(count % 7))
      }
    }

    /// What must be in the logs: the stories' origins and the names of the rejected.
    var expected: (stories: [String], rejected: [String]) {
      var (stories, rejected) = ([String](), [String]())
      for n in 1...max(1, count) {
        switch n % 20 {
        case 5: stories += (1...4).map { "n\(n).rss#\($0)" }
        case 10: rejected.append("n\(n).xml")
        case 15: rejected.append("n\(n).txt")
        default: stories.append("n\(n).txt#1")
        }
      }
      return (stories.sorted(), rejected.sorted())
    }
  }

  @Test("at any moment under load, each time with a restart: nothing lost, nothing twice")
  func underLoad() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      let dropper = Dropper()
      async let dropping: Void = dropper.run(room)
      for _ in 0..<Self.kills {
        // Any moment at all: while it starts, recovers, reads, writes, rolls or settles.
        let daemon = try room.start(Product.binary, ["run", "--config", room.configuration])
        try await Task.sleep(for: .microseconds(Int.random(in: 1_000...500_000)))
        if let ending = daemon.ending {
          Issue.record("it ended by itself with \(ending): \(daemon.journal)")
        }
        daemon.send(SIGKILL)
        _ = try await daemon.end()
      }
      await dropper.stop()
      try await dropping
      let last = try await room.daemon()
      try await room.eventually("nothing is pending") { room.pending.isEmpty }
      #expect(try await last.stop() == .exit(0))

      let expected = await dropper.expected
      #expect(try room.stories().map(\.origin).sorted() == expected.stories)
      // What was read twice is silent: no duplicate is sighted.
      let sightings = try room.sightings()
      #expect(sightings.filter { $0.kind != "rejected" }.isEmpty)
      #expect(sightings.compactMap(\.raw.name).sorted() == expected.rejected)
      #expect(room.failed.sorted() == expected.rejected)
      #expect(Set(try room.stories().map(\.seq)).count == expected.stories.count)
      try Log.prove("\(room.state)/stories")
      try Log.prove("\(room.state)/sightings")
      let verified = try await room.verify()
      #expect(verified.ending == .exit(0), "\(verified.errors)")
    }
  }
}
