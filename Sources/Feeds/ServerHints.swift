internal import Newsroom

/// What a response's headers say of when to come again.
package struct ServerHints: Sendable, Hashable {
  /// Milliseconds from the response on, by Retry-After: obeyed, always.
  package var retryAfter: Int64?
  /// Milliseconds for which a cache would answer with the same (max-age, Expires).
  package var freshFor: Int64?

  /// Of an answer that never came.
  package static let none = ServerHints()

  private init() {}

  /// What is beyond is a mistake of the server's, and a feed must not be lost to it.
  package static let longestRetryAfter: Int64 = 30 * 86_400_000

  /// `now`: milliseconds since 1970, used where the response bears no Date.
  package init(_ response: HTTPResponse, now: Int64) {
    let date = response.header("date").flatMap(HTTPDate.parse)?.milliseconds ?? now
    if let text = response.header("retry-after") {
      let wait = Self.seconds(text) ?? HTTPDate.parse(text)?.milliseconds.subtractingClamped(date)
      retryAfter = wait.map { min(max(0, $0), Self.longestRetryAfter) }
    }
    freshFor = Self.freshness(response, date: date)
  }

  /// RFC 9111, section 4.2: max-age before Expires, less the time spent in caches.
  private static func freshness(_ response: HTTPResponse, date: Int64) -> Int64? {
    var maxAge: Int64?
    for field in response.headers where field.name == "cache-control" {
      for directive in field.value.lowercased().split(separator: ",") {
        let pair = directive.split(separator: "=", maxSplits: 1)
        let name = pair.first.map(trimmed) ?? ""
        if name == "no-cache" || name == "no-store" { return nil }
        if name == "max-age", pair.count == 2, let age = seconds(trimmed(pair[1])) {
          maxAge = min(maxAge ?? age, age)
        }
      }
    }
    if let maxAge {
      let age = response.header("age").flatMap(seconds) ?? 0
      let left = maxAge.subtractingClamped(age)
      return left > 0 ? left : nil
    }
    guard let expires = response.header("expires").flatMap(HTTPDate.parse) else { return nil }
    let left = expires.milliseconds.subtractingClamped(date)
    return left > 0 ? left : nil
  }

  /// Milliseconds of a count of seconds, with or without quotes; clamped, nil if it is no count.
  private static func seconds(_ text: String) -> Int64? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ") }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { return .max }
    return value.multipliedClamped(by: 1000)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return String(text)
  }
}
