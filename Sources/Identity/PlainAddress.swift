/// Addresses that are clean as they stand, which is most of those in feeds: seen in one pass over
/// their bytes.
enum PlainAddress {
  /// What a byte may be in an address, a bit for each place.
  private static let inHost: UInt8 = 1
  /// In a path or a query.
  private static let inPath: UInt8 = 2

  private static let places: InlineArray<128, UInt8> = InlineArray { n in
    let byte = UInt8(n)
    var places: UInt8 = PercentEncoding.isAllowed(byte) ? inPath : 0
    let isLower = (0x61...0x7A).contains(byte)
    if isLower || PercentEncoding.isDigit(byte) || byte == 0x2D || byte == 0x2E { places |= inHost }
    return places
  }

  /// What `CleanURL.clean` returns for an address that has no escapes, dot segments, port, user
  /// name or fragment; nil for any other: nobody looked.
  static func cleaned(_ address: String) -> String? {
    let bytes = address.utf8.span
    guard let host = host(of: bytes) else { return nil }
    var i = host.upperBound
    while i < bytes.count, bytes[i] != UInt8(ascii: "?") {
      // What stands behind a semicolon may be a session.
      guard stands(bytes[i], inPath), bytes[i] != UInt8(ascii: ";") else { return nil }
      // A segment that begins with a dot may be none.
      if bytes[i] == UInt8(ascii: "/"), i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ".") {
        return nil
      }
      i += 1
    }
    guard i < bytes.count else { return address }
    for n in i + 1..<bytes.count where !stands(bytes[n], inPath) { return nil }
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
      guard stands(address[i], inHost) else { return nil }
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
    let all = bytes[query...].split(
      separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
    let kept = all.filter { !tracking.contains($0) }
    guard kept.count < all.count else { return address }
    var out = Array(bytes[..<(query - 1)])
    if !kept.allSatisfy(\.isEmpty) {
      out.append(UInt8(ascii: "?"))
      out.append(contentsOf: kept.joined(separator: [UInt8(ascii: "&")]))
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func stands(_ byte: UInt8, _ place: UInt8) -> Bool {
    byte < 0x80 && places[Int(byte)] & place != 0
  }
}
