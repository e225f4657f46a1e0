package import Newsroom

/// The three dates of HTTP (RFC 9110, section 5.6.7), and what servers send in their place.
package enum HTTPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
  /// `Sun Nov  6 08:49:37 1994`; nil for anything else. A numeric offset is obeyed.
  package static func parse(_ text: String) -> NewsDate? {
    guard text.utf8.count <= 64 else { return nil }
    var day: Int?
    var month: Int?
    var year: Int?
    var time: (Int, Int, Int)?
    var offset = 0
    for token in text.lowercased().split(whereSeparator: { " ,-".contains($0) }) {
      if token.contains(":") {
        let parts = token.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3, time == nil else { return nil }
        time = (parts[0], parts[1], parts[2])
      } else if let found = months.firstIndex(where: { token.hasPrefix($0) }), month == nil {
        month = found + 1
      } else if token.hasPrefix("+"), token.count == 5, let hhmm = Int(token.dropFirst()) {
        offset = hhmm / 100 * 60 + hhmm % 100
      } else if let number = Int(token) {
        if day == nil, number <= 31 {
          day = number
        } else if year == nil {
          year = number
        } else {
          return nil
        }
      }
    }
    guard let day, let month, var year, let time else { return nil }
    // RFC 850's two digits: those of the last century are long past.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    return NewsDate(
      year: year, month: month, day: day, hour: time.0, minute: time.1, second: time.2,
      offset: offset)
  }
}
