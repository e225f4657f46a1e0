/// The bytes of a configuration file that are sure to be UTF-8 text without surprises, so that
/// libyaml's lines and columns are the ones of any editor.
struct Source {
  /// A configuration of this size is somebody else's file.
  static let largest = 1 << 20
  /// Ten thousand feeds with all that can be said of them.
  static let largestList = 16 << 20

  /// Without a byte order mark.
  let bytes: [UInt8]

  /// A place and what is wrong there.
  struct Flaw: Error {
    let line: Int
    let column: Int
    let message: String
    let mend: String
  }

  init(_ bytes: [UInt8], atMost largest: Int = Self.largest) throws(Flaw) {
    guard bytes.count <= largest else {
      throw Flaw(
        line: 1, column: 1, message: "the file is larger than \(largest >> 20) MiB",
        mend: "a configuration is a few kilobytes: is this the right file?")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Flaw(line: 1, column: 1, message: "the file is UTF-16", mend: "save it as UTF-8")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    if let flaw = firstFlaw() { throw flaw }
  }

  /// The character at a place, both counted from 1.
  func scalar(line: Int, column: Int) -> Unicode.Scalar? {
    walk { at, scalar in at == (line, column) ? scalar : nil } ?? nil
  }

  private func firstFlaw() -> Flaw? {
    walk { at, scalar in
      guard let scalar else {
        return Flaw(
          line: at.0, column: at.1, message: "bytes that are not UTF-8", mend: "save it as UTF-8")
      }
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE,
        0xFF00...0xFFFD, 0x10000...:
        return nil
      default:
        return Flaw(
          line: at.0, column: at.1,
          message: "a character that text must not hold: \(hexadecimal(scalar))",
          mend: "delete it; an editor may not show it")
      }
    }
  }

  /// Calls `body` with each character and its place until it answers; nil where no character is.
  private func walk<Answer>(_ body: ((Int, Int), Unicode.Scalar?) -> Answer?) -> Answer? {
    var decoder = UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var (line, column) = (1, 1)
    var afterReturn = false
    while true {
      let scalar: Unicode.Scalar?
      switch decoder.parseScalar(from: &rest) {
      case .emptyInput: return nil
      case .error: scalar = nil
      case .valid(let encoded): scalar = UTF8.decode(encoded)
      }
      if let answer = body((line, column), scalar) { return answer }
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r": (line, column) = (line + 1, 1)
      default: column += 1
      }
      afterReturn = scalar == "\r"
    }
  }
}
