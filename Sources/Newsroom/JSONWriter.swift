/// Writes one line of JSON into a buffer, by hand: a record costs a few copies and no tree.
///
/// Whatever came in, what goes out is valid UTF-8 JSON on one line, harmless in a terminal:
/// control characters (C0, DEL, C1), U+2028/2029 and the bidi controls leave as `\uXXXX`.
package struct JSONWriter: ~Copyable {
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  package init(reserving capacity: Int = 1024) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The line so far; the writer begins anew.
  package mutating func take() -> [UInt8] {
    needsComma = false
    defer { bytes = [] }
    return bytes
  }

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A member's name; a value must follow.
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member's name that is not known when the program is written.
  package mutating func key(named name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func string(_ value: String) {
    separate()
    quote(value)
    needsComma = true
  }

  /// A string given as UTF-8 that is well-formed.
  package mutating func string(utf8 value: Span<UInt8>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    unsafe value.withUnsafeBufferPointer { unsafe append(escaping: $0) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  package mutating func int(_ value: some BinaryInteger) {
    separate()
    if let digit = UInt8(exactly: value), digit < 10 {
      bytes.append(UInt8(ascii: "0") + digit)
    } else {
      bytes.append(contentsOf: String(value).utf8)
    }
    needsComma = true
  }

  /// A finite number; whole ones are written without a fraction. Others become null.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    if let whole = Int64(exactly: value) { return int(whole) }
    raw(Array(String(value).utf8))
  }

  package mutating func bool(_ value: Bool) { raw(value ? Self.yes : Self.no) }
  package mutating func null() { raw(Self.nothing) }

  /// A value that is JSON already.
  package mutating func raw(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
    needsComma = true
  }

  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
  private static let nothing = Array("null".utf8)
  private static let hex = Array("0123456789abcdef".utf8)

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func open(_ byte: UInt8) {
    separate()
    bytes.append(byte)
    needsComma = false
  }

  private mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func quote(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { unsafe append(escaping: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Copies runs that need no escape whole; news text is made of long ones.
  private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var i = 0
    while i < text.count {
      while i + 8 <= text.count,
        unsafe Self.isPlain(
          UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: i, as: UInt64.self))
      {
        i += 8
      }
      guard i < text.count else { break }
      let byte = unsafe text[i]
      // 0xC2: C1 controls; 0xD8: U+061C; 0xE2: U+200E/F, 2028–202E, 2066–2069.
      if byte >= 0x20, byte != 0x22, byte != 0x5C, byte != 0x7F, byte != 0xC2, byte != 0xD8,
        byte != 0xE2
      {
        i += 1
        continue
      }
      let (scalar, width) = unsafe Self.escapee(text, at: i)
      if width == 0 {
        i += 1
        continue
      }
      unsafe bytes.append(contentsOf: text[start..<i])
      escape(scalar)
      i += width
      start = i
    }
    unsafe bytes.append(contentsOf: text[start..<text.count])
  }

  /// Whether eight bytes are ASCII that needs no escape. Each sum carries into its own high bit
  /// only.
  private static func isPlain(_ word: UInt64) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    let low = word & ~high
    let prints = low &+ 0x6060_6060_6060_6060
    let isDelete = low &+ 0x0101_0101_0101_0101
    let notQuote = (low ^ 0x2222_2222_2222_2222) &+ 0x7F7F_7F7F_7F7F_7F7F
    let notBackslash = (low ^ 0x5C5C_5C5C_5C5C_5C5C) &+ 0x7F7F_7F7F_7F7F_7F7F
    return (word | isDelete | ~(prints & notQuote & notBackslash)) & high == 0
  }

  /// The scalar at `i` and its width in bytes if it must be escaped; width 0 if not.
  private static func escapee(
    _ text: UnsafeBufferPointer<UInt8>, at i: Int
  ) -> (UInt32, Int) {
    let first = unsafe text[i]
    if first < 0x80 { return (UInt32(first), 1) }
    guard i + 1 < text.count else { return (0, 0) }
    let second = unsafe text[i + 1]
    if first == 0xC2 { return second < 0xA0 ? (UInt32(second), 2) : (0, 0) }
    if first == 0xD8 { return second == 0x9C ? (0x061C, 2) : (0, 0) }
    guard i + 2 < text.count, second == 0x80 || second == 0x81 else { return (0, 0) }
    let third = unsafe text[i + 2]
    let scalar = 0x2000 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
    switch scalar {
    case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: return (scalar, 3)
    default: return (0, 0)
    }
  }

  private mutating func escape(_ scalar: UInt32) {
    bytes.append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: bytes.append(UInt8(truncatingIfNeeded: scalar))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      bytes.append(UInt8(ascii: "u"))
      for shift: UInt32 in [12, 8, 4, 0] { bytes.append(Self.hex[Int(scalar >> shift) & 15]) }
    }
  }
}

extension JSONWriter {
  /// A member whose value is a string; nothing where it is nil.
  package mutating func member(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// A member whose value is a string, given as UTF-8 that is well-formed.
  package mutating func member(_ name: StaticString, utf8 value: [UInt8]) {
    key(name)
    string(utf8: value.span)
  }

  /// A member whose value is a string or null.
  package mutating func nullable(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// A member whose value is a whole number; nothing where it is nil.
  package mutating func member(_ name: StaticString, _ value: Int?) {
    guard let value else { return }
    key(name)
    int(value)
  }

  /// A member whose value is a list of strings.
  package mutating func member(_ name: StaticString, _ values: some Sequence<String>) {
    key(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }
}
