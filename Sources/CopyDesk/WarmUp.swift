internal import Markup
internal import Newsroom

/// What a process does before it shuts itself in to parse.
package enum WarmUp {
  /// A refused allocation is the process's end from now on. To be called before anything is parsed.
  package static func insistOnMemory() -> Bool { MemoryDemand.insist() }

  /// Parses a little of everything, so that whatever the libraries load, ask of the system or work
  /// out at first use is there: tables of character sets, of languages, of names.
  package static func run() {
    let normaliser = Normaliser(writesHTML: true)
    for (route, contentType, bytes) in documents {
      var delivery = Delivery(id: "", route: route, source: "warm-up", bytes: bytes)
      delivery.headers["content-type"] = contentType
      _ = normaliser.transcript(of: delivery)
    }
  }

  private static let words =
    "The ferry will not sail before noon, the harbour master said, and nobody on the quay asked why. "
    + "Those who had waited since the morning went to the café; the crates of pears stayed behind. "
  private static let german =
    "Die Fähre fährt nicht vor dem Mittag, sagte der Hafenmeister, und niemand am Kai fragte nach dem "
    + "Grund. Wer seit dem Morgen gewartet hatte, ging ins Café; die Kisten mit Birnen blieben liegen. "

  private static let documents: [(Route, String?, [UInt8])] = [
    (
      .inbox, nil,
      Array("Ferry stays in port\n\nGRANFORD, March 3 (Morrow News) - \(words)\n".utf8)
    ),
    (
      .feed, "application/rss+xml; charset=iso-8859-2",
      Array(
        ("<?xml version='1.0' encoding='iso-8859-2'?><rss version='2.0'><channel><title>Morrow"
          + "</title><item><title>Ferry &eacute;</title><guid>1</guid><pubDate>Tue, 03 Mar 2026 "
          + "09:30:00 GMT</pubDate><description>&lt;p&gt;\(german)&lt;/p&gt;").utf8)
        + [0xB1, 0xE6] + Array("</description></item></channel></rss>".utf8)
    ),
    (.inbox, nil, [0x43, 0x61, 0x66, 0xE9, 0x0A, 0x0A] + Array(words.utf8) + [0x93, 0x94, 0xE9]),
    (
      .inbox, nil,
      Array(
        ("<!DOCTYPE html><html lang=de><head><title>F\u{E4}hre</title><script type="
          + "'application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"F\"}</script></head>"
          + "<body><article><h1>F\u{E4}hre</h1><p>\(german)</p><p>\(german)</p></article></body>"
          + "</html>").utf8)
    ),
    (
      .inbox, nil,
      Array(
        ("From: desk@example.org\r\nSubject: =?utf-8?B?RsOkaHJl?=\r\nContent-Type: text/plain; "
          + "charset=windows-1250\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
          + "F=E4hre. \(words)\r\n").utf8)
    ),
    (
      .feed, nil,
      Array(
        ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"M\",\"items\":[{\"id\":"
          + "\"1\",\"content_html\":\"<p>\(german)</p>\"}]}").utf8)
    ),
    (.inbox, nil, packed),
  ]

  /// A zip of one text whose name needs a locale, which is loaded from a file at first use.
  private static let packed: [UInt8] = [
    0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x08, 0x08, 0x00, 0xC0, 0x4B, 0x63, 0x5C, 0x1F, 0xBA,
    0xAE, 0x09, 0x1B, 0x00, 0x00, 0x00, 0x29, 0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00, 0xC3, 0xA4,
    0x2E, 0x74, 0x78, 0x74, 0x73, 0x54, 0x48, 0x4B, 0x2D, 0x2A, 0xAA, 0xE4, 0xE2, 0xF2, 0xCB, 0x87,
    0xB0, 0x14, 0x8A, 0x13, 0x33, 0x73, 0x8A, 0x75, 0x14, 0xF2, 0x50, 0xF8, 0x7A, 0x5C, 0x00, 0x50,
    0x4B, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x08, 0x08, 0x00, 0xC0, 0x4B, 0x63, 0x5C, 0x1F,
    0xBA, 0xAE, 0x09, 0x1B, 0x00, 0x00, 0x00, 0x29, 0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0xC3, 0xA4, 0x2E,
    0x74, 0x78, 0x74, 0x50, 0x4B, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x34,
    0x00, 0x00, 0x00, 0x3F, 0x00, 0x00, 0x00, 0x00, 0x00,
  ]
}
