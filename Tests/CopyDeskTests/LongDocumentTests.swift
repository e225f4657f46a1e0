import Formats
import Newsroom
import Testing

@testable import CopyDesk

@Suite("Documents that are not held", .timeLimit(.minutes(20)))
struct LongDocumentTests {
  private let delivery = Delivery(
    id: "0", route: .ingest, source: "desk", name: "long.xml", bytes: [])

  private static let plain = (0..<40).map { n in
    "<item><title>Story \(n)</title><guid>g\(n)</guid><link>https://news.example/\(n)</link>"
      + "<description>&lt;p&gt;Words of number \(n) &amp;amp; more.&lt;/p&gt;</description></item>"
  }.joined()

  private static func feed(_ items: String, head: String = "", tail: String = "") -> String {
    "<rss version='2.0'><channel>\(head)\(items)\(tail)</channel></rss>"
  }

  static let feeds: [String] = [
    feed(plain, head: "<title>The Ledger</title><language>en</language>"),
    // Name and language stand behind the entries.
    feed(plain, tail: "<title>The Ledger</title><language>de</language>"),
    // A guid of several stories, an address of several, and one of the site's front page.
    feed(
      plain + plain.replacing("Words", with: "Other words")
        + "<item><title>Front</title><link>https://news.example/</link></item>",
      head: "<title>The Ledger</title><link>https://news.example/</link>"),
    // Repaired and cut off.
    String(feed(plain + "<item><title>A & B</item>", head: "<title>T</title>").dropLast(300)),
  ]

  private func pieces(_ text: String) -> LongDocument {
    let bytes = Array(text.utf8)
    return LongDocument {
      var at = 0
      return {
        guard at < bytes.count else { return nil }
        defer { at = min(bytes.count, at + 777) }
        return Array(bytes[at..<min(bytes.count, at + 777)])
      }
    }
  }

  private func lines(of submission: Submission) throws -> [String] {
    guard case .stories(let stories) = submission.outcome else { return [] }
    let record = RecordLine()
    return stories.map { story in
      String(
        decoding: record.story(
          story, from: submission.provenance, placed: Placement(kind: .story), seq: nil, at: nil),
        as: UTF8.self)
    }
  }

  @Test(arguments: feeds.indices)
  func `A document that is read by pieces has the records that it has whole`(_ n: Int) throws {
    let text = Self.feeds[n]
    let normaliser = Normaliser(writesHTML: true)
    var whole = delivery
    whole.bytes = Array(text.utf8)
    let submission = normaliser.submission(for: whole)
    let expected = try lines(of: submission)
    try #require(expected.count > 30)
    let digest = try #require(submission.provenance.digest)

    var found: [String] = []
    let record = RecordLine()
    let isStreamed = try normaliser.stream(
      pieces(text), delivery, byteCount: whole.bytes.count, digest: digest
    ) { story, provenance in
      let line = record.story(
        story, from: provenance, placed: Placement(kind: .story), seq: nil, at: nil)
      found.append(String(decoding: line, as: UTF8.self))
    }
    #expect(isStreamed)
    #expect(found == expected)
  }

  @Test func `One without an entry is turned away, and what is no feed is to be held`() throws {
    let normaliser = Normaliser(writesHTML: true)
    let digest = try #require(normaliser.submission(for: delivery).provenance.digest)
    #expect(throws: Rejection.self) {
      _ = try normaliser.stream(
        pieces(Self.feed("")), delivery, byteCount: 0, digest: digest, to: { _, _ in })
    }
    let isStreamed = try normaliser.stream(
      pieces("Crane falls\n\nA crane fell."), delivery, byteCount: 0, digest: digest,
      to: { _, _ in Issue.record("handed out") })
    #expect(!isStreamed)
  }
}
