/// Addresses that are clean as they stand, which is most of those in feeds: seen in one pass over
/// their bytes.
enum PlainAddress {
  /// What `CleanURL.clean` returns for an address that has no escapes, dot segments, port, user
  /// name or fragment; nil for any other: nobody looked.
  static func cleaned(_ address: String) -> String? {
    let bytes = address.utf8.span
    guard let host = host(of: bytes) else { return nil }
    var i = host.upperBound
    while i < bytes.count, bytes[i] != UInt8(ascii: "?") {
      // What stands behind a semicolon may be a session.
      guard PercentEncoding.isAllowed(bytes[i]), bytes[i] != UInt8(ascii: ";") else { return nil }
      // A segment that begins with a dot may be none.
      if bytes[i] == UInt8(ascii: "/"), i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ".") {
        return nil
      }
      i += 1
    }
    guard i < bytes.count else { return address }
    for n in i + 1..<bytes.count where !PercentEncoding.isAllowed(bytes[n]) { return nil }
    return withoutTracking(address, host, query: i + 1)
  }

  /// Where the host stands: after a scheme in lower case, before a slash.
  private static func host(of address: Span<UInt8>) -> Range<Int>? {
    var i = 0
    let scheme: StaticString = "https://"
    for n in 0..<scheme.utf8CodeUnitCount {
      guard i < address.count else { return nil }
      if unsafe address[i] == scheme.utf8Start[n] {
        i += 1
      } else if n != 4 {
        // `http://` has no s.
        return nil
      }
    }
    let start = i
    var hasName = false
    while i < address.count, address[i] != UInt8(ascii: "/") {
      guard isHost(address[i]) else { return nil }
      hasName = hasName || address[i] > UInt8(ascii: ".")
      i += 1
    }
    // An empty path is written as one slash.
    return hasName && i < address.count ? start..<i : nil
  }

  private static func withoutTracking(
    _ address: String, _ host: Range<Int>, query: Int
  ) -> String {
    let bytes = Array(address.utf8)
    let tracking = TrackingParameters(on: bytes[host])
    var out: [UInt8] = []
    var isCut = false
    var hasKept = false
    var i = query
    while i <= bytes.count {
      var end = i
      while end < bytes.count, bytes[end] != UInt8(ascii: "&") { end += 1 }
      if tracking.contains(bytes[i..<end]) {
        if !isCut {
          // All before it was kept.
          isCut = true
          out = Array(bytes[..<max(query - 1, i - 1)])
          hasKept = i > query
        }
      } else if isCut {
        out.append(hasKept ? UInt8(ascii: "&") : UInt8(ascii: "?"))
        out.append(contentsOf: bytes[i..<end])
        hasKept = true
      }
      i = end + 1
    }
    guard isCut else { return address }
    // Of `?utm_source=x&` nothing is left.
    if out[(query - 1)...].allSatisfy({ $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "&") }) {
      out.removeSubrange((query - 1)...)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// What a host in lower case is made of.
  private static func isHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }
}
