import Testing

@testable import Feeds

@Suite("Many feeds in little room")
struct RosterTests {
  @Test("A roster gives what a dictionary gives, whatever comes and goes")
  func roster() {
    var numbers = SeededNumbers(seed: 5)
    var roster = Roster<Int>()
    var truth: [String: Int] = [:]
    for value in 0..<3000 {
      let name = "\(Int(numbers.fraction() * 80))"
      let new = numbers.fraction() < 0.4 ? nil : value
      roster[name] = new
      truth[name] = new
      if value % 50 == 0 {
        #expect(roster.count == truth.count && roster.isEmpty == truth.isEmpty)
        #expect(Set(roster.keys) == Set(truth.keys))
        #expect(roster.values.sorted() == truth.values.sorted())
        #expect((0..<80).allSatisfy { roster["\($0)"] == truth["\($0)"] })
      }
    }
    roster["x"] = 1
    roster["x"]? += 1
    roster["none"]? += 1
    #expect(roster["x"] == 2 && roster["none"] == nil)
  }

  @Test("Terms that are the same are held once, and changed for one feed alone")
  func terms() {
    let first = FeedSettings(name: "a", url: "http://a.example/") {
      $0.proxy = "http://p.example:1"
    }
    var second = FeedSettings(name: "b", url: "http://b.example/") {
      $0.proxy = "http://p.example:1"
    }
    let unshared = second
    second.share(with: first)
    #expect(second == unshared && second.name == "b")
    second.paused = true
    #expect(second.paused && !first.paused && second != unshared)
    var other = FeedSettings(name: "c", url: "http://c.example/")
    other.share(with: first)
    #expect(other.proxy == nil)
  }

  @Test("What a feed's status was is told once, in small lots, and again when it may be another")
  func news() throws {
    var now = Moment(wall: 1_700_000_000_000, steady: 0)
    var rounds = Rounds(settings: PollerSettings(contact: "", spread: .zero))
    rounds.set(
      (0..<5).map { FeedSettings(name: "\($0)", url: "http://h\($0).example/") }, now: now)
    var told: [String] = []
    while case let lot = rounds.news(atMost: 2, now: now), !lot.isEmpty {
      #expect(lot.count <= 2)
      told += lot.map(\.name)
    }
    #expect(told.sorted() == ["0", "1", "2", "3", "4"])
    #expect(rounds.standing == (5, 0))
    let fetches = rounds.next(now: now)
    #expect(rounds.news(atMost: 9, now: now).map(\.state) == Array(repeating: .polling, count: 5))
    now = Moment(wall: now.wall + 100, steady: 100)
    let one = try #require(fetches.first { $0.feed == "3" })
    _ = rounds.answer(one.poll, .success(HTTPResponse(status: 404)), now: now)
    let failing = rounds.news(atMost: 9, now: now)
    #expect(failing.map(\.name) == ["3"] && failing.first?.state == .failing)
    #expect(rounds.standing == (5, 1))
    _ = rounds.pause("3", true, now: now)
    #expect(rounds.news(atMost: 9, now: now).map(\.state) == [.paused])
    #expect(rounds.standing == (4, 0))
    #expect(rounds.news(atMost: 9, now: now).isEmpty)
  }
}
