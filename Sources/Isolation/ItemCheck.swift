internal import CPlatform

/// Whether bytes may stand in the log as a record's `item`: one JSON object, whole, in well-formed
/// UTF-8, with no byte that ends a line or does harm in a terminal (see `JSONWriter`), and not
/// nested beyond reason. It runs over every item that a worker sends, and so goes sixteen bytes at a
/// time where there is text.
enum ItemCheck {
  /// Ninjs nests a dozen levels.
  static let deepest = 64

  static func isItem(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "{"), isUTF8(bytes) else { return false }
    var scan = JSONScan(text: bytes)
    return scan.isObject()
  }

  private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }
}

/// A walk over a JSON text that keeps nothing but the brackets that are open.
private struct JSONScan {
  let text: ArraySlice<UInt8>
  private var i: Int
  private let end: Int
  /// A bit for each open bracket, the innermost the lowest: 1 for an object.
  private var open: UInt64 = 0
  private var depth = 0

  init(text: ArraySlice<UInt8>) {
    self.text = text
    i = text.startIndex
    end = text.endIndex
  }

  private enum Expected { case value, valueOrEnd, name, nameOrEnd, separator }

  mutating func isObject() -> Bool {
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
        guard string(), i < end, text[i] == UInt8(ascii: ":") else {
          return false
        }
        i += 1
        expected = .value
      case (.value, UInt8(ascii: "\"")), (.valueOrEnd, UInt8(ascii: "\"")):
        guard string() else { return false }
        expected = .separator
      case (.value, _), (.valueOrEnd, _):
        i -= 1
        guard scalar() else { return false }
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
  private mutating func string() -> Bool {
    while true {
      skipPlain()
      guard i < end else { return false }
      let byte = text[i]
      i += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case ..<0x20, 0x7F: return false
      // The lead bytes of what `JSONWriter` never lets out bare: C1, and bidi and line controls.
      case 0xC2: guard i < end, text[i] >= 0xA0 else { return false }
      case 0xD8: guard i < end, text[i] != 0x9C else { return false }
      case 0xE2: guard isHarmless() else { return false }
      default: break
      }
    }
  }

  /// Behind 0xE2.
  private func isHarmless() -> Bool {
    guard i + 1 < end else { return false }
    switch (text[i], text[i + 1]) {
    case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): return false
    default: return true
    }
  }

  /// Goes on to the next byte that is not plain text, or to the end.
  private mutating func skipPlain() {
    let from = i
    i += unsafe text.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return 0 }
      let start = from - text.startIndex
      return unsafe wr_plain_length(base + start, all.count - start)
    }
  }

  private mutating func escape() -> Bool {
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
  private mutating func scalar() -> Bool {
    for word: StaticString in ["true", "false", "null"] {
      let length = word.utf8CodeUnitCount
      guard i + length <= end else { continue }
      if (0..<length).allSatisfy({ unsafe text[i + $0] == word.utf8Start[$0] }) {
        i += length
        return true
      }
    }
    return number()
  }

  private mutating func number() -> Bool {
    if i < end, text[i] == UInt8(ascii: "-") { i += 1 }
    let first = i
    let whole = digits()
    guard whole > 0, whole == 1 || text[first] != 0x30 else { return false }
    if i < end, text[i] == UInt8(ascii: ".") {
      i += 1
      guard digits() > 0 else { return false }
    }
    if i < end, text[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      if i < end, text[i] == 0x2B || text[i] == 0x2D { i += 1 }
      guard digits() > 0 else { return false }
    }
    return true
  }

  private mutating func digits() -> Int {
    let from = i
    while i < end, (0x30...0x39).contains(text[i]) { i += 1 }
    return i - from
  }
}
