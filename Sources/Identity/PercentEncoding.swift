/// Percent-encoding in its one normal form. Source: RFC 3986, sections 2.1 to 2.4 and 6.2.2.
enum PercentEncoding {
  /// Bytes that never need encoding.
  private static let unreserved = flags("-._~")

  private static func flags(_ marks: StaticString) -> [Bool] {
    var flags = [Bool](repeating: false, count: 256)
    for byte in marks.description.utf8 { flags[Int(byte)] = true }
    for byte in UInt8(0)..<0x80 where isLetter(byte) || isDigit(byte) { flags[Int(byte)] = true }
    return flags
  }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Bytes that may stand anywhere in a path, query or fragment; `[` and `]` are let through, for
  /// queries are full of them and every server takes them.
  @inline(__always)
  static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    // ! $ & ' ( ) * + , - . / : ; = ? @ [ ] _ ~
    case 0x21, 0x24, 0x26...0x2F, 0x3A, 0x3B, 0x3D, 0x3F, 0x40, 0x5B, 0x5D, 0x5F, 0x7E: true
    default: false
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  /// The octet of an escape `%XX` at `i`, or nil.
  static func octet(_ text: ArraySlice<UInt8>, at i: Int) -> UInt8? {
    guard text.endIndex - i >= 3, text[i] == UInt8(ascii: "%"),
      let high = value(text[i + 1]), let low = value(text[i + 2])
    else { return nil }
    return high << 4 | low
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Appends `%XX`.
  static func append(escaped byte: UInt8, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "%"))
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }

  /// Upper-case hexadecimal digits, unreserved octets unescaped, what no URI may hold escaped. A
  /// `%` that begins no escape stays: servers read it as it is. Idempotent.
  static func normalised(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    // Where a `%` that begins no escape was written: it must not come to begin one.
    var loosePercent = -3
    var i = text.startIndex
    while i < text.endIndex {
      let byte = text[i]
      if let octet = octet(text, at: i) {
        if unreserved[Int(octet)], out.count - loosePercent > 2 || value(octet) == nil {
          out.append(octet)
        } else {
          append(escaped: octet, to: &out)
        }
        i += 3
      } else {
        if byte == UInt8(ascii: "%") {
          loosePercent = out.count
          out.append(byte)
        } else if isAllowed(byte) {
          out.append(byte)
        } else {
          append(escaped: byte, to: &out)
        }
        i += 1
      }
    }
    return out
  }
}
