import CopyDesk
import Newsroom
import Testing

@Suite("The desk's second step, explicit links")
struct LinkTests {
  private func date(_ minutes: Int64) -> NewsDate { NewsDate(milliseconds: minutes * 60_000) }

  private func linked(
    _ text: String, uri: String?, follows: [String], corrects: Bool = false,
    canceled: Bool = false, title: String = "A title", at: NewsDate? = nil
  ) -> Story {
    var made = story(text, uri: uri, title: title, versionDate: at, canceled: canceled)
    made.follows = follows
    made.isCorrection = corrects
    return made
  }

  @Test("A story that follows another is its update, and bears the chain's names")
  func update() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first words", uri: "urn:a"))
    #expect(
      try desk.take(linked("second words", uri: "urn:b", follows: ["urn:a"]))
        == [.update(seq: 2, of: 1)])
    let record = try desk.stories.records()[1]
    #expect(record["follows"] == .array([.string("urn:a")]))
    #expect(record["prev"] == .number("1") && record["rev"] == .number("2"))
    #expect(record["cluster"] == .number("1"))
  }

  @Test("Any name of a chain leads to its head")
  func names() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first", uri: "urn:a"))
    _ = try desk.take(linked("second", uri: "urn:b", follows: ["urn:a"]))
    _ = try desk.take(linked("third", uri: "urn:c", follows: ["urn:b"]))
    #expect(try desk.take(story("fourth", uri: "urn:a")) == [.update(seq: 4, of: 3)])
    #expect(try desk.take(story("fifth", uri: "urn:b")) == [.update(seq: 5, of: 4)])
    #expect(
      try desk.take(linked("sixth", uri: nil, follows: ["urn:c"])) == [.update(seq: 6, of: 5)])
  }

  @Test("A correction is one, by its own name and by a link; without a story it is a story")
  func correction() throws {
    var desk = TestDesk()
    #expect(
      try desk.take(linked("alone", uri: "urn:z", follows: [], corrects: true))
        == [.story(seq: 1)])
    _ = try desk.take(story("wrong", uri: "urn:a"))
    #expect(
      try desk.take(linked("right", uri: "urn:a", follows: [], corrects: true))
        == [.correction(seq: 3, of: 2)])
    #expect(
      try desk.take(linked("more right", uri: "urn:b", follows: ["urn:a"], corrects: true))
        == [.correction(seq: 4, of: 3)])
  }

  @Test("A correction of the headline alone is one; without a change it is a duplicate")
  func headlineCorrection() throws {
    var desk = TestDesk()
    _ = try desk.take(story("the words", uri: "urn:a"))
    #expect(
      try desk.take(linked("the words", uri: "urn:a", follows: [], corrects: true))
        == [.duplicate(of: 1)])
    #expect(
      try desk.take(
        linked("the words", uri: "urn:a", follows: [], corrects: true, title: "Another"))
        == [.correction(seq: 2, of: 1)])
  }

  @Test("Corrections are not subject to the cap on updates")
  func cap() throws {
    var desk = TestDesk(updatesPerDay: 1)
    _ = try desk.take(story("0", uri: "urn:a"))
    _ = try desk.take(story("1", uri: "urn:a"))
    #expect(try desk.take(story("2", uri: "urn:a")) == [.late(of: 2)])
    #expect(
      try desk.take(linked("3", uri: "urn:a", follows: [], corrects: true))
        == [.correction(seq: 3, of: 2)])
  }

  @Test("What a story follows is late when it comes after it, and its text is kept")
  func late() throws {
    var desk = TestDesk()
    _ = try desk.take(linked("second", uri: "urn:b", follows: ["urn:a"], at: date(20)))
    #expect(
      try desk.take(linked("first", uri: "urn:a", follows: [], at: date(10))) == [.late(of: 1)])
    let sighting = try #require(try desk.sightings.records().first)
    #expect(sighting["reason"] == .string("superseded"))
    #expect(sighting["item"]?["uri"] == .string("urn:a"))
    #expect(
      try desk.take(linked("newest", uri: "urn:a", follows: [], at: date(30)))
        == [.update(seq: 2, of: 1)])
  }

  @Test("A predecessor that comes again by another route is the duplicate of itself")
  func again() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first", uri: "urn:a"))
    _ = try desk.take(linked("second", uri: "urn:b", follows: ["urn:a"]))
    #expect(try desk.take(story("first", uri: "urn:a"), source: "other") == [.duplicate(of: 1)])
    #expect(
      try desk.take(linked("second", uri: "urn:b", follows: ["urn:a"]), source: "other")
        == [.duplicate(of: 2)])
    #expect(desk.stories.lines.count == 2)
    for fromLines in [true, false] {
      var again = desk.restarted(fromLines: fromLines)
      again.desk.forgetUnfinished()
      let link = try again.take(linked("a kill", uri: "urn:a", follows: [], canceled: true))
      #expect(link.first.map { if case .cancel(_, let of) = $0 { of == 2 } else { false } } == true)
      // The logs are shared: what the first restart wrote is not the second's.
      desk.stories.lines.removeLast()
      desk.stories.entries = desk.stories.entries.filter { $0.seq <= 2 }
    }
  }

  @Test("A kill by another name ends the chain, also when it comes first")
  func kill() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first", uri: "urn:a"))
    let kill = linked("kill it", uri: "urn:k", follows: ["urn:a"], canceled: true)
    #expect(try desk.take(kill) == [.cancel(seq: 2, of: 1)])
    #expect(try desk.take(story("more", uri: "urn:a")) == [.late(of: 2)])

    var other = TestDesk()
    #expect(try other.take(kill) == [.cancel(seq: 1, of: nil)])
    #expect(try other.take(story("first", uri: "urn:a")) == [.late(of: 1)])
  }

  @Test("Versions under different names are told apart by date, never by number")
  func versions() throws {
    var desk = TestDesk()
    _ = try desk.take(story("first", uri: "urn:a", version: 7))
    var next = story("second", uri: "urn:b", version: 1)
    next.follows = ["urn:a"]
    #expect(try desk.take(next) == [.update(seq: 2, of: 1)])
  }

  @Test("A story without shared words or address is an update all the same if it says so")
  func declared() throws {
    var desk = TestDesk()
    _ = try desk.take(story("one", uri: "urn:a", url: "https://x.example/1", title: "One"))
    var next = story("two", uri: "urn:b", url: "https://x.example/2", title: "Two")
    next.follows = ["urn:a"]
    #expect(try desk.take(next) == [.update(seq: 2, of: 1)])
  }

  @Test("A chain of many names keeps its line short")
  func manyNames() throws {
    var desk = TestDesk(updatesPerDay: 100)
    _ = try desk.take(story("0", uri: "urn:0"))
    for n in 1...40 {
      let next = linked("\(n)", uri: "urn:\(n)", follows: ["urn:\(n - 1)"])
      #expect(try desk.take(next) == [.update(seq: UInt64(n) + 1, of: UInt64(n))])
    }
    let last = try #require(try desk.stories.records().last)
    #expect(last["follows"]?.arrayValue?.count == 16)
  }

  @Test("The index that a restart builds from the lines links the same", arguments: [true, false])
  func restart(fromLines: Bool) throws {
    var desk = TestDesk()
    _ = try desk.take(story("first", uri: "urn:a"))
    _ = try desk.take(linked("second", uri: "urn:b", follows: ["urn:a"]))
    var again = desk.restarted(fromLines: fromLines)
    #expect(try again.take(story("third", uri: "urn:a")) == [.update(seq: 3, of: 2)])
    #expect(try again.take(story("fourth", uri: "urn:b")) == [.update(seq: 4, of: 3)])
  }

  @Test("One address in two sources ties what has a word in common, and nothing else")
  func placeholder() throws {
    var desk = TestDesk()
    let door = "https://shop.example/door"
    _ = try desk.take(story("a truck is wanted by somebody", url: door, title: "A"), source: "x")
    #expect(
      try desk.take(story("two cats to give away", url: door, title: "B"), source: "y")
        == [.story(seq: 2)])
    // Each goes on showing its own.
    #expect(
      try desk.take(
        story("a truck is wanted by somebody", url: door, title: "A"), route: .feed, source: "x")
        == [.unchanged(of: 1)])
    #expect(
      try desk.take(story("two cats to give away at noon", url: door, title: "C"), source: "z")
        == [.update(seq: 3, of: 2)])
    #expect(
      try desk.take(story("all of it anew", url: door, title: "D"), source: "z")
        == [.update(seq: 4, of: 3)])
  }
}
