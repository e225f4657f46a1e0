internal import Newsroom

/// What stands in a date, sorted by kind.
struct DateParts {
  /// A number of the calendar, with what parts it from the one before.
  struct Number {
    var value: Int
    var digits: Int
    var separator: UInt8
  }

  var numbers: [Number] = []
  var month: Int?
  /// The month's name came before any number: `June 22`.
  var monthLeads = false
  var time: (hour: Int, minute: Int, second: Int, millisecond: Int)?
  var isAfternoon: Bool?
  /// Minutes east of UTC.
  var offset: Int?
  var beginsWithHyphen = false

  /// Sorts the bytes; false where something stands there that no date has.
  mutating func collect(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> Bool {
    var i = from
    while i < to {
      let byte = text[i]
      switch byte {
      case 0x30...0x39:
        guard number(text, &i, to) else { return false }
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        if i == from { beginsWithHyphen = byte == UInt8(ascii: "-") }
        if isZone(text, i, to) {
          guard zone(text, &i, to) else { return false }
        } else if byte == UInt8(ascii: "+") {
          return false
        } else {
          i += 1
        }
      case UInt8(ascii: "("), UInt8(ascii: "["):
        // A comment of RFC 822, or Java's name of the zone behind the offset.
        let close = byte == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
        while i < to, text[i] != close { i += 1 }
        i += 1
      case 0x41...0x5A, 0x61...0x7A, 0x80...:
        guard word(text, &i, to, from) else { return false }
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "|"), UInt8(ascii: "@"), UInt8(ascii: "'"):
        i += 1
      default: return false
      }
    }
    return true
  }

  // MARK: numbers

  private mutating func number(_ text: Span<UInt8>, _ i: inout Int, _ to: Int) -> Bool {
    let start = i
    var value = 0
    while i < to, text[i] &- 48 < 10 {
      guard i - start < 14 else { return false }
      value = value * 10 + Int(text[i] - 48)
      i += 1
    }
    let digits = i - start
    if i < to, text[i] == UInt8(ascii: ":"), digits <= 2, time == nil {
      return clock(text, &i, to, hour: value)
    }
    if digits == 14, time == nil, numbers.isEmpty {
      time = (value / 10_000 % 100, value / 100 % 100, value % 100, 0)
      numbers.append(Number(value: value / 1_000_000, digits: 8, separator: 0x20))
      return true
    }
    let before = start > 0 ? text[start - 1] : 0x20
    if before | 0x20 == UInt8(ascii: "t"), time == nil, numbers.count > 0 || month != nil {
      return compactClock(value, digits)
    }
    // An hour that only `pm` gives away.
    if digits <= 2, time == nil, let pm = meridiem(text, i, to), numbers.count >= 2 {
      isAfternoon = pm
      time = (value, 0, 0, 0)
      return true
    }
    numbers.append(Number(value: value, digits: digits, separator: before))
    return numbers.count <= 3
  }

  /// `am` or `pm` right after a number, whether afternoon.
  private func meridiem(_ text: Span<UInt8>, _ i: Int, _ to: Int) -> Bool? {
    var i = i
    while i < to, text[i] == 0x20 { i += 1 }
    guard i + 1 < to else { return nil }
    let second = text[i + 1] == UInt8(ascii: ".") && i + 2 < to ? text[i + 2] : text[i + 1]
    guard second | 0x20 == UInt8(ascii: "m") else { return nil }
    switch text[i] | 0x20 {
    case UInt8(ascii: "a"): return false
    case UInt8(ascii: "p"): return true
    default: return nil
    }
  }

  private mutating func clock(
    _ text: Span<UInt8>, _ i: inout Int, _ to: Int, hour: Int
  ) -> Bool {
    var fields = [hour]
    while i < to, text[i] == UInt8(ascii: ":") {
      i += 1
      guard let value = digits(text, &i, to, 2) else { return false }
      fields.append(value)
    }
    guard fields.count <= 3 else { return false }
    var milliseconds = 0
    if i + 1 < to, text[i] == UInt8(ascii: ".") || text[i] == UInt8(ascii: ","),
      text[i + 1] &- 48 < 10
    {
      i += 1
      var scale = 100
      while i < to, text[i] &- 48 < 10 {
        milliseconds += Int(text[i] - 48) * scale
        scale /= 10
        i += 1
      }
    }
    time = (fields[0], fields[1], fields.count > 2 ? fields[2] : 0, milliseconds)
    return true
  }

