internal import Newsroom

// Which number is the year, which the month, which the day.
extension DateParts {
  /// The instant that the parts make up, or nil where they make up none.
  func instant() -> NewsDate? {
    guard let (year, month, day) = calendar() else { return nil }
    var (hour, minute, second, millisecond) = time ?? (0, 0, 0, 0)
    if let isAfternoon {
      guard hour <= 12 || isAfternoon else { return nil }
      if hour <= 12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    }
    // ISO 8601 writes the end of a day as 24:00.
    let isMidnight = hour == 24 && minute == 0 && second == 0
    if isMidnight { (hour, millisecond) = (0, 0) }
    guard
      let date = NewsDate(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        millisecond: millisecond, offset: offset ?? 0)
    else { return nil }
    return isMidnight ? NewsDate(milliseconds: date.milliseconds + 86_400_000) : date
  }

  private func calendar() -> (year: Int, month: Int, day: Int)? {
    if let month { return named(month) }
    switch numbers.count {
    case 1: return single(numbers[0])
    case 2: return pair(numbers[0], numbers[1])
    case 3: return triple(numbers[0], numbers[1], numbers[2])
    default: return nil
    }
  }

  private func named(_ month: Int) -> (Int, Int, Int)? {
    switch numbers.count {
    case 1 where numbers[0].digits == 4: return (numbers[0].value, month, 1)
    case 2:
      let (a, b) = (numbers[0], numbers[1])
      if a.digits == 4 { return (a.value, month, b.value) }
      return (year(b), month, a.value)
    default: return nil
    }
  }

  /// ISO 8601's basic forms.
  private func single(_ number: Number) -> (Int, Int, Int)? {
    let value = number.value
    switch number.digits {
    case 8: return (value / 10_000, value / 100 % 100, value % 100)
    case 7: return ordinal(value / 1000, value % 1000)
    case 6: return (year(value / 10_000), value / 100 % 100, value % 100)
    case 4 where beginsWithHyphen: return (year(value / 100), value % 100, 1)
    case 4: return (value, 1, 1)
    case 2 where beginsWithHyphen: return (year(value), 1, 1)
    default: return nil
    }
  }

  private func pair(_ a: Number, _ b: Number) -> (Int, Int, Int)? {
    if a.digits == 4, b.digits == 3 { return ordinal(a.value, b.value) }
    if a.digits == 4, b.digits <= 2 { return (a.value, b.value, 1) }
    if a.digits == 2, b.digits == 3 { return ordinal(year(a.value), b.value) }
    // `-03-12`: a year without its century, and a month.
    if beginsWithHyphen, a.digits == 2, b.digits == 2 { return (year(a), b.value, 1) }
    return nil
  }

  private func triple(_ a: Number, _ b: Number, _ c: Number) -> (Int, Int, Int)? {
    if a.digits == 4 {
      return b.digits <= 3 && c.digits <= 2 ? (a.value, b.value, c.value) : nil
    }
    guard a.digits <= 2, b.digits <= 2 else { return nil }
    if c.digits == 4 || c.separator == UInt8(ascii: "/") {
      // `3/30/2020` is American unless it cannot be; with other separators the day comes first.
      let isAmerican = b.separator == UInt8(ascii: "/") ? a.value <= 12 : b.value > 12
      return isAmerican ? (year(c), a.value, b.value) : (year(c), b.value, a.value)
    }
    // `03-12-31`, ISO 8601 without the century.
    if c.digits == 2, b.separator == UInt8(ascii: "-") { return (year(a), b.value, c.value) }
    if c.digits == 2 { return (year(c), b.value, a.value) }
    return nil
  }

  private func ordinal(_ year: Int, _ dayOfYear: Int) -> (Int, Int, Int)? {
    guard (1...9999).contains(year), dayOfYear >= 1 else { return nil }
    var day = dayOfYear
    for month in 1...12 {
      let length = NewsDate.days(inMonth: month, of: year)
      if day <= length { return (year, month, day) }
      day -= length
    }
    return nil
  }

  private func year(_ number: Number) -> Int {
    number.digits <= 3 ? year(number.value) : number.value
  }

  /// RFC 2822, section 4.3: 00 to 49 are of this century, 50 to 99 of the last; three digits count
  /// from 1900.
  private func year(_ short: Int) -> Int {
    short < 50 ? 2000 + short : short < 1000 ? 1900 + short : short
  }
}
