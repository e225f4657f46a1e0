/// Makes clean UTF-8 of bytes that are nearly that.
package enum CharsetRepair {
  /// windows-1252 above 0x7F and below 0xA0; 0 where it has no character.
  /// Source: encoding.spec.whatwg.org, index-windows-1252.
  private static let windows1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]

  /// The character that windows-1252 has for a byte, else the replacement character.
  static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    guard byte >= 0x80, byte < 0xA0 else { return Unicode.Scalar(byte) }
    let code = windows1252[Int(byte - 0x80)]
    return code == 0 ? "\u{FFFD}" : Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  /// Clean UTF-8 from `start` on: control characters out, C1 controls and stray bytes read as the
  /// windows-1252 that they nearly always are, a sequence cut off by the end dropped.
  static func clean(_ bytes: [UInt8], from start: Int = 0) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 64)
    unsafe bytes.withUnsafeBytes { all in
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: all[min(start, all.count)...])
      var i = 0
      var copied = 0
      while i < bytes.count {
        let byte = unsafe bytes[i]
        if byte >= 0x20, byte < 0x7F {
          i += 1
          continue
        }
        if byte == 0x0A || byte == 0x0D || byte == 0x09 {
          i += 1
          continue
        }
        let width = unsafe UTF8Shape.width(bytes, at: i)
        if width > 1, unsafe !(byte == 0xC2 && bytes[i + 1] < 0xA0) {
          i += width
          continue
        }
        unsafe out.append(contentsOf: bytes[copied..<i])
        if byte >= 0x80 {
          if width == 2 {
            unsafe append(windows1252(bytes[i + 1]), to: &out)
          } else if unsafe UTF8Shape.isCutOff(bytes, at: i) {
            i = bytes.count
          } else {
            append(windows1252(byte), to: &out)
          }
        }
        i = min(i + max(width, 1), bytes.count)
        copied = i
      }
      unsafe out.append(contentsOf: bytes[copied..<i])
    }
    return out
  }

  /// Text that was UTF-8, taken for windows-1252 and made UTF-8 again, up to twice: what it was.
  /// Nil for any other: each of its characters beyond ASCII must be one of windows-1252, and their
  /// bytes must be UTF-8 and nothing else, which happens in no text by chance.
  package static func undoubled(_ bytes: [UInt8]) -> [UInt8]? {
    guard let once = undoubledOnce(bytes) else { return nil }
    return undoubledOnce(once) ?? once
  }

  private static func undoubledOnce(_ bytes: [UInt8]) -> [UInt8]? {
    guard looksDoubled(bytes.span) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case ..<0x80, 0xA0..<0x100: out.append(UInt8(truncatingIfNeeded: scalar.value))
      // windows-1252 has nothing for five bytes, and which it was is lost; but this one closes most
      // quotations.
      case 0xFFFD:
        guard out.suffix(2).elementsEqual([0xE2, 0x80]) else { return nil }
        out.append(0x9D)
      default:
        guard let byte = (0x80..<0xA0).first(where: { windows1252($0) == scalar }) else {
          return nil
        }
        out.append(byte)
      }
    }
    let scan = CharsetScan(out)
    return scan.isClean && scan.multibyte > 0 ? out : nil
  }

  /// Whether anywhere a character that is a lead byte in windows-1252 stands before one that is a
  /// continuation byte there.
  private static func looksDoubled(_ text: Span<UInt8>) -> Bool {
    var i = 0
    while true {
      i = text.first(of: 0xC3, 0xC3, from: i, to: text.count)
      guard i + 2 < text.count else { return false }
      if (0x82...0xB4).contains(text[i + 1]) {
        switch text[i + 2] {
        case 0xC2, 0xC5, 0xC6, 0xCB, 0xE2: return true
        default: break
        }
      }
      i += 1
    }
  }

  static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    for unit in UTF8.encode(scalar).unsafelyUnwrappedOrReplacement { out.append(unit) }
  }
}

extension Optional where Wrapped == UTF8.EncodedScalar {
  /// Every scalar has an encoding; the replacement stands for the case that cannot be.
  fileprivate var unsafelyUnwrappedOrReplacement: UTF8.EncodedScalar {
    self ?? UTF8.encodedReplacementCharacter
  }
}
