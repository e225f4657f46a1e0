/// Writes one line of JSON into a buffer, by hand: a record costs a few copies and no tree.
///
/// Whatever came in, what goes out is valid UTF-8 JSON on one line, harmless in a terminal:
/// control characters (C0, DEL, C1), U+2028/2029 and the bidi controls leave as `\uXXXX`.
///
/// `@safe`: nobody else sees its pointer, and every write makes room before it.
@safe package struct JSONWriter: ~Copyable {
  /// Room of its own: an array is asked for being shared at each append, and a line has hundreds.
  private var base: UnsafeMutablePointer<UInt8>
  /// How many bytes have been written and not been taken.
  package private(set) var count = 0
  private var capacity: Int
  private var needsComma = false

  package init(reserving capacity: Int = 1024) {
    self.capacity = max(64, capacity)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// The line so far; the writer begins anew.
  package mutating func take() -> [UInt8] {
    needsComma = false
    defer { count = 0 }
    return unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// What has been written so far, of a document that goes on.
  package mutating func takePart() -> [UInt8] {
    let goesOn = needsComma
    defer { needsComma = goesOn }
    return take()
  }

  /// Makes room for `more` bytes.
  @inline(__always)
  private mutating func room(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe next.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = next
    capacity = larger
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    room(1)
    putInRoom(byte)
  }

  /// Writes where `room` has been made.
  @inline(__always)
  private mutating func putInRoom(_ byte: UInt8) {
    unsafe base[count] = byte
    count += 1
  }

  @inline(__always)
  private mutating func put(_ from: UnsafePointer<UInt8>?, _ length: Int) {
    guard let from = unsafe from, length > 0 else { return }
    room(length)
    unsafe (base + count).update(from: from, count: length)
    count += length
  }

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A member's name; a value must follow.
  package mutating func key(_ name: StaticString) {
    let length = name.utf8CodeUnitCount
    room(length + 4)
    if needsComma { putInRoom(UInt8(ascii: ",")) }
    putInRoom(UInt8(ascii: "\""))
    unsafe (base + count).update(from: name.utf8Start, count: length)
    count += length
    putInRoom(UInt8(ascii: "\""))
    putInRoom(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member's name that is not known when the program is written.
  package mutating func key(named name: String) {
    string(name)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func string(_ value: String) {
    separate()
    quote(value.utf8.span)
    needsComma = true
  }

  /// A string given as UTF-8 that is well-formed.
  package mutating func string(utf8 value: Span<UInt8>) {
    separate()
    quote(value)
    needsComma = true
  }

  package mutating func int(_ value: some BinaryInteger) {
    separate()
    if var number = UInt64(exactly: value) {
      put(number: &number)
    } else {
      for byte in String(value).utf8 { put(byte) }
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
    unsafe json.withUnsafeBufferPointer { unsafe put($0.baseAddress, $0.count) }
    needsComma = true
  }

  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
  private static let nothing = Array("null".utf8)

  private mutating func separate() {
    if needsComma { put(UInt8(ascii: ",")) }
  }

  /// The decimal digits of a number.
  private mutating func put(number: inout UInt64) {
    room(20)
    var width = 1
    var rest = number
    while rest >= 10 {
      rest /= 10
      width += 1
    }
    var place = width
    while place > 0 {
      place -= 1
      unsafe base[count + place] = UInt8(truncatingIfNeeded: number % 10) + 0x30
      number /= 10
    }
    count += width
  }

  private mutating func open(_ byte: UInt8) {
    separate()
    put(byte)
    needsComma = false
  }

  private mutating func close(_ byte: UInt8) {
    put(byte)
    needsComma = true
  }

  private mutating func quote(_ value: Span<UInt8>) {
    room(value.count + 2)
    put(UInt8(ascii: "\""))
    unsafe value.withUnsafeBufferPointer { unsafe append(escaping: $0) }
    put(UInt8(ascii: "\""))
  }

  /// Copies runs that need no escape whole; news text is made of long ones.
  private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var i = 0
    while true {
      i = unsafe Self.firstSuspect(UnsafeRawBufferPointer(text), from: i)
      guard i < text.count else { break }
      let (scalar, width) = unsafe Self.escapee(text, at: i)
      if width == 0 {
        i += 1
        continue
      }
      unsafe put(text.baseAddress.map { unsafe $0 + start }, i - start)
      escape(scalar)
      i += width
      start = i
    }
    unsafe put(text.baseAddress.map { unsafe $0 + start }, text.count - start)
  }

  /// Where a byte stands next that is escaped or begins what is, or the end: below 0x20, `"`, `\`,
  /// 0x7F; 0xC2 (C1 controls), 0xD8 (U+061C), 0xE2 (U+200E/F, 2028–202E, 2066–2069).
  private static func firstSuspect(_ text: UnsafeRawBufferPointer, from: Int) -> Int {
    unsafe ByteBlock.first(in: text, from: from, to: text.count) { block in
      block < 0x20 .| block == 0x22 .| block == 0x5C .| block == 0x7F .| block == 0xC2
        .| block == 0xD8 .| block == 0xE2
    }
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
    put(UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: put(UInt8(truncatingIfNeeded: scalar))
    case 0x0A: put(UInt8(ascii: "n"))
    case 0x0D: put(UInt8(ascii: "r"))
    case 0x09: put(UInt8(ascii: "t"))
    default:
      put(UInt8(ascii: "u"))
      for shift: UInt32 in [12, 8, 4, 0] { put(hex: UInt8(truncatingIfNeeded: scalar >> shift)) }
    }
  }

  private mutating func put(hex nibble: UInt8) {
    let digit = nibble & 15
    put(digit < 10 ? digit + 0x30 : digit + 0x57)
  }

  /// A digest with its scheme before it: `nc1:<hex>`.
  package mutating func digest(_ scheme: StaticString, _ digest: Digest) {
    separate()
    room(scheme.utf8CodeUnitCount + 66)
    put(UInt8(ascii: "\""))
    unsafe put(scheme.utf8Start, scheme.utf8CodeUnitCount)
    put(hex: digest.words.0)
    put(hex: digest.words.1)
    put(hex: digest.words.2)
    put(hex: digest.words.3)
    put(UInt8(ascii: "\""))
    needsComma = true
  }

  /// The sixteen digits of a word, for which there is room: eight at a time, a byte for each.
  private mutating func put(hex word: UInt64) {
    putInRoom(hex: UInt32(truncatingIfNeeded: word >> 32))
    putInRoom(hex: UInt32(truncatingIfNeeded: word))
  }

  private mutating func putInRoom(hex word: UInt32) {
    // One nibble a byte, the highest lowest.
    var nibbles = UInt64(word.byteSwapped)
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles >> 4 | nibbles << 8) & 0x0F0F_0F0F_0F0F_0F0F
    // `a` stands 39 behind where it would follow `9`.
    let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    let digits = nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(
      of: digits.littleEndian, as: UInt64.self)
    count += 8
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
