/// The first element of a document, found without parsing it.
struct RootElement {
  /// As written.
  var name: String
  /// Without its prefix, in lower case.
  var local: String
  /// The start tag as written, its first 4 KB.
  var tag: String
  /// Behind the start tag.
  var end: Int

  private static let html: Set<String> = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "div", "p", "span",
    "a", "b", "i", "em", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "img", "table",
    "ul", "ol", "li", "article", "section", "main", "header", "footer", "nav", "center", "font",
    "pre", "blockquote", "form", "iframe", "noscript", "figure", "aside", "tr", "td", "tbody", "dl",
    "small", "u", "code",
  ]

  var isHTML: Bool { Self.html.contains(local) }
  /// Names that inside of other text show where a document begins; `channel` or `item` do not.
  var isDocumentRoot: Bool {
    ["rss", "rdf", "feed", "newsitem", "newsmessage", "newsml", "nitf"].contains(local)
      && (local != "feed" || tag.contains("xmlns") || tag.contains("version"))
  }

  /// The namespace that the element is in by what its own tag declares; nil: in none.
  var namespace: String? {
    let prefix = name.contains(":") ? name.prefix { $0 != ":" } : ""
    let attribute = Array((prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)").utf8)
    let bytes = Array(tag.utf8)
    var i = 1
    while i + attribute.count < bytes.count {
      // Between quotes stands no attribute.
      if bytes[i] == 0x22 || bytes[i] == 0x27 {
        i = bytes[(i + 1)...].firstIndex(of: bytes[i]).map { $0 + 1 } ?? bytes.count
        continue
      }
      guard bytes[i - 1] <= 0x20, bytes[i...].starts(with: attribute) else {
        i += 1
        continue
      }
      i += attribute.count
      let rest = bytes[i...].drop { $0 <= 0x20 }
      guard rest.first == UInt8(ascii: "=") else { continue }
      let value = rest.dropFirst().drop { $0 <= 0x20 }
      guard let quote = value.first, quote == 0x22 || quote == 0x27 else { continue }
      let uri = value.dropFirst().prefix { $0 != quote }
      return uri.isEmpty ? nil : String(decoding: uri, as: UTF8.self)
    }
    return nil
  }

  /// The first element behind declarations, comments and instructions; `<!DOCTYPE html` is HTML's.
  static func find(in bytes: [UInt8], from start: Int) -> RootElement? {
    var i = start
    while i < bytes.count {
      while i < bytes.count, bytes[i] != UInt8(ascii: "<") {
        guard bytes[i] <= 0x20 else { return nil }
        i += 1
      }
      guard i + 1 < bytes.count else { return nil }
      if bytes[i + 1] == UInt8(ascii: "?") {
        guard let close = find("?>", bytes, i) ?? find(">", bytes, i) else { return nil }
        i = close
      } else if bytes[i + 1] == UInt8(ascii: "!") {
        if bytes[i...].starts(with: "<!--".utf8) {
          guard let close = find("-->", bytes, i) else { return nil }
          i = close
        } else {
          let head = String(decoding: bytes[i..<min(bytes.count, i + 40)], as: UTF8.self)
            .lowercased()
          if head.hasPrefix("<!doctype html") {
            let end = doctypeEnd(bytes, i) ?? bytes.count
            return RootElement(name: "!DOCTYPE html", local: "html", tag: head, end: end)
          }
          guard let close = doctypeEnd(bytes, i) else { return nil }
          i = close
        }
      } else {
        return tag(in: bytes, at: i)
      }
    }
    return nil
  }

  /// The start tag at `i`, or nil where none is.
  static func tag(in bytes: [UInt8], at i: Int) -> RootElement? {
    var at = i + 1
    while at < bytes.count, at - i < 128,
      (0x61...0x7A).contains(bytes[at] | 0x20) || (0x30...0x3A).contains(bytes[at])
        || bytes[at] == 0x2D || bytes[at] == 0x5F || bytes[at] == 0x2E || bytes[at] >= 0x80
    {
      at += 1
    }
    guard at > i + 1, at < bytes.count, bytes[at] <= 0x20 || bytes[at] == 0x3E || bytes[at] == 0x2F
    else { return nil }
    let name = String(decoding: bytes[(i + 1)..<at], as: UTF8.self)
    var end = at
    while end < bytes.count, end - i < 4096, bytes[end] != UInt8(ascii: ">") { end += 1 }
    let local = name.split(separator: ":").last.map { $0.lowercased() } ?? ""
    return RootElement(
      name: name, local: local, tag: String(decoding: bytes[i..<end], as: UTF8.self), end: end)
  }

  private static func doctypeEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    var depth = 0
    for i in start..<bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ">") where depth <= 0: return i + 1
      default: break
      }
    }
    return nil
  }

  private static func find(_ needle: String, _ bytes: [UInt8], _ from: Int) -> Int? {
    let needle = Array(needle.utf8)
    var i = from
    while i + needle.count <= bytes.count {
      if bytes[i] == needle[0], bytes[i..<i + needle.count].elementsEqual(needle) {
        return i + needle.count
      }
      i += 1
    }
    return nil
  }
}
