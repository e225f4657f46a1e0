import Glibc
import Newsroom
import Testing

@testable import Inbox

@Suite struct CompletenessTests {
  @Test("A file that nobody writes is claimed at the first look")
  func ready() throws {
    let place = try Place()
    try place.write("story.xml", "<story/>")
    let scan = try place.inbox().scan(at(0))
    let claim = try #require(scan.claims.first)
    #expect(scan.names == ["story.xml"])
    #expect(claim.source == "desk")
    #expect(place.dropped == [])
    #expect(place.names(".claim") == ["\(claim.id).story.xml"])
    #expect(try Inbox.read(claim).text == "<story/>")
  }

  @Test("A file that a writer holds open waits, however long, and is taken once it is closed")
  func halfWritten() throws {
    let place = try Place()
    let inbox = try place.inbox()
    do {
      let writer = try place.beginWriting("story.txt", "half")
      for time: Int64 in [0, 2500, 600_000] {
        let scan = inbox.scan(at(time))
        #expect(scan.claims.isEmpty)
        #expect(scan.waiting == 1)
        #expect(try #require(scan.nextCheck) <= .seconds(30))
      }
      try System.write(Array(" and whole".utf8), to: writer)
    }
    let claim = try #require(inbox.scan(at(600_001)).claims.first)
    #expect(try Inbox.read(claim).text == "half and whole")
  }

