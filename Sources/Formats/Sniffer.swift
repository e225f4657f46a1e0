package import Markup
package import Newsroom

/// Tells what a document is from its bytes; a content type or a file name decides nothing.
package enum Sniffer {
  /// How far a document may begin behind its first byte: warnings and debug output of a web server
  /// come before the XML, whole pages do not.
  private static let junkLimit = 65_536

  /// Which format `text` is in. `raw`: the bytes that it was decoded from.
  package static func sniff(_ text: DecodedText, raw: [UInt8]) -> Sniffed {
    if let kind = magic(raw) {
      return Sniffed(.binary, "The bytes begin as \(kind) does.", start: 0)
    }
    if let telex = TelexSniffer.sniff(raw) { return telex }
    if !text.charset.hasPrefix("utf-16"), !text.charset.hasPrefix("utf-32"), isBinary(raw) {
      return Sniffed(.binary, "Too many bytes are control characters.", start: 0)
    }
    let bytes = text.bytes
    var start = text.start
    while start < bytes.count, bytes[start] <= 0x20 { start += 1 }
    guard start < bytes.count else {
      return Sniffed(.text, "There is nothing but white space.", start: start)
    }
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if let found = json(bytes, start) { return found }
    case UInt8(ascii: "<"):
      if let found = markup(bytes, start) { return found }
    default: break
    }
    // Before what lies inside: a mail may bear a feed.
    if isMail(bytes, start) {
      return Sniffed(.mail, "It begins with the header fields of a mail.", start: start)
    }
    if let found = markupBehindJunk(bytes, start) { return found }
    return Sniffed(.text, "It is text, and neither markup nor JSON.", start: start)
  }

  // MARK: bytes

  private static let signatures: [(head: [UInt8], name: String)] = [
    ([0x25, 0x50, 0x44, 0x46, 0x2D], "a PDF"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0x47, 0x49, 0x46, 0x38], "a GIF picture"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"), ([0x1F, 0x8B, 0x08], "gzip"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Office file"), ([0x49, 0x44, 0x33], "an MP3"),
    ([0x42, 0x5A, 0x68], "bzip2"), ([0xFD, 0x37, 0x7A, 0x58], "xz"),
    ([0x7B, 0x5C, 0x72, 0x74, 0x66], "RTF"),
  ]

  private static func magic(_ bytes: [UInt8]) -> String? {
    signatures.first { bytes.starts(with: $0.head) }?.name
  }

  /// More than one byte in twenty is a control character that no text and no wire format has.
  private static func isBinary(_ bytes: [UInt8]) -> Bool {
    let sample = bytes.prefix(4096)
    var controls = 0
    for byte in sample where byte < 0x20 {
      switch byte {
      // What ANPA and IPTC 7901 use (SOH to EOT, SYN, FS to US) and the spaces are no evidence.
      case 0x09...0x0D, 0x01...0x04, 0x0E, 0x0F, 0x16, 0x1B...0x1F: break
      default: controls += 1
      }
    }
    return controls * 20 > sample.count
  }

  // MARK: JSON

  private static func json(_ bytes: [UInt8], _ start: Int) -> Sniffed? {
    let head = bytes[start..<min(bytes.count, start + 65_536)]
    guard head.count < 2 || head.dropFirst().contains(where: { $0 > 0x20 }) else { return nil }
    let text = String(decoding: head, as: UTF8.self)
    if text.contains("jsonfeed.org/version") || text.contains("jsonfeed.org\\/version") {
      return Sniffed(.jsonFeed, "Its version is that of a JSON Feed.", start: start)
    }
    // `[1] A story may begin so`: JSON goes on with what JSON allows.
    let next = head.dropFirst().first { $0 > 0x20 }
    guard let next,
      bytes[start] == UInt8(ascii: "{") ? next == 0x22 || next == 0x7D : "{[\"".utf8.contains(next)
    else { return nil }
    if let found = NinjsSniffer.sniff(JSONOutline(bytes, from: start)) {
      return Sniffed(found.format, found.reason, start: start)
    }
    return Sniffed(.otherJSON, "It is JSON, but neither a JSON Feed nor news.", start: start)
  }

  // MARK: XML and HTML

  private static func markup(_ bytes: [UInt8], _ start: Int) -> Sniffed? {
    guard let root = RootElement.find(in: bytes, from: start) else {
      return nil
    }
    if let format = known(root) {
      return Sniffed(format, "Its root element is <\(root.name)>.", start: start)
    }
    if root.isHTML {
      // Behind a server's warnings there may be a feed; a whole page is a page.
      if root.name == "!DOCTYPE html" {
        if let next = RootElement.find(in: bytes, from: root.end), let format = known(next) {
          return Sniffed(format, "Its root element is <\(next.name)>.", start: start)
        }
      } else if root.local != "html",
        let found = feedRoot(bytes, from: start, to: min(bytes.count, start + junkLimit))
      {
        return found
      }
      return Sniffed(.html, "Its first element, <\(root.name)>, is one of HTML.", start: start)
    }
    if let found = feedRoot(bytes, from: root.end, to: min(bytes.count, start + junkLimit)) {
      return found
    }
    guard isXML(root, bytes, from: start) else { return nil }
    return Sniffed(
      .unknownXML(root: root.name), "Its root element is <\(root.name)>, which no parser knows.",
      start: start)
  }

  /// Whether an element of no known name is one at all: old wires set the names of companies in
  /// angle brackets, and a story may begin with one. A declaration, an attribute, an empty element
  /// or the element's end proves it.
  private static func isXML(_ root: RootElement, _ bytes: [UInt8], from start: Int) -> Bool {
    let opening = Array("<\(root.name)".utf8)
    guard bytes[start...].starts(with: opening) else { return true }
    if root.tag.utf8.contains(UInt8(ascii: "=")) || root.tag.utf8.last == UInt8(ascii: "/") {
      return true
    }
    let end = Array("</\(root.name)".utf8)
    var rest = bytes[root.end...]
    while let bracket = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[bracket...]
      if rest.starts(with: end) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func known(_ root: RootElement) -> Format? {
    switch root.local {
    case "rss": root.tag.contains("wordpress.org/export") ? .wxr : .rss
    case "rdf": .rdf
    case "feed", "entry": .atom
    case "channel": root.name == "CHANNEL" || root.tag.lowercased().contains("href") ? .cdf : .rss
    case "item": .rss
    case "urlset": root.tag.contains("sitemap-news") ? .newsSitemap : nil
    case "newsitem", "newsmessage", "packageitem", "knowledgeitem", "conceptitem", "planningitem",
      "catalogitem":
      .newsMLG2
    case "newsml": .newsML1
    case "nitf": .nitf
    default: nil
    }
  }

  private static func markupBehindJunk(_ bytes: [UInt8], _ start: Int) -> Sniffed? {
    feedRoot(bytes, from: start, to: min(bytes.count, start + junkLimit))
  }

  /// The root element of a feed or wire story that begins in a range.
  private static func feedRoot(_ bytes: [UInt8], from: Int, to: Int) -> Sniffed? {
    var i = from
    while i < to {
      guard bytes[i] == UInt8(ascii: "<") else {
        i += 1
        continue
      }
      if let root = RootElement.tag(in: bytes, at: i), root.isDocumentRoot, let format = known(root)
      {
        return Sniffed(
          format, "Behind other text it has the root element <\(root.name)>.", start: i)
      }
      i += 1
    }
    return nil
  }

  // MARK: mail

  /// Three header fields that mails have, or two of which one is of mails alone, before the first
  /// empty line.
  private static func isMail(_ bytes: [UInt8], _ start: Int) -> Bool {
    let common = ["from", "to", "subject", "date", "cc", "reply-to", "sender"]
    let own = [
      "message-id", "received", "mime-version", "return-path", "delivered-to", "content-type",
      "x-mailer", "dkim-signature",
    ]
    // A web server's header has a date and a content type too.
    let origins = ["from", "sender", "message-id", "received", "return-path", "delivered-to"]
    var hasOrigin = false
    var commonCount = 0
    var ownCount = 0
    let head = bytes[start..<min(bytes.count, start + 16_384)]
    var rest = head
    // Most texts are told from a mail by their first line.
    while rest.startIndex < rest.endIndex {
      let line = rest.prefix { $0 != 0x0A }
      rest = rest[min(line.endIndex + 1, rest.endIndex)...]
      guard let first = line.first, first != 0x0D else { break }
      // The header goes on beyond what is looked at.
      if line.endIndex == head.endIndex, head.endIndex < bytes.count { break }
      // `From sender date`: the line that parts mails in a box.
      if line.starts(with: "From ".utf8) { continue }
      if first == 0x20 || first == 0x09 { continue }
      guard let colon = line.prefix(77).firstIndex(of: UInt8(ascii: ":")) else { return false }
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      guard !name.contains(" ") else { return false }
      if common.contains(name) { commonCount += 1 }
      if own.contains(name) { ownCount += 1 }
      if origins.contains(name) { hasOrigin = true }
    }
    guard hasOrigin else { return false }
    return commonCount + ownCount >= 3 && (ownCount > 0 || commonCount >= 3)
      || (ownCount >= 1 && commonCount >= 1)
  }
}

extension Format {
  package static let newsMLG2 = Format(rawValue: "newsml-g2")
  package static let newsML1 = Format(rawValue: "newsml-1")
  package static let nitf = Format(rawValue: "nitf")
}
