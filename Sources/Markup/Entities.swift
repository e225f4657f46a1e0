/// Character references of HTML (`&amp;`, `&#8217;`, `&hellip`), resolved as browsers do and as
/// Python's `html.unescape` does: longest name, Windows-1252 for 128 to 159, U+FFFD for what cannot
/// be, nothing for what may not be. Source: WHATWG HTML, section 13.2.5.72 and the following.
package enum Entities {
  /// `text` with its references resolved, `times` over: feeds escape once too often.
  package static func unescape(_ text: String, times: Int = 1) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var bytes = Array(text.utf8)
    for _ in 0..<max(0, times) { bytes = unescape(bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// UTF-8 with its references resolved.
  static func unescape(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    return unescape(text.span, into: &out) ? out : text
  }

  /// Appends `source`, resolved once; whether there was anything to resolve.
  static func unescape(_ source: Span<UInt8>, into out: inout [UInt8]) -> Bool {
    var found = false
    var i = 0
    while i < source.count {
      let byte = source[i]
      if byte == UInt8(ascii: "&"), let reference = reference(in: source, at: i) {
        out.append(scalar: reference.first)
        out.append(scalar: reference.second)
        i += reference.length
        found = true
      } else {
        out.append(byte)
        i += 1
      }
    }
    return found
  }

  /// What a reference stands for: one code point, two, or (0) none.
  struct Reference: Equatable {
    var first: UInt32
    var second: UInt32 = 0
    /// In bytes, with the ampersand.
    var length: Int
  }

  /// The reference that begins with the ampersand at `start`, if one does. In an attribute a name
  /// needs its semicolon, or the `&copy=` of a query would become a sign.
  static func reference(
    in source: Span<UInt8>, at start: Int, inAttribute: Bool = false
  ) -> Reference? {
    let next = start + 1
    guard next < source.count else { return nil }
    if source[next] == UInt8(ascii: "#") { return numeric(in: source, at: start) }
    if let usual = usual(in: source, at: start) { return usual }
    var end = next
    while end < source.count, end - next < longestName, source[end].isASCIIAlphanumeric { end += 1 }
    guard end > next else { return nil }
    if end < source.count, source[end] == UInt8(ascii: ";"),
      let entry = EntityTable.find(source, next..<end)
    {
      return Reference(first: entry.first, second: entry.second, length: end + 1 - start)
    }
    guard !inAttribute else { return nil }
    var length = min(end - next, longestBareName)
    while length >= 2 {
      if let entry = EntityTable.find(source, next..<next + length), entry.isBare {
        return Reference(first: entry.first, second: entry.second, length: length + 1)
      }
      length -= 1
    }
    return nil
  }

  /// The five of XML and the no-break space: nearly all that are written.
  private static func usual(in source: Span<UInt8>, at start: Int) -> Reference? {
    var name: UInt64 = 0
    var i = start + 1
    while i < source.count, i - start <= 5 {
      let byte = source[i]
      i += 1
      name = name << 8 | UInt64(byte)
      guard byte == UInt8(ascii: ";") else { continue }
      // The letters as one number.
      switch name {
      case 0x61_6D70_3B: return Reference(first: 0x26, length: i - start)
      case 0x6C_743B: return Reference(first: 0x3C, length: i - start)
      case 0x67_743B: return Reference(first: 0x3E, length: i - start)
      case 0x71_756F_743B: return Reference(first: 0x22, length: i - start)
      case 0x61_706F_733B: return Reference(first: 0x27, length: i - start)
      case 0x6E_6273_703B: return Reference(first: 0xA0, length: i - start)
      default: return nil
      }
    }
    return nil
  }

  private static let longestName = 32
  private static let longestBareName = 6

  private static func numeric(in source: Span<UInt8>, at start: Int) -> Reference? {
    var i = start + 2
    guard i < source.count else { return nil }
    let isHex = source[i] | 0x20 == UInt8(ascii: "x")
    if isHex { i += 1 }
    let digits = i
    var value: UInt32 = 0
    while i < source.count, let digit = source[i].hexValue, isHex || digit < 10 {
      // Saturates: a thousand digits are as far out of range as ten.
      value = value > 0x10FFFF ? value : value * (isHex ? 16 : 10) + UInt32(digit)
      i += 1
    }
    guard i > digits else { return nil }
    if i < source.count, source[i] == UInt8(ascii: ";") { i += 1 }
    return Reference(first: scalar(of: value), length: i - start)
  }

  /// The code point that a number stands for; 0 for none.
  private static func scalar(of value: UInt32) -> UInt32 {
    switch value {
    case 0, 0xD800...0xDFFF: 0xFFFD
    case 0x110000...: 0xFFFD
    case 0x80...0x9F: windows1252(value)
    case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: 0
    default: value & 0xFFFE == 0xFFFE ? 0 : value
    }
  }

  /// What a C1 control is meant to be: nobody writes them, all mean Windows-1252. The five that
  /// Windows-1252 leaves open stay what they are.
  static func windows1252(_ value: UInt32) -> UInt32 {
    guard (0x80...0x9F).contains(value) else { return value }
    let meant = UInt32(upperHalf[Int(value - 0x80)])
    return meant == 0 ? value : meant
  }

  private static let upperHalf: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}

extension EntityTable {
  struct Entry {
    var first: UInt32
    var second: UInt32
    /// Whether the semicolon may be missing.
    var isBare: Bool
  }

  /// The entry of the name that is `source[range]`.
  static func find(_ source: Span<UInt8>, _ range: Range<Int>) -> Entry? {
    // The literal is static: the span cannot outlive it.
    let table = unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount)
    var low = 0
    var high = table.count
    while low < high {
      var start = (low + high) / 2
      while start > low, table[start - 1] > UInt8(ascii: " ") { start -= 1 }
      var end = start
      var n = range.lowerBound
      while end < table.count, n < range.upperBound, table[end] == source[n] {
        end += 1
        n += 1
      }
      // A name of the table ends at its `!` or `=`; as a prefix it sorts before what goes on.
      let ends = end >= table.count || !table[end].isASCIIAlphanumeric
      if ends, n == range.upperBound { return entry(table, at: end) }
      if ends || (n < range.upperBound && table[end] < source[n]) {
        low = end
        while low < high, table[low] > UInt8(ascii: " ") { low += 1 }
        low += 1
      } else {
        high = start
      }
    }
    return nil
  }

  private static func entry(_ table: Span<UInt8>, at position: Int) -> Entry {
    var i = position
    var entry = Entry(first: 0, second: 0, isBare: false)
    var value: UInt32 = 0
    while i < table.count, table[i] > UInt8(ascii: " ") {
      switch table[i] {
      case UInt8(ascii: "!"): entry.isBare = true
      case UInt8(ascii: "+"):
        entry.first = value
        value = 0
      default: if let digit = table[i].hexValue { value = value << 4 | UInt32(digit) }
      }
      i += 1
    }
    if entry.first == 0 { entry.first = value } else { entry.second = value }
    return entry
  }
}

extension Entities {
  /// Text as the content of an element: `&`, `<` and `>` as entities.
  package static func escape(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case 0x26: out.append(contentsOf: "&amp;".utf8)
      case 0x3C: out.append(contentsOf: "&lt;".utf8)
      case 0x3E: out.append(contentsOf: "&gt;".utf8)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
