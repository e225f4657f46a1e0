internal import CLibXML2

// References: those of XML stay, all others become what they mean.
extension XMLScan {
  /// A `&` inside the root element, in text or in an attribute's value.
  mutating func reference() {
    if i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "#") { return characterReference() }
    var at = i + 1
    while at < bytes.count, at - i <= 32, isAlphanumeric(bytes[at]) { at += 1 }
    guard at < bytes.count, bytes[at] == UInt8(ascii: ";"), at > i + 1 else {
      return escapeAmpersand()
    }
    let name = bytes[(i + 1)..<at]
    if isPredefined(name) {
      i = at + 1
      return
    }
    guard let text = NamedCharacters.text(of: name) else { return escapeAmpersand() }
    patch(i, at + 1 - i) { out in
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "\""): out.append(contentsOf: "&quot;".utf8)
        default: out.append(byte)
        }
      }
    }
  }

  /// A `&` that begins no reference.
  private mutating func escapeAmpersand() {
    patch(i, 1) { $0.append(contentsOf: "&amp;".utf8) }
  }

  private mutating func characterReference() {
    var at = i + 2
    let isHex = at < bytes.count && (bytes[at] | 0x20) == UInt8(ascii: "x")
    let isUpper = isHex && bytes[at] == UInt8(ascii: "X")
    if isHex { at += 1 }
    let digits = at
    var code: UInt32 = 0
    while at < bytes.count, let digit = hexDigit(bytes[at]), isHex || digit < 10 {
      code = code > 0x11_0000 ? code : code * (isHex ? 16 : 10) + UInt32(digit)
      at += 1
    }
    guard at > digits else { return escapeAmpersand() }
    let isEnded = at < bytes.count && bytes[at] == UInt8(ascii: ";")
    let end = isEnded ? at + 1 : at
    let isPlain = code >= 0x20 && code != 0x7F && !(0x80..<0xA0).contains(code)
    if isEnded, !isUpper, isPlain || code == 9 || code == 10 || code == 13,
      Unicode.Scalar(code) != nil,
      code & 0xFFFE != 0xFFFE
    {
      i = end
      return
    }
    patch(i, end - i) { out in
      if code < 0x20 || code == 0x7F { return }
      // Numbers 128 to 159 are meant as windows-1252, as HTML reads them.
      let scalar =
        (0x80..<0xA0).contains(code)
        ? CharsetRepair.windows1252(UInt8(truncatingIfNeeded: code))
        : Unicode.Scalar(code) ?? "\u{FFFD}"
      switch scalar {
      case "<": out.append(contentsOf: "&lt;".utf8)
      case "&": out.append(contentsOf: "&amp;".utf8)
      case "\"": out.append(contentsOf: "&quot;".utf8)
      default: CharsetRepair.append(code & 0xFFFE == 0xFFFE ? "\u{FFFD}" : scalar, to: &out)
      }
    }
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
  }

  private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private func isPredefined(_ name: ArraySlice<UInt8>) -> Bool {
    // The letters as one number: `&lt;` and its kin are half of a feed's text.
    guard name.count <= 4 else { return false }
    switch name.reduce(UInt32(0), { $0 << 8 | UInt32($1) }) {
    case 0x6C74, 0x6774, 0x61_6D70, 0x7175_6F74, 0x6170_6F73: return true
    default: return false
    }
  }
}

/// The named characters of HTML, where a feed uses them without declaring them.
enum NamedCharacters {
  /// The text for a name of ASCII letters and digits, without `&` and `;`; nil for none of HTML's.
  static func text(of name: ArraySlice<UInt8>) -> String? {
    guard name.count <= 16 else { return nil }
    let terminated = Array(name) + [0]
    return unsafe terminated.withUnsafeBufferPointer { name -> String? in
      guard let base = name.baseAddress, let entity = unsafe htmlEntityLookup(base),
        let scalar = unsafe Unicode.Scalar(entity.pointee.value)
      else { return nil }
      return String(Character(scalar))
    }
  }
}
