// The signs and words between which a dateline is read.
extension PlainTextParser.DatelineScanner {
  typealias Run = PlainTextParser.Run

  /// A word of letters, with the stops, apostrophes, hyphens and slashes inside it.
  mutating func readWord() -> Run {
    let start = i
    while let byte = peek, Run.spaceLength(bytes, at: i) == 0, dashLength == 0 {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ":"),
        UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        return Run(bytes[start..<i])
      default: i += 1
      }
    }
    return Run(bytes[start..<i])
  }

  enum Mark { case dash, colon }

  /// The dash (or colon) that ends a dateline, with the white space round it.
  mutating func readMark() -> Mark? {
    let start = i
    skipSpace()
    // "PARIS, April 2, -", "(EFE).-", "/ ACCESSWIRE / March 12 / "
    if peek == UInt8(ascii: ",") || peek == UInt8(ascii: ".") {
      i += 1
      skipSpace()
    } else if agencyIsInBrackets, peek == UInt8(ascii: "/") {
      i += 1
      skipSpace()
      return .dash
    }
    if peek == UInt8(ascii: ":") {
      i += 1
      skipSpace()
      return .colon
    }
    var found = false
    while dashLength > 0 {
      i += dashLength
      found = true
    }
    guard found else {
      // "/TASS/. …" and, after a day or a place, "(AFP). …"
      if agencyIsKnown, agencyIsInBrackets, hasDate || place.range != nil,
        start < bytes.endIndex, bytes[start] == UInt8(ascii: ".")
      {
        endsWithStop = true
        return nil
      }
      i = start
      skipSpace()
      return nil
    }
    skipSpace()
    return .dash
  }

  /// The length of the dash at `i`: `_` (NYT and AP over the wire), `-` (not inside a word),
  /// `--`, and the typographic dashes.
  var dashLength: Int {
    guard let byte = peek else { return 0 }
    switch byte {
    case UInt8(ascii: "_"): return 1
    case UInt8(ascii: "-"):
      let joins =
        i > bytes.startIndex && i + 1 < bytes.endIndex
        && Self.isLetter(bytes[i - 1]) && Self.isLetter(bytes[i + 1])
      return joins ? 0 : 1
    case 0xE2:
      guard i + 2 < bytes.endIndex, bytes[i + 1] == 0x80 else { return 0 }
      return (0x92...0x95).contains(bytes[i + 2]) ? 3 : 0
    default: return 0
    }
  }

  /// Beyond ASCII all but punctuation (E2 80 …) and Latin-1 signs (C2 …) is taken for a letter.
  static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: ".")
      || (byte >= 0x80 && byte != 0xE2)
  }

  var peek: UInt8? { i < bytes.endIndex ? bytes[i] : nil }

  mutating func skip(while condition: (UInt8) -> Bool) {
    while let byte = peek, condition(byte) { i += 1 }
  }

  mutating func skipSpace() {
    while i < bytes.endIndex {
      let length = Run.spaceLength(bytes, at: i)
      if length == 0 { return }
      i += length
    }
  }

  mutating func skipComma() -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: ",") else { return false }
    i += 1
    skipSpace()
    return true
  }
}
