/// What can be done with text that is declared as HTML without parsing it.
package enum HTMLText {
  /// Whether `text` holds anything that HTML would read as markup or as a character reference. Most
  /// titles do not, and need no parser.
  package static func looksLikeMarkup(_ text: String) -> Bool { looksLikeMarkup(text.utf8.span) }

  /// The same of UTF-8.
  package static func looksLikeMarkup(_ source: Span<UInt8>) -> Bool {
    var i = 0
    while true {
      i = source.first(of: UInt8(ascii: "<"), UInt8(ascii: "&"), from: i, to: source.count)
      guard i + 1 < source.count else { return false }
      if source[i] == UInt8(ascii: "&") {
        if Entities.reference(in: source, at: i) != nil { return true }
      } else {
        switch source[i + 1] {
        case UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "?"): return true
        case let byte: if byte.isASCIILetter { return true }
        }
      }
      i += 1
    }
  }

  /// Whether there is a `<` anywhere.
  static func hasBracket(_ text: [UInt8]) -> Bool {
    let source = text.span
    let bracket = UInt8(ascii: "<")
    return source.first(of: bracket, bracket, from: 0, to: source.count) < source.count
  }

  /// `bytes` without what no HTML may hold: control characters go, line ends become line feeds, C1
  /// controls the characters of Windows-1252 that they are meant to be. Valid UTF-8 in and out.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    let source = bytes.span
    let first = unsafe source.withUnsafeBytes { unsafe ByteSearch.firstSuspect(in: $0, from: 0) }
    guard first < source.count else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    out.append(source, 0..<first)
    var i = first
    while i < source.count {
      let plain = i
      i = unsafe source.withUnsafeBytes { unsafe ByteSearch.firstSuspect(in: $0, from: plain) }
      out.append(source, plain..<i)
      guard i < source.count else { break }
      let byte = source[i]
      let next = i + 1 < source.count ? source[i + 1] : 0
      i += 1
      switch byte {
      case 0x09, 0x0A, 0x20..<0x7F: out.append(byte)
      case 0x0C: out.append(0x0A)
      case 0x0D: if next != 0x0A { out.append(0x0A) }
      case 0..<0x20, 0x7F: continue
      case 0xC2 where next < 0xA0:
        let meant = Entities.windows1252(UInt32(next))
        if meant > 0x9F { out.append(scalar: meant) }
        i += 1
      case 0xEF where next == 0xBF && i + 1 < source.count && source[i + 1] >= 0xBE: i += 2
      default: out.append(byte)
      }
    }
    return out
  }

  /// The text of markup that no parser should see: tags cut out, references resolved, white space
  /// collapsed. One pass, whatever the input.
  static func stripped(_ bytes: [UInt8]) -> String {
    let source = bytes.span
    var out: [UInt8] = []
    var i = 0
    while i < source.count {
      let isTag =
        source[i] == UInt8(ascii: "<") && i + 1 < source.count
        && (source[i + 1].isASCIILetter || source[i + 1] == UInt8(ascii: "/")
          || source[i + 1] == UInt8(ascii: "!"))
      guard isTag else {
        out.append(source[i])
        i += 1
        continue
      }
      for (start, end): (StaticString, StaticString) in Self.unread
      where source.starts(start, at: i) {
        while i < source.count, !source.starts(end, at: i) { i += 1 }
      }
      while i < source.count, source[i] != UInt8(ascii: ">") { i += 1 }
      i += 1
      out.append(0x20)
    }
    var text: [UInt8] = []
    _ = Entities.unescape(out.span, into: &text)
    return collapsed(text)
  }

  private static let unread: [(StaticString, StaticString)] = [
    ("<script", "</script"), ("<style", "</style"), ("<!--", "-->"),
  ]

  /// White space in runs becomes one space, at the ends none.
  private static func collapsed(_ text: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    for byte in text {
      if !byte.isHTMLSpace {
        out.append(byte)
      } else if let last = out.last, last != 0x20 {
        out.append(0x20)
      }
    }
    if out.last == 0x20 { out.removeLast() }
    return String(decoding: out, as: UTF8.self)
  }
}