  /// `T101455` or `T1014`.
  private mutating func compactClock(_ value: Int, _ digits: Int) -> Bool {
    switch digits {
    case 6: time = (value / 10_000, value / 100 % 100, value % 100, 0)
    case 4: time = (value / 100, value % 100, 0, 0)
    case 2: time = (value, 0, 0, 0)
    default: return false
    }
    return true
  }

  private func digits(_ text: Span<UInt8>, _ i: inout Int, _ to: Int, _ most: Int) -> Int? {
    let start = i
    var value = 0
    while i < to, i - start < most, text[i] &- 48 < 10 {
      value = value * 10 + Int(text[i] - 48)
      i += 1
    }
    return i > start ? value : nil
  }

  // MARK: zones

  /// Whether the sign at `i` begins an offset: after a time, or after a whole date as `+01:00`.
  private func isZone(_ text: Span<UInt8>, _ i: Int, _ to: Int) -> Bool {
    guard i + 1 < to, text[i + 1] &- 48 < 10 else {
      return time != nil && i + 1 < to && text[i + 1] != 0x20
    }
    if time != nil || offset != nil { return true }
    return numbers.count == 3 && i + 3 < to && text[i + 3] == UInt8(ascii: ":")
  }

  private mutating func zone(_ text: Span<UInt8>, _ i: inout Int, _ to: Int) -> Bool {
    let sign = text[i] == UInt8(ascii: "-") ? -1 : 1
    i += 1
    let start = i
    guard let value = digits(text, &i, to, 4) else { return false }
    var minutes: Int
    switch i - start {
    case 3, 4: minutes = value / 100 * 60 + value % 100
    default:
      minutes = value * 60
      if i < to, text[i] == UInt8(ascii: ":") {
        i += 1
        guard let rest = digits(text, &i, to, 2) else { return false }
        minutes += rest
      }
    }
    guard minutes <= 18 * 60, i >= to || !(text[i] &- 48 < 10) else { return false }
    offset = sign * minutes
    return true
  }

  // MARK: words

  private mutating func word(
    _ text: Span<UInt8>, _ i: inout Int, _ to: Int, _ from: Int
  ) -> Bool {
    let start = i
    var letters: [UInt8] = []
    while i < to {
      let byte = text[i]
      if byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) {
        letters.append(byte)
      } else if byte != UInt8(ascii: ".") {
        break
      }
      i += 1
    }
    guard let meaning = DateWords.meaning(letters) else {
      // A zone that nobody knows, in its place: read as UTC, as RFC 2822 says of the obsolete ones.
      return time != nil && i == to && letters.count <= 5
        && letters.allSatisfy { (0x41...0x5A).contains($0) }
    }
    switch meaning {
    case .filler:
      guard time != nil, offset == nil, letters.count == 2 else { break }
      offset = DateWords.zonesAfterTime[String(decoding: letters, as: UTF8.self).lowercased()]
    case .meridiem(let afternoon): isAfternoon = afternoon
    // A week's number, `2026-W46`, is none of the fields read here.
    case .zone where letters.count == 1 && time == nil: return false
    case .zone(let minutes):
      // A number after `GMT` counts, and one that stands already.
      if offset == nil { offset = minutes }
    case .koreanMeridiem(let afternoon):
      isAfternoon = afternoon
      if offset == nil { offset = 540 }
    case .korean:
      if offset == nil { offset = 540 }
    case .month(let number):
      if let month, month != number {
        // `mar., 03 juil.`: the first was a Tuesday.
        guard monthLeads, numbers.count == 1 else { return false }
      }
      if month == nil { monthLeads = numbers.isEmpty && start >= from }
      month = number
    }
    return true
  }
}
