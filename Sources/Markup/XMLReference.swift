internal import CLibXML2

/// What the reference that begins at an `&` stands for.
struct XMLReference {
  /// The character; 0 for none.
  var scalar: UInt32
  var length: Int
  /// XML itself does not know it: it is put right.
  var isRepair = false

  /// No reference has more bytes.
  static let maximumLength = 64

  private init(scalar: UInt32, length: Int, isRepair: Bool = false) {
    self.scalar = scalar
    self.length = length
    self.isRepair = isRepair
  }

  /// Nil where the `&` at `start` begins none.
  init?(in bytes: Span<UInt8>, at start: Int) {
    if bytes.count - start >= 6, let known = Self.predefined(bytes, start) {
      self = known
    } else if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "#") {
      guard let found = Self.number(bytes, start) else { return nil }
      self = found
    } else {
      guard let found = Self.name(bytes, start) else { return nil }
      self = found
    }
  }

  /// One of XML's own five, by their letters as one number.
  @inline(__always)
  private static func predefined(_ bytes: Span<UInt8>, _ start: Int) -> XMLReference? {
    // The load checks its bounds; any four bytes are a UInt32.
    let next = unsafe UInt32(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start + 1, as: UInt32.self))
    switch next & 0xFF_FFFF {
    case 0x3B_746C: return XMLReference(scalar: 0x3C, length: 4)
    case 0x3B_7467: return XMLReference(scalar: 0x3E, length: 4)
    default: break
    }
    switch next {
    case 0x3B70_6D61: return XMLReference(scalar: 0x26, length: 5)
    case 0x746F_7571 where bytes[start + 5] == 0x3B: return XMLReference(scalar: 0x22, length: 6)
    case 0x736F_7061 where bytes[start + 5] == 0x3B: return XMLReference(scalar: 0x27, length: 6)
    default: return nil
    }
  }

  private static func name(_ bytes: Span<UInt8>, _ start: Int) -> XMLReference? {
    var at = start + 1
    while at < bytes.count, at - start <= 32, bytes[at].isASCIIAlphanumeric { at += 1 }
    guard at < bytes.count, bytes[at] == UInt8(ascii: ";"), at > start + 1 else { return nil }
    let length = at + 1 - start
    return NamedCharacters.scalar(of: Array(copying: bytes.extracting(start + 1..<at))[...]).map {
      // HTML has XML's own five too, and no other names for their characters.
      XMLReference(
        scalar: $0, length: length, isRepair: ![0x22, 0x26, 0x27, 0x3C, 0x3E].contains($0))
    }
  }

  private static func number(_ bytes: Span<UInt8>, _ start: Int) -> XMLReference? {
    var at = start + 2
    let isHex = at < bytes.count && (bytes[at] | 0x20) == UInt8(ascii: "x")
    let isUpper = isHex && bytes[at] == UInt8(ascii: "X")
    if isHex { at += 1 }
    let digits = at
    var code: UInt32 = 0
    // A hundred digits are as far out of range as ten; those of a window's end are not waited for.
    while at < bytes.count, at - start < 48, let digit = bytes[at].hexValue, isHex || digit < 10 {
      code = code > 0x11_0000 ? code : code * (isHex ? 16 : 10) + UInt32(digit)
      at += 1
    }
    guard at > digits else { return nil }
    let isEnded = at < bytes.count && bytes[at] == UInt8(ascii: ";")
    let length = (isEnded ? at + 1 : at) - start
    let isPlain = code >= 0x20 && code != 0x7F && !(0x80..<0xA0).contains(code)
    if isEnded, !isUpper, isPlain || code == 9 || code == 10 || code == 13,
      Unicode.Scalar(code) != nil, code & 0xFFFE != 0xFFFE
    {
      return XMLReference(scalar: code, length: length)
    }
    let scalar: UInt32 =
      switch code {
      case ..<0x20, 0x7F: 0
      // Numbers 128 to 159 are meant as windows-1252, as HTML reads them.
      case 0x80..<0xA0: CharsetRepair.windows1252(UInt8(truncatingIfNeeded: code)).value
      default: code & 0xFFFE == 0xFFFE ? 0xFFFD : Unicode.Scalar(code)?.value ?? 0xFFFD
      }
    return XMLReference(scalar: scalar, length: length, isRepair: true)
  }
}

/// The named characters of HTML, where a feed uses them without declaring them.
enum NamedCharacters {
  /// The character that a name of ASCII letters and digits, without `&` and `;`, stands for; nil for
  /// none of HTML's.
  static func scalar(of name: ArraySlice<UInt8>) -> UInt32? {
    guard name.count <= 16 else { return nil }
    let terminated = Array(name) + [0]
    return unsafe terminated.withUnsafeBufferPointer { name -> UInt32? in
      guard let base = name.baseAddress, let entity = unsafe htmlEntityLookup(base) else {
        return nil
      }
      return unsafe entity.pointee.value
    }
  }
}
