/// Writes one line of JSON into a buffer, by hand: a record costs a few copies and no tree.
///
/// Whatever came in, what goes out is valid UTF-8 JSON on one line, harmless in a terminal:
/// control characters (C0, DEL, C1), U+2028/2029 and the bidi controls leave as `\uXXXX`.
package struct JSONWriter: ~Copyable {
  private var line: ByteBuffer
  private var needsComma = false
  /// The instant that was written last.
  private var lastDate = (
    date: NewsDate(milliseconds: 0), always: false, text: "1970-01-01T00:00:00Z"
  )

  package init(reserving capacity: Int = 1024) { line = ByteBuffer(reserving: capacity) }

  /// How many bytes have been written and not been taken.
  package var count: Int { line.count }

  /// The line so far; the writer begins anew.
  package mutating func take() -> [UInt8] {
    needsComma = false
    let taken = line.array
    // One enormous line must not hold its room for ever.
    if taken.count > 1 << 20 { line = ByteBuffer() } else { line.removeAll() }
    return taken
  }

  /// What has been written so far, of a document that goes on.
  package mutating func takePart() -> [UInt8] {
    let goesOn = needsComma
    defer { needsComma = goesOn }
    return take()
  }

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A member's name; a value must follow.
  package mutating func key(_ name: StaticString) {
    let name = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    separate()
    unsafe line.append(quoting: name, then: UInt8(ascii: ":"))
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

  package mutating func int(_ value: Int64) {
    separate()
    if value < 0 { put(UInt8(ascii: "-")) }
    put(number: value.magnitude)
    needsComma = true
  }

  package mutating func int(_ value: Int) { int(Int64(value)) }

  package mutating func int(_ value: UInt64) {
    separate()
    put(number: value)
    needsComma = true
  }

  /// A finite number; whole ones are written without a fraction. Others become null.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    if let whole = Int64(exactly: value) { return int(whole) }
    let text = String(value)
    raw(text.utf8.span)
  }

  package mutating func bool(_ value: Bool) { raw((value ? Self.yes : Self.no).span) }
  package mutating func null() { raw(Self.nothing.span) }

  /// A value that is JSON already.
  package mutating func raw(_ json: Span<UInt8>) {
    separate()
    line.append(json)
    needsComma = true
  }

  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
  private static let nothing = Array("null".utf8)

  @inline(__always)
  private mutating func put(_ byte: UInt8) { line.append(byte) }

  @inline(__always)
  private mutating func separate() {
    if needsComma { put(UInt8(ascii: ",")) }
  }

  /// The decimal digits of a number.
  private mutating func put(number: UInt64) {
    unsafe line.append(atMost: 20) { out in
      var width = 1
      var rest = number
      while rest >= 10 {
        rest /= 10
        width += 1
      }
      rest = number
      for place in (0..<width).reversed() {
        unsafe out[place] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
        rest /= 10
      }
      return width
    }
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
    unsafe value.withUnsafeBufferPointer { text in
      let suspect = unsafe Self.firstSuspect(UnsafeRawBufferPointer(text), from: 0)
      if suspect == text.count { return unsafe line.append(quoting: text) }
      put(UInt8(ascii: "\""))
      unsafe append(escaping: text, from: suspect)
      put(UInt8(ascii: "\""))
    }
  }

  /// Copies runs that need no escape whole; news text is made of long ones. `suspect`: the first
  /// place that may need one.
  private mutating func append(escaping text: UnsafeBufferPointer<UInt8>, from suspect: Int) {
    var start = 0
    var i = suspect
    while true {
      i = unsafe Self.firstSuspect(UnsafeRawBufferPointer(text), from: i)
      guard i < text.count else { break }
      let (scalar, width) = unsafe Self.escapee(text, at: i)
      if width == 0 {
        i += 1
        continue
      }
      unsafe line.append(UnsafeBufferPointer(rebasing: text[start..<i]))
      escape(scalar)
      i += width
      start = i
    }
    unsafe line.append(UnsafeBufferPointer(rebasing: text[start...]))
  }

  /// Where a byte stands next that is escaped or begins what is, or the end: below 0x20, `"`, `\`,
  /// 0x7F; 0xC2 (C1 controls), 0xD8 (U+061C), 0xE2 (U+200E/F, 2028–202E, 2066–2069).
  package static func firstSuspect(_ text: UnsafeRawBufferPointer, from: Int) -> Int {
    // Most text is ASCII and has none for long: so far three comparisons do, of four blocks at once.
    var plain = from
    while text.count &- plain >= 64, unsafe ByteBlock.isPlainASCII(text, at: plain) { plain &+= 64 }
    return unsafe ByteBlock.first(in: text, from: plain, to: text.count) { block in
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

  /// An instant, as `NewsDate.rfc3339` writes it.
  package mutating func date(_ date: NewsDate, milliseconds always: Bool = false) {
    separate()
    // One story has one date under several names, and a group of lines one time.
    if lastDate.date != date || lastDate.always != always {
      lastDate = (date, always, date.rfc3339(milliseconds: always))
    }
    put(UInt8(ascii: "\""))
    line.append(lastDate.text.utf8.span)
    put(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Members that are always the same, written as JSON: `"role":"main","type":"text"`.
  package mutating func members(_ json: StaticString) {
    separate()
    line.append(json)
    needsComma = true
  }

  /// A digest with its scheme before it: `nc1:<hex>`.
  package mutating func digest(_ scheme: StaticString, _ digest: Digest) {
    separate()
    put(UInt8(ascii: "\""))
    line.append(scheme)
    unsafe line.append(atMost: 64) { out in
      unsafe Self.put(hex: digest.words.0, to: out, at: 0)
      unsafe Self.put(hex: digest.words.1, to: out, at: 16)
      unsafe Self.put(hex: digest.words.2, to: out, at: 32)
      unsafe Self.put(hex: digest.words.3, to: out, at: 48)
      return 64
    }
    put(UInt8(ascii: "\""))
    needsComma = true
  }

  /// The sixteen digits of a word: eight at a time, a byte for each.
  private static func put(
    hex word: UInt64, to out: UnsafeMutableBufferPointer<UInt8>, at place: Int
  ) {
    let out = UnsafeMutableRawBufferPointer(out)
    let high = digits(UInt32(truncatingIfNeeded: word >> 32))
    let low = digits(UInt32(truncatingIfNeeded: word))
    unsafe out.storeBytes(of: high, toByteOffset: place, as: UInt64.self)
    unsafe out.storeBytes(of: low, toByteOffset: place + 8, as: UInt64.self)
  }

  /// The digits of half a word, the first one lowest.
  private static func digits(_ word: UInt32) -> UInt64 {
    // One nibble a byte, the highest lowest.
    var nibbles = UInt64(word.byteSwapped)
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles >> 4 | nibbles << 8) & 0x0F0F_0F0F_0F0F_0F0F
    // `a` stands 39 behind where it would follow `9`.
    let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39).littleEndian
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

  /// A member whose value is an instant; nothing where it is nil.
  package mutating func member(_ name: StaticString, date value: NewsDate?) {
    guard let value else { return }
    key(name)
    date(value)
  }

  /// A member whose value is an instant or null.
  package mutating func nullable(_ name: StaticString, date value: NewsDate?) {
    key(name)
    if let value { date(value) } else { null() }
  }

  /// A member whose value is a list of strings.
  package mutating func member(_ name: StaticString, _ values: [String]) {
    key(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// A member whose value is a list of warnings.
  package mutating func member(_ name: StaticString, _ values: [Warning]) {
    key(name)
    beginArray()
    for value in values { string(value.rawValue) }
    endArray()
  }
}
