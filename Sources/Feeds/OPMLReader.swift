internal import Markup
package import Newsroom

extension OPML {
  /// A list is a few hundred kilobytes; ten thousand feeds with all their attributes are some.
  package static let largest = 16 << 20

  /// The feeds of a list, in its order. Nothing that it names is read or asked for, no entity of
  /// its own is expanded. Throws `no-opml`, `hostile-markup`.
  package static func read(_ bytes: [UInt8]) throws(Rejection) -> [Feed] {
    guard bytes.count <= largest else {
      throw Rejection(
        code: "no-opml", detail: "It is larger than \(largest >> 20) MiB, and no list of feeds is.")
    }
    let text = Charset.decode(bytes)
    var scan = XMLScan(text.bytes, from: text.start)
    var reader = OutlineReader()
    _ = try XMLPush.parse(&scan, into: &reader)
    guard reader.isOPML else {
      throw Rejection(code: "no-opml", detail: "It is no OPML: there is no opml element in it.")
    }
    let lines = outlineLines(text.bytes)
    // Where a repair has made or unmade one, no line is better than a wrong one.
    guard lines.count == reader.count else { return reader.feeds }
    return reader.feeds.map { feed in
      var feed = feed
      feed.line = lines[feed.line]
      return feed
    }
  }

  /// The line of each start tag of an outline, comments and CDATA aside.
  private static func outlineLines(_ bytes: [UInt8]) -> [Int] {
    var lines: [Int] = []
    var line = 1
    var at = 0
    func stands(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }
    func skip(to end: String) {
      while at < bytes.count, !stands(end) {
        if bytes[at] == 0x0A { line += 1 }
        at += 1
      }
    }
    while at < bytes.count {
      if bytes[at] == 0x0A { line += 1 }
      if bytes[at] == UInt8(ascii: "<") {
        if stands("<!--") {
          skip(to: "-->")
        } else if stands("<![CDATA[") {
          skip(to: "]]>")
        } else if stands("<outline"), at + 8 < bytes.count,
          bytes[at + 8] <= 0x20 || "/>".utf8.contains(bytes[at + 8])
        {
          lines.append(line)
        }
      }
      if at < bytes.count { at += 1 }
    }
    return lines
  }
}

/// Gathers the outlines that name a feed. `Feed.line` is their number among all outlines.
private struct OutlineReader: XMLHandler {
  private static let opml: Int32 = 1
  private static let outline: Int32 = 2

  private(set) var feeds: [OPML.Feed] = []
  private(set) var isOPML = false
  private(set) var count = 0
  /// The names of the open outlines.
  private var folders: [String] = []

  mutating func number(local: Span<UInt8>, prefix: Span<UInt8>, uri: Span<UInt8>) -> Int32 {
    var name: [UInt8] = []
    name.append(copying: local)
    switch String(decoding: name, as: UTF8.self).lowercased() {
    case "opml": return Self.opml
    case "outline": return Self.outline
    default: return 0
    }
  }

  mutating func start(_ name: Int32, _ tag: borrowing XMLTag) {
    if name == Self.opml { isOPML = true }
    guard name == Self.outline else { return }
    defer { count += 1 }
    // Lists in the wild write xmlUrl, xmlURL and xmlurl: attributes are found in any case.
    let text = tag.attribute("text") ?? ""
    let title = Self.label(text.isEmpty ? tag.attribute("title") ?? "" : text)
    let url = (tag.attribute("xmlUrl") ?? "").drop { $0.isWhitespace }
    if !url.isEmpty {
      var folder = folders.filter { !$0.isEmpty }.joined(separator: "/")
      if folder.isEmpty, let category = tag.attribute("category") {
        let first = category.split(separator: ",").first ?? ""
        folder = first.split(separator: "/").map { Self.label(String($0)) }.joined(separator: "/")
      }
      let trimmed = String(String(url.reversed().drop { $0.isWhitespace }).reversed())
      feeds.append(
        OPML.Feed(
          title: title, url: trimmed, folder: String(folder.unicodeScalars.prefix(200)),
          line: count))
    }
    folders.append(url.isEmpty ? title.replacing("/", with: "-") : "")
  }

  mutating func end(_ name: Int32) {
    if name == Self.outline { _ = folders.popLast() }
  }

  mutating func text(_ text: Span<UInt8>) {}

  /// A line of words: runs of space and control characters become one space.
  private static func label(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var owesSpace = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
        owesSpace = true
        continue
      }
      if owesSpace, !out.isEmpty { out.append(" ") }
      owesSpace = false
      out.append(scalar)
      if out.count >= 200 { break }
    }
    return String(out)
  }
}
