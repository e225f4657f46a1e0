extension PlainTextParser {
  /// A line that is not blank: where it stands, and what the eye sees before reading it.
  struct Line {
    /// The content without white space at its ends, as indices of the text's bytes.
    var start: Int
    var end: Int
    /// Columns of white space before it, and columns in all (scalars; a tab counts as one).
    var indent: Int32
    var columns: Int32
    /// Whether a blank line, or the start of the text, stands before it.
    var followsBlank: Bool
  }

  /// A novel has ten thousand lines. Each line costs some 200 bytes until the text is parsed: 16 MB
  /// of one letter a line took 0.7 GB.
  static let mostLines = 250_000

  /// Whether there are more lines, blank ones aside, than a story has.
  static func hasTooManyLines(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count > mostLines * 2 else { return false }
    var count = 0
    var isBlank = true
    for byte in text {
      if byte > 0x20 {
        isBlank = false
      } else if byte == 0x0A || byte == 0x0D {
        if !isBlank { count += 1 }
        isBlank = true
      }
    }
    return count > mostLines
  }

  /// The text's lines (ended by LF, CR LF or CR) without the blank ones: a megabyte of line
  /// ends costs nothing.
  static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var followsBlank = true
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      let content = Run(bytes[start..<end]).trimmed
      if content.isEmpty {
        // The LF of a CR LF ends a line that the CR has ended already.
        let isSecondHalf =
          start == end && end > 0 && end < bytes.count
          && bytes[end] == 0x0A && bytes[end - 1] == 0x0D
        if !isSecondHalf { followsBlank = true }
      } else {
        let indent = columns(bytes[start..<content.bytes.startIndex])
        lines.append(
          Line(
            start: content.bytes.startIndex, end: content.bytes.endIndex,
            indent: Int32(clamping: indent),
            columns: Int32(clamping: indent + columns(content.bytes)), followsBlank: followsBlank))
        followsBlank = false
      }
      start = end + 1
    }
    return lines
  }

  /// How many scalars a stretch of UTF-8 holds.
  private static func columns(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
