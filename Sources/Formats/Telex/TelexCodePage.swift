import Markup

/// The character set of a wire. None of the formats has room to declare it: agencies agreed on one
/// by letter. What the bytes themselves prove is believed, in this order.
enum TelexCodePage {
  /// ISO 646 with German letters in place of brackets (DIN 66003).
  case german
  /// The same of Sweden and Finland, and of Denmark and Norway.
  case swedish, danish
  /// An accent before the letter that bears it (ITU-T T.61, ISO 6937): IPTC 7901's own.
  case accents
  /// IBM's code page 850.
  case dos
  /// UTF-8, Latin-1, windows-1252: what `Charset` finds.
  case other

  /// The set that `text` was written in.
  static func find(in text: [UInt8]) -> TelexCodePage {
    var high = 0
    var accents = 0
    var innerAccents = 0
    var dos = 0
    var national = 0
    for i in text.indices {
      let byte = text[i]
      let before = i > 0 ? text[i - 1] : 0x20
      let after = i + 1 < text.count ? text[i + 1] : 0x20
      if byte >= 0x80 {
        high += 1
        if (0xC1...0xCF).contains(byte), isLetter(after) {
          accents += 1
          innerAccents += isLower(before) ? 1 : 0
        }
        dos += isDOSLetter(byte) && isLower(after) && (isLetter(before) || before <= 0x20) ? 1 : 0
      } else if isNationalLetter(byte), isLower(before) || isLower(after) {
        national += isLetter(before) || isLower(after) ? 1 : 0
      }
    }
    if high == 0 { return national >= 2 ? nation(of: text) : .other }
    if innerAccents > 0, accents * 4 >= high * 3 { return .accents }
    return dos * 3 >= high * 2 ? .dos : .other
  }

  /// The text in UTF-8.
  func decode(_ text: [UInt8]) -> DecodedText {
    switch self {
    case .german: renamed(text, "din_66003", Self.letters(from: "ÄÖÜäöüß", at: "[\\]{|}~"))
    case .swedish: renamed(text, "sen_850200_b", Self.letters(from: "ÄÖÅäöå", at: "[\\]{|}"))
    case .danish: renamed(text, "ns_4551-1", Self.letters(from: "ÆØÅæøå", at: "[\\]{|}"))
    case .accents: accented(text)
    case .dos: Charset.decode(text, contentType: "text/plain; charset=ibm-850")
    case .other: Charset.decode(text)
    }
  }

  // MARK: National letters of seven bits

  /// The commonest words decide whose letters they are. English text with brackets has none.
  private static func nation(of text: [UInt8]) -> TelexCodePage {
    let words = text.split { !isLetter($0) && !isNationalLetter($0) }
    func count(_ known: [String]) -> Int {
      words.count { word in known.contains { word.elementsEqual($0.utf8) } }
    }
    let german = count(["und", "der", "die", "das", "nicht", "f}r", "mit"])
    let swedish = count(["och", "att", "det", "som", "f|r", "inte", "ja", "on", "ett"])
    let danish = count(["og", "at", "det", "som", "p}", "ikke", "til", "er"])
    let most = max(german, swedish, danish)
    guard most >= 3 else { return .other }
    return german == most ? .german : danish > swedish ? .danish : .swedish
  }

  private static func letters(from text: String, at places: String) -> [UInt8: [UInt8]] {
    Dictionary(
      zip(places.utf8, text.map { Array(String($0).utf8) }), uniquingKeysWith: { first, _ in first }
    )
  }

  private func renamed(
    _ text: [UInt8], _ charset: String, _ letters: [UInt8: [UInt8]]
  ) -> DecodedText {
    var out: [UInt8] = []
    out.reserveCapacity(text.count + text.count / 16)
    for byte in text {
      if let letter = letters[byte] {
        out.append(contentsOf: letter)
      } else {
        out.append(byte)
      }
    }
    var decoded = Charset.decode(out, contentType: "text/plain; charset=utf-8")
    decoded.charset = charset
    return decoded
  }

  // MARK: Accents before letters

