/// A character set by one of its many names.
struct CharsetLabel: Hashable {
  /// What is reported: the label in lower case, or the superset that its bytes are read in.
  let name: String
  /// ICU's converter.
  let converter: String

  /// Labels that mean another set than they say, as all browsers read them, and sets that ICU knows
  /// only by other names. Source: encoding.spec.whatwg.org, names and labels.
  private static let meanings: [String: (name: String, converter: String)] = [
    "iso-8859-1": ("iso-8859-1", "windows-1252"), "latin1": ("iso-8859-1", "windows-1252"),
    "latin-1": ("iso-8859-1", "windows-1252"), "iso8859-1": ("iso-8859-1", "windows-1252"),
    "iso_8859-1": ("iso-8859-1", "windows-1252"), "l1": ("iso-8859-1", "windows-1252"),
    "cp1252": ("windows-1252", "windows-1252"), "x-cp1252": ("windows-1252", "windows-1252"),
    "us-ascii": ("us-ascii", "windows-1252"), "ascii": ("us-ascii", "windows-1252"),
    "ansi": ("windows-1252", "windows-1252"),
    "iso-8859-9": ("iso-8859-9", "windows-1254"), "latin5": ("iso-8859-9", "windows-1254"),
    "iso-8859-8-i": ("windows-1255", "windows-1255"),
    "iso-8859-11": ("iso-8859-11", "windows-874"), "tis-620": ("tis-620", "windows-874"),
    "gb2312": ("gb18030", "gb18030"), "gbk": ("gb18030", "gb18030"),
    "gb_2312-80": ("gb18030", "gb18030"), "cp936": ("gb18030", "gb18030"),
    "x-gbk": ("gb18030", "gb18030"), "gb18030": ("gb18030", "gb18030"),
    "big5": ("big5", "big5-hkscs"), "big5-hkscs": ("big5-hkscs", "big5-hkscs"),
    "shift_jis": ("shift_jis", "ibm-943_P15A-2003"),
    "shift-jis": ("shift_jis", "ibm-943_P15A-2003"), "sjis": ("shift_jis", "ibm-943_P15A-2003"),
    "x-sjis": ("shift_jis", "ibm-943_P15A-2003"),
    "windows-31j": ("windows-31j", "ibm-943_P15A-2003"),
    "cp932": ("windows-31j", "ibm-943_P15A-2003"),
    "euc-kr": ("euc-kr", "windows-949"), "ks_c_5601-1987": ("euc-kr", "windows-949"),
    "ksc5601": ("euc-kr", "windows-949"), "cp949": ("euc-kr", "windows-949"),
    "utf8": ("utf-8", "utf-8"), "unicode": ("utf-16", "utf-16"),
    "x-mac-roman": ("macintosh", "macintosh"), "mac": ("macintosh", "macintosh"),
    "x-user-defined": ("windows-1252", "windows-1252"),
  ]

  /// From a label as a header or declaration bears it; nil where it is none. Whether ICU has a
  /// converter of that name shows only at its use.
  init?(_ label: some StringProtocol) {
    let key = label.lowercased()
    guard !key.isEmpty, key.utf8.count <= 40,
      key.utf8.allSatisfy({
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
          || $0 == UInt8(ascii: "+")
      })
    else { return nil }
    if let meaning = Self.meanings[key] {
      name = meaning.name
      converter = meaning.converter
    } else if key.hasPrefix("cp125") {
      name = "windows-" + key.dropFirst(2)
      converter = name
    } else {
      name = key
      converter = key
    }
  }

  init(name: String, converter: String) {
    self.name = name
    self.converter = converter
  }

  var isUTF8: Bool { name == "utf-8" }
  /// Sets whose every byte below 0x80 may be something else than ASCII.
  var isUnicodeOfWideUnits: Bool { name.hasPrefix("utf-16") || name.hasPrefix("utf-32") }
  /// Seven-bit sets that switch by escape sequences: their bytes look like ASCII.
  var isSevenBit: Bool {
    name.hasPrefix("iso-2022") || name.hasPrefix("csiso2022") || name.hasPrefix("hz")
      || name.hasPrefix("utf-7")
  }
}
