internal import Newsroom

/// Walks over the members of a JSON object without making a tree: a replay of the log reads a
/// dozen short members of each line and never touches the item.
struct LineScanner {
  private let line: ArraySlice<UInt8>
  private var i: Int

  init(_ line: ArraySlice<UInt8>) {
    self.line = line
    i = line.startIndex
    skip(UInt8(ascii: "{"))
  }

  /// The next member's name and the bytes of its value, or nil at the end or at what is no JSON.
  mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
    guard let name = name() else { return nil }
    let start = i
    guard skipValue() else { return nil }
    return (name, line[start..<i])
  }

  /// Over the members of a ninjs item's first body: the plain one, which every story has. Nil where
  /// there is none. What stands behind the item's beginning is not read to find it.
  static func firstBody(ofItem item: ArraySlice<UInt8>) -> LineScanner? {
    var members = LineScanner(item)
    while let name = members.name() {
      if name.equals("bodies") { return LineScanner(members.line[members.i...].dropFirst()) }
      guard members.skipValue() else { return nil }
    }
    return nil
  }

  /// The next member's name; its value follows.
  private mutating func name() -> ArraySlice<UInt8>? {
    skip(UInt8(ascii: ","))
    guard let name = string() else { return nil }
    skip(UInt8(ascii: ":"))
    return name.dropFirst().dropLast()
  }

  private mutating func skip(_ byte: UInt8) {
    if i < line.endIndex, line[i] == byte { i += 1 }
  }

  /// A string with its quotes.
  private mutating func string() -> ArraySlice<UInt8>? {
    guard i < line.endIndex, line[i] == UInt8(ascii: "\"") else { return nil }
    let start = i
    i += 1
    while true {
      i = endOrEscape(from: i)
      guard i < line.endIndex else { return nil }
      if line[i] == UInt8(ascii: "\"") {
        i += 1
        return line[start..<i]
      }
      i += 2
    }
  }

  /// Where the next quotation mark or backslash stands.
  private func endOrEscape(from i: Int) -> Int {
    let start = line.startIndex
    let place = unsafe line.withUnsafeBytes { line in
      unsafe ByteBlock.first(in: line, from: i - start, to: line.count) {
        $0 == UInt8(ascii: "\"") .| $0 == UInt8(ascii: "\\")
      }
    }
    return start + place
  }

  private mutating func skipValue() -> Bool {
    var depth = 0
    let start = i
    while i < line.endIndex {
      switch line[i] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return false }
        if depth == 0 { return true }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return i > start }
        depth -= 1
        if depth == 0 {
          i += 1
          return true
        }
      case UInt8(ascii: ","):
        if depth == 0 { return i > start }
      default: break
      }
      i += 1
    }
    return depth == 0 && i > start
  }
}

extension ArraySlice<UInt8> {
  /// Whether these bytes are that text.
  func equals(_ text: StaticString) -> Bool {
    unsafe elementsEqual(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// The value of a JSON string without escapes or with them; nil for null and all else.
  var jsonString: String? {
    guard first == UInt8(ascii: "\""), last == UInt8(ascii: "\""), count >= 2 else { return nil }
    let inside = dropFirst().dropLast()
    if !inside.contains(UInt8(ascii: "\\")) { return String(decoding: inside, as: UTF8.self) }
    guard case .string(let value)? = try? JSONValue.parse(Array(self)) else { return nil }
    return value
  }

  /// The value of a JSON whole number that is not negative.
  var jsonSeq: UInt64? {
    guard !isEmpty, count < 20 else { return nil }
    var value: UInt64 = 0
    for byte in self {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + UInt64(byte - 0x30)
    }
    return value
  }
}
