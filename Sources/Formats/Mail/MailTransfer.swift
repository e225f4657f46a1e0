/// How the bytes of a part were made fit for the way. Source: RFC 2045, 6.
enum MailTransfer {
  /// The bytes themselves. What is not encoded as it says is taken as far as it can be read.
  static func decode(_ bytes: ArraySlice<UInt8>, encoding: String?) -> [UInt8] {
    switch encoding?.lowercased() {
    case "quoted-printable": quotedPrintable(bytes, isBody: true)
    case "base64": Base64.lenient(bytes)
    default: Array(bytes)
    }
  }

  /// `=C3=A9`, and `=` at a line's end for no line's end. A `=` with anything else behind it stays.
  static func quotedPrintable(_ bytes: ArraySlice<UInt8>, isBody: Bool) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var i = bytes.startIndex
    while i < bytes.endIndex {
      guard bytes[i] == UInt8(ascii: "=") else {
        out.append(bytes[i])
        i += 1
        continue
      }
      if i + 2 < bytes.endIndex, let high = hex(bytes[i + 1]), let low = hex(bytes[i + 2]) {
        out.append(high << 4 | low)
        i += 3
        continue
      }
      guard isBody, let next = softBreak(bytes, at: i + 1) else {
        out.append(bytes[i])
        i += 1
        continue
      }
      i = next
    }
    return out
  }

  /// Where the next line begins if nothing but blanks stands at `start`; blanks were added on the
  /// way.
  private static func softBreak(_ bytes: ArraySlice<UInt8>, at start: Int) -> Int? {
    var i = start
    while i < bytes.endIndex, i - start < 80, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
    guard i < bytes.endIndex else { return i }
    if bytes[i] == 0x0D { return i + 1 < bytes.endIndex && bytes[i + 1] == 0x0A ? i + 2 : i + 1 }
    return bytes[i] == 0x0A ? i + 1 : nil
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
