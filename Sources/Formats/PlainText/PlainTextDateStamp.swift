import Newsroom

extension PlainTextParser {
  /// A line of a story's head that holds its date and nothing else.
  struct DateStamp: Equatable {
    /// Nil where no rule reads an instant out of it: no zone, no time, words.
    var date: NewsDate?
    /// "Updated", "Last modified": a later version's date.
    var isUpdate: Bool
  }

  private static let dateLabels = [
    "first published", "published on", "published at", "published", "date published", "posted on",
    "posted", "last updated", "last modified", "updated on", "updated at", "updated", "modified",
    "date",
  ]

  private static let clockWords: Set<String> = [
    "am", "pm", "a.m", "p.m", "a.m.", "p.m.", "at", "on", "gmt", "utc", "bst", "cet", "cest", "et",
    "est", "edt", "ct", "cst", "cdt", "mt", "pt", "pst", "pdt", "hkt", "ist", "jst", "z", "|", "-",
    "–", "st", "nd", "rd", "th", "tz", "/", "uhr", "h", "kl", "klo", "de", "à", "um", "er",
  ]

  /// "Published: 2017-04-11 18:26 GMT", "2014-01-15T12:00:00+00:00", "Updated April 11, 2017".
  /// A date of ISO form with time and zone is read; of others it is only known that they are
  /// dates (with a year: "March 26" may begin a sentence).
  static func dateStamp(in line: Run) -> DateStamp? {
    guard line.count <= 90, line.hasDigit else { return nil }
    var text = line
    var isUpdate = false
    for label in dateLabels {
      guard let rest = text.after(label) else { continue }
      isUpdate = label.hasPrefix("last") || label.hasPrefix("upd") || label.hasPrefix("mod")
      text = rest
      if text.first == UInt8(ascii: ":") { text = text.dropping(1).trimmed }
      break
    }
    if let date = isoDate(text) { return DateStamp(date: date, isUpdate: isUpdate) }
    guard isDateInWords(text) else { return nil }
    return DateStamp(
      date: isInstant(text) ? NewsDateParser.parse(text.name) : nil, isUpdate: isUpdate)
  }

  /// A clock's time and Greenwich's zone: what a date in words needs to be an instant. Other zones
  /// go by too many names.
  private static func isInstant(_ text: Run) -> Bool {
    text.bytes.contains(UInt8(ascii: ":")) && ["gmt", "utc"].contains(text.words().last?.folded)
  }

  /// Nothing but words and numbers of a date, a year among them, and a month or ISO's hyphens.
  private static func isDateInWords(_ text: Run) -> Bool {
    var hasYear = false
    var hasMonth = false
    for word in text.words(limit: 14) {
      var word = word
      while let last = word.last, [0x2C, 0x2E, 0x28, 0x29].contains(last) {
        word = Run(word.bytes.dropLast())
      }
      while word.first == UInt8(ascii: "(") { word = word.dropping(1) }
      let folded = word.folded
      if DatelineWords.isMonth(word) {
        hasMonth = true
      } else if word.beginsWithDigit {
        let letters = Run(word.bytes.filter { (0x41...0x5A).contains($0 & 0xDF) })
        guard word.count <= 25,
          letters.isEmpty || clockWords.contains(letters.folded) || letters.count == 1
        else { return false }
        hasYear =
          hasYear
          || (word.prefix(4).string.hasPrefix("19") || word.prefix(4).string.hasPrefix("20"))
            && word.prefix(4).bytes.allSatisfy { (0x30...0x39).contains($0) } && word.count >= 4
        let fields = word.bytes.split { $0 == 0x2D || $0 == 0x2E || $0 == 0x2F }
        let isWhole =
          fields.count == 3 && word.count >= 8
          && (fields[0].count == 4 || fields[2].count == 4) && letters.isEmpty
        hasMonth = hasMonth || isWhole || word.bytes.split(separator: UInt8(ascii: "-")).count == 3
        hasYear = hasYear || isWhole
      } else if !folded.isEmpty, !DatelineWords.isWeekday(word),
        !clockWords.contains(folded)
      {
        return false
      }
    }
    return hasYear && hasMonth
  }

  /// RFC 3339, a space for its T and GMT or UTC for its Z allowed. Without a time and a zone it
  /// is no instant.
  private static func isoDate(_ text: Run) -> NewsDate? {
    var reader = DigitReader(bytes: text.bytes, i: text.bytes.startIndex)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T") || reader.takeSpace(),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2)
    else { return nil }
    let second = reader.take(":") ? reader.number(2) : 0
    if reader.take(".") { while reader.number(1) != nil {} }
    _ = reader.takeSpace()
    guard let second, let offset = reader.zone(), reader.isAtEnd else { return nil }
    return NewsDate(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      offset: offset)
  }

  private struct DigitReader {
    let bytes: ArraySlice<UInt8>
    var i: Int

    var isAtEnd: Bool { i == bytes.endIndex }

    mutating func number(_ digits: Int) -> Int? {
      guard i + digits <= bytes.endIndex else { return nil }
      var value = 0
      for byte in bytes[i..<i + digits] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      i += digits
      return value
    }

    mutating func take(_ word: String) -> Bool {
      guard bytes[i...].starts(with: word.utf8) else { return false }
      i += word.utf8.count
      return true
    }

    mutating func takeSpace() -> Bool {
      let start = i
      while i < bytes.endIndex, case let space = Run.spaceLength(bytes, at: i), space > 0 {
        i += space
      }
      return i > start
    }

    /// Minutes east of UTC.
    mutating func zone() -> Int? {
      if take("Z") || take("GMT") || take("UTC") { return 0 }
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = number(2) else { return nil }
      _ = take(":")
      guard let minutes = number(2) else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}
