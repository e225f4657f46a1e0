import CopyDesk
import Newsroom
import Packing
import Testing

/// Stories of an archive, from its bytes to the lines of both logs.
@Suite("A delivery that is an archive")
struct ArchiveTests {
  private let quay = "Quay reopens\n\nVELL, Norland (NLA) - The quay was opened again on Monday.\n"
  private let feed = """
    <rss version='2.0'><channel><title>Morrow</title>
    <item><guid>m-1</guid><title>One</title><description>The first of them.</description></item>
    <item><guid>m-2</guid><title>Two</title><description>The second of them.</description></item>
    </channel></rss>
    """

  private var bytes: [UInt8] {
    Packed.zip([
      .file("desk/quay.txt", quay), .file("broken.bin", [0x89, 0x50, 0x4E, 0x47, 0, 0]),
      .file("morrow.rss", feed), .link("passwords", to: "/etc/shadow"),
      .file(
        "sluice.txt.gz", Packed.single(Array("Sluice shut\n\nThe sluice is shut.".utf8), "gzip")),
    ])
  }

  private func submission(
    _ bytes: [UInt8], route: Route = .inbox, delivery: String = "d-1"
  ) -> Submission {
    Normaliser(writesHTML: false).submission(
      for: Delivery(
        id: delivery, route: route, source: "desk", name: "evening.zip",
        url: route == .feed ? "https://morrow.example/all.zip" : nil, bytes: bytes))
  }

  private func stories(_ submission: Submission) -> [Story] {
    if case .stories(let list) = submission.outcome { list } else { [] }
  }

