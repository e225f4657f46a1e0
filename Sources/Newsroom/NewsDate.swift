/// An instant that a source declared, on the UTC scale.
package struct NewsDate: Hashable, Sendable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// 1 January 2026. No Wireroom ran before that: a clock that says less has not been set.
  package static let firstOfAll = NewsDate(milliseconds: 1_767_225_600_000)

  /// The instant of a proleptic Gregorian date and time, or nil where a field is out of range.
  /// `offset`: minutes east of UTC. A leap second (60) is read as the second after.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    millisecond: Int = 0, offset: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.days(inMonth: month, of: year)).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (0...999).contains(millisecond),
      (-1440...1440).contains(offset)
    else { return nil }
    let days = Self.daysSince1970(year: year, month: month, day: day)
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    milliseconds = Int64(seconds) * 1000 + Int64(millisecond)
  }

  package static func < (a: NewsDate, b: NewsDate) -> Bool { a.milliseconds < b.milliseconds }

  /// The number of days of a month, 1 to 12.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 to a date. Source: H. Hinnant, chrono-compatible date algorithms.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The calendar fields in UTC. Same source.
  package var fields:
    (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int)
  {
    let (days, inDay) = Int(milliseconds).floorDivided(by: 86_400_000)
    let z = days + 719_468
    let (era, dayOfEra) = z.floorDivided(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let seconds = inDay / 1000
    return (year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60, inDay % 1000)
  }

  /// RFC 3339 in UTC: `2017-04-11T18:26:00Z`, with milliseconds where `always` or where they are
  /// not zero.
  package func rfc3339(milliseconds always: Bool = false) -> String {
    let f = fields
    let hasFraction = always || f.millisecond != 0
    return unsafe String(unsafeUninitializedCapacity: 24) { out in
      var n = 0
      func put(_ byte: UInt8) {
        unsafe out[n] = byte
        n += 1
      }
      func two(_ value: Int) {
        put(UInt8(truncatingIfNeeded: value / 10 % 10) + 0x30)
        put(UInt8(truncatingIfNeeded: value % 10) + 0x30)
      }
      let year = Swift.max(0, f.year)
      two(year / 100)
      two(year % 100)
      put(UInt8(ascii: "-"))
      two(f.month)
      put(UInt8(ascii: "-"))
      two(f.day)
      put(UInt8(ascii: "T"))
      two(f.hour)
      put(UInt8(ascii: ":"))
      two(f.minute)
      put(UInt8(ascii: ":"))
      two(f.second)
      if hasFraction {
        put(UInt8(ascii: "."))
        put(UInt8(truncatingIfNeeded: f.millisecond / 100 % 10) + 0x30)
        two(f.millisecond % 100)
      }
      put(UInt8(ascii: "Z"))
      return n
    }
  }
}

extension Int {
  /// Quotient rounded down and the remainder that is never negative; `divisor` is positive.
  func floorDivided(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (q, r) = quotientAndRemainder(dividingBy: divisor)
    return r < 0 ? (q - 1, r + divisor) : (q, r)
  }
}
