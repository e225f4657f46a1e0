/// Relative references resolved as RFC 3986, section 5, says. Text in, text out: nothing is
/// decoded, encoded or checked.
package enum URLReference {
  /// `reference` as seen from `base`; unchanged where there is no base or the base is not absolute.
  package static func resolve(_ reference: String, against base: String?) -> String {
    guard let base, !base.isEmpty else { return reference }
    let from = Parts(Array(base.utf8))
    guard let scheme = from.scheme else { return reference }
    var parts = Parts(Array(reference.utf8))
    if parts.scheme == nil {
      parts.scheme = scheme
      if parts.authority == nil {
        parts.authority = from.authority
        if parts.path.isEmpty {
          parts.path = from.path
          if parts.query == nil { parts.query = from.query }
        } else if parts.path.first != slash {
          parts.path = merge(parts.path[...], after: from)
        }
      }
    }
    // An opaque path (mailto:a@b, urn:…) has no segments to remove.
    if parts.authority != nil || parts.path.first == slash || parts.scheme == from.scheme {
      parts.path = removingDotSegments(parts.path)
    }
    return String(decoding: parts.joined, as: UTF8.self)
  }

  /// The scheme of an absolute reference, in lower case.
  package static func scheme(of reference: String) -> String? {
    Parts(Array(reference.utf8)).scheme.map {
      String(decoding: $0.map(\.asciiLowercased), as: UTF8.self)
    }
  }

  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// The five components, section 3; nil is absent, which is not the same as empty.
  private struct Parts {
    var scheme: [UInt8]?
    var authority: [UInt8]?
    var path: [UInt8] = []
    var query: [UInt8]?
    var fragment: [UInt8]?

    init(_ text: [UInt8]) {
      var rest = text[...]
      if let end = Self.schemeEnd(rest) {
        scheme = Array(rest[..<end])
        rest = rest[(end + 1)...]
      }
      if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
        fragment = Array(rest[(hash + 1)...])
        rest = rest[..<hash]
      }
      if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
        query = Array(rest[(mark + 1)...])
        rest = rest[..<mark]
      }
      if rest.starts(with: [slash, slash]) {
        rest = rest.dropFirst(2)
        let end = rest.firstIndex(of: slash) ?? rest.endIndex
        authority = Array(rest[..<end])
        rest = rest[end...]
      }
      path = Array(rest)
    }

    /// Where the colon of a scheme stands: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":".
    private static func schemeEnd(_ text: ArraySlice<UInt8>) -> Int? {
      guard let first = text.first, first.isASCIILetter else { return nil }
      for (i, byte) in zip(text.indices, text) {
        switch byte {
        case UInt8(ascii: ":"): return i
        case UInt8(ascii: "+"), UInt8(ascii: "-"), dot: continue
        default: if !byte.isASCIIAlphanumeric { return nil }
        }
      }
      return nil
    }

    /// Section 5.3.
    var joined: [UInt8] {
      var out: [UInt8] = []
      if let scheme {
        out += scheme
        out.append(UInt8(ascii: ":"))
      }
      if let authority {
        out += [slash, slash]
        out += authority
      }
      out += path
      if let query {
        out.append(UInt8(ascii: "?"))
        out += query
      }
      if let fragment {
        out.append(UInt8(ascii: "#"))
        out += fragment
      }
      return out
    }
  }

  /// Section 5.2.3.
  private static func merge(_ path: ArraySlice<UInt8>, after base: Parts) -> [UInt8] {
    if base.authority != nil, base.path.isEmpty { return [slash] + Array(path) }
    guard let last = base.path.lastIndex(of: slash) else { return Array(path) }
    return Array(base.path[...last]) + Array(path)
  }

  /// Section 5.2.4, segment by segment.
  private static func removingDotSegments(_ path: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(path.count)
    var i = 0
    while i < path.count {
      // `i` stands on the slash that leads a segment, or on the first segment of a rootless path.
      let hasSlash = path[i] == slash
      let start = hasSlash ? i + 1 : i
      let end = path[start...].firstIndex(of: slash) ?? path.count
      let segment = path[start..<end]
      let isLast = end == path.count
      if segment.elementsEqual([dot]) {
        if isLast, hasSlash { out.append(slash) }
      } else if segment.elementsEqual([dot, dot]) {
        while let byte = out.popLast(), byte != slash {}
        if isLast, hasSlash { out.append(slash) }
      } else {
        if hasSlash { out.append(slash) }
        out += segment
      }
      i = end
    }
    return out
  }
}
