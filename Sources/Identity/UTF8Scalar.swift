/// UTF-8, one scalar at a time, on bytes that nobody vouches for.
enum UTF8Scalar {
  /// The scalar at `i` of `text` and its width in bytes; U+FFFD and 1 where the bytes are none.
  @inline(__always)
  static func decode(_ text: Span<UInt8>, at i: Int) -> (scalar: UInt32, width: Int) {
    let first = UInt32(text[i])
    if first < 0x80 { return (first, 1) }
    let left = text.count - i
    if first >= 0xC2, first < 0xE0, left >= 2 {
      let b = UInt32(text[i + 1]) ^ 0x80
      if b < 0x40 { return ((first & 0x1F) << 6 | b, 2) }
    } else if first & 0xF0 == 0xE0, left >= 3 {
      let b = UInt32(text[i + 1]) ^ 0x80
      let c = UInt32(text[i + 2]) ^ 0x80
      let scalar = (first & 0x0F) << 12 | b << 6 | c
      if b | c < 0x40, scalar >= 0x800, scalar & 0xF800 != 0xD800 { return (scalar, 3) }
    } else if first >= 0xF0, first < 0xF5, left >= 4 {
      let b = UInt32(text[i + 1]) ^ 0x80
      let c = UInt32(text[i + 2]) ^ 0x80
      let d = UInt32(text[i + 3]) ^ 0x80
      let scalar = (first & 0x07) << 18 | b << 12 | c << 6 | d
      if b | c | d < 0x40, scalar >= 0x10000, scalar < 0x110000 { return (scalar, 4) }
    }
    return (0xFFFD, 1)
  }

  /// Appends the one to four bytes of a scalar.
  @inline(__always)
  static func append(_ scalar: UInt32, to out: inout OutputSpan<UInt8>) {
    func tail(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80)
    }
    if scalar < 0x80 {
      out.append(UInt8(truncatingIfNeeded: scalar))
    } else if scalar < 0x800 {
      out.append(UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0))
      out.append(tail(0))
    } else if scalar < 0x10000 {
      out.append(UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0))
      out.append(tail(6))
      out.append(tail(0))
    } else {
      out.append(UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0))
      out.append(tail(12))
      out.append(tail(6))
      out.append(tail(0))
    }
  }
}
