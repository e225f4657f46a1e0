internal import CICU

/// What a scalar of folded text is to the word rules of nc1 (canonical-text, step 4).
enum CharacterClass: UInt8 {
  /// Anything that only parts words.
  case other
  /// White space: parts words, and a minus may follow it.
  case space
  /// `(`: likewise.
  case bracket
  /// A letter (L*).
  case letter
  /// A number that is one digit, in any script.
  case digit
  /// Any other number (N*): Ⅻ has become xii, but ㊿, 〇 or an Ethiopic 100 stay.
  case number
  /// A mark (M*).
  case mark
  /// `.` `,` `:`: kept between digits.
  case point
  /// `-`: kept as the sign of a number.
  case hyphen
  /// `'`: dropped between letters.
  case apostrophe
  /// A currency sign, % or ‰: a word of its own.
  case sign
  /// `$`: a sign, and a minus may follow it.
  case dollar

  /// Whether scalars of the class are parts of words.
  var isWord: Bool {
    switch self {
    case .letter, .digit, .number, .mark: true
    default: false
    }
  }

  /// The class of any scalar, by ICU's properties.
  init(of scalar: UInt32) {
    if scalar < 0x80 {
      self = CharacterClass(ofASCII: UInt8(truncatingIfNeeded: scalar))
      return
    }
    let scalar = Int32(truncatingIfNeeded: scalar)
    switch UInt32(truncatingIfNeeded: wr_category(scalar)) {
    case U_UPPERCASE_LETTER.rawValue...U_OTHER_LETTER.rawValue: self = .letter
    case U_NON_SPACING_MARK.rawValue...U_COMBINING_SPACING_MARK.rawValue: self = .mark
    case U_DECIMAL_DIGIT_NUMBER.rawValue...U_OTHER_NUMBER.rawValue:
      self = wr_is_digit(scalar) ? .digit : .number
    case U_CURRENCY_SYMBOL.rawValue: self = .sign
    default:
      switch scalar {
      case 0x2030: self = .sign
      // Bidirectional class WS, B or S, or category Zs.
      case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
        self = .space
      default: self = .other
      }
    }
  }

  private init(ofASCII byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      self = .letter
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
    case 0x09...0x0D, 0x1C...0x20: self = .space
    case UInt8(ascii: "("): self = .bracket
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"): self = .point
    case UInt8(ascii: "-"): self = .hyphen
    // The grave accent is folded to an apostrophe: TeX's opening quote.
    case UInt8(ascii: "'"), UInt8(ascii: "`"): self = .apostrophe
    case UInt8(ascii: "%"): self = .sign
    case UInt8(ascii: "$"): self = .dollar
    default: self = .other
    }
  }

  /// Whether the scalar is a decimal digit of any script (Nd).
  static func isDecimal(_ scalar: UInt32) -> Bool {
    let category = wr_category(Int32(truncatingIfNeeded: scalar))
    return UInt32(truncatingIfNeeded: category) == U_DECIMAL_DIGIT_NUMBER.rawValue
  }

  /// The class of each ASCII byte.
  static let ascii: [CharacterClass] = (UInt8(0)..<0x80).map(CharacterClass.init(ofASCII:))

  /// Whether words of the scalar stand without spaces between them: Han and kana with their
  /// punctuation, not hangul.
  static func isCJK(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2E80...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: true
    default: false
    }
  }
}
