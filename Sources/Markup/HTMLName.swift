/// A name of at most 16 bytes in lower case, packed into two words: compared and hashed without a
/// String. All names that any rule knows are that short.
struct HTMLName: Hashable {
  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0
  private(set) var count: UInt8 = 0

  init() {}

  init?(_ text: some Sequence<UInt8>) {
    for byte in text where !append(byte) { return nil }
  }

  /// False where the name is full.
  @inline(__always)
  mutating func append(_ byte: UInt8) -> Bool {
    guard count < 16 else { return false }
    let value = UInt64(byte.asciiLowercased) << (UInt64(count & 7) * 8)
    if count < 8 { low |= value } else { high |= value }
    count += 1
    return true
  }

  var isEmpty: Bool { count == 0 }

  /// `on…`: an event handler, as an attribute.
  var isHandler: Bool { low & 0xFFFF == 0x6E6F && count > 2 }
}

/// Names and what they stand for: open addressing, built once, never changed.
struct HTMLNameTable<Value: Sendable>: Sendable {
  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var value: Value?
  }

  private var slots: [Slot]
  private let mask: Int

  init(_ pairs: [(name: String, value: Value)]) {
    var size = 64
    while size < pairs.count * 3 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    mask = size - 1
    for (text, value) in pairs {
      guard let name = HTMLName(text.utf8) else { continue }
      var i = Self.hash(name) & mask
      while slots[i].value != nil { i = (i + 1) & mask }
      slots[i] = Slot(low: name.low, high: name.high, value: value)
    }
  }

  @inline(__always)
  subscript(name: HTMLName) -> Value? {
    var i = Self.hash(name) & mask
    while let value = slots[i].value {
      if slots[i].low == name.low, slots[i].high == name.high { return value }
      i = (i + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private static func hash(_ name: HTMLName) -> Int {
    let mixed = (name.low ^ name.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}
