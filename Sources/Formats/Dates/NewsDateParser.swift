package import Newsroom

/// Reads the dates that sources write: RFC 822/2822 and its abuses, ISO 8601 and its partial forms,
/// asctime, `3/30/2020`, and the same in other languages. What no rule reads is nil, never "now".
///
/// One pass over the bytes sorts what stands there into numbers, a month's name, a time and a zone;
/// then the numbers are told apart. No zone means UTC.
package enum NewsDateParser {
  /// The instant that `text` names, or nil.
  package static func parse(_ text: String) -> NewsDate? {
    parse(text.utf8.span)
  }

  /// The instant that UTF-8 bytes name, or nil.
  package static func parse(_ text: Span<UInt8>) -> NewsDate? {
    var (from, to) = (0, text.count)
    while from < to, text[from] <= 0x20 { from += 1 }
    while from < to, isFiller(text, to - 1, from) { to -= 1 }
    // Longer than any date: no reader's time is wasted on it.
    guard to - from >= 2, to - from <= 80 else { return nil }
    if let date = internet(text, from, to) { return date }
    var parts = DateParts()
    guard parts.collect(text, from, to) else { return nil }
    return parts.instant()
  }

  /// White space at the end, and a `\n` that somebody wrote as two characters.
  private static func isFiller(_ text: Span<UInt8>, _ at: Int, _ from: Int) -> Bool {
    text[at] <= 0x20 || text[at] == UInt8(ascii: "\\")
      || (at > from && text[at - 1] == UInt8(ascii: "\\"))
  }

  /// The two forms that nearly all feeds use, at fixed places: `2006-01-02T15:04:05` with `Z` or
  /// an offset, and `Mon, 02 Jan 2006 15:04:05` with `GMT` or an offset.
  private static func internet(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> NewsDate? {
    func digits(_ at: Int, _ count: Int) -> Int? {
      var value = 0
      for n in from + at..<from + at + count {
        let digit = text[n] &- 48
        guard digit < 10 else { return nil }
        value = value * 10 + Int(digit)
      }
      return value
    }
    func has(_ byte: UInt8, _ at: Int) -> Bool { text[from + at] == byte }
    let length = to - from
    if length >= 20, length <= 25, has(0x2D, 4), has(0x2D, 7), has(0x54, 10), has(0x3A, 13),
      has(0x3A, 16), let year = digits(0, 4), let month = digits(5, 2), let day = digits(8, 2),
      let hour = digits(11, 2), let minute = digits(14, 2), let second = digits(17, 2),
      let offset = length == 20 && has(0x5A, 19) ? 0 : colonOffset(text, from + 19, to)
    {
      return NewsDate(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        offset: offset)
    }
    if length >= 29, length <= 31, has(0x2C, 3), has(0x20, 4), has(0x20, 7), has(0x20, 11),
      has(0x20, 16), has(0x3A, 19), has(0x3A, 22), has(0x20, 25), let day = digits(5, 2),
      let month = DateWords.month(text, from + 8, from + 11), let year = digits(12, 4),
      let hour = digits(17, 2), let minute = digits(20, 2), let second = digits(23, 2)
    {
      var offset: Int?
      if length == 29, has(0x47, 26), has(0x4D, 27), has(0x54, 28) {
        offset = 0
      } else if length == 31, has(0x2B, 26) || has(0x2D, 26), let hours = digits(27, 2),
        let minutes = digits(29, 2), minutes < 60
      {
        offset = (hours * 60 + minutes) * (has(0x2D, 26) ? -1 : 1)
      }
      if let offset {
        return NewsDate(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second,
          offset: offset)
      }
    }
    return nil
  }

  /// `+hh:mm`, filling the text.
  private static func colonOffset(_ text: Span<UInt8>, _ at: Int, _ to: Int) -> Int? {
    guard to - at == 6, text[at] == 0x2B || text[at] == 0x2D, text[at + 3] == 0x3A else {
      return nil
    }
    var digits: [Int] = []
    for n in [1, 2, 4, 5] {
      let digit = text[at + n] &- 48
      guard digit < 10 else { return nil }
      digits.append(Int(digit))
    }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    return text[at] == 0x2D ? -minutes : minutes
  }
}
