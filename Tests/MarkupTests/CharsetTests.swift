import Newsroom
import Testing

@testable import Markup

@Suite struct CharsetTests {
  private func decode(_ bytes: [UInt8], _ contentType: String? = nil) -> (String, DecodedText) {
    let text = Charset.decode(bytes, contentType: contentType)
    return (String(decoding: text.bytes[text.start...], as: UTF8.self), text)
  }

  private func xml(_ encoding: String, _ body: [UInt8]) -> [UInt8] {
    Array("<?xml version=\"1.0\" encoding=\"\(encoding)\"?><t>".utf8) + body + Array("</t>".utf8)
  }

  @Test func `valid UTF-8 with multi-byte sequences is UTF-8 whatever is declared`() {
    let (text, decoded) = decode(xml("iso-8859-1", Array("Grüße".utf8)))
    #expect(text.contains("Grüße"))
    #expect(decoded.charset == "utf-8")
    #expect(decoded.warnings == [.charsetLied])
    let (_, header) = decode(Array("<t>é</t>".utf8), "text/xml; charset=windows-1251")
    #expect(header.charset == "utf-8")
    #expect(header.warnings == [.charsetLied])
  }

  @Test func `clean UTF-8 is used in place and bears no warning`() {
    let bytes = Array("<t>naïve – plain</t>".utf8)
    let (_, decoded) = decode(bytes)
    #expect(decoded.bytes == bytes)
    #expect(decoded.start == 0)
    #expect(decoded.warnings.isEmpty)
  }

  @Test func `a byte-order mark is no text`() {
    let (text, decoded) = decode([0xEF, 0xBB, 0xBF] + Array("<t>x</t>".utf8))
    #expect(text == "<t>x</t>")
    #expect(decoded.charset == "utf-8")
  }

  @Test(
    "UTF-16 and UTF-32 are found with a mark and without",
    arguments: [
      ("utf-16le", 2, false), ("utf-16be", 2, true), ("utf-32le", 4, false), ("utf-32be", 4, true),
    ])
  func wide(name: String, width: Int, isBig: Bool) {
    func encode(_ text: String) -> [UInt8] {
      text.unicodeScalars.flatMap { scalar -> [UInt8] in
        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(8 * $0)) }
        return isBig ? bytes.reversed() : bytes
      }
    }
    let document = "<?xml version=\"1.0\"?><title>Łódź</title>"
    for source in [document, "\u{FEFF}" + document] {
      let (text, decoded) = decode(encode(source))
      #expect(text == document)
      #expect(decoded.charset == name)
      #expect(decoded.warnings.isEmpty)
    }
  }

  @Test(
    "declared code pages are read",
    arguments: [
      ("windows-1251", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2] as [UInt8], "Привет", "windows-1251"),
      ("koi8-r", [0xF0, 0xD2, 0xC9], "При", "koi8-r"),
      ("iso-8859-2", [0xA3, 0xF3, 0x64, 0xBC], "Łódź", "iso-8859-2"),
      ("gb2312", [0xD6, 0xD0, 0xCE, 0xC4], "中文", "gb18030"),
      ("Shift_JIS", [0x93, 0xFA, 0x96, 0x7B], "日本", "shift_jis"),
      ("euc-kr", [0xB3, 0xE2], "년", "euc-kr"),
      ("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文", "big5"),
      ("iso-8859-1", [0x93, 0x68, 0x69, 0x94, 0x80], "“hi”€", "iso-8859-1"),
    ])
  func codePages(label: String, bytes: [UInt8], expected: String, name: String) {
    let (text, decoded) = decode(xml(label, bytes))
    #expect(text.contains("<t>\(expected)</t>"))
    #expect(decoded.charset == name)
    #expect(decoded.warnings.isEmpty)
  }

  @Test
  func `the header comes before the declaration, and a label that fits before one that does not`() {
    let (text, decoded) = decode(xml("iso-8859-1", [0xE9]), "text/xml; charset=\"windows-1253\"")
    #expect(text.contains("ι"))
    #expect(decoded.charset == "windows-1253")
    // 0xFF is no Shift_JIS at all.
    let (other, lied) = decode(
      xml("windows-1252", [0xFF, 0xFE, 0xFD, 0xFF, 0xFF]), "text/xml; charset=shift_jis")
    #expect(other.contains("ÿþýÿÿ"))
    #expect(lied.warnings.contains(.charsetLied))
  }

  @Test func `stray bytes in UTF-8 are read as windows-1252 and warned of`() {
    let (text, decoded) = decode(Array("Übergrößenträger ".utf8) + [0x93, 0x41, 0x94])
    #expect(text == "Übergrößenträger “A”")
    #expect(decoded.charset == "utf-8")
    #expect(decoded.warnings == [.badBytes])
  }

  @Test func `NUL and other control characters go`() {
    let (text, decoded) = decode(Array("a\u{0}b\u{7}c\u{1B}d\te\n".utf8) + [0xC2, 0x92])
    #expect(text == "abcd\te\n’")
    #expect(decoded.warnings == [.badBytes])
  }

  @Test func `a sequence cut off by the end is dropped, not guessed`() {
    let (text, decoded) = decode(Array("Grüße ".utf8) + [0xE2, 0x82])
    #expect(text == "Grüße ")
    #expect(decoded.charset == "utf-8")
    #expect(decoded.warnings == [.badBytes])
  }

  @Test func `pure ASCII takes the name that the transport gives it`() {
    #expect(decode(Array("<t/>".utf8)).1.charset == "utf-8")
    #expect(decode(Array("<t/>".utf8), "text/xml").1.charset == "us-ascii")
    #expect(decode(Array("<t/>".utf8), "application/xml; charset=koi8-r").1.charset == "koi8-r")
  }

  @Test func `narrow bytes that call themselves UTF-16 lie`() {
    let (text, decoded) = decode(xml("utf-16", Array("x".utf8)))
    #expect(text.contains("<t>x</t>"))
    #expect(decoded.charset == "utf-8")
    #expect(decoded.warnings == [.charsetLied])
  }

  @Test func `a set that switches by escapes is known by them`() {
    let (text, decoded) = decode([0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42])
    #expect(text == "日本")
    #expect(decoded.charset == "iso-2022-jp")
  }

  @Test func `no bytes at all make a decoder fail`() {
    var state: UInt64 = 42
    for _ in 0..<300 {
      var bytes: [UInt8] = []
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 33))
      }
      let decoded = Charset.decode(bytes, contentType: "text/plain; charset=euc-jp")
      #expect(CharsetScan(decoded.bytes, from: decoded.start).isClean)
    }
  }

  @Test("UTF-8 made UTF-8 once more is counted wherever a piece ends")
  func doubledAcrossPieces() {
    let text = Array("The cafÃ© of Ã…lesund, Ã and é".utf8)
    let whole = CharsetScan(text)
    #expect(whole.doubled == 2)
    for cut in text.indices where text[cut] & 0xC0 != 0x80 {
      var scan = CharsetScan()
      scan.take(Array(text[..<cut]))
      scan.take([])
      scan.take(Array(text[cut...]))
      #expect(scan == whole)
    }
  }
}
