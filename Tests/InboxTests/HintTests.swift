import CPlatform
import Glibc
import Testing

@testable import Inbox

@Suite struct HintTests {
  private func inbox(_ place: Place) throws -> Inbox { try place.inbox { $0.pollingOnly = false } }

  private func event(_ mask: UInt32, watch: Int32 = 1, name: String = "") -> [UInt8] {
    let padded =
      name.isEmpty ? [] : Array(name.utf8) + [UInt8](repeating: 0, count: 16 - name.utf8.count)
    return unsafe [UInt32(bitPattern: watch), mask, 0, UInt32(padded.count)].withUnsafeBytes {
      unsafe Array($0)
    } + padded
  }

  private func gist(_ bytes: [UInt8]) -> Hints.Gist {
    var gist = Hints.Gist()
    Hints.parse(bytes[...], into: &gist)
    return gist
  }

  // Ten seconds are how long a broken test takes, not how long a good one does.

  @Test("A file that is closed wakes the wait")
  func closed() throws {
    let place = try Place()
    let inbox = try inbox(place)
    _ = inbox.scan(at(0))
    try place.write("story", "text")
    #expect(inbox.wait(timeout: .seconds(300), wake: -1) == .hint)
  }

  @Test("A file that is renamed into place wakes the wait")
  func moved() throws {
    let place = try Place()
    let inbox = try inbox(place)
    try place.write("story.tmp", "text")
    _ = inbox.scan(at(0))
    place.move("story.tmp", "story")
    #expect(inbox.wait(timeout: .seconds(300), wake: -1) == .hint)
  }

  @Test("A file in a sub-directory wakes the wait, in a new one too")
  func subdirectory() throws {
    let place = try Place()
    let inbox = try inbox(place)
    _ = inbox.scan(at(0))
    place.makeDirectory("sports")
    #expect(inbox.wait(timeout: .seconds(300), wake: -1) == .hint)
    _ = inbox.scan(at(0))
    try place.write("sports/story", "text")
    #expect(inbox.wait(timeout: .seconds(300), wake: -1) == .hint)
  }

  @Test("What the inbox does itself, and names that are ignored, do not wake it")
  func quiet() throws {
    let place = try Place()
    let inbox = try inbox(place)
    try place.write("story", "text")
    _ = inbox.scan(at(0))
    while inbox.wait(timeout: .zero, wake: -1) == .hint {}
    let again = try Place()
    let other = try self.inbox(again)
    try again.write("story", "text")
    let claims = other.scan(at(0)).claims
    for claim in claims { _ = try Inbox.read(claim) }
    try other.settle(claims.map { ($0, .done) }, now: at(0))
    try again.write("story.part", "half")
    #expect(other.wait(timeout: .milliseconds(1), wake: -1) == .timeout)
  }

  @Test("A hard link, which nobody closes, is scanned for soon")
  func linked() throws {
    let place = try Place()
    let inbox = try inbox(place)
    try place.write("story.tmp", "text")
    _ = inbox.scan(at(0))
    unsafe link(place.full("story.tmp"), place.full("story"))
    // It comes after a second; the interval would be an hour.
    #expect(inbox.wait(timeout: .seconds(3600), wake: -1) == .timeout)
    place.remove("story.tmp")
    #expect(inbox.scan(at(1000)).names == ["story"])
  }

  @Test("The descriptor to wake by ends the wait, with or without inotify")
  func wake() throws {
    let place = try Place()
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    let reading = Descriptor(ends[0])
    let writing = Descriptor(ends[1])
    try System.write([1], to: writing)
    #expect(try place.inbox().wait(timeout: .seconds(300), wake: reading.raw) == .wake)
    #expect(try inbox(place).wait(timeout: .seconds(300), wake: reading.raw) == .wake)
  }

  @Test("Polling alone has no inotify, and waits to the end")
  func polling() throws {
    let place = try Place()
    let inbox = try place.inbox()
    _ = inbox.scan(at(0))
    try place.write("story", "text")
    #expect(inbox.wait(timeout: .milliseconds(1), wake: -1) == .timeout)
    #expect(inbox.scan(at(0)).names == ["story"])
  }

  @Test("A directory that is moved away wakes the wait, and the scan says so")
  func movedAway() throws {
    let place = try Place()
    let inbox = try inbox(place)
    _ = inbox.scan(at(0))
    place.moveAway()
    #expect(inbox.wait(timeout: .seconds(300), wake: -1) == .hint)
    #expect(inbox.scan(at(0)).degraded.map(\.code) == ["inbox-missing"])
  }

  @Test(
    "An overflow, a lost watch, an unmount and a deleted directory all mean: scan",
    arguments: [
      wr_in_overflow, wr_in_ignored, wr_in_unmount, wr_in_delete_self, wr_in_move_self,
      wr_in_close_write, wr_in_moved_to, wr_in_create | wr_in_isdir,
    ])
  func scans(mask: UInt32) {
    #expect(gist(event(mask)).scan)
  }

  @Test("Events are told apart by name and kind")
  func told() {
    #expect(gist(event(wr_in_create, name: "story")) == Hints.Gist(scan: false, soon: true))
    #expect(gist(event(wr_in_close_write, name: "a.part")) == Hints.Gist())
    #expect(gist(event(wr_in_create | wr_in_isdir, name: ".claim")) == Hints.Gist())
    #expect(gist(event(wr_in_move_self, watch: 7)).moved == [7])
    #expect(gist(event(wr_in_create, name: "a.tmp") + event(wr_in_moved_to, name: "a")).scan)
  }

  @Test("Events that do not add up mean: scan")
  func malformed() {
    #expect(gist([1, 2, 3]).scan)
    #expect(gist(Array(event(wr_in_create, name: "story").dropLast())).scan)
  }
}
