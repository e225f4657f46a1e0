import Glibc
import Newsroom
import Testing

@testable import Inbox

@Suite("What lies in _failed")
struct FailedShelfTests {
  /// An inbox with files that were rejected, and the daemon gone.
  private func place(_ names: [BytePath]) throws -> Place {
    let place = try Place()
    let inbox = try place.inbox()
    if names.contains(BytePath("wire/b.xml")) { place.makeDirectory("wire") }
    for name in names { try place.write(name, "text of \(name.printable)") }
    let claims = inbox.scan(at(0)).claims
    try #require(claims.count == names.count)
    let rejection = Rejection(code: "unknown-format", detail: "It is nothing.")
    #expect(try inbox.settle(claims.map { ($0, .failed(rejection)) }, now: at(0)).isEmpty)
    return place
  }

  @Test("is listed with its reason and size, whatever bytes its name has, reasons left out")
  func list() throws {
    let odd = BytePath([0x66, 0xFF, 0x0A, 0x2E, 0x78])
    let place = try place([BytePath("a.xml"), BytePath("wire/b.xml"), odd])
    let items = try FailedShelf(inbox: place.path).list()
    #expect(Set(items.map(\.name)) == ["a.xml", "wire/b.xml", "f\\xFF\\x0A.x"])
    #expect(items.allSatisfy { $0.reason?.code == "unknown-format" })
    #expect(items.allSatisfy { $0.reason?.source == "desk" })
    #expect(items.first { $0.name == "a.xml" }?.size == 13)
    #expect(FailedShelf.count(inbox: place.path) == 3)
  }

  @Test("is found by the name that the list shows, and its first bytes are read")
  func find() throws {
    let place = try place([BytePath("a.xml"), BytePath([0x66, 0xFF, 0x2E, 0x78])])
    let shelf = try FailedShelf(inbox: place.path)
    let odd = try #require(shelf.find("f\\xFF.x"))
    #expect(odd.path == BytePath([0x66, 0xFF, 0x2E, 0x78]))
    let item = try #require(shelf.find("a.xml"))
    #expect(try shelf.beginning(of: item, count: 4) == Array("text".utf8))
    #expect(try shelf.beginning(of: item, count: 4096).count == 13)
    #expect(shelf.find("a.xml.reason.json") == nil)
    #expect(shelf.find("../a.xml") == nil)
  }

  @Test("goes back under its own folders and name, its reason gone, and is read anew")
  func retry() throws {
    let odd = BytePath([0x66, 0xFF, 0x2E, 0x78])
    let place = try place([BytePath("wire/b.xml"), odd])
    let shelf = try FailedShelf(inbox: place.path)
    for item in shelf.list() { try shelf.retry(item) }
    #expect(shelf.list().isEmpty)
    #expect(try place.text("wire/b.xml") == "text of wire/b.xml")
    #expect(place.exists(odd))
    #expect(place.names("_failed") == ["wire"])
    #expect(place.names("_failed/wire").isEmpty)
    #expect(Set(try place.inbox().scan(at(10)).names) == ["wire/b.xml", "f\\xFF.x"])
  }

  @Test("does not go back over a file that has its name, and stays with its reason")
  func taken() throws {
    let place = try place([BytePath("a.xml")])
    try place.write("a.xml", "a newer one")
    let shelf = try FailedShelf(inbox: place.path)
    let item = try #require(shelf.find("a.xml"))
    let error = #expect(throws: InboxError.self) { try shelf.retry(item) }
    #expect(error?.cause == EEXIST)
    #expect(try place.text("a.xml") == "a newer one")
    #expect(place.names("_failed") == ["a.xml", "a.xml.reason.json"])
  }

