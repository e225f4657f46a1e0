import Glibc
import Newsroom
import Testing

@testable import Inbox

@Suite struct LockTests {
  @Test func `the lock of a daemon that was just killed is waited for, but not for ever`() throws {
    let place = try Place()
    let killed = try System.openDirectory(BytePath(place.path))
    let next = try System.openDirectory(BytePath(place.path))
    try #require(flock(killed.raw, LOCK_EX) == 0)
    var pauses = 0
    let isTaken = Folder.lock(next) {
      pauses += 1
      if pauses == 3 { flock(killed.raw, LOCK_UN) }
    }
    #expect(isTaken && pauses == 3)
    pauses = 0
    #expect(!Folder.lock(killed) { pauses += 1 })
    #expect((10...1000).contains(pauses))
  }
}

@Suite struct CrashTests {
  @Test("What lay in .claim is read again under the same id, before anything new")
  func recovered() throws {
    let place = try Place()
    try place.write("a", "one")
    let id = try place.inbox().scan(at(0)).claims.first?.id
    try place.write("b", "two")
    let inbox = try place.inbox()
    let scan = inbox.scan(limit: 1, now: at(10))
    #expect(scan.claims.map(\.id) == [id])
    #expect(scan.more)
    #expect(try Inbox.read(scan.claims[0]).text == "one")
    #expect(inbox.scan(limit: 1, now: at(10)).names == ["b"])
  }

  @Test("What was recovered by hand is not handed out once more by a scan")
  func recoveredOnce() throws {
    let place = try Place()
    try place.write("a", "one")
    _ = try place.inbox().scan(at(0))
    let inbox = try place.inbox()
    #expect(inbox.recover(now: at(1)).count == 1)
    #expect(inbox.scan(at(1)).claims.isEmpty)
  }

  @Test("Sub-directories and sources survive a crash, and .claim is tidied")
  func subdirectories() throws {
    let place = try Place()
    for name in ["sports", "sports/football", "empty"] { place.makeDirectory(name) }
    try place.write("sports/football/a", "text")
    _ = try place.inbox().scan(at(0))
    place.makeDirectory(".claim/empty")
    let inbox = try place.inbox { $0.sources = ["sports": "Sports"] }
    let claim = try #require(inbox.recover(now: at(1)).first)
    #expect(claim.name == "sports/football/a")
    #expect(claim.source == "Sports")
    #expect(place.names(".claim") == ["sports"])
    try inbox.settle([(claim, .done)], now: at(1))
    #expect(place.names("\(today)/sports/football") == ["a"])
    #expect(inbox.recover(now: at(2)).isEmpty)
    #expect(place.names(".claim") == [])
  }

  @Test("A file that somebody put into .claim gets an id, and is a delivery like others")
  func adopted() throws {
    let place = try Place()
    _ = try place.inbox()
    try place.write(".claim/story.xml", "text")
    let claims = try place.inbox().recover(now: at(0))
    #expect(claims.map(\.name) == ["story.xml"])
    #expect(place.names(".claim") == claims.map { "\($0.id).story.xml" })
  }

  @Test("A marker that a crash left behind its claimed file does not vouch for the next one")
  func staleMarker() throws {
    let place = try Place()
    func marked(_ settings: inout InboxSettings) { settings.marker = ".done" }
    try place.write("a", "text")
    try place.write("a.done", "")
    _ = try place.inbox(marked).scan(at(0))
    try place.write("a.done", "")
    let inbox = try place.inbox(marked)
    #expect(inbox.recover(now: at(0)).count == 1)
    #expect(place.dropped == [])
  }

  @Test("A marker whose new file has come already stays")
  func freshMarker() throws {
    let place = try Place()
    func marked(_ settings: inout InboxSettings) { settings.marker = ".done" }
    try place.write("a", "old")
    try place.write("a.done", "")
    _ = try place.inbox(marked).scan(at(0))
    try place.write("a", "new")
    try place.write("a.done", "")
    let inbox = try place.inbox(marked)
    #expect(inbox.recover(now: at(0)).count == 1)
    #expect(inbox.scan(at(0)).names == ["a"])
  }

  @Test("A claim that was moved before the crash is not there to be read again")
  func settledBefore() throws {
    let place = try Place()
    try place.write("a", "text")
    do {
      let inbox = try place.inbox()
      try inbox.settle(inbox.scan(at(0)).claims.map { ($0, .done) }, now: at(0))
    }
    #expect(try place.inbox().recover(now: at(1)).isEmpty)
  }

  @Test("A second process is told that the inbox is in use")
  func inUse() throws {
    let place = try Place()
    let first = try place.inbox()
    let error = #expect(throws: InboxError.self) { try place.inbox() }
    #expect(error?.code == .inUse)
    withExtendedLifetime(first) {}
  }
}
