import Glibc
import Testing

@testable import Inbox

@Suite struct DirectoryTests {
  @Test("A directory that is not there, or is a file, is an error with a hint")
  func missing() throws {
    let place = try Place()
    try place.write("file", "text")
    for (path, code) in [("none", InboxError.Code.missing), ("file", .notADirectory)] {
      let error = #expect(throws: InboxError.self) {
        try Inbox(InboxSettings(path: place.full(path), source: "desk"))
      }
      #expect(error?.code == code)
      #expect(error?.hint.isEmpty == false)
    }
  }

  @Test("Files of sub-directories are claimed, and kept apart in done")
  func subdirectories() throws {
    let place = try Place()
    let inbox = try place.inbox { $0.sources = ["sports": "Sports"] }
    place.makeDirectory("sports")
    place.makeDirectory(".hidden")
    place.makeDirectory("half.tmp")
    for name in ["a", "sports/a", ".hidden/a", "half.tmp/a"] { try place.write(name, name) }
    let claims = inbox.scan(at(0)).claims
    #expect(Set(claims.map { [$0.name, $0.source] }) == [["a", "desk"], ["sports/a", "Sports"]])
    #expect(Set(try claims.map { try Inbox.read($0).text }) == ["a", "sports/a"])
    try inbox.settle(claims.map { ($0, .done) }, now: at(0))
    #expect(place.names(today) == ["a", "sports"])
    #expect(place.names("\(today)/sports") == ["a"])
  }

  @Test("A file goes back into a sub-directory that was removed meanwhile")
  func subdirectoryRemoved() throws {
    let place = try Place()
    let inbox = try place.inbox()
    place.makeDirectory("sports")
    try place.write("sports/a", "text")
    let claims = inbox.scan(at(0)).claims
    try #require(unsafe rmdir(place.full("sports")) == 0)
    #expect(inbox.giveBack(claims).isEmpty)
    #expect(place.names("sports") == ["a"])
  }

  @Test("What the inbox keeps inside is never scanned")
  func ownDirectories() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("_done/a", "text")
    try place.write("_failed/a", "text")
    let scan = inbox.scan(at(0))
    #expect(scan.claims.isEmpty)
    #expect(scan.waiting == 0)
  }

  @Test("A directory in which nothing can be renamed is degraded, left alone, and tried again")
  func readOnly() throws {
    let place = try Place()
    try place.write("story", "text")
    unsafe chmod(place.path, 0o555)
    let path = place.path
    let seen = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      let first = inbox.scan(at(0))
      unsafe chmod(path, 0o777)
      return [first]
    }
    guard let seen else { return }
    #expect(seen[0].claims.isEmpty)
    #expect(seen[0].degraded.map(\.code) == ["inbox-not-renamable"])
    #expect(seen[0].nextCheck == .seconds(30))
    #expect(place.dropped == ["story"])
  }

  @Test("A degraded inbox goes on by itself when it can")
  func healed() throws {
    let place = try Place()
    try place.write("story", "text")
    // A file where a directory must be: this stops root too.
    try place.write("_done", "")
    let error = #expect(throws: InboxError.self) { try place.inbox() }
    #expect(error?.code == .notADirectory)
    place.remove("_done")
    let inbox = try place.inbox()
    place.moveAway()
    #expect(inbox.scan(at(0)).degraded.map(\.code) == ["inbox-missing"])
    #expect(inbox.scan(at(1000)).degraded.map(\.code) == ["inbox-missing"])
    place.moveBack()
    let healed = inbox.scan(at(30_000))
    #expect(healed.degraded.isEmpty)
    #expect(healed.names == ["story"])
  }

  @Test("A sub-directory in which nothing can be renamed does not stop the rest")
  func readOnlySubdirectory() throws {
    let place = try Place()
    unsafe chmod(place.path, 0o777)
    place.makeDirectory("locked")
    try place.write("locked/a", "text")
    try place.write("b", "text")
    let path = place.path
    let scan = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      _ = inbox.scan(at(0))
      return inbox.scan(at(2000))
    }
    guard let scan else { return }
    #expect(scan.names == ["b"])
    #expect(scan.degraded.map(\.code) == ["not-renamable"])
    #expect(place.exists("locked/a"))
  }

  @Test("In a sticky directory others' files stay, one's own are taken, and it is said")
  func sticky() throws {
    let place = try Place()
    unsafe chmod(place.path, 0o1777)
    try place.write("root", "text")
    let path = place.path
    let seen = try asNobody {
      let inbox = try Inbox(InboxSettings(path: path, source: "desk", pollingOnly: true))
      _ = try System.makeFile(
        BytePath("own"), in: System.openDirectory(BytePath(path)), exclusive: true)
      _ = inbox.scan(at(0))
      return [inbox.scan(at(2000)), inbox.scan(at(3000))]
    }
    guard let seen else { return }
    #expect(seen.map(\.names) == [["own"], []])
    #expect(seen.map { $0.degraded.map(\.code) } == [["sticky-directory"], ["sticky-directory"]])
    #expect(seen.map(\.waiting) == [1, 1])
  }

  @Test("A directory that was deleted and made anew is the inbox again")
  func recreated() throws {
    let place = try Place()
    let inbox = try place.inbox()
    try place.write("old", "old")
    let old = inbox.scan(at(0)).claims
    place.moveAway()
    place.makeDirectory("")
    try place.write("new", "new")
    #expect(inbox.scan(at(1)).names == ["new"])
    // A claim of the old directory is settled where it was claimed.
    #expect(try inbox.settle(old.map { ($0, .done) }, now: at(1)).isEmpty)
    #expect(place.exists("../moved/\(today)/old"))
  }

  @Test("A .claim that somebody removed is made anew")
  func claimRemoved() throws {
    let place = try Place()
    let inbox = try place.inbox()
    unsafe rmdir(place.full(".claim"))
    try place.write("story", "text")
    #expect(inbox.scan(at(0)).claims.isEmpty)
    #expect(inbox.scan(at(0)).names == ["story"])
  }

  @Test("File systems of a network are known by their magic numbers")
  func network() {
    #expect([0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546].allSatisfy(Folder.isNetwork))
    // ext4, XFS, btrfs, tmpfs, overlay.
    #expect(
      ![0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630].contains(
        where: Folder.isNetwork))
  }
}
