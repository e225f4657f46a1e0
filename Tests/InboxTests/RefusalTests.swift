import Glibc
import Newsroom
import Testing

@testable import Inbox

@Suite struct RefusalTests {
  @Test("Links, FIFOs and sockets are refused once, and left where they are")
  func strange() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("target.tmp", "text")
    unsafe symlink("target.tmp", place.full("inside"))
    unsafe symlink("/etc/passwd", place.full("outside"))
    unsafe symlink("/tmp", place.full("directory"))
    unsafe mkfifo(place.full("pipe"), 0o600)
    try bindSocket("\(place.path)/socket")
    let scan = inbox.scan(at(0))
    #expect(scan.claims.isEmpty)
    let codes = Dictionary(uniqueKeysWithValues: scan.refusals.map { ($0.name, $0.rejection.code) })
    #expect(
      codes == [
        "inside": "symbolic-link", "outside": "symbolic-link", "directory": "symbolic-link",
        "pipe": "fifo", "socket": "socket",
      ])
    #expect(scan.refusals.allSatisfy { $0.source == "desk" && $0.identity.inode != 0 })
    #expect(inbox.scan(at(1000)).refusals.isEmpty)
    #expect(place.dropped == ["directory", "inside", "outside", "pipe", "socket", "target.tmp"])
  }

  private func bindSocket(_ path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try #require(bytes.count < 100)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let file = Descriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(file.raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0)
  }

  @Test("A device is refused", .enabled(if: geteuid() == 0, "only root may make one"))
  func device() throws {
    let place = try Place()
    // 1, 3 is /dev/null.
    try #require(unsafe mknod(place.full("null"), S_IFCHR | 0o600, 0x103) == 0)
    #expect(try place.inbox().scan(at(0)).codes == ["device"])
  }

  @Test("A FIFO that is written to meanwhile is not refused anew")
  func fifoWritten() throws {
    let place = try Place()
    let inbox = try place.inbox()
    unsafe mkfifo(place.full("pipe"), 0o600)
    #expect(inbox.scan(at(0)).codes == ["fifo"])
    let before = place.facts("pipe")?.changed
    let pipe = Descriptor(unsafe open(place.full("pipe"), O_RDWR | O_CLOEXEC))
    unsafe chmod(place.full("pipe"), 0o644)
    try System.write([1], to: pipe)
    #expect(place.facts("pipe")?.changed != before)
    #expect(inbox.scan(at(1)).refusals.isEmpty)
  }

  @Test("Another FIFO of the same name is refused on its own")
  func fifoReplaced() throws {
    let place = try Place()
    let inbox = try place.inbox()
    unsafe mkfifo(place.full("pipe"), 0o600)
    #expect(inbox.scan(at(0)).codes == ["fifo"])
    unsafe mkfifo(place.full("pipe.tmp"), 0o600)
    place.move("pipe.tmp", "pipe")
    #expect(inbox.scan(at(1)).codes == ["fifo"])
  }

  @Test("A second link has ten seconds to go; then the file is refused once, and left")
  func hardLink() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("a", "text")
    unsafe link(place.full("a"), "\(place.root)/outside")
    for time: Int64 in [0, 5000, 9999] {
      let scan = inbox.scan(at(time))
      #expect(scan.waiting == 1)
      #expect(scan.refusals.isEmpty)
    }
    let scan = inbox.scan(at(10_000))
    #expect(scan.codes == ["hard-link"])
    #expect(scan.claims.isEmpty)
    #expect(inbox.scan(at(20_000)).refusals.isEmpty)
    #expect(place.dropped == ["a"])
  }

  @Test("A delivery by link and unlink is taken as soon as the first name is gone")
  func linkAndUnlink() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("a.tmp", "text")
    unsafe link(place.full("a.tmp"), place.full("a"))
    #expect(inbox.scan(at(0)).waiting == 1)
    place.remove("a.tmp")
    #expect(inbox.scan(at(1)).names == ["a"])
  }

  @Test("A refused link is taken all the same when its other name goes later")
  func hardLinkGone() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("a", "text")
    unsafe link(place.full("a"), place.full("b"))
    _ = inbox.scan(at(0))
    #expect(inbox.scan(at(10_000)).codes == ["hard-link", "hard-link"])
    place.remove("b")
    #expect(inbox.scan(at(10_001)).names == ["a"])
  }

  @Test("An unreadable file is given time, then claimed, and is rejected as unreadable")
  func unreadable() throws {
    let place = try Place()
    unsafe chmod(place.path, 0o777)
    try place.write("secret", "text")
    unsafe chmod(place.full("secret"), 0)
    let path = place.path
    let seen = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      let early = [inbox.scan(at(0)), inbox.scan(at(9999))].map(\.claims.count)
      let claims = inbox.scan(at(10_000)).claims
      let codes = try claims.map { try Inbox.read($0).code ?? "" }
      try inbox.settle(
        claims.map { ($0, .failed(.init(code: "unreadable", detail: "mode"))) }, now: at(0))
      return (early, codes)
    }
    guard let seen else { return }
    #expect(seen.0 == [0, 0])
    #expect(seen.1 == ["unreadable"])
    #expect(place.names("_failed") == ["secret", "secret.reason.json"])
  }

  @Test("An unreadable file that cannot be moved either is refused in place; others go on")
  func unreadableAndStuck() throws {
    let place = try Place()
    unsafe chmod(place.path, 0o1777)
    // The sticky bit, and the directory is not nobody's: nobody may not rename root's file.
    try place.write("secret", "text")
    unsafe chmod(place.full("secret"), 0)
    let path = place.path
    let seen = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      _ = inbox.scan(at(0))
      return [inbox.scan(at(10_000)), inbox.scan(at(60_000))].map(\.codes)
    }
    guard let seen else { return }
    #expect(seen == [["unreadable"], []])
    #expect(place.dropped == ["secret"])
  }

  @Test("A directory deeper than the limit is refused, not silently skipped")
  func tooDeep() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.maxDepth = 1 }
    place.makeDirectory("a")
    place.makeDirectory("a/b")
    try place.write("a/story", "text")
    try place.write("a/b/story", "text")
    let scan = inbox.scan(at(0))
    #expect(scan.names == ["a/story"])
    #expect(scan.refusals.map(\.name) == ["a/b"])
    #expect(scan.codes == ["too-deep"])
  }

  @Test("An inbox inside the inbox is left to itself")
  func nested() throws {
    let place = try Place()
    let inbox = try place.inbox()
    for name in ["sports", "sports/.claim", "sports/_done"] { place.makeDirectory(name) }
    try place.write("sports/_done/old", "text")
    try place.write("sports/new", "text")
    let scan = inbox.scan(at(0))
    #expect(scan.claims.isEmpty)
    #expect(scan.codes == ["nested-inbox"])
  }
}
