import Markup
import Newsroom

/// Text of a wire made readable: code page, typesetting bytes, quotation marks.
struct TelexText {
  /// Clean UTF-8; lines end in LF, columns of a table are parted by tabs.
  var bytes: [UInt8]
  /// The character set that was read, lower case.
  var charset: String
  var warnings: [Warning]

  /// `hasTypesetting`: signs stand for those that the typesetters' code had no room for.
  init(_ raw: ArraySlice<UInt8>, hasTypesetting: Bool = false) {
    let lines = raw.telexLines()
    var plain: [UInt8] = []
    plain.reserveCapacity(raw.count)
    for line in lines {
      Self.append(line, to: &plain)
      plain.append(TelexByte.lineFeed)
    }
    let page = TelexCodePage.find(in: plain)
    let decoded = page.decode(plain)
    bytes = Self.quoted(Array(decoded.bytes[min(decoded.start, decoded.bytes.count)...]))
    if hasTypesetting { bytes = Self.typeset(bytes) }
    charset = decoded.charset
    warnings = decoded.warnings
  }

  /// Lines of text, as runs.
  var lines: [PlainTextParser.Run] {
    bytes.split(separator: TelexByte.lineFeed, omittingEmptySubsequences: false)
      .map { PlainTextParser.Run($0) }
  }

  /// A line without what moved the type: shifts, rails, synchronisation, fixed spaces.
  private static func append(_ line: ArraySlice<UInt8>, to out: inout [UInt8]) {
    for byte in line {
      switch byte {
      case TelexByte.unitSeparator, 0x09: out.append(0x09)
      case 0x20...0x7E, 0x80...: out.append(byte)
      default: break
      }
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte >= 0x80
  }

  /// ` _ ` is a dash, and a brace behind a figure a half. Source: AP's wire; the tables of leagues
  /// count half games.
  private static func typeset(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x5F) || text.contains(0x7B) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.count + 64)
    for i in text.indices {
      let before = i > 0 ? text[i - 1] : 0x0A
      let after = i + 1 < text.count ? text[i + 1] : 0x0A
      switch text[i] {
      case 0x5F where before == 0x20 && after == 0x20: out.append(contentsOf: "\u{2014}".utf8)
      case 0x7B where (0x30...0x39).contains(before): out.append(contentsOf: "\u{BD}".utf8)
      default: out.append(text[i])
      }
    }
    return out
  }

  /// Two grave accents open a quotation and two apostrophes close it, as TeX has them; one grave
  /// accent opens one inside. Source: AP, ANPA wire formatting.
  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x60) || text.contains(0x27) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.count + 64)
    var isOpen = false
    var i = 0
    while i < text.count {
      if text[i] == TelexByte.lineFeed { isOpen = false }
      let isPair = i + 1 < text.count && text[i + 1] == text[i]
      switch text[i] {
      case 0x60 where isPair:
        out.append(contentsOf: "\u{201C}".utf8)
        i += 1
      case 0x27 where isPair:
        out.append(contentsOf: "\u{201D}".utf8)
        i += 1
      case 0x60:
        out.append(contentsOf: "\u{2018}".utf8)
        isOpen = true
      // Only what has been opened is closed: else it is an apostrophe.
      case 0x27 where isOpen && (i + 1 == text.count || !isWordByte(text[i + 1])):
        out.append(contentsOf: "\u{2019}".utf8)
        isOpen = false
      default: out.append(text[i])
      }
      i += 1
    }
    return out
  }
}
