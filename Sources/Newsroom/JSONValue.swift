/// A JSON document read into a tree, under caps: for small documents and configuration-like
/// input. Malformed UTF-8 is repaired, never trusted.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The number as it was written: nothing is lost to a Double.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in their order; a repeated name stands as often as it was written.
  case object([Member])

  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue
  }

  /// What is wrong with a document, and where.
  package struct Malformed: Error, Hashable, Sendable {
    package let reason: String
    /// From 0, in bytes.
    package let offset: Int
  }

  /// The first member of that name, or nil.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  package var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// A whole number that fits 64 bits.
  package var intValue: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  package var doubleValue: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  package var arrayValue: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// How many values a document may hold: each takes some dozen bytes here, be it one digit there.
  package static let mostValues = 1_000_000

  /// Parses a whole document. `maxDepth`: how deep arrays and objects may nest. A byte-order mark
  /// before it and white space around it are allowed.
  package static func parse(
    _ bytes: [UInt8], maxDepth: Int = 128
  ) throws(Malformed) -> JSONValue {
    var budget = mostValues
    return try parse(bytes, maxDepth: maxDepth, budget: &budget)
  }

  /// The same of one document among several: `budget` is how many values may yet be.
  package static func parse(
    _ bytes: [UInt8], maxDepth: Int = 128, budget: inout Int
  ) throws(Malformed) -> JSONValue {
    var parser = JSONParser(bytes: bytes, maxDepth: maxDepth, budget: budget)
    defer { budget = parser.budget }
    return try parser.document()
  }
}

/// A recursive-descent reader of RFC 8259, bounded in depth.
private struct JSONParser {
  let bytes: [UInt8]
  let maxDepth: Int
  var budget: Int
  var i = 0

  init(bytes: [UInt8], maxDepth: Int, budget: Int) {
    self.bytes = bytes
    self.maxDepth = maxDepth
    self.budget = budget
  }

  private var peek: UInt8? { i < bytes.count ? bytes[i] : nil }

  private func fail(_ reason: String) -> JSONValue.Malformed {
    JSONValue.Malformed(reason: reason, offset: i)
  }

  mutating func document() throws(JSONValue.Malformed) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { i = 3 }
    let result = try value(depth: 0)
    skipSpace()
    guard i == bytes.count else { throw fail("text after the end of the document") }
    return result
  }

  private mutating func skipSpace() {
    while let c = peek, c == 0x20 || c == 0x0A || c == 0x0D || c == 0x09 { i += 1 }
  }

  private mutating func value(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    guard depth < maxDepth else { throw fail("nested deeper than \(maxDepth)") }
    guard budget > 0 else { throw fail("more than \(JSONValue.mostValues) values") }
    budget -= 1
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fail("the document ends where a value should stand")
    default: return try number()
    }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONValue.Malformed) -> JSONValue {
    let text = Array(word.description.utf8)
    guard bytes[i...].starts(with: text) else { throw fail("no value begins so") }
    i += text.count
    return value
  }

  private mutating func number() throws(JSONValue.Malformed) -> JSONValue {
    let start = i
    func digits(_ p: inout JSONParser) -> Int {
      let from = p.i
      while let c = p.peek, (0x30...0x39).contains(c) { p.i += 1 }
      return p.i - from
    }
    if peek == UInt8(ascii: "-") { i += 1 }
    let leading = i
    guard digits(&self) > 0, bytes[leading] != 0x30 || i == leading + 1 else {
      i = start
      throw fail("no value begins so")
    }
    if peek == UInt8(ascii: ".") {
      i += 1
      guard digits(&self) > 0 else { throw fail("a fraction without digits") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      i += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { i += 1 }
      guard digits(&self) > 0 else { throw fail("an exponent without digits") }
    }
    return .number(String(decoding: bytes[start..<i], as: UTF8.self))
  }

  private mutating func array(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    i += 1
    var values: [JSONValue] = []
    skipSpace()
    if peek == UInt8(ascii: "]") {
      i += 1
      return .array([])
    }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      switch peek {
      case UInt8(ascii: ","): i += 1
      case UInt8(ascii: "]"):
        i += 1
        return .array(values)
      default: throw fail("a comma or ] is missing")
      }
    }
  }

  private mutating func object(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    i += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if peek == UInt8(ascii: "}") {
      i += 1
      return .object([])
    }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw fail("a member's name is missing") }
      let name = try string()
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw fail("a colon is missing") }
      i += 1
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      switch peek {
      case UInt8(ascii: ","): i += 1
      case UInt8(ascii: "}"):
        i += 1
        return .object(members)
      default: throw fail("a comma or } is missing")
      }
    }
  }

  private mutating func string() throws(JSONValue.Malformed) -> String {
    i += 1
    let start = i
    while let c = peek, c != UInt8(ascii: "\""), c != UInt8(ascii: "\\"), c >= 0x20 { i += 1 }
    var text = Array(bytes[start..<i])
    while let c = peek {
      if c == UInt8(ascii: "\"") {
        i += 1
        return String(decoding: text, as: UTF8.self)
      }
      i += 1
      if c == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else if c < 0x20 {
        i -= 1
        throw fail("a control character inside a string")
      } else {
        text.append(c)
      }
    }
    throw fail("the document ends inside a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONValue.Malformed) {
    guard let c = peek else { throw fail("the document ends inside a string") }
    i += 1
    switch c {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(c)
    case UInt8(ascii: "u"):
      var scalar = try hex4()
      if (0xD800..<0xDC00).contains(scalar), i + 1 < bytes.count,
        bytes[i] == UInt8(ascii: "\\"), bytes[i + 1] == UInt8(ascii: "u")
      {
        let back = i
        i += 2
        let low = try hex4()
        if (0xDC00..<0xE000).contains(low) {
          scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
        } else {
          i = back
        }
      }
      // A lone surrogate is no character: the replacement stands for it.
      let good = Unicode.Scalar(scalar) ?? "\u{FFFD}"
      text.append(contentsOf: Array(Character(good).utf8))
    default:
      i -= 1
      throw fail("an unknown escape")
    }
  }

  private mutating func hex4() throws(JSONValue.Malformed) -> UInt32 {
    guard i + 4 <= bytes.count else { throw fail("an escape is cut short") }
    var value: UInt32 = 0
    for c in bytes[i..<i + 4] {
      switch c {
      case 0x30...0x39: value = value << 4 | UInt32(c - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(c - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt32(c - 0x61 + 10)
      default: throw fail("an escape without four hexadecimal digits")
      }
    }
    i += 4
    return value
  }
}