  @Test("goes back beside a marker where the inbox wants one")
  func marked() throws {
    let place = try place([BytePath("a.xml")])
    let shelf = try FailedShelf(inbox: place.path)
    try shelf.retry(try #require(shelf.find("a.xml")), marker: ".done")
    #expect(place.dropped == ["a.xml", "a.xml.done"])
    #expect(try place.inbox { $0.marker = ".done" }.scan(at(10)).names == ["a.xml"])
  }

  @Test("is deleted with its reason")
  func drop() throws {
    let place = try place([BytePath("a.xml"), BytePath("b.xml")])
    let shelf = try FailedShelf(inbox: place.path)
    let item = try #require(shelf.find("a.xml"))
    try shelf.drop(item)
    #expect(place.names("_failed") == ["b.xml", "b.xml.reason.json"])
    let again = #expect(throws: InboxError.self) { try shelf.drop(item) }
    #expect(again?.cause == ENOENT)
  }

  @Test("is listed where its reason is missing or no JSON; a link is no item")
  func strange() throws {
    let place = try place([BytePath("a.xml"), BytePath("b.xml")])
    place.remove("_failed/a.xml.reason.json")
    try place.write("_failed/b.xml.reason.json", "{")
    #expect(unsafe symlink("/etc/passwd", place.full("_failed/link.xml")) == 0)
    let items = try FailedShelf(inbox: place.path).list()
    #expect(items.map(\.name).sorted() == ["a.xml", "b.xml"])
    #expect(items.allSatisfy { $0.reason == nil })
  }

  @Test("There is no shelf where no inbox is")
  func missing() throws {
    let place = try Place()
    #expect(FailedShelf.count(inbox: place.path) == nil)
    let error = #expect(throws: InboxError.self) { _ = try FailedShelf(inbox: place.path) }
    #expect(error?.code == .missing)
  }
}

@Suite("Where a file lies by now")
struct WhereaboutsTests {
  @Test("in _done under its name, or under its delivery's where that was taken; or in .claim")
  func done() throws {
    let place = try Place()
    let inbox = try place.inbox()
    var claims: [Claim] = []
    for text in ["first", "second one"] {
      try place.write("story.xml", text)
      let claim = try #require(inbox.scan(at(0)).claims.first)
      claims.append(claim)
      try inbox.settle([(claim, .done)], now: at(0))
    }
    try place.write("third.xml", "third")
    let third = try #require(inbox.scan(at(0)).claims.first)
    func find(_ claim: Claim, _ size: Int) -> String? {
      Whereabouts.find(
        inbox: place.path, name: claim.name, delivery: claim.id, at: at(0).wall, size: size)
    }
    #expect(find(claims[0], 5) == place.full("\(today)/story.xml"))
    #expect(find(claims[1], 10) == place.full("\(today)/story.\(claims[1].id).xml"))
    #expect(find(claims[0], 6) == nil)
    #expect(find(third, 5)?.hasPrefix(place.full(".claim/")) == true)
  }

  @Test("in _failed, whatever bytes its name has")
  func failed() throws {
    let place = try Place()
    let inbox = try place.inbox()
    let odd = BytePath([0x66, 0xFF, 0x5C, 0x2E, 0x78])
    try place.write(odd, "12345")
    let claim = try #require(inbox.scan(at(0)).claims.first)
    try inbox.settle([(claim, .failed(Rejection(code: "c", detail: "d")))], now: at(0))
    let found = Whereabouts.find(
      inbox: place.path, name: claim.name, delivery: claim.id, at: at(0).wall, size: 5)
    #expect(found == place.full("_failed/") + odd.printable)
  }

  @Test(
    "A printable name is read back to its bytes",
    arguments: [[0x66, 0xFF, 0x2E], [0x5C, 0x78], [0x0A], Array("é 日本.xml".utf8)] as [[UInt8]])
  func printable(bytes: [UInt8]) {
    #expect(BytePath(printable: BytePath(bytes).printable) == BytePath(bytes))
  }

  @Test(
    "What no printable name can be is none", arguments: ["a\\", "\\x4", "\\xZZ", "\\x00", "\\n"])
  func unprintable(text: String) {
    #expect(BytePath(printable: text) == nil)
  }
}

@Suite("A look at a directory before it is an inbox")
struct ExaminationTests {
  @Test("finds nothing wrong with a good one, and makes nothing in it")
  func good() throws {
    let place = try Place()
    #expect(Examination.look(place.settings()).allSatisfy { $0.grade == .well })
    #expect(place.names().isEmpty)
    _ = try place.inbox()
    let findings = Examination.look(place.settings())
    #expect(findings.first?.text.contains("rename") == true)
    #expect(!findings.contains { $0.grade == .wrong })
    #expect(place.names(".claim").isEmpty)
    #expect(place.dropped.isEmpty)
  }

  @Test("says that a daemon keeps it, and takes nothing from it")
  func kept() throws {
    let place = try Place()
    let inbox = try place.inbox()
    let findings = Examination.look(place.settings())
    #expect(findings.contains { $0.text == "a daemon keeps it now" })
    try place.write("a.xml", "text")
    #expect(inbox.scan(at(0)).names == ["a.xml"])
  }

  @Test("names what is not there, or no directory")
  func missing() throws {
    let place = try Place()
    try place.write("file", "text")
    for name in ["nowhere", "file"] {
      let findings = Examination.look(InboxSettings(path: place.full(name), source: "desk"))
      #expect(findings.map(\.grade) == [.wrong])
    }
  }

  @Test("An inbox that was closed can be opened anew, and hands out what was left")
  func closed() throws {
    let place = try Place()
    let first = try place.inbox()
    try place.write("a.xml", "text")
    let claim = try #require(first.scan(at(0)).claims.first)
    #expect(throws: InboxError.self) { try place.inbox() }
    first.close()
    withExtendedLifetime(claim) {}
    let id = claim.id
    #expect(first.scan(at(100_000)).claims.isEmpty)
    _ = consume claim
    let second = try place.inbox()
    #expect(second.recover(now: at(0)).map(\.id) == [id])
  }
}
