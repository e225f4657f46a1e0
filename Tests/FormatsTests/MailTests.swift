import Newsroom
import Testing

@testable import Formats

/// Mail as desks get it. All people and stories are invented.
@Suite struct MailTests {
  private func mail(_ header: String, _ body: String) -> String {
    ("From: desk@norland.example\nDate: Tue, 22 Apr 2025 09:12:41 +0200\nMIME-Version: 1.0\n"
      + header + "\n\n" + body).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
  }

  @Test func `a plain mail is a story with its sender, subject, date and id`() throws {
    let parsed = try Parsed(
      mail(
        "Message-ID: <a/1@norland.example>\nSubject: =?iso-8859-1?q?F=E4hre_?= =?iso-8859-1?q?nach Ostrey?=\n"
          + " f=?utf-8?b?w6Q=?=hrt\nIn-Reply-To: <0@norland.example>\nKeywords: coast, ferries\n"
          + "Content-Type: text/plain; charset=\"utf-8\"; format=flowed",
        "VELL, Norland — The ferry runs again, \nthe county said.\n\nIt had stopped in March.\n\n"
          + "-- \nPress office\nHarbour Square 4\n"))
    #expect(parsed.info.format == .mail)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.id == "mid:a%2F1@norland.example")
    #expect(draft.altIDs("message-id") == ["<a/1@norland.example>"])
    #expect(draft.headline?.value == "Fähre nach Ostrey fähr" + "t")
    #expect(draft.published?.rfc3339() == "2025-04-22T07:12:41Z")
    #expect(draft.authors == [Person(email: "desk@norland.example")])
    #expect(draft.categories.map(\.term) == ["coast", "ferries"])
    #expect(draft.links == [Link(url: "mid:0@norland.example", rel: "in-reply-to")])
    #expect(draft.located == "VELL, Norland")
    #expect(
      draft.paragraphs == ["The ferry runs again, the county said.", "It had stopped in March."])
    #expect(draft.identityText?.contains("Harbour Square 4") == true)
  }

  @Test func `of two shapes the one with markup is the body`() throws {
    let parsed = try Parsed(
      mail(
        "Subject: x\nContent-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain; charset=utf-8\n\nplain words\n"
          + "--b\nContent-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n"
          + "<p>caf=E9 wi=\nth m=zarkup</p>\n--b--\n"))
    let content = try #require(parsed.drafts.first?.content)
    #expect(content.kind == .html)
    #expect(content.value == "<p>café with m=zarkup</p>")
    #expect(parsed.info.charset == "windows-1252")
  }

  @Test func `a shape with markup that says much less than the plain one is not the body`() throws {
    let parsed = try Parsed(
      mail(
        "Subject: x\nContent-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain; charset=utf-8\n\nThe ferry to Holm Island was late on "
          + "Monday and later on Tuesday.\n\nOn Wednesday it did not come.\n"
          + "--b\nContent-Type: multipart/related; boundary=c\n\n"
          + "--c\nContent-Type: text/html\n\n<style>p { color: red; background: none }</style>"
          + "<p><a href='https://m.example'>View this in your browser</a></p>\n"
          + "--c\nContent-Type: image/png; name=logo.png\n\nxyz\n--c--\n--b--\n"))
    let draft = try #require(parsed.drafts.first)
    #expect(
      draft.paragraphs == [
        "The ferry to Holm Island was late on Monday and later on Tuesday.",
        "On Wednesday it did not come.",
      ])
    // What came with it is listed all the same.
    #expect(draft.media.map(\.title) == ["logo.png"])
  }

  @Test func `attachments that are stories become stories, pictures are listed`() throws {
    let text = "QmVsbHMgZmFsbCBzaWxlbnQKClRoZSBiZWxscyBvZiBWZWxsIGFyZSBzaWxlbnQuIQ"
    let parsed = try Parsed(
      mail(
        "Message-ID: <1@n.example>\nSubject: Two stories\nContent-Type: multipart/mixed; boundary=\"o\"",
        "--o\nContent-Type: multipart/alternative; boundary=\"o-in\"\n\n--o-in\n\nSee below.\n--o-in--\n"
          + "--o\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
          + "Content-Disposition: attachment; filename*0*=utf-8''b%C3%A9ll; filename*1*=s.txt\n\n"
          + "\(text.prefix(20))\n!\n\(text.dropFirst(20))\n"
          + "--o\nContent-Type: application/rss+xml; name=feed.xml\n\n"
          + "<rss version='2.0'><channel><title>F</title><item><title>A</title><guid>g</guid>"
          + "<description>d</description></item></channel></rss>\n"
          + "--o\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: Inner\n"
          + "Message-ID: <2@n.example>\n\nInner text goes here.\n"
          + "--o\nContent-Type: image/png; name=\"a.png\"\nContent-Transfer-Encoding: base64\n\n/9j/4A==\n"
          + "--o\nContent-Type: text/calendar; name=a.ics\n\nBEGIN:VCALENDAR\n--o--\n"))
    #expect(parsed.info.format == .mail)
    #expect(
      parsed.drafts.map { $0.headline?.value } == [
        "Two stories", "Bells fall silent", "A", "Inner",
      ])
    let first = try #require(parsed.drafts.first)
    #expect(first.paragraphs == ["See below."])
    #expect(first.media.map(\.kind) == [.picture, .other])
    #expect(first.media.first?.title == "a.png")
    #expect(first.media.first?.bytes == 4)
    #expect(parsed.drafts[1].links.map(\.url) == ["mid:1@n.example"])
    #expect(parsed.drafts[2].id == "g")
    #expect(parsed.drafts[3].id == "mid:2@n.example")
    #expect(first.warnings.isEmpty)
  }

  @Test func `a mail that breaks off says so`() throws {
    let parsed = try Parsed(
      mail(
        "Subject: x\nContent-Type: multipart/mixed; boundary=b",
        "--b\nContent-Type: text/plain\n\nThe beginning of a"))
    #expect(parsed.drafts.first?.warnings == [.truncated])
    #expect(parsed.drafts.first?.paragraphs == ["The beginning of a"])
  }

  @Test(
    "people are read from all forms of addresses",
    arguments: [
      ("Ann Vik <a@n.example>", "Ann Vik", "a@n.example"),
      ("\"Vik, Ann\" <a@n.example>", "Vik, Ann", "a@n.example"),
      ("a@n.example (Ann Vik)", "Ann Vik", "a@n.example"),
      ("=?utf-8?B?U29sdmVpZyDDmA==?= <a@n.example>", "Solveig Ø", "a@n.example"),
      ("\"=?utf-8?Q?J=C3=B8rn?=\" <j@n.example>, b@n.example", "Jørn", "j@n.example"),
      ("Desk: \"Ann\" <a@n.example>;", "Ann", "a@n.example"),
      ("<a@n.example>", nil, "a@n.example"),
    ])
  func people(field: String, name: String?, email: String) {
    #expect(
      MailAddress.people(in: Array(field.utf8)).first == Person(name: name, email: email))
  }

  @Test(
    "encoded words are decoded where they are whole",
    arguments: [
      ("=?utf-8?Q?a=C3?= =?utf-8?Q?=A9b?=", "aéb"),
      ("=?UTF-8?B?w6k=?=\n =?UTF-8?B?w6k=?= x", "éé x"),
      ("=?utf-8*en?q?a_b?= =?iso-8859-1?q?=E9?=", "a bé"),
      ("a =?utf-8?q?b?= c", "a b c"), ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
      ("=?x-nonsense?q?abc?=", "abc"), ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
    ])
  func encodedWords(field: String, text: String) {
    #expect(EncodedWord.decode(Array(field.utf8)) == text)
  }

  @Test func `each mail of a mailbox is a story`() throws {
    let one = "From a@n.example Tue Apr 22 09:12:41 2025\nFrom: a@n.example\nSubject: One\n"
    let parsed = try Parsed(
      one + "Message-ID: <1@n>\n\nText of one.\n\nFrom here on it is still the same mail.\n\n"
        + one + "Message-ID: <2@n>\n\nText of two.\n")
    #expect(parsed.info.format == .mail)
    #expect(parsed.drafts.map(\.id) == ["mid:1@n", "mid:2@n"])
    #expect(parsed.drafts.first?.paragraphs.last == "From here on it is still the same mail.")
  }

  @Test(
    "text that looks a little like mail stays text, a feed behind a server's header a feed",
    arguments: [
      ("From: the desk\n\nA story of its own.", "text"),
      ("Date: today\nTo: all readers\n\nA memo.", "text"),
      (
        "Date: Tue, 22 Apr 2025 09:12:41 GMT\nContent-Type: text/xml\n\n<rss version='2.0'/>", "rss"
      ),
    ])
  func others(text: String, format: String) throws {
    #expect(try Parsed(text).info.format.rawValue == format)
  }

  @Test func `a mail that bears a feed in its text is a mail`() throws {
    let parsed = try Parsed(
      mail(
        "Subject: x\nMessage-ID: <1@n>\nContent-Type: text/plain", "See <rss version='2.0'> here"))
    #expect(parsed.info.format == .mail)
  }
}
