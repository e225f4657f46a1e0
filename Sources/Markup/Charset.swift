package import Newsroom

/// Text that was bytes: clean UTF-8, and what had to be done to get it.
package struct DecodedText: Sendable {
  /// Valid UTF-8 without NUL or other control characters but tab, LF and CR.
  package var bytes: [UInt8]
  /// Where the text begins: after a byte-order mark.
  package var start: Int
  /// The character set that the bytes were read in.
  package var charset: String
  package var warnings: [Warning]
  /// How many characters were replaced or taken out.
  var damage = 0
  /// Some of it may have been made UTF-8 twice.
  package var mayBeDoubled = false
}

/// Decides which character set bytes are in, in the order that survives lies: what the bytes can
/// only be comes before what the transport says, and that before what the document says of itself.
package enum Charset {
  /// Decodes a document. `contentType`: the HTTP header as it came.
  package static func decode(_ bytes: [UInt8], contentType: String? = nil) -> DecodedText {
    decode(bytes, contentType: contentType, whole: nil)
  }

  /// Decodes a document, or the head of one of which all is known by `whole`.
  static func decode(_ bytes: [UInt8], contentType: String?, whole: CharsetScan?) -> DecodedText {
    if let mark = CharsetEvidence.byteOrderMark(bytes) {
      if mark.label.isUTF8 { return utf8(bytes, from: mark.width, scan: whole, declared: []) }
      if let text = convert(bytes, from: mark.width, by: mark.label) { return text }
    }
    if let label = CharsetEvidence.wideUnits(bytes), let text = convert(bytes, by: label) {
      return text
    }
    if bytes.starts(with: [0x4C, 0x6F, 0xA7, 0x94]), let text = ebcdic(bytes) { return text }

    let header = CharsetEvidence.header(contentType)
    let declaration = CharsetEvidence.declaration(bytes)
    var text = narrow(
      bytes, scan: whole ?? CharsetScan(bytes), isTextType: header.isText,
      // A document whose bytes carry no wide units cannot be what such a label says.
      header: header.label.flatMap { $0.isUnicodeOfWideUnits ? nil : $0 },
      declaration: declaration.flatMap { $0.isUnicodeOfWideUnits ? nil : $0 })
    let lies = [header.label, declaration].contains { $0?.isUnicodeOfWideUnits == true }
    if lies, !text.warnings.contains(.charsetLied) { text.warnings.append(.charsetLied) }
    return text
  }

  /// Decodes bytes in which ASCII stands for itself. `isTextType`: the transport says `text/…`.
  private static func narrow(
    _ bytes: [UInt8], scan: CharsetScan, isTextType: Bool, header: CharsetLabel?,
    declaration: CharsetLabel?
  ) -> DecodedText {
    let declared = [header, declaration].compactMap { $0 }
    if scan.isASCII {
      for label in declared where label.isSevenBit {
        if let text = convert(bytes, by: label) { return text }
      }
      if scan.controls > 0, bytes.firstRange(of: [0x1B, 0x24]) != nil,
        let text = convert(bytes, by: CharsetLabel(name: "iso-2022-jp", converter: "iso-2022-jp"))
      {
        return text
      }
      var text = utf8(bytes, scan: scan, declared: [])
      text.charset =
        header?.name ?? (isTextType ? "us-ascii" : nil) ?? declaration?.name ?? "utf-8"
      return text
    }
    if scan.invalid == 0, scan.multibyte > 0 {
      return utf8(bytes, scan: scan, declared: declared)
    }
    return legacy(bytes, scan: scan, declared: declared)
  }

  /// Bytes that are not all UTF-8: nearly so, or in one of the declared sets, or in a guessed one.
  private static func legacy(
    _ bytes: [UInt8], scan: CharsetScan, declared: [CharsetLabel]
  ) -> DecodedText {
    // More good sequences than stray bytes is no accident in any other set.
    let looksLikeUTF8 =
      scan.multibyte > scan.invalid * (declared.contains { !$0.isUTF8 } ? 4 : 1)
      || (scan.invalid == 0 && scan.endsInSequence && declared.allSatisfy { $0.isUTF8 })
    if looksLikeUTF8 { return utf8(bytes, scan: scan, declared: declared) }
    var best: (text: DecodedText, damage: Int, label: CharsetLabel)?
    for label in declared where !label.isUTF8 && !label.isSevenBit {
      guard let text = convert(bytes, by: label) else { continue }
      let damage = text.damage
      if best.map({ damage < $0.damage }) ?? true { best = (text, damage, label) }
    }
    if var best, best.damage * 20 <= scan.high {
      if let first = declared.first, first != best.label { best.text.warnings.append(.charsetLied) }
      return best.text
    }
    var text = guessed(bytes)
    if !declared.isEmpty { text.warnings.append(.charsetLied) }
    return text
  }

  /// Nobody said anything that holds: ICU's guess if it is sure enough, else windows-1252.
  private static func guessed(_ bytes: [UInt8]) -> DecodedText {
    if let guess = CharsetICU.guess(bytes), let label = CharsetLabel(guess.name), !label.isUTF8,
      guess.confidence >= (isEastAsian(label) ? 10 : 30), !label.name.hasPrefix("iso-8859-1"),
      var text = convert(bytes, by: label), text.damage == 0
    {
      // Hebrew is written in Windows's set, whatever is left out of it.
      if label.name == "iso-8859-8" { text.charset = "windows-1255" }
      // The narrowest set that holds all of the bytes is the one that was meant.
      if label.name == "gb18030", bytes.allSatisfy({ $0 < 0x80 || $0 > 0xA0 }) {
        text.charset = "gb2312"
      }
      return text
    }
    let western = CharsetLabel(name: "windows-1252", converter: "windows-1252")
    return convert(bytes, by: western) ?? utf8(bytes, declared: [])
  }

  private static func isEastAsian(_ label: CharsetLabel) -> Bool {
    ["big5", "euc-jp", "euc-kr", "gb18030", "shift_jis"].contains(label.name)
  }

  /// A document in EBCDIC: its declaration is read in the set's common part, then believed.
  private static func ebcdic(_ bytes: [UInt8]) -> DecodedText? {
    guard let head = CharsetICU.convert(Array(bytes.prefix(256)), by: "ibm-37") else { return nil }
    let label = CharsetEvidence.declaration(head)
    return label.flatMap { convert(bytes, by: $0) }
      ?? convert(bytes, by: CharsetLabel(name: "cp037", converter: "ibm-37"))
  }

  private static func utf8(
    _ bytes: [UInt8], from start: Int = 0, scan: CharsetScan? = nil, declared: [CharsetLabel]
  ) -> DecodedText {
    let scan = scan ?? CharsetScan(bytes, from: start)
    var warnings: [Warning] = []
    if declared.contains(where: { !$0.isUTF8 && $0.name != "us-ascii" }) {
      warnings.append(.charsetLied)
    }
    if scan.isClean {
      return DecodedText(
        bytes: bytes, start: start, charset: "utf-8", warnings: warnings,
        mayBeDoubled: scan.doubled > 0)
    }
    warnings.append(.badBytes)
    return DecodedText(
      bytes: CharsetRepair.clean(bytes, from: start), start: 0, charset: "utf-8",
      warnings: warnings, mayBeDoubled: true)
  }

  private static func convert(
    _ bytes: [UInt8], from start: Int = 0, by label: CharsetLabel
  ) -> DecodedText? {
    guard var text = CharsetICU.convert(bytes, from: start, by: label.converter) else {
      return nil
    }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    var warnings: [Warning] = []
    let scan = CharsetScan(text)
    if !scan.isClean { text = CharsetRepair.clean(text) }
    let damage = scan.controls + replacements(in: text)
    if damage > 0 { warnings.append(.badBytes) }
    return DecodedText(
      bytes: text, start: 0, charset: label.name, warnings: warnings, damage: damage,
      mayBeDoubled: scan.doubled > 0)
  }

  private static func replacements(in text: [UInt8]) -> Int {
    var count = 0
    var i = 0
    while i + 2 < text.count {
      if text[i] == 0xEF, text[i + 1] == 0xBF, text[i + 2] == 0xBD { count += 1 }
      i += 1
    }
    return count
  }
}
