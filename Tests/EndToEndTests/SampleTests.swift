import Foundation
import Testing

@Suite("The samples of this repository", .timeLimit(.minutes(20)))
struct SampleTests {
  @Test("become the stories, updates, duplicates and rejections that they were made for")
  func samples() async throws {
    try await Room.open { room in
      // The mapping that one of them needs.
      let demo = try Files.text("\(Product.root)/config/demo.yaml")
      let mappings = try #require(demo.range(of: "\nmappings:\n"))
      let own = try Files.text(room.configuration)
      try Files.write(own + demo[mappings.lowerBound...], to: room.configuration)
      // The inbox takes the oldest first: in the order of their names.
      for (number, name) in Files.names("\(Product.root)/inbox-samples").enumerated() {
        try room.drop(name, try Files.read("\(Product.root)/inbox-samples/\(name)"))
        try Files.age("\(room.inbox)/\(name)", to: 1_795_000_000 + number * 60)
      }
      #expect(try await room.once().ending == .exit(0))

      let lines = try room.stories()
      let kinds = Dictionary(grouping: lines, by: { $0.raw.name ?? "-" }).mapValues {
        $0.map(\.kind)
      }
      #expect(
        kinds == [
          "01-harbour-strike.txt": ["story"],
          "03-river-level.txt": ["story"],
          "04-council-budget.txt": ["story"],
          "05-hafenstreik-de.txt": ["story"],
          "06-ponts-fr.txt": ["story"],
          "07-morrow-news.rss": ["story", "story", "story"],
          "08-morrow-news-later.rss": ["update"],
          "09-coast-watch.atom": ["story", "story"],
          "10-science-notes.rdf": ["story"],
          "11-unclosed.rss": ["story", "story"],
          "15-norland-wire.newsml-g2.xml": ["story", "story", "story"],
          "16-ferry-route.newsml1.xml": ["story"],
          "17-lighthouse.nitf.xml": ["story"],
          "18-quarry.ninjs1.json": ["story"],
          "19-school-meals.ninjs3.json": ["story"],
          "20-ice-hockey.ap.json": ["story"],
          "21-norland-wire-correction.newsml-g2.xml": ["correction"],
          "22-lighthouse-kill.nitf.xml": ["cancel"],
          "23-two-items.ninjs2.json": ["story", "story"],
          "25-ferry-fares.anpa": ["story"],
          "26-talsperre-7901-de.txt": ["story"],
          "27-vell-trams.zczc": ["story"],
          "28-museum-wing.eml": ["story", "story"],
          "29-lighthouse-cottage.html": ["story"],
          "30-evening-desk.zip": ["story", "story"],
          "31-fjord-stories.xml": ["story", "story"],
        ])
      let update = try #require(lines.first { $0.kind == "update" })
      let first = try #require(lines.first { $0.uri == update.uri })
      #expect(update.prev == first.seq)
      #expect(update.rev == 2)
      for (name, of) in [("21-norland", "15-norland"), ("22-lighthouse", "17-lighthouse")] {
        let later = try #require(lines.first { $0.raw.name?.hasPrefix(name) == true })
        #expect(later.prev == lines.first { $0.raw.name?.hasPrefix(of) == true }?.seq)
        #expect(later.rev == 2)
      }

      let sightings = try room.sightings()
      #expect(
        sightings.map { "\($0.raw.name ?? "-") \($0.kind) \($0.reason ?? $0.by ?? "-")" }.sorted()
          == [
            "02-harbour-strike-second-wire.txt duplicate content",
            "08-morrow-news-later.rss duplicate uri",
            "12-payroll.xml rejected unknown-format",
            "13-empty.txt rejected empty",
            "14-broken-picture.xml rejected unknown-format",
            "30-evening-desk.zip rejected unknown-format",
          ])
      let twin = try #require(sightings.first { $0.raw.name?.hasPrefix("02") == true })
      #expect(twin.of == lines.first { $0.raw.name?.hasPrefix("01") == true }?.seq)

      #expect(room.pending.isEmpty)
      #expect(room.failed == ["12-payroll.xml", "13-empty.txt", "14-broken-picture.xml"])
      for (name, code) in [("12-payroll.xml", "unknown-format"), ("13-empty.txt", "empty")] {
        let reason = try Files.text("\(room.inbox)/_failed/\(name).reason.json")
        #expect(reason.contains("\"\(code)\""), "\(reason)")
      }
      try Log.prove("\(room.state)/stories")
      try Log.prove("\(room.state)/sightings")
      try await secondRun(room)
    }
  }

  /// With nothing new in the inbox, `--once` writes nothing.
  private func secondRun(_ room: Room) async throws {
    let before = try ["stories", "sightings"].map { try Log.bytes("\(room.state)/\($0)") }
    let settled = Files.walk(room.inbox)
    #expect(try await room.once().ending == .exit(0))
    #expect(try ["stories", "sightings"].map { try Log.bytes("\(room.state)/\($0)") } == before)
    #expect(Files.walk(room.inbox) == settled)
    #expect(try await room.verify().ending == .exit(0))
  }
}
