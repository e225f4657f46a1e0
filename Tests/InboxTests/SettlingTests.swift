import Glibc
import Newsroom
import Testing

@testable import Inbox

@Suite struct SettlingTests {
  private let rejection = Rejection(code: "unknown-format", detail: "It has no \"form\".")

  @Test("A settled file lies under the day of its settling, in UTC")
  func done() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story.xml", "text")
    let claims = inbox.scan(at(0)).claims
    #expect(try inbox.settle(claims.map { ($0, .done) }, now: at(0)).isEmpty)
    #expect(place.names(today) == ["story.xml"])
    #expect(place.names(".claim") == [])
    #expect(try place.text("\(today)/story.xml") == "text")
  }

  @Test("Two files of one name both survive")
  func collision() throws {
    let place = try Place()
    let inbox = try place.inbox()
    var ids: [String] = []
    for text in ["one", "two", "three"] {
      try place.write("story.xml", text)
      let claim = try #require(inbox.scan(at(0)).claims.first)
      ids.append(claim.id)
      try inbox.settle([(claim, .done)], now: at(0))
    }
    #expect(
      Set(place.names(today)) == ["story.xml", "story.\(ids[1]).xml", "story.\(ids[2]).xml"])
    #expect(try place.text("\(today)/story.xml") == "one")
    #expect(try place.text("\(today)/story.\(ids[2]).xml") == "three")
  }

  @Test("A failed file lies beside its reason, and a second of its name too")
  func failed() throws {
    let place = try Place()
    let inbox = try place.inbox()
    var ids: [String] = []
    for text in ["one", "two"] {
      try place.write("story.xml", text)
      let claim = try #require(inbox.scan(at(0)).claims.first)
      ids.append(claim.id)
      try inbox.settle([(claim, .failed(rejection))], now: at(0))
    }
    #expect(
      Set(place.names("_failed")) == [
        "story.xml", "story.xml.reason.json", "story.\(ids[1]).xml",
        "story.\(ids[1]).xml.reason.json",
      ])
    #expect(
      try place.text("_failed/story.xml.reason.json") == """
        {"v":1,"ts":"2026-11-26T04:05:06.000Z","source":"desk","delivery":"\(ids[0])",\
        "name":"story.xml","bytes":3,"code":"unknown-format","detail":"It has no \\"form\\"."}

        """)
  }

  @Test("A reason that a crash left without its file is written anew")
  func orphanReason() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("_failed/story.xml.reason.json", "half a line which is longer than it will be")
    try place.write("story.xml", "text")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    try inbox.settle([(claim, .failed(rejection))], now: at(0))
    #expect(place.names("_failed") == ["story.xml", "story.xml.reason.json"])
    #expect(try place.text("_failed/story.xml.reason.json").hasPrefix("{\"v\":1,"))
  }

  @Test("One file that has gone holds up no other of its batch")
  func gone() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for name in ["a", "b", "c"] { try place.write(name, name) }
    let claims = inbox.scan(at(0)).claims
    place.remove(".claim/" + claims[0].place.printable)
    place.remove(".claim/" + claims[1].place.printable)
    let unsettled = try inbox.settle(
      [(claims[0], .done), (claims[1], .failed(rejection)), (claims[2], .done)], now: at(0))
    #expect(unsettled.map(\.claim.name) == ["a", "b"])
    #expect(unsettled.map(\.error.code) == [.unsettled, .unsettled])
    #expect(place.names(today) == ["c"])
    #expect(place.names("_failed") == [])
  }

  @Test("What cannot be put away is said, stays claimed, and is put away once that works")
  func putAwayLater() throws {
    let place = try Place()
    let inbox = try place.inbox()
    // Where the year's directory would be made.
    try place.write("_done/2026", "")
    for name in ["a", "b"] { try place.write(name, name) }
    let claims = inbox.scan(at(0)).claims
    let unsettled = try inbox.settle(
      [(claims[0], .done), (claims[1], .failed(rejection))], now: at(0))
    #expect(unsettled.map(\.claim.name) == ["a"])
    #expect(inbox.scan(at(1)).degraded.map(\.code) == ["inbox-unsettled"])
    #expect(place.names(".claim").count == 1)
    place.remove("_done/2026")
    #expect(inbox.scan(at(2)).degraded.isEmpty)
    #expect(place.names(".claim") == [])
    #expect(place.names(today) == ["a"])
    #expect(place.names("_failed") == ["b", "b.reason.json"])
  }

  @Test("An inbox that was away for a while is the same, whatever waits in it to be put away")
  func awayWithUnplaced() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("_done/2026", "")
    try place.write("a", "a")
    let claims = inbox.scan(at(0)).claims
    #expect(try inbox.settle(claims.map { ($0, .done) }, now: at(0)).count == 1)
    place.moveAway()
    // Nothing can be put away where the directory of the year cannot be made.
    #expect(
      inbox.scan(at(1)).degraded.map(\.code).sorted() == ["inbox-missing", "inbox-unsettled"])
    place.moveBack()
    try place.write("b", "b")
    let back = inbox.scan(at(60_000))
    #expect(back.degraded.map(\.code) == ["inbox-unsettled"])
    // Not the first one again, which the log has.
    #expect(back.names == ["b"])
    place.remove("_done/2026")
    #expect(inbox.scan(at(60_001)).degraded.isEmpty)
    #expect(place.names(today) == ["a"])
  }

  @Test("A day that was removed under the inbox is made anew")
  func shelfRemoved() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for name in ["a", "b"] {
      try place.write(name, name)
      let claims = inbox.scan(at(0)).claims
      #expect(try inbox.settle(claims.map { ($0, .done) }, now: at(0)).isEmpty)
      #expect(place.names(today) == [name])
      place.remove("\(today)/\(name)")
      unsafe rmdir(place.full(today))
    }
  }

  @Test("Without the flag of rename, link and unlink replace nothing either")
  func linkAndUnlink() throws {
    let place = try Place()
    try place.write("a", "a")
    try place.write("b", "b")
    let directory = try System.openDirectory(BytePath(place.path))
    #expect(throws: Errno(number: EEXIST)) {
      try System.linkAndUnlink(
        BytePath("a"), in: directory, to: BytePath("b"), in: directory)
    }
    #expect(try place.text("b") == "b")
    try System.linkAndUnlink(BytePath("a"), in: directory, to: BytePath("c"), in: directory)
    #expect(place.names() == ["b", "c"])
  }

  @Test("A file given back has its own name again, and is claimed under a new id")
  func givenBack() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story.xml", "text")
    let first = try #require(inbox.scan(at(0)).claims.first)
    #expect(inbox.giveBack([first]).isEmpty)
    #expect(place.dropped == ["story.xml"])
    let second = try #require(inbox.scan(at(0)).claims.first)
    #expect(second.id != first.id)
  }

  @Test("A file given back replaces no later one of its name")
  func givenBackBeside() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story.xml", "old")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    try place.write("story.xml", "new")
    inbox.giveBack([claim])
    #expect(Set(place.dropped) == ["story.xml", "story.\(claim.id).xml"])
    #expect(try place.text("story.xml") == "new")
  }

  @Test("A file given back is marked again")
  func givenBackMarked() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.marker = ".done" }
    try place.write("story.xml", "text")
    try place.write("story.xml.done", "")
    inbox.giveBack(inbox.scan(at(0)).claims)
    #expect(place.dropped == ["story.xml", "story.xml.done"])
    #expect(inbox.scan(at(0)).names == ["story.xml"])
  }

  @Test("A file that was changed or opened after the claim is given back")
  func stillWritten() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story", "text")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    let claimed = ".claim/" + claim.place.printable
    do {
      // As one who had opened it before the rename would.
      let writer = try place.beginWriting(claimed, "text")
      #expect(try Inbox.read(claim).isStillWritten)
      try System.write(Array(", more of it".utf8), to: writer)
    }
    #expect(try Inbox.read(claim).isStillWritten)
    inbox.giveBack([claim])
    let again = try #require(inbox.scan(at(1)).claims.first)
    #expect(try Inbox.read(again).text == "text, more of it")
  }

  @Test("Another file under a claim's name is not taken for it")
  func swapped() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story", "text")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    let claimed = ".claim/" + claim.place.printable
    try place.write("other", "text")
    place.move("other", claimed)
    #expect(try Inbox.read(claim).isStillWritten)
    place.remove(claimed)
    unsafe symlink("/etc/passwd", place.full(claimed))
    #expect(try Inbox.read(claim).isStillWritten)
    place.remove(claimed)
    guard case .vanished = try Inbox.read(claim) else {
      Issue.record("A claim without a file is not vanished.")
      return
    }
  }

  @Test("Days older than the time to keep are deleted, and nothing else")
  func expiry() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.keepDone = .seconds(30 * 86_400) }
    // Now is 26 November, 04:05: 30 days back lies in 27 October.
    for path in [
      "2026/10/26/sports", "2026/10/27", "2026/01/01", "2026/13/01", "notes/01/01",
    ] {
      try System.makeDirectories(
        BytePath("_done/\(path)"), in: System.openDirectory(BytePath(place.path)))
      try place.write("_done/\(path)/story", "text")
    }
    try place.write("_failed/story", "text")
    #expect(inbox.expireDone(now: at(0), limit: 1))
    while inbox.expireDone(now: at(0), limit: 1) {}
    #expect(place.names("_done") == ["2026", "notes"])
    #expect(place.names("_done/2026") == ["10", "13"])
    #expect(place.names("_done/2026/10") == ["27"])
    #expect(place.exists("_failed/story"))
  }

  @Test(
    "A day of a clock that was wrong is kept for as long from when it is met, and goes then",
    arguments: ["1970/01/01", "2000/01/01", "2090/07/04", "2026/11/27"])
  func expiryOfWrongDays(day: String) throws {
    let place = try Place()
    let month = Int64(30 * 86_400_000)
    let path = "_done/\(day)"
    try System.makeDirectories(
      BytePath(path), in: System.openDirectory(BytePath(place.path)))
    for name in ["a", "b", "c"] { try place.write("\(path)/\(name)", "text") }
    // As the clock that was wrong has left it.
    let folder = try System.openDirectory(BytePath(place.full(path)))
    try System.setModified(folder, to: day.hasPrefix("2") ? 4_102_444_800_000 : 3_600_000)
    do {
      let inbox = try place.inbox { $0.keepDone = .seconds(30 * 86_400) }
      // A clock that is not set yet knows no age.
      #expect(!inbox.expireDone(now: Moment(monotonic: 0, wall: 86_400_000)))
      #expect(!inbox.expireDone(now: at(0)))
    }
    let inbox = try place.inbox { $0.keepDone = .seconds(30 * 86_400) }
    #expect(!inbox.expireDone(now: at(month - 1000)))
    #expect(place.names(path) == ["a", "b", "c"])
    // Bit by bit, over which what is left grows no younger; a tomorrow has become a day like others.
    let over = at(month * 2)
    #expect(inbox.expireDone(now: over, limit: 1))
    #expect(inbox.expireDone(now: over, limit: 1))
    while inbox.expireDone(now: over, limit: 1) {}
    #expect(place.names("_done").isEmpty)
  }
}