  private static let accentMarks: [UInt8: UInt32] = [
    0xC1: 0x300, 0xC2: 0x301, 0xC3: 0x302, 0xC4: 0x303, 0xC5: 0x304, 0xC6: 0x306, 0xC7: 0x307,
    0xC8: 0x308, 0xC9: 0x308, 0xCA: 0x30A, 0xCB: 0x327, 0xCD: 0x30B, 0xCE: 0x328, 0xCF: 0x30C,
  ]

  /// The upper half of T.61 beside the accents.
  private static let signs: [UInt8: String] = [
    0xA1: "¡", 0xA2: "¢", 0xA3: "£", 0xA4: "$", 0xA5: "¥", 0xA6: "#", 0xA7: "§", 0xAB: "«",
    0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB5: "µ", 0xB7: "·", 0xB8: "÷", 0xBB: "»", 0xBC: "¼",
    0xBD: "½", 0xBE: "¾", 0xBF: "¿", 0xE1: "Æ", 0xE2: "Đ", 0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ",
    0xEC: "Þ", 0xF1: "æ", 0xF2: "đ", 0xF5: "ı", 0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß",
    0xFC: "þ", 0xA9: "‘", 0xAA: "“", 0xB9: "’", 0xBA: "”",
  ]

  /// Letters with accents that have a code point of their own, in the order of `accentMarks`.
  private static let composed: [UInt32: String] = [
    0x300: "AÀEÈIÌOÒUÙaàeèiìoòuù",
    0x301: "AÁCĆEÉIÍLĹNŃOÓRŔSŚUÚYÝZŹaácćeéiílĺnńoórŕsśuúyýzź",
    0x302: "AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷ",
    0x303: "AÃIĨNÑOÕUŨaãiĩnñoõuũ", 0x304: "AĀEĒIĪOŌUŪaāeēiīoōuū",
    0x306: "AĂGĞUŬaăgğuŭ", 0x307: "CĊEĖGĠIİZŻcċeėgġzż",
    0x308: "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ", 0x30A: "AÅUŮaåuů",
    0x327: "CÇGĢKĶLĻNŅRŖSŞTŢcçkķlļnņrŗsştţ", 0x30B: "OŐUŰoőuű",
    0x328: "AĄEĘIĮUŲaąeęiįuų", 0x30C: "CČDĎEĚLĽNŇRŘSŠTŤZŽcčdďeělľnňrřsštťzž",
  ]

  private static let composition: [UInt8: [UInt8: [UInt8]]] = accentMarks.mapValues { mark in
    var letters: [UInt8: [UInt8]] = [:]
    let pairs = Array(composed[mark] ?? "")
    for i in stride(from: 0, to: pairs.count - 1, by: 2) {
      if let base = pairs[i].asciiValue { letters[base] = Array(String(pairs[i + 1]).utf8) }
    }
    return letters
  }

  private func accented(_ text: [UInt8]) -> DecodedText {
    var out: [UInt8] = []
    out.reserveCapacity(text.count + text.count / 16)
    var i = 0
    while i < text.count {
      if let letters = Self.composition[text[i]], i + 1 < text.count,
        let letter = letters[text[i + 1]]
      {
        out.append(contentsOf: letter)
        i += 2
        continue
      }
      if text[i] < 0x80 {
        out.append(text[i])
      } else {
        out.append(contentsOf: (Self.signs[text[i]] ?? "\u{FFFD}").utf8)
      }
      i += 1
    }
    var decoded = Charset.decode(out, contentType: "text/plain; charset=utf-8")
    decoded.charset = "t.61"
    return decoded
  }

  // MARK: Bytes

  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

  private static func isNationalLetter(_ byte: UInt8) -> Bool {
    (0x5B...0x5D).contains(byte) || (0x7B...0x7E).contains(byte)
  }

  /// Letters in code page 850 where windows-1252 has punctuation or nothing (ü é â ä å ç ê …).
  private static func isDOSLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x81...0x90, 0x93, 0x94, 0x96, 0x97, 0x99, 0x9A, 0xA0...0xA4: true
    default: false
    }
  }
}
