internal import Newsroom

/// Whether bytes may stand in the log as a record's `item`: one JSON object, whole, in well-formed
/// UTF-8, with no byte that ends a line or does harm in a terminal (see `JSONWriter`), and not
/// nested beyond reason. It runs over every item that a worker sends, and so goes sixteen bytes at a
/// time where there is text.
enum ItemCheck {
  /// Ninjs nests a dozen levels.
  static let deepest = 64

  static func isItem(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "{"), isUTF8(bytes) else { return false }
    var scan = JSONScan(count: bytes.count)
    return scan.isObject(bytes.span)
  }

  private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }
}

/// A walk over a JSON text that keeps nothing but the brackets that are open. The text is handed from
/// step to step: a field that held it would be retained for each string.
private struct JSONScan {
  private var i = 0
  private let end: Int
  /// A bit for each open bracket, the innermost the lowest: 1 for an object.
  private var open: UInt64 = 0
  private var depth = 0

  init(count: Int) { end = count }

  private enum Expected { case value, valueOrEnd, name, nameOrEnd, separator }

  mutating func isObject(_ text: Span<UInt8>) -> Bool {
    var expected = Expected.value
    while i < end {
      let byte = text[i]
      i += 1
      switch (expected, byte) {
      case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")):
        guard push(1) else { return false }
        expected = .nameOrEnd
      case (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")):
        guard push(0) else { return false }
        expected = .valueOrEnd
      case (.nameOrEnd, UInt8(ascii: "}")), (.valueOrEnd, UInt8(ascii: "]")):
        pop()
        if depth == 0 { return i == end }
        expected = .separator
      case (.separator, UInt8(ascii: "}")) where open & 1 == 1,
        (.separator, UInt8(ascii: "]")) where open & 1 == 0:
        pop()
        if depth == 0 { return i == end }
      case (.separator, UInt8(ascii: ",")):
        expected = open & 1 == 1 ? .name : .value
      case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
        guard string(text), i < end, text[i] == UInt8(ascii: ":") else {
          return false
        }
        i += 1
        expected = .value
      case (.value, UInt8(ascii: "\"")), (.valueOrEnd, UInt8(ascii: "\"")):
        guard string(text) else { return false }
        expected = .separator
      case (.value, _), (.valueOrEnd, _):
        i -= 1
        guard scalar(text) else { return false }
        expected = .separator
      default: return false
      }
    }
    return false
  }

  private mutating func push(_ bit: UInt64) -> Bool {
    guard depth < ItemCheck.deepest else { return false }
    depth += 1
    open = open << 1 | bit
    return true
  }

  private mutating func pop() {
    depth -= 1
    open >>= 1
  }

  /// Behind the quote that opens a string; goes behind the one that ends it.
  private mutating func string(_ text: Span<UInt8>) -> Bool {
    while true {
      skipPlain(text)
      guard i < end else { return false }
      let byte = text[i]
      i += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape(text) else { return false }
      case ..<0x20, 0x7F: return false
      // The lead bytes of what `JSONWriter` never lets out bare: C1, and bidi and line controls.
      case 0xC2: guard i < end, text[i] >= 0xA0 else { return false }
      case 0xD8: guard i < end, text[i] != 0x9C else { return false }
      case 0xE2: guard isHarmless(text) else { return false }
      default: break
      }
    }
  }

  /// Behind 0xE2.
  private func isHarmless(_ text: Span<UInt8>) -> Bool {
    guard i + 1 < end else { return false }
    switch (text[i], text[i + 1]) {
    case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): return false
    default: return true
    }
  }

  /// Goes on to the next byte that is not plain text, or to the end.
  private mutating func skipPlain(_ text: Span<UInt8>) {
    i = unsafe text.withUnsafeBytes { unsafe JSONWriter.firstSuspect($0, from: i) }
  }

  private mutating func escape(_ text: Span<UInt8>) -> Bool {
    guard i < end else { return false }
    defer { i += 1 }
    switch text[i] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return true
    case UInt8(ascii: "u"):
      guard i + 4 < end else { return false }
      for n in i + 1...i + 4 {
        switch text[n] {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: break
        default: return false
        }
      }
      i += 4
      return true
    default: return false
    }
  }

  /// A number, true, false or null.
  private mutating func scalar(_ text: Span<UInt8>) -> Bool {
    for word: StaticString in ["true", "false", "null"] {
      let length = word.utf8CodeUnitCount
      guard i + length <= end else { continue }
      var same = 0
      while same < length, unsafe text[i + same] == word.utf8Start[same] { same += 1 }
      if same == length {
        i += length
        return true
      }
    }
    return number(text)
  }

  private mutating func number(_ text: Span<UInt8>) -> Bool {
    if i < end, text[i] == UInt8(ascii: "-") { i += 1 }
    let first = i
    let whole = digits(text)
    guard whole > 0, whole == 1 || text[first] != 0x30 else { return false }
    if i < end, text[i] == UInt8(ascii: ".") {
      i += 1
      guard digits(text) > 0 else { return false }
    }
    if i < end, text[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      if i < end, text[i] == 0x2B || text[i] == 0x2D { i += 1 }
      guard digits(text) > 0 else { return false }
    }
    return true
  }

  private mutating func digits(_ text: Span<UInt8>) -> Int {
    let from = i
    while i < end, (0x30...0x39).contains(text[i]) { i += 1 }
    return i - from
  }
}
