/// The parts of an absolute http or https address, in normal form. Source: RFC 3986; where it is
/// silent (white space, default ports) the WHATWG URL standard, which every browser follows.
struct WebAddress {
  var isSecure: Bool
  /// What stands before `@`, as it is written: without it the address may not open.
  var userInfo: ArraySlice<UInt8>?
  /// In lower case; an internationalised name keeps its letters.
  var host: [UInt8]
  /// Nil where it is the scheme's own.
  var port: ArraySlice<UInt8>?
  /// Begins with `/`; without dot segments.
  var path: [UInt8]
  /// The parameters between `&`, nil without `?`.
  var query: [[UInt8]]?
  /// Without `#`.
  var fragment: [UInt8]?

  /// Nil where `text` is no absolute http(s) address, or one whose parts are in doubt: a backslash
  /// before the query, a control character, a host or port that cannot be one.
  init?(_ text: String) {
    let bytes = Self.trimmed(text)
    guard bytes.allSatisfy({ $0 > 0x1F && $0 != 0x7F }) else { return nil }
    var rest = bytes[...]
    if Self.drop("https://", from: &rest) {
      isSecure = true
    } else if Self.drop("http://", from: &rest) {
      isSecure = false
    } else {
      return nil
    }

    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = PercentEncoding.normalised(rest[(hash + 1)...])
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[(mark + 1)...]
        .split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        .map(PercentEncoding.normalised)
      rest = rest[..<mark]
    }
    guard !rest.contains(UInt8(ascii: "\\")) else { return nil }
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    path = Self.withoutDotSegments(
      PercentEncoding.normalised(Self.withoutSession(rest[slash...])))

    var authority = rest[..<slash]
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let info = authority[..<at]
      guard info.allSatisfy(Self.isUserInfo) else { return nil }
      userInfo = info
      authority = authority[(at + 1)...]
    }
    guard let colon = Self.endOfHost(authority) else { return nil }
    let port = authority[colon...].dropFirst()
    guard port.allSatisfy(PercentEncoding.isDigit), port.count <= 5,
      let host = Self.host(authority[..<colon])
    else { return nil }
    self.host = host
    if !port.isEmpty, !port.elementsEqual(isSecure ? "443".utf8 : "80".utf8) { self.port = port }
  }

  /// Without white space at the ends, and without the line breaks that wrapping put inside.
  private static func trimmed(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    let start = bytes.firstIndex { !isSpace($0) } ?? 0
    bytes.removeFirst(start)
    bytes.removeAll { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    return bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func drop(_ scheme: StaticString, from text: inout ArraySlice<UInt8>) -> Bool {
    let scheme = scheme.description.utf8
    guard text.count >= scheme.count,
      zip(text, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 && PercentEncoding.isLetter($0) })
    else { return false }
    text = text.dropFirst(scheme.count)
    return true
  }

  private static func isUserInfo(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "%"): true
    case UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "["),
      UInt8(ascii: "]"):
      false
    default: PercentEncoding.isAllowed(byte)
    }
  }

  /// Where the port's colon stands, or the end; nil where there are two colons outside of `[…]`.
  private static func endOfHost(_ authority: ArraySlice<UInt8>) -> Int? {
    var name = authority
    if authority.first == UInt8(ascii: "[") {
      guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      name = authority[(bracket + 1)...]
      guard name.isEmpty || name.first == UInt8(ascii: ":") else { return nil }
    }
    guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return authority.endIndex }
    return name[(colon + 1)...].contains(UInt8(ascii: ":")) ? nil : colon
  }

  /// A host in lower case, or nil where it cannot be one.
  private static func host(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    if text.first == UInt8(ascii: "[") {
      let address = text.dropFirst().dropLast()
      guard !address.isEmpty,
        address.allSatisfy({
          PercentEncoding.isDigit($0) || (0x61...0x66).contains($0 | 0x20)
            || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
        })
      else { return nil }
      return lowered(text)
    }
    guard text.contains(where: { isNameByte($0) }),
      text.allSatisfy({
        isNameByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
          || $0 == UInt8(ascii: "_")
      })
    else { return nil }
    return text.allSatisfy { $0 < 0x80 }
      ? lowered(text) : Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || PercentEncoding.isLetter(byte) || PercentEncoding.isDigit(byte)
  }

  private static func lowered(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// A path without the session that servlets write behind it where there are no cookies: it is
  /// another one at each visit. Source: Java Servlet Specification, "URL Rewriting".
  private static func withoutSession(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let semicolon = path.lastIndex(of: UInt8(ascii: ";")) else { return path }
    let parameter = path[(semicolon + 1)...]
    let name = "jsessionid=".utf8
    guard parameter.count >= name.count, !parameter.contains(UInt8(ascii: "/")),
      zip(parameter, name).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
    else { return path }
    return path[..<semicolon]
  }

  /// RFC 3986, section 5.2.4; an empty path becomes `/`.
  private static func withoutDotSegments(_ path: [UInt8]) -> [UInt8] {
    guard !path.isEmpty else { return [UInt8(ascii: "/")] }
    let segments = path.dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let here = [UInt8(ascii: ".")]
    let above = here + here
    guard segments.contains(where: { $0.elementsEqual(here) || $0.elementsEqual(above) }) else {
      return path
    }
    var kept: [ArraySlice<UInt8>] = []
    for segment in segments {
      if segment.elementsEqual(above) {
        _ = kept.popLast()
      } else if !segment.elementsEqual(here) {
        kept.append(segment)
      }
    }
    // A dot segment at the end names a directory.
    if let last = segments.last, last.elementsEqual(here) || last.elementsEqual(above) {
      kept.append([])
    }
    return [UInt8(ascii: "/")] + kept.joined(separator: [UInt8(ascii: "/")])
  }
}
