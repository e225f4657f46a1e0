import Newsroom

/// The dates of wires. One without a year is none, and one without a zone is no instant.
enum TelexDate {
  typealias Run = PlainTextParser.Run

  /// ANPA: `02-20-16 0337GMT`, month first; Kyodo: `21:37-09-12-18`, day first, without a zone.
  static func anpa(_ text: Run) -> NewsDate? {
    let numbers = text.bytes.split { !(0x30...0x39).contains($0) }.map { Array($0) }
    guard text.contains("gmt") || text.contains("utc"), numbers.count >= 4 else { return nil }
    for i in 0...(numbers.count - 4) where numbers[i + 3].count == 4 {
      let clock = number(numbers[i + 3])
      if let date = NewsDate(
        year: year(numbers[i + 2]), month: number(numbers[i]), day: number(numbers[i + 1]),
        hour: clock / 100, minute: clock % 100)
      {
        return date
      }
    }
    return nil
  }

  private static let months = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12, "mai": 5, "okt": 10, "dez": 12, "mär": 3, "fev": 2, "avr": 4,
  ]

  /// IPTC 7901's trailer: `242200 GMT Jun 17`, day, hour and minute, zone, month, year.
  static func iptc(_ text: Run) -> NewsDate? {
    let words = text.words(limit: 8)
    guard let start = words.firstIndex(where: { $0.count == 6 && isNumber($0) }) else { return nil }
    let stamp = number(Array(words[start].bytes))
    var offset: Int?
    var month: Int?
    var year: Int?
    for word in words[(start + 1)...] {
      let folded = String(word.folded.prefix(3))
      if let found = months[folded], month == nil {
        month = found
      } else if isNumber(word), month != nil, year == nil, word.count == 2 || word.count == 4 {
        year = Self.year(Array(word.bytes))
      } else if let found = zones[word.folded] {
        offset = found
      }
    }
    guard let offset, let month, let year else { return nil }
    return NewsDate(
      year: year, month: month, day: stamp / 10_000, hour: stamp / 100 % 100, minute: stamp % 100,
      offset: offset)
  }

  private static let zones = [
    "gmt": 0, "utc": 0, "z": 0, "mez": 60, "cet": 60, "mesz": 120, "cest": 120, "bst": 60,
  ]

  private static func isNumber(_ run: Run) -> Bool {
    !run.isEmpty && run.bytes.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Two digits: these wires are younger than 1970.
  private static func year(_ digits: [UInt8]) -> Int {
    let value = number(digits)
    return digits.count > 2 ? value : value < 70 ? 2000 + value : 1900 + value
  }

  /// At most six digits count: what is longer is no part of a date.
  private static func number(_ digits: [UInt8]) -> Int {
    digits.prefix(6).reduce(0) { $0 * 10 + Int($1 & 0x0F) }
  }
}
