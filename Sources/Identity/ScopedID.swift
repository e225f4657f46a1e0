/// The uri of a declared guid. One with a scheme is a name for all the world; "123" means nothing
/// outside of its source, and gets a name inside of it.
package enum ScopedID {
  /// The uri that a declared `guid` gives a story of the configured `source`; nil where it is
  /// empty. White space round it never counts.
  ///
  /// A guid with a scheme stays byte for byte; only what no URI may hold is escaped. Any other
  /// becomes a tag URI of its own, `tag:wireroom,2026:<source>:<guid>` (RFC 4151), and two
  /// different pairs never the same one.
  package static func uri(guid: String, source: String) -> String? {
    if isPlain(guid.utf8.span) { return guid }
    let bytes = trimmed(guid)
    guard !bytes.isEmpty else { return nil }
    var out: [UInt8] = []
    if isGlobal(bytes) {
      for i in bytes.indices { append(bytes, i, to: &out, keeping: isURIByte) }
    } else {
      out.append(contentsOf: "tag:wireroom,2026:".utf8)
      for byte in source.utf8 { append(byte, to: &out, keeping: isSourceByte) }
      out.append(UInt8(ascii: ":"))
      for byte in bytes { append(byte, to: &out, keeping: isTagByte) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether a guid is an address of the web in which nothing has to be escaped.
  private static func isPlain(_ guid: Span<UInt8>) -> Bool {
    let scheme: StaticString = "http"
    guard guid.count > 8 else { return false }
    for n in 0..<4 where unsafe guid[n] != scheme.utf8Start[n] { return false }
    guard guid[4] == UInt8(ascii: ":") || (guid[4] == UInt8(ascii: "s") && guid[5] == 0x3A) else {
      return false
    }
    for i in guid.indices where !isURIByte(guid[i]) { return false }
    return true
  }

  /// Schemes that name things, whatever comes after them. Source: IANA's registry of URI schemes;
  /// doi, isbn and oid are not in it, and are written all the same.
  private static let known: Set<String> = [
    "http", "https", "ftp", "urn", "tag", "ni", "nih", "info", "doi", "oid", "isbn", "mid", "cid",
    "news", "at", "did", "ark", "hdl", "data", "acct", "mailto",
  ]

  /// Whether a guid has a scheme. One that is not known must be of two or more letters, with a
  /// character that is no digit after the colon (`post:12` is a label, `localhost:80/` a host and a
  /// port), and the whole a URI: `Breaking: the story` is none.
  private static func isGlobal(_ guid: ArraySlice<UInt8>) -> Bool {
    guard let colon = guid.firstIndex(of: UInt8(ascii: ":")), colon + 1 < guid.endIndex else {
      return false
    }
    let scheme = guid[..<colon]
    guard scheme.count >= 2, scheme.allSatisfy(PercentEncoding.isLetter) else { return false }
    if known.contains(String(decoding: scheme, as: UTF8.self).lowercased()) { return true }
    return !PercentEncoding.isDigit(guid[colon + 1])
      && guid.indices.allSatisfy { isURIByte(guid[$0]) || isEscape(guid, $0) }
  }

  private static func trimmed(_ text: String) -> ArraySlice<UInt8> {
    var bytes = Array(text.utf8)[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes.drop { $0 <= 0x20 }
  }

  private static func isEscape(_ text: ArraySlice<UInt8>, _ i: Int) -> Bool {
    PercentEncoding.octet(text, at: i) != nil
  }

  private static func isURIByte(_ byte: UInt8) -> Bool {
    PercentEncoding.isAllowed(byte) || byte == UInt8(ascii: "#")
  }

  /// What RFC 4151 lets stand in `specific`, without escapes: a `%` of the guid is escaped too.
  private static func isTagByte(_ byte: UInt8) -> Bool {
    PercentEncoding.isAllowed(byte) && byte != UInt8(ascii: "[") && byte != UInt8(ascii: "]")
  }

  /// A colon ends the source.
  private static func isSourceByte(_ byte: UInt8) -> Bool {
    isTagByte(byte) && byte != UInt8(ascii: ":")
  }

  private static func append(
    _ text: ArraySlice<UInt8>, _ i: Int, to out: inout [UInt8], keeping isKept: (UInt8) -> Bool
  ) {
    if isEscape(text, i) {
      out.append(text[i])
    } else {
      append(text[i], to: &out, keeping: isKept)
    }
  }

  private static func append(
    _ byte: UInt8, to out: inout [UInt8], keeping isKept: (UInt8) -> Bool
  ) {
    if isKept(byte) {
      out.append(byte)
    } else {
      PercentEncoding.append(escaped: byte, to: &out)
    }
  }
}
