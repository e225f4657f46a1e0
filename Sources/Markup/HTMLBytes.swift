internal import Newsroom

/// What the byte scanners of HTML ask of a byte.
extension UInt8 {
  @inline(__always)
  var isASCIIAlphanumeric: Bool { isASCIILetter || (self >= 0x30 && self <= 0x39) }

  @inline(__always)
  var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }

  /// Tab, line feed, form feed, carriage return, space: WHATWG's ASCII white space.
  @inline(__always)
  var isHTMLSpace: Bool {
    self == 0x20 || (self >= 0x09 && self <= 0x0D && self != 0x0B)
  }

  @inline(__always)
  var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}

/// A code point as UTF-8: up to four bytes, the first one lowest. 0 and what is none have no bytes.
struct PackedUTF8 {
  let bytes: UInt32
  let count: Int

  init(_ scalar: UInt32) {
    func continuation(_ shift: UInt32) -> UInt32 { 0x80 | scalar >> shift & 0x3F }
    (bytes, count) =
      switch scalar {
      case 0, 0xD800...0xDFFF, 0x110000...: (0, 0)
      case ..<0x80: (scalar, 1)
      case ..<0x800: (0xC0 | scalar >> 6 | continuation(0) << 8, 2)
      case ..<0x10000: (0xE0 | scalar >> 12 | continuation(6) << 8 | continuation(0) << 16, 3)
      default:
        (
          0xF0 | scalar >> 18 | continuation(12) << 8 | continuation(6) << 16
            | continuation(0) << 24, 4
        )
      }
  }

  subscript(n: Int) -> UInt8 { UInt8(truncatingIfNeeded: bytes >> UInt32(n * 8)) }
}

extension ByteBuffer {
  /// Appends a code point as UTF-8; 0 and what is none appends nothing.
  mutating func append(scalar: UInt32) {
    let packed = PackedUTF8(scalar)
    for n in 0..<packed.count { append(packed[n]) }
  }

  @inline(__always)
  mutating func append(_ name: HTMLName) {
    unsafe append(atMost: 16) { out in
      let out = UnsafeMutableRawBufferPointer(out)
      unsafe out.storeBytes(of: name.low.littleEndian, as: UInt64.self)
      unsafe out.storeBytes(of: name.high.littleEndian, toByteOffset: 8, as: UInt64.self)
      return Int(name.count)
    }
  }
}

extension OutputSpan<UInt8> {
  /// Appends a code point as UTF-8, for which there is room; 0 and what is none appends nothing.
  mutating func append(scalar: UInt32) {
    let packed = PackedUTF8(scalar)
    for n in 0..<packed.count { append(packed[n]) }
  }

  /// Appends `source[range]`, for which there is room.
  mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    let run = source.extracting(range)
    precondition(freeCapacity >= run.count)
    // Most runs are short: sixteen bytes copied blindly cost less than to ask how many they are.
    let isShort =
      run.count <= 16 && freeCapacity >= 16 && source.count - range.lowerBound >= 16
    unsafe withUnsafeMutableBufferPointer { buffer, count in
      guard let base = buffer.baseAddress else { return }
      if isShort {
        let bytes = unsafe source.bytes.unsafeLoadUnaligned(
          fromByteOffset: range.lowerBound, as: SIMD16<UInt8>.self)
        unsafe UnsafeMutableRawPointer(base + count).storeBytes(
          of: bytes, as: SIMD16<UInt8>.self)
      } else {
        unsafe run.withUnsafeBufferPointer { run in
          guard let from = run.baseAddress else { return }
          unsafe (base + count).update(from: from, count: run.count)
        }
      }
      count += run.count
    }
  }
}

extension [UInt8] {
  init(copying span: Span<UInt8>) {
    self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Appends a code point as UTF-8; 0 and what is none appends nothing.
  mutating func append(scalar: UInt32) {
    let packed = PackedUTF8(scalar)
    for n in 0..<packed.count { append(packed[n]) }
  }

  /// Appends `source[range]` in one copy; the range lies inside the span.
  @inline(__always)
  mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    unsafe source.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends an ASCII literal.
  @inline(__always)
  mutating func append(_ literal: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(
        start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}
