import Glibc
import Testing

@testable import Inbox

/// More files than are read at once. A piece is at least what one call to the kernel brings: with
/// names as long as these some 270.
@Suite struct BacklogTests {
  private let place: Place

  init() throws { place = try Place() }

  /// A long name that tells nothing of its file's age.
  private func name(_ n: Int) -> String {
    String(repeating: "long-", count: 40) + "\((n &* 7919) % 10_007).txt"
  }

  /// Files of which the one with the number `n` is `n` seconds old.
  private func fill(_ numbers: Range<Int>) throws {
    let directory = try System.openDirectory(BytePath(place.path))
    for n in numbers {
      let file = try System.makeFile(BytePath(name(n)), in: directory, exclusive: true)
      try System.write(Array("Text \(n)".utf8), to: file)
      var times = [timespec(), timespec()]
      for i in times.indices { times[i].tv_sec = 1_700_000_000 - n }
      #expect(unsafe futimens(file.raw, &times) == 0)
    }
  }

  private func inbox(_ change: (inout InboxSettings) -> Void = { _ in }) throws -> Inbox {
    let inbox = try place.inbox(change)
    inbox.firstPiece = 1
    return inbox
  }

  @Test func `the first claims go out before all of a large folder is read`() throws {
    try fill(0..<1200)
    let inbox = try inbox()
    let scan = inbox.scan(limit: 10, now: at(0))
    #expect(scan.claims.count == 10)
    #expect(scan.more)
    #expect(inbox.sweep != nil)
    #expect(inbox.backlog.count < 600)
  }

  @Test func `each file is claimed once, also those that come while a folder is read`() throws {
    try fill(0..<1200)
    let inbox = try inbox()
    var names: [String] = []
    var next = 1200
    while true {
      let scan = inbox.scan(limit: 64, now: at(0))
      names += scan.names
      if next < 1400 {
        try fill(next..<(next + 40))
        next += 40
      }
      if !scan.more { break }
    }
    #expect(next == 1400)
    names += inbox.scan(at(1)).names
    #expect(names.count == 1400)
    #expect(Set(names).count == 1400)
    #expect(place.dropped.isEmpty)
  }

  @Test func `the oldest that are known are taken first`() throws {
    try fill(0..<1200)
    let inbox = try inbox()
    var claims: [Claim] = []
    while inbox.sweep != nil || claims.isEmpty {
      let scan = inbox.scan(limit: 30, now: at(0))
      #expect(scan.claims.map(\.facts.modified) == scan.claims.map(\.facts.modified).sorted())
      claims += scan.claims
    }
    // By then most of it is still there, and all of it known.
    #expect(claims.count < 300)
    var rest: [Claim] = []
    while true {
      let scan = inbox.scan(limit: 300, now: at(0))
      rest += scan.claims
      if !scan.more { break }
    }
    #expect(claims.count + rest.count == 1200)
    #expect(rest.map(\.facts.modified) == rest.map(\.facts.modified).sorted())
  }

  @Test func `what is not ready is counted as a whole, and does not make it scan for ever`() throws
  {
    try fill(0..<1200)
    let inbox = try inbox()
    inbox.leaseForTests = { .writing }
    func scanAll(_ moment: Moment) -> [Scan] {
      var scans: [Scan] = []
      repeat { scans.append(inbox.scan(limit: 64, now: moment)) } while scans.last?.more == true
      return scans
    }
    let first = scanAll(at(0))
    #expect((2...8).contains(first.count))
    #expect(first.last?.waiting == 1200)
    #expect(first.last?.nextCheck != nil)
    #expect(inbox.vigils.count == 1200)
    // Nor does the count begin at nothing each time.
    #expect(scanAll(at(1000)).map(\.waiting).allSatisfy { $0 == 1200 })
    for n in 0..<100 { place.remove(name(n)) }
    #expect(scanAll(at(2000)).last?.waiting == 1100)
    #expect(inbox.vigils.count == 1100)
  }

  @Test func `a marker is found wherever it stands in the listing`() throws {
    try fill(0..<600)
    for name in place.dropped { try place.write(name + ".done", "") }
    try place.write("unmarked.txt", "Text")
    let inbox = try inbox { $0.marker = ".done" }
    var names: [String] = []
    var scan = Scan()
    repeat {
      scan = inbox.scan(limit: 64, now: at(0))
      names += scan.names
    } while scan.more
    #expect(Set(names).count == 600)
    #expect(names.count == 600)
    #expect(scan.waiting == 1)
    #expect(place.dropped == ["unmarked.txt"])
  }

  @Test func `what can never be taken is said once, in however many pieces it is met`() throws {
    try fill(0..<800)
    for n in 0..<5 { unsafe symlink("text", place.full("link\(n)")) }
    let inbox = try inbox()
    inbox.leaseForTests = { .writing }
    var codes: [String] = []
    for moment in [at(0), at(1000), at(2000)] {
      var scan = Scan()
      repeat {
        scan = inbox.scan(limit: 64, now: moment)
        codes += scan.codes
      } while scan.more
    }
    #expect(codes == Array(repeating: "symbolic-link", count: 5))
    place.remove("link0")
    _ = inbox.scan(at(3000))
    while inbox.scan(at(3000)).more {}
    unsafe symlink("text", place.full("link0"))
    var again: [String] = []
    var scan = Scan()
    repeat {
      scan = inbox.scan(limit: 64, now: at(4000))
      again += scan.codes
    } while scan.more
    #expect(again == ["symbolic-link"])
  }

  @Test func `a problem lasts until a sweep that was made to its end has not met it`() {
    let degradation = Degradation(path: "/in/a", code: "not-renamable", detail: "It may not.")
    let before = Findings(waiting: 7, degraded: [degradation], stuck: [BytePath("b")])
    let begun = Findings(waiting: 2).joined(with: before)
    #expect(begun.waiting == 7)
    #expect(begun.degraded == [degradation])
    #expect(begun.stuck == [BytePath("b")])
    let met = Findings(waiting: 9, degraded: [degradation]).joined(with: before)
    #expect(met.waiting == 9)
    #expect(met.degraded == [degradation])
  }

  @Test func `a tree of many folders is read in pieces too`() throws {
    for n in 0..<300 {
      place.makeDirectory("d\(n)")
      try place.write("d\(n)/story.txt", "Text \(n)")
    }
    let inbox = try inbox()
    var names: Set<String> = []
    var scans = 0
    var scan = Scan()
    repeat {
      scan = inbox.scan(limit: 1000, now: at(0))
      names.formUnion(scan.names)
      scans += 1
    } while scan.more
    #expect(names.count == 300)
    #expect(scans > 3)
  }
}