  @Test("A writer is seen even after the file was renamed into place")
  func renamedWhileWritten() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try withExtendedLifetime(place.beginWriting("story.part", "half")) {
      place.move("story.part", "story.txt")
      #expect(inbox.scan(at(0)).waiting == 1)
    }
    #expect(inbox.scan(at(1)).names == ["story.txt"])
  }

  @Test(
    "Dotfiles and unfinished names are not looked at",
    arguments: [
      ".story.xml", "story.part", "story.filepart", "story.tmp", "story.xml~",
    ])
  func ignored(name: String) throws {
    let place = try Place()
    try place.write(name, "text")
    let scan = try place.inbox().scan(at(0))
    #expect(scan.claims.isEmpty)
    #expect(scan.waiting == 0)
    #expect(place.dropped == [name])
  }

  @Test("Without a lease a file is taken when it stood unchanged for the settle time")
  func settles() throws {
    let place = try Place()
    let inbox = try place.inbox()
    inbox.leaseForTests = { .unavailable }
    try place.write("story.txt", "one")
    #expect(inbox.scan(at(0)).nextCheck == .seconds(2))
    #expect(inbox.scan(at(1999)).nextCheck == .milliseconds(1))
    try place.write("story.txt", "one more")
    #expect(inbox.scan(at(2001)).waiting == 1)
    #expect(inbox.scan(at(4000)).waiting == 1)
    #expect(inbox.scan(at(9000)).names == ["story.txt"])
  }

  @Test("An empty file is given time to be written, then claimed and found empty")
  func empty() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story.txt", "")
    #expect(inbox.scan(at(0)).waiting == 1)
    #expect(inbox.scan(at(1999)).waiting == 1)
    let claim = try #require(inbox.scan(at(2000)).claims.first)
    #expect(try Inbox.read(claim).code == "empty")
  }

  @Test("A file over the cap is claimed and found oversized; one of exactly the cap is read")
  func oversized() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.maxBytes = 4 }
    try place.write("a", "12345")
    try place.write("b", "1234")
    let claims = inbox.scan(at(0)).claims
    #expect(try claims.map { try Inbox.read($0).code } == ["oversized", nil])
    #expect(try claims.map { try Inbox.read($0).text } == [nil, "1234"])
  }

  @Test("One file that cannot be taken holds up no other")
  func othersGoOn() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try withExtendedLifetime(place.beginWriting("0-written", "half")) {
      try place.write("1-empty", "")
      unsafe mkfifo(place.full("2-fifo"), 0o600)
      try place.write("3-story", "text")
      let scan = inbox.scan(at(0))
      #expect(scan.names == ["3-story"])
      #expect(scan.waiting == 2)
      #expect(scan.codes == ["fifo"])
    }
  }

  @Test("Files are claimed in the order of their times, then of their names")
  func order() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for (name, seconds) in [("b", 20), ("a", 20), ("c", 10)] {
      try place.write(name, "text")
      let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
      unsafe utimensat(AT_FDCWD, place.full(name), times, 0)
    }
    #expect(inbox.scan(at(0)).names == ["c", "a", "b"])
  }

  @Test("A limit is kept, and the next scan goes on from there")
  func limit() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for n in 0..<10 { try place.write("story-\(n)", "text") }
    var seen: [String] = []
    for expected in [4, 4, 2] {
      let scan = inbox.scan(limit: 4, now: at(0))
      #expect(scan.claims.count == expected)
      #expect(scan.more == (expected == 4))
      seen += scan.names
    }
    #expect(Set(seen).count == 10)
    #expect(inbox.scan(limit: 0, now: at(0)).claims.isEmpty)
  }

  @Test("With a marker only a marked file is ready, and its marker goes with it")
  func marker() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.marker = ".done" }
    try place.write("a.xml", "text")
    try place.write("b.xml", "text")
    try place.write("b.xml.done", "")
    try place.write("orphan.done", "")
    let scan = inbox.scan(at(0))
    #expect(scan.names == ["b.xml"])
    #expect(scan.waiting == 1)
    #expect(place.dropped == ["a.xml", "orphan.done"])
    try place.write("a.xml.done", "")
    #expect(inbox.scan(at(0)).names == ["a.xml"])
  }

  @Test("A marker speaks for a file that no lease can be had for, and for an empty one")
  func markerSuffices() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.marker = ".done" }
    inbox.leaseForTests = { .unavailable }
    for name in ["a", "a.done", "b.done"] { try place.write(name, "") }
    try place.write("b", "text")
    #expect(Set(inbox.scan(at(0)).names) == ["a", "b"])
  }

  @Test("A marker does not help while a writer has the file open")
  func markerTooEarly() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.marker = ".done" }
    try place.write("a.done", "")
    try withExtendedLifetime(place.beginWriting("a", "half")) {
      #expect(inbox.scan(at(0)).waiting == 1)
    }
    #expect(inbox.scan(at(1)).names == ["a"])
  }

  @Test("A lease is not kept: none of this process is in /proc/locks after a scan")
  func leaseReleased() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("story", "text")
    let inode = try #require(place.facts("story")?.identity.inode)
    let file = try System.openFile(
      BytePath("story"), in: System.openDirectory(BytePath(place.path)))
    #expect(Lease.take(file) == .granted)
    // That the test can see one at all.
    #expect(try leases(of: inode) == 1)
    _ = consume file
    #expect(inbox.scan(at(0)).names == ["story"])
    #expect(try leases(of: inode) == 0)
  }

  private func leases(of inode: UInt64) throws -> Int {
    let file = try System.openFile(
      BytePath("locks"), in: System.openDirectory(BytePath("/proc")))
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      count = unsafe (try? System.read(file, into: buffer)) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .count { $0.contains("LEASE") && $0.contains(":\(inode) ") }
  }

  @Test("A writer who opens a leased file does no harm to the process")
  func brokenLease() throws {
    let place = try Place()
    try place.write("story", "text")
    let file = try System.openFile(
      BytePath("story"), in: System.openDirectory(BytePath(place.path)))
    #expect(Lease.take(file) == .granted)
    // Non-blocking: the kernel signals the holder, and does not make this thread wait for it.
    let writer = unsafe open(place.full("story"), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    #expect(writer < 0 && errno == EWOULDBLOCK)
  }

  @Test("Another user's file settles where the capability for a lease is not there")
  func otherOwner() throws {
    let place = try Place()
    unsafe chmod(place.path, 0o777)
    try place.write("story", "text")
    let path = place.path
    let seen = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      return [inbox.scan(at(0)), inbox.scan(at(1000)), inbox.scan(at(2000))].map(\.claims.count)
    }
    guard let seen else { return }
    #expect(seen == [0, 0, 1])
  }
}

@Suite struct ManyFilesTests {
  @Test("Ten thousand files are claimed under as many ids")
  func many() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for n in 0..<10_000 { unsafe mknod(place.full("story-\(n)"), S_IFREG | 0o644, 0) }
    // Empty ones wait; so all are remembered, and all become ready together.
    var scan = inbox.scan(at(0))
    while scan.more { scan = inbox.scan(at(0)) }
    #expect(scan.waiting == 10_000)
    var ids: Set<String> = []
    repeat {
      scan = inbox.scan(limit: 3000, now: at(2000))
      ids.formUnion(scan.claims.map(\.id))
    } while scan.more
    #expect(ids.count == 10_000)
    #expect(ids.allSatisfy { DeliveryID.isValid($0) })
    #expect(scan.waiting == 0)
  }
}
