internal import Newsroom

/// What one pass over bytes says of them as UTF-8.
struct CharsetScan: Equatable {
  /// Well-formed sequences of two to four bytes.
  var multibyte = 0
  /// Bytes that belong to no well-formed sequence, a sequence cut off by the end apart.
  var invalid = 0
  /// Bytes of 0x80 and above.
  var high = 0
  /// Control characters that no text needs: C0 without tab, LF, CR; DEL; C1 (two bytes each).
  var controls = 0
  /// The document ends in the middle of a sequence.
  var endsInSequence = false
  /// Characters that look like the beginning of others: UTF-8 made UTF-8 once more.
  var doubled = 0
  /// The last character may be such a beginning: the next piece tells.
  private var mayBeDoubled = false

  var isASCII: Bool { high == 0 }
  /// Nothing has to be changed: the bytes can be used in place.
  var isClean: Bool { invalid == 0 && controls == 0 && !endsInSequence }

  init(_ bytes: borrowing [UInt8], from start: Int = 0) {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe scan(UnsafeRawBufferPointer(rebasing: buffer[min(start, buffer.count)...]))
    }
  }

  init() {}

  /// Adds what stands in a further piece.
  mutating func take(_ piece: [UInt8]) {
    unsafe piece.withUnsafeBytes { unsafe scan($0) }
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) {
    var i = 0
    let count = bytes.count
    if count > 0 {
      if mayBeDoubled, unsafe bytes[0] >= 0xC2 { doubled += 1 }
      mayBeDoubled = false
    }
    while i < count {
      i = unsafe Self.firstSuspect(bytes, from: i)
      let end = min(i + 8, count)
      while i < end { unsafe one(bytes, &i) }
    }
  }

  /// Where a byte stands next that is not ASCII that prints, a tab or an end of line.
  private static func firstSuspect(_ bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    unsafe ByteBlock.first(in: bytes, from: from, to: bytes.count) {
      ($0 < 0x20 .& .!($0 == 0x0A .| $0 == 0x0D .| $0 == 0x09)) .| .!($0 < 0x7F)
    }
  }

  private mutating func one(_ bytes: UnsafeRawBufferPointer, _ i: inout Int) {
    let byte = unsafe bytes[i]
    if byte < 0x80 {
      if byte < 0x20 ? !(byte == 0x0A || byte == 0x0D || byte == 0x09) : byte == 0x7F {
        controls += 1
      }
      i += 1
      return
    }
    let width = unsafe UTF8Shape.width(bytes, at: i)
    if width > 0 {
      multibyte += 1
      high += width
      if byte == 0xC2, unsafe bytes[i + 1] < 0xA0 { controls += 1 }
      if byte == 0xC3 {
        if i + 2 == bytes.count {
          mayBeDoubled = true
        } else if unsafe bytes[i + 2] >= 0xC2 {
          doubled += 1
        }
      }
      i += width
    } else if unsafe UTF8Shape.isCutOff(bytes, at: i) {
      endsInSequence = true
      high += bytes.count - i
      i = bytes.count
    } else {
      invalid += 1
      high += 1
      i += 1
    }
  }
}

/// The shapes of UTF-8 sequences. Source: Unicode 15, table 3-7.
enum UTF8Shape {
  /// The width of the well-formed sequence at `i`, or 0.
  static func width(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Int {
    let first = unsafe bytes[i]
    if first < 0x80 { return 1 }
    let (width, low, high) = shape(first)
    guard width > 0, i + width <= bytes.count else { return 0 }
    let second = unsafe bytes[i + 1]
    guard second >= low, second <= high else { return 0 }
    var n = 2
    while n < width {
      guard unsafe bytes[i + n] & 0xC0 == 0x80 else { return 0 }
      n += 1
    }
    return width
  }

  /// Whether the bytes from `i` to the end are the beginning of a sequence.
  static func isCutOff(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Bool {
    let (width, low, high) = unsafe shape(bytes[i])
    guard width > bytes.count - i else { return false }
    var n = i + 1
    while n < bytes.count {
      let byte = unsafe bytes[n]
      guard n == i + 1 ? (byte >= low && byte <= high) : byte & 0xC0 == 0x80 else { return false }
      n += 1
    }
    return true
  }

  private static func shape(_ first: UInt8) -> (width: Int, low: UInt8, high: UInt8) {
    switch first {
    case 0xC2...0xDF: (2, 0x80, 0xBF)
    case 0xE0: (3, 0xA0, 0xBF)
    case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80, 0xBF)
    case 0xED: (3, 0x80, 0x9F)
    case 0xF0: (4, 0x90, 0xBF)
    case 0xF1...0xF3: (4, 0x80, 0xBF)
    case 0xF4: (4, 0x80, 0x8F)
    default: (0, 0, 0)
    }
  }
}
