import Newsroom
import Testing

@testable import Formats

/// What is sent to break parsers: it ends, in bounded depth, and says what it found.
@Suite struct HostileFormatsTests {
  private let origin = "From: a@n.example\nMessage-ID: <1@n>\nSubject: x\n"

  @Test func `parts in parts without end are left out beyond the cap`() throws {
    var text = origin + "Content-Type: multipart/mixed; boundary=b0\n\n"
    for n in 0..<5000 {
      text += "--b\(n)\nContent-Type: multipart/mixed; boundary=b\(n + 1)\n\n"
    }
    let parsed = try Parsed(text + "--b5000\n\ninnermost")
    #expect(parsed.drafts.count == 1)
    #expect(parsed.drafts.first?.headline?.value == "x")
    #expect(parsed.drafts.first?.blocks.isEmpty == true)
  }

  @Test func `mails in mails are opened to a depth, and no deeper`() throws {
    var text = ""
    for _ in 0..<40 {
      text +=
        origin
        + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
    }
    let parsed = try Parsed(text + origin + "\nText of the innermost.")
    #expect((1...MailParser.maximumDepth + 1).contains(parsed.drafts.count))
  }

  @Test func `thousands of parts are no more stories than the cap`() throws {
    var text = origin + "Content-Type: multipart/mixed; boundary=b\n\n"
    for n in 0..<3000 {
      text += "--b\nContent-Type: text/plain; name=a.txt\n\nStory \(n)\n\nA text of its own.\n"
    }
    let parsed = try Parsed(text + "--b--\n")
    #expect((100...401).contains(parsed.drafts.count))
  }

  @Test func `a header of a megabyte, on one line or on many, is cut`() throws {
    let long = try Parsed(
      origin + "X-Long: " + String(repeating: "a;b=\"c", count: 200_000) + "\n\nText.")
    #expect(long.drafts.first?.headline?.value == "x")
    let many = try Parsed(
      origin + String(repeating: "References: <a@b>\n\tfolded\n", count: 40_000) + "\nText.")
    #expect(many.drafts.first?.paragraphs == ["Text."])
    let words = try Parsed(
      "From: a@n.example\nMessage-ID: <1@n>\nSubject: "
        + String(repeating: "=?utf-8?q?", count: 100_000) + "\n\nText.")
    #expect(words.drafts.first?.headline != nil)
  }

  @Test func `base64 in base64 grows nothing`() throws {
    let letters = String(repeating: "QUFB\n", count: 200_000)
    let parsed = try Parsed(
      origin + "Content-Transfer-Encoding: base64\n\n" + letters)
    let length = parsed.drafts.first?.paragraphs.reduce(0) { $0 + $1.utf8.count } ?? 0
    #expect(length == 600_000)
  }

  @Test func `a page of a hundred thousand nested elements keeps its text`() throws {
    let deep = String(repeating: "<div>", count: 100_000)
    let parsed = try Parsed("<html><body>\(deep)The innermost text of all</body></html>")
    let draft = try #require(parsed.drafts.first)
    #expect(draft.content?.value.contains("The innermost text of all") == true)
    #expect(draft.warnings.contains(.markupCut))
  }

  @Test(
    "tags without end, attributes without number and scripts without close are read to the end",
    arguments: [
      "<html><body><p " + String(repeating: "a=1 class=x ", count: 50_000) + ">x</p>",
      "<html><body>" + String(repeating: "<p><b><li><a href=x>", count: 20_000),
      "<html><body>" + String(repeating: "</div></p>", count: 50_000) + "x",
      "<html><body><script>" + String(repeating: "<", count: 300_000),
      "<html><body>" + String(repeating: "<!", count: 200_000),
      "<html><body>" + String(repeating: "<svg><noscript>", count: 30_000) + "x",
      "<html><body><p class='" + String(repeating: "ad-x ", count: 100_000) + "'>x</p>",
      "<html><head><script type='application/ld+json'>" + String(repeating: "[", count: 200_000)
        + "</script></head><body>x",
    ])
  func pages(page: String) throws {
    let parsed = try Parsed(page)
    #expect(parsed.info.format == .html)
    #expect(parsed.drafts.count == 1)
  }

  @Test func `a page of twenty megabytes is cut, between two characters`() throws {
    for filler in ["ä", "<", "word "] {
      let body = String(repeating: filler, count: (20 << 20) / filler.utf8.count)
      let parsed = try Parsed("<html><head><title>A page</title></head><body><p>\(body)</p></body>")
      let draft = try #require(parsed.drafts.first)
      #expect(draft.warnings.contains(.markupCut))
      #expect(draft.content?.value.contains("\u{FFFD}") != true)
    }
  }

  @Test func `a mail of a hundred thousand fields still has its body`() throws {
    for end in ["\n", "\r\n"] {
      let fields = String(repeating: "X-Trace: here\(end)", count: 100_000)
      let head = "From: desk@example.org\(end)Date: Tue, 22 Apr 2025 09:12:41 +0200\(end)"
      let parsed = try Parsed(
        "\(head)Subject: A ferry\(end)\(fields)\(end)The body of the mail.\(end)")
      #expect(parsed.drafts.first?.headline?.value == "A ferry")
      #expect(parsed.drafts.first.map { "\($0)".contains("The body of the mail.") } == true)
    }
  }

  @Test func `a wire of control bytes alone has no story and stops nothing`() throws {
    for bytes: [UInt8] in [
      [0x01], [0x01, 0x02], [0x01, 0x02, 0x03, 0x04], [0x16, 0x01, 0x0A, 0x02],
      Array(repeating: 0x01, count: 10_000) + [0x02],
    ] {
      if let parsed = try? Parsed(bytes) { #expect(parsed.drafts.isEmpty) }
    }
    let lines = String(repeating: "\r", count: 200_000)
    let parsed = try Parsed("ZCZC\r\(lines)A headline\r\rText of it.\rNNNN")
    #expect(parsed.drafts.first?.headline?.value == "A headline")
    let open = try Parsed(
      "\u{01}a0001\u{1F}x\r\nr i\u{13}\u{11} BC-Vell-Dam 04-17 0148\r\n\u{02}"
        + String(repeating: "^<", count: 100_000))
    #expect(open.drafts.isEmpty)
  }
}
