/// Whether text is HTML where its source does not say.
enum HTMLEvidence {
  /// A tag, an end tag or a comment, or a character reference: text without markup has none.
  static func isFound(in text: [UInt8]) -> Bool {
    let lastBracket = text.lastIndex(of: UInt8(ascii: ">")) ?? -1
    var i = 0
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: "<"):
        if i < lastBracket, isTag(text, i) { return true }
      case UInt8(ascii: "&"):
        if isReference(text, i) { return true }
      default: break
      }
      i += 1
    }
    return false
  }

  private static func isTag(_ text: [UInt8], _ i: Int) -> Bool {
    guard i + 1 < text.count else { return false }
    var at = i + 1
    if text[at] == UInt8(ascii: "/") { at += 1 }
    guard at < text.count else { return false }
    if text[at] == UInt8(ascii: "!") { return true }
    return (0x61...0x7A).contains(text[at] | 0x20)
  }

  private static func isReference(_ text: [UInt8], _ i: Int) -> Bool {
    var at = i + 1
    while at < text.count, at - i < 34 {
      let byte = text[at]
      if byte == UInt8(ascii: ";") { return at > i + 1 }
      guard
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
          || (byte == UInt8(ascii: "#") && at == i + 1)
      else { return false }
      at += 1
    }
    return false
  }
}
