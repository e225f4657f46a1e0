/// The feeds that an HTML page names (`<link rel="alternate" type="application/rss+xml">`): what
/// an operator who gave a page's address meant.
package enum FeedLinks {
  private static let types: Set<String> = [
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
  ]

  /// Their absolute addresses in the page's order. Only the first 256 KB are looked at: the links
  /// stand in the head.
  package static func find(in page: [UInt8], base: WebAddress) -> [WebAddress] {
    let bytes = page.prefix(256 << 10)
    var found: [WebAddress] = []
    var (base, hasBase) = (base, false)
    var at = bytes.startIndex
    while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")), found.count < 16 {
      at = open + 1
      if !hasBase, isTag("base", bytes[at...]) {
        // The first one counts for all that follow.
        let told = Self.attributes(bytes, from: &at)["href"].flatMap(base.resolve)
        (base, hasBase) = (told ?? base, told != nil)
        continue
      }
      guard isTag("link", bytes[at...]) else { continue }
      let attributes = Self.attributes(bytes, from: &at)
      let rel = (attributes["rel"] ?? "").lowercased().split(whereSeparator: \.isWhitespace)
      let type = (attributes["type"] ?? "").lowercased().prefix { $0 != ";" && $0 != " " }
      guard rel.contains("alternate"), types.contains(String(type)),
        let href = attributes["href"], let address = base.resolve(href),
        !found.contains(address)
      else { continue }
      found.append(address)
    }
    return found
  }

  /// `name`: of four letters.
  private static func isTag(_ tag: StaticString, _ bytes: ArraySlice<UInt8>) -> Bool {
    let name = bytes.prefix(5)
    guard name.count == 5, let last = name.last, last <= 0x20 || last == UInt8(ascii: "/") else {
      return false
    }
    return name.dropLast().map { $0 | 0x20 }.elementsEqual(tag.description.utf8)
  }

  /// Name (lower case) and value of each attribute of the tag that `at` stands in; `at` is then at
  /// the tag's end.
  private static func attributes(
    _ bytes: ArraySlice<UInt8>, from at: inout Int
  ) -> [String: String] {
    var attributes: [String: String] = [:]
    at += 4
    func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: "/") }
    while at < bytes.endIndex, bytes[at] != UInt8(ascii: ">") {
      if isSpace(bytes[at]) {
        at += 1
        continue
      }
      let ends = [UInt8(ascii: "="), UInt8(ascii: ">")]
      let name = bytes[at...].prefix { !isSpace($0) && !ends.contains($0) }
      at = max(name.endIndex, at + 1)
      var value = bytes[at..<at]
      var rest = bytes[at...].drop { $0 <= 0x20 }
      if name.isEmpty {
        continue
      } else if rest.first == UInt8(ascii: "=") || bytes[at - 1] == UInt8(ascii: "=") {
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst().drop { $0 <= 0x20 } }
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
          value = rest.dropFirst().prefix { $0 != quote }
          at = min(value.endIndex + 1, bytes.endIndex)
        } else {
          value = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
          at = value.endIndex
        }
      }
      let key = String(decoding: name, as: UTF8.self).lowercased()
      if attributes[key] == nil { attributes[key] = unescaped(value) }
    }
    return attributes
  }

  /// The one entity that stands in addresses.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    let entity = Array("&amp;".utf8)
    var out: [UInt8] = []
    var rest = bytes
    while let byte = rest.first {
      out.append(byte)
      rest = rest.dropFirst(rest.starts(with: entity) ? entity.count : 1)
    }
    return String(decoding: out, as: UTF8.self)
  }
}
