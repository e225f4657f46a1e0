/// The way by which bytes came in: `raw.route`.
package enum Route: String, Sendable {
  case inbox, feed, page, ingest
}

/// Bytes and where they came from: an inbox file, a feed response, a path on the command line.
package struct Delivery: Sendable {
  /// Unique, given at the claim (`DeliveryID`): a re-read after a crash bears the same.
  package var id: String
  package var route: Route
  /// The configured name of the inbox or feed.
  package var source: String
  /// The file's path below its inbox, or as it was given on the command line.
  package var name: String?
  /// The address it was fetched from.
  package var url: String?
  /// HTTP response headers, names in lower case: `content-type`, `content-location`,
  /// `content-language`.
  package var headers: [String: String]
  /// The bytes as received.
  package var bytes: [UInt8]

  package init(
    id: String, route: Route, source: String, name: String? = nil, url: String? = nil,
    headers: [String: String] = [:], bytes: [UInt8]
  ) {
    self.id = id
    self.route = route
    self.source = source
    self.name = name
    self.url = url
    self.headers = headers
    self.bytes = bytes
  }
}

/// Makes delivery ids: a ULID (48 bits of milliseconds, 80 random bits, Crockford base 32), so
/// that they sort by the time of the claim and hold no character a file name could not.
/// Source: github.com/ulid/spec.
package enum DeliveryID {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// How many characters an id has.
  package static let length = 26

  /// A new id for a delivery claimed at `milliseconds` since 1970.
  package static func make(milliseconds: Int64) -> String {
    var generator = SystemRandomNumberGenerator()
    let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
    var characters: [UInt8] = []
    characters.reserveCapacity(length)
    for shift in stride(from: 45, through: 0, by: -5) {
      characters.append(alphabet[Int(time >> UInt64(shift)) & 31])
    }
    // Each word drawn is a system call: twelve characters and four, not sixteen draws.
    for count in [12, 4] {
      let word = generator.next()
      for n in 0..<count { characters.append(alphabet[Int(word >> UInt64(5 * n) & 31)]) }
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// Whether `text` has the shape of an id.
  package static func isValid(_ text: some StringProtocol) -> Bool {
    text.utf8.count == length && text.utf8.allSatisfy { alphabet.contains($0) }
  }
}
