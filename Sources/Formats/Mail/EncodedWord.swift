import Markup

/// Text of a header field with encoded words in it, `=?utf-8?Q?caf=C3=A9?=`. Source: RFC 2047.
enum EncodedWord {
  private struct Word {
    var charset: ArraySlice<UInt8>
    var bytes: [UInt8]
    var end: Int
  }

  /// The text of a field. Bytes outside of encoded words are taken for what they look like.
  static func decode(_ field: [UInt8]) -> String {
    guard field.contains(UInt8(ascii: "?")) else { return plain(field[...]) }
    var out = ""
    var pending: Word?
    var start = 0
    var i = 0
    func flush(_ word: inout Word?) {
      if let word { out += text(word.bytes, word.charset) }
      word = nil
    }
    while i < field.count {
      guard field[i] == UInt8(ascii: "="), let word = word(in: field, at: i) else {
        i += 1
        continue
      }
      let between = field[start..<i]
      let isGap = between.allSatisfy { $0 <= 0x20 }
      if var last = pending, isGap, last.charset.elementsEqual(word.charset) {
        // A character may be parted over two words; the white space between them is none.
        last.bytes += word.bytes
        pending = last
      } else {
        let hadWord = pending != nil
        flush(&pending)
        if !(hadWord && isGap) { out += plain(between) }
        pending = word
      }
      i = word.end
      start = i
    }
    flush(&pending)
    out += plain(field[start...])
    return out
  }

  /// The encoded word that begins at `start`. Blanks inside, which the RFC forbids, are let be.
  private static func word(in field: [UInt8], at start: Int) -> Word? {
    guard start + 1 < field.count, field[start + 1] == UInt8(ascii: "?") else { return nil }
    let mark = UInt8(ascii: "?")
    let from = start + 2
    guard let charsetEnd = field[from...].prefix(64).firstIndex(of: mark), charsetEnd > from,
      charsetEnd + 2 < field.count, field[charsetEnd + 2] == mark
    else { return nil }
    let encoding = field[charsetEnd + 1] | 0x20
    let textStart = charsetEnd + 3
    var end = textStart
    while end + 1 < field.count, field[end] != mark || field[end + 1] != UInt8(ascii: "=") {
      // Another word begins: this one was never closed.
      if field[end] == UInt8(ascii: "="), field[end + 1] == mark,
        end + 2 < field.count, field[end + 2] != UInt8(ascii: "=")
      {
        return nil
      }
      end += 1
      if end - textStart > 4096 { return nil }
    }
    guard end + 1 < field.count else { return nil }
    let text = field[textStart..<end]
    let bytes: [UInt8]
    switch encoding {
    case UInt8(ascii: "b"): bytes = Base64.lenient(text)
    case UInt8(ascii: "q"):
      bytes = MailTransfer.quotedPrintable(
        text.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }[...], isBody: false)
    default: return nil
    }
    // RFC 2231 lets a language follow the charset: `utf-8*en`.
    let charset = field[from..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
    return Word(charset: charset, bytes: bytes, end: end + 2)
  }

  /// Bytes of a declared charset.
  static func text(_ bytes: [UInt8], _ charset: some Sequence<UInt8>) -> String {
    let label = String(decoding: Array(charset), as: UTF8.self)
    let decoded = Charset.decode(bytes, contentType: "text/plain; charset=\(label)")
    return String(
      decoding: decoded.bytes[min(decoded.start, decoded.bytes.count)...], as: UTF8.self)
  }

  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    let decoded = Charset.decode(Array(bytes))
    return String(
      decoding: decoded.bytes[min(decoded.start, decoded.bytes.count)...], as: UTF8.self)
  }
}
