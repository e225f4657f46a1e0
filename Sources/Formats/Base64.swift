/// RFC 4648, either alphabet.
enum Base64 {
  /// The bytes, with white space anywhere in the text; nil where something else than base64 stands
  /// there.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    let letters = text.lazy.filter { $0 > 0x20 && $0 != padding }
    guard letters.allSatisfy({ sextet($0) != nil }) else { return nil }
    return lenient(text.filter { $0 != padding }[...])
  }

  /// The bytes; what is none of its letters is skipped, and `=` begins a new group: mailing lists
  /// add lines of their own, some senders encode line by line.
  static func lenient(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in text {
      guard let value = sextet(byte) else {
        if byte == padding { (bits, count) = (0, 0) }
        continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return out
  }

  private static let padding = UInt8(ascii: "=")

  private static func sextet(_ letter: UInt8) -> UInt8? {
    switch letter {
    case 0x41...0x5A: letter - 0x41
    case 0x61...0x7A: letter - 0x61 + 26
    case 0x30...0x39: letter - 0x30 + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
