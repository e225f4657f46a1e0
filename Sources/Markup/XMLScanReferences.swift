internal import CLibXML2

// References: each becomes what it means. libxml2 looks each up by its name and reports it in a call
// of its own, and escaped HTML is made of them.
extension XMLScan {
  /// What the reference at an `&` stands for.
  private struct Reference {
    /// The character; 0 for none.
    var scalar: UInt32
    var length: Int
    /// XML itself does not know it: it is put right.
    var isRepair = false
  }

  /// Text with references, from `start` up to the next `<`: it goes round libxml2. `i` is at the
  /// first `&`.
  mutating func text(from start: Int) {
    let goal = start + Self.piece
    let mark = texts.own.count
    // Looked at once as a whole: it is made of many short parts.
    let end = first(of: 0x3C, 0x3C, in: i..<max(i, min(goal, bytes.count)))
    let plainEnd = isPlain(start..<end) ? end : start
    var copied = start
    while i < goal {
      append(text: copied..<i, plainUntil: plainEnd)
      if let reference = reference(at: i) {
        if reference.scalar > 0 { texts.own.append(scalar: reference.scalar) }
        if reference.isRepair { isRepaired = true }
        i += reference.length
      } else {
        // A `&` that begins nothing is itself.
        texts.own.append(0x26)
        isRepaired = true
        i += 1
      }
      copied = i
      // A window that moves may end inside the next one.
      if more != nil, bytes.count - i < 64 { break }
      i = nextMarkup(from: i)
      if i >= bytes.count || bytes[i] != UInt8(ascii: "&") { break }
    }
    append(text: copied..<i, plainUntil: plainEnd)
    standIn(for: XMLTexts.Text(range: mark..<texts.own.count, isOwn: true), start, i - start)
  }

  /// A `&` in an attribute's value: what XML knows stays, all else becomes what it means.
  mutating func reference() {
    guard let reference = reference(at: i) else {
      return patch(i, 1) { $0.append(contentsOf: "&amp;".utf8) }
    }
    guard reference.isRepair else {
      i += reference.length
      return
    }
    patch(i, reference.length) { out in
      switch reference.scalar {
      case 0x3C: out.append(contentsOf: "&lt;".utf8)
      case 0x26: out.append(contentsOf: "&amp;".utf8)
      case 0x22: out.append(contentsOf: "&quot;".utf8)
      default: out.append(scalar: reference.scalar)
      }
    }
  }

  private func reference(at start: Int) -> Reference? {
    if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "#") {
      return characterReference(at: start)
    }
    var at = start + 1
    var letters: UInt64 = 0
    while at < bytes.count, at - start <= 32, isAlphanumeric(bytes[at]) {
      letters = letters << 8 | UInt64(bytes[at])
      at += 1
    }
    guard at < bytes.count, bytes[at] == UInt8(ascii: ";"), at > start + 1 else { return nil }
    let length = at + 1 - start
    if length <= 6 {
      // The letters as one number.
      switch letters {
      case 0x6C74: return Reference(scalar: 0x3C, length: length)
      case 0x6774: return Reference(scalar: 0x3E, length: length)
      case 0x61_6D70: return Reference(scalar: 0x26, length: length)
      case 0x7175_6F74: return Reference(scalar: 0x22, length: length)
      case 0x6170_6F73: return Reference(scalar: 0x27, length: length)
      default: break
      }
    }
    return NamedCharacters.scalar(of: bytes[(start + 1)..<at])
      .map { Reference(scalar: $0, length: length, isRepair: true) }
  }

  private func characterReference(at start: Int) -> Reference? {
    var at = start + 2
    let isHex = at < bytes.count && (bytes[at] | 0x20) == UInt8(ascii: "x")
    let isUpper = isHex && bytes[at] == UInt8(ascii: "X")
    if isHex { at += 1 }
    let digits = at
    var code: UInt32 = 0
    // A hundred digits are as far out of range as ten; those of a window's end are not waited for.
    while at < bytes.count, at - start < 48, let digit = hexDigit(bytes[at]), isHex || digit < 10 {
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
      return Reference(scalar: code, length: length)
    }
    let scalar: UInt32 =
      switch code {
      case ..<0x20, 0x7F: 0
      // Numbers 128 to 159 are meant as windows-1252, as HTML reads them.
      case 0x80..<0xA0: CharsetRepair.windows1252(UInt8(truncatingIfNeeded: code)).value
      default: code & 0xFFFE == 0xFFFE ? 0xFFFD : Unicode.Scalar(code)?.value ?? 0xFFFD
      }
    return Reference(scalar: scalar, length: length, isRepair: true)
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