  @Test("has each of its files read as one of its own, and all count as its parts")
  func parts() {
    let submission = submission(bytes)
    let stories = stories(submission)
    #expect(stories.map(\.headline) == ["Quay reopens", "One", "Two", "Sluice shut"])
    #expect(stories.map(\.part) == [1, 3, 4, 6])
    #expect(submission.lost.map(\.part) == [2, 5])
    #expect((stories.map(\.parts) + submission.lost.map(\.parts)).allSatisfy { $0 == 6 })
    #expect(
      stories.map(\.member) == [
        Member(name: "desk/quay.txt", format: .text, charset: "utf-8"),
        Member(name: "morrow.rss", format: .rss, charset: "utf-8"),
        Member(name: "morrow.rss", format: .rss, charset: "utf-8"),
        Member(name: "sluice.txt.gz", format: .text, charset: "utf-8"),
      ])
    #expect(submission.lost.map(\.member.name) == ["broken.bin", "passwords"])
    #expect(submission.lost.map(\.rejection.code) == ["unknown-format", "link"])
    #expect(submission.provenance.format?.rawValue == "zip")
  }

  private func mail(_ attachments: [(name: String, bytes: [UInt8])], body: String) -> [UInt8] {
    var text = """
      From: Desk <desk@press.example>
      Message-ID: <m1@press.example>
      Date: Thu, 26 Nov 2026 10:00:00 +0000
      Subject: Today's copy
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b1"

      --b1
      Content-Type: text/plain

      \(body)

      """
    for (name, bytes) in attachments {
      text += "--b1\nContent-Type: application/octet-stream; name=\"\(name)\"\n"
      text += "Content-Disposition: attachment; filename=\"\(name)\"\n"
      text += "Content-Transfer-Encoding: base64\n\n\(Self.base64(bytes))\n"
    }
    return Array((text + "--b1--\n").utf8)
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Array(bytes[start..<min(start + 3, bytes.count)])
      let padded = group + [0, 0]
      let value = Int(padded[0]) << 16 | Int(padded[1]) << 8 | Int(padded[2])
      for n in 0..<4 {
        out.append(n <= group.count ? digits[value >> (18 - 6 * n) & 63] : UInt8(ascii: "="))
      }
      if start % 57 == 54 { out.append(0x0A) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  @Test("may be attached to a mail: its files come behind the mail, as parts of it")
  func attached() {
    let inner = mail([("feed.tar", Packed.tar([.file("morrow.rss", feed)]))], body: "Inside.")
    let bytes = mail(
      [
        ("copy.zip", Packed.zip([.file("quay.txt", quay), .link("x", to: "/etc/shadow")])),
        (
          "mail.tgz",
          Packed.tar([.file("inner.eml", String(decoding: inner, as: UTF8.self))], "gzip")
        ),
        ("picture.zip", [0xFF, 0xD8, 0xFF]),
      ], body: "Copy is attached.")
    let submission = submission(bytes)
    let stories = stories(submission)
    #expect(
      stories.map(\.headline) == ["Today's copy", "Quay reopens", "Today's copy", "One", "Two"])
    #expect(
      stories.map(\.member?.name) == [
        nil, "copy.zip/quay.txt", "mail.tgz/inner.eml", "mail.tgz/inner.eml/feed.tar/morrow.rss",
        "mail.tgz/inner.eml/feed.tar/morrow.rss",
      ])
    #expect(stories.map(\.part) == [1, 2, 4, 5, 6])
    #expect(submission.lost.map(\.part) == [3])
    #expect(submission.lost.map(\.rejection.code) == ["link"])
    #expect((stories.map(\.parts) + submission.lost.map(\.parts)).allSatisfy { $0 == 6 })
  }

  @Test("attached to a mail is held by the caps of the whole, and a bomb costs itself alone")
  func attachedBomb() {
    let zeros = String(decoding: [UInt8](repeating: 0x20, count: 20 << 20), as: UTF8.self)
    let bytes = mail(
      [
        ("bomb.zip", Packed.zip([.file("a.txt", zeros)])),
        ("copy.zip", Packed.zip([.file("quay.txt", quay)])),
      ], body: "Copy is attached.")
    let submission = submission(bytes)
    #expect(stories(submission).first?.headline == "Today's copy")
    #expect(submission.lost.first?.rejection.code == "archive-bomb")
    #expect(submission.lost.first?.member.name == "bomb.zip")
  }

  @Test("has lines that name the file, its format and the kind of archive")
  func lines() throws {
    var desk = TestDesk()
    let receipt = try desk.desk.take(submission(bytes), at: desk.now)
    #expect(receipt.rejection == nil)
    #expect(receipt.recorded == 4)
    #expect(receipt.rejections.map(\.code) == ["unknown-format", "link"])
    let records = try desk.stories.records()
    let raw = try #require(records.first?["raw"])
    #expect(raw["name"]?.stringValue == "evening.zip")
    #expect(raw["archive"]?.stringValue == "zip")
    #expect(raw["member"]?.stringValue == "desk/quay.txt")
    #expect(raw["format"]?.stringValue == "text")
    #expect(raw["bytes"]?.intValue == bytes.count)
    #expect(raw["part"] == .array([.number("1"), .number("6")]))
    let sightings = try desk.sightings.records()
    #expect(sightings.map { $0["kind"]?.stringValue } == ["rejected", "rejected"])
    #expect(sightings.map { $0["raw"]?["member"]?.stringValue } == ["broken.bin", "passwords"])
    #expect(sightings.first?["raw"]?["part"] == .array([.number("2"), .number("6")]))
    #expect(sightings.first?["raw"]?["format"]?.stringValue == "binary")
    #expect(sightings.first?["raw"]?["archive"]?.stringValue == "zip")
  }

  @Test("whose files are all none is rejected as a whole, and each is sighted")
  func allLost() throws {
    var desk = TestDesk()
    let zip = Packed.zip([.file("a.txt", ""), .file("b.txt", " ")])
    let receipt = try desk.desk.take(submission(zip), at: desk.now)
    #expect(receipt.rejection?.code == "empty")
    #expect(try desk.sightings.records().count == 2)
  }

  @Test("that is a bomb or of nothing is one rejection, with the kind of archive")
  func whole() throws {
    let bomb = Packed.tar(
      [.file("a.txt", quay), .file("b.txt", [UInt8](repeating: 0x20, count: 20 << 20))], "gzip")
    for (bytes, code, format) in [
      (bomb, "archive-bomb", "gzip"), (Packed.zip([]), "empty", "zip"),
    ] {
      var desk = TestDesk()
      let receipt = try desk.desk.take(submission(bytes), at: desk.now)
      #expect(receipt.verdicts.count == 1)
      #expect(receipt.rejection?.code == code)
      let sighting = try #require(try desk.sightings.records().first)
      #expect(sighting["raw"]?["format"]?.stringValue == format)
      #expect(sighting["raw"]?["part"] == .null)
      #expect(desk.stories.lines.isEmpty)
    }
  }

  @Test("read again after a crash is completed, from any point, and nothing of it comes twice")
  func crash() throws {
    let submission = submission(bytes)
    for stories in 0...4 {
      for lost in 0...2 where lost == 0 || stories == 4 {
        for fromLines in [true, false] {
          var before = TestDesk()
          // The lines of a group become durable in any order: here the first of each log are.
          var part = submission
          part.outcome = .stories(Array(self.stories(submission).prefix(stories)))
          part.lost = Array(submission.lost.prefix(lost))
          _ = try before.desk.take(part, at: before.now)
          var after = before.restarted(fromLines: fromLines, unfinished: ["d-1"])
          let receipt = try after.desk.take(submission, at: after.now)
          #expect(receipt.rejection == nil)
          #expect(receipt.rejections.count == 2)
          #expect(after.stories.lines.count == 4, "\(stories) \(lost)")
          #expect(after.sightings.lines.count == 2, "\(stories) \(lost)")
        }
      }
    }
  }

  @Test("that was rejected before a crash becomes a story if a new configuration reads it")
  func rereadable() throws {
    var before = TestDesk()
    let rejected = Submission(
      provenance: before.provenance(delivery: "d-1"),
      outcome: .rejected(Rejection(code: "unknown-format", detail: "It is unknown.")))
    _ = try before.desk.take(rejected, at: before.now)
    for fromLines in [true, false] {
      var after = before.restarted(fromLines: fromLines, unfinished: ["d-1"])
      let again = try after.desk.take(rejected, at: after.now)
      #expect(again.rejection?.code == "unknown-format")
      #expect(after.sightings.lines.count == 1)
      let stories = Submission(
        provenance: before.provenance(delivery: "d-1"), outcome: .stories([story("one two three")]))
      #expect(try after.desk.take(stories, at: after.now).recorded == 1)
      (after.stories.lines, after.stories.entries) = ([], [])
    }
  }

  @Test("of a feed says what the feed says, and its other files are sighted once")
  func feedPacked() throws {
    let one = submission(Packed.single(Array(feed.utf8), "gzip"), route: .feed)
    #expect(one.feed?.title?.value == "Morrow")
    #expect(stories(one).count == 2)
    var desk = TestDesk()
    for poll in 1...3 {
      desk.now = NewsDate(milliseconds: desk.now.milliseconds + 900_000)
      _ = try desk.desk.take(
        submission(
          Packed.tar([.file("a.rss", feed), .file("b.txt", quay)], "gzip"), route: .feed,
          delivery: "poll-\(poll)"), at: desk.now)
    }
    #expect(desk.stories.lines.count == 2)
    #expect(try desk.sightings.records().map { $0["reason"]?.stringValue } == ["not-a-feed"])
    let none = submission(Packed.single([], "gzip"), route: .feed)
    guard case .rejected(let rejection) = none.outcome else {
      Issue.record("an archive of nothing is no feed")
      return
    }
    #expect(rejection.code == "damaged-archive")
  }
}
