/// The texts of a piece that go round libxml2.
///
/// It would look at each of their bytes three times to find out what the scan knows already. In the
/// place of each it sees a stand-in, and where it reports that, the text itself is handed on.
struct XMLTexts {
  /// How a stand-in begins: XML allows this character, and decoded text does not hold it.
  static let standIn: UInt8 = 0x7F
  /// Then comes a letter that says which text it stands for: one that libxml2 drops, as it does
  /// before a stray `]]>`, takes no other's text with it.
  private static let firstLetter = UInt8(ascii: "a")
  /// Shorter ones cost libxml2 less than a stand-in costs.
  static let minimum = 32

  /// Where a text stands: in `own`, or in the window as it lies.
  struct Text {
    var range: Range<Int>
    var isOwn: Bool
  }

  /// Texts in which something had to be put right.
  var own: [UInt8] = []
  private(set) var list: [Text] = []
  /// Of how many there have been, in this piece and those before.
  private var count = 0

  /// Adds a text; the letter of its stand-in is returned.
  mutating func append(_ text: Text) -> UInt8 {
    list.append(text)
    count += 1
    return Self.firstLetter + UInt8(truncatingIfNeeded: (count - 1) & 15)
  }

  /// How many texts after `count` others have no stand-in of their own, where one with that letter
  /// comes next.
  static func dropped(before letter: UInt8, after count: Int) -> Int {
    (Int(letter) - Int(firstLetter) - count) & 15
  }

  mutating func removeAll() {
    own.removeAll(keepingCapacity: true)
    list.removeAll(keepingCapacity: true)
  }
}

// What the scan takes out.
extension XMLScan {
  /// Plain text up to the next tag, if it is long enough to be worth it.
  mutating func takeOut(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    // What looks like a stand-in may not stay either.
    guard range.count >= XMLTexts.minimum || bytes[range].contains(XMLTexts.standIn) else { return }
    if first(of: UInt8(ascii: "]"), UInt8(ascii: "]"), in: range) != range.upperBound,
      let end = find("]]>", from: range.lowerBound), end < range.upperBound
    {
      isRepaired = true
    }
    standIn(for: range, range.lowerBound, range.count)
  }

  /// The content of a CDATA section, of which `i` is the beginning.
  mutating func takeOut(section range: Range<Int>) {
    guard !range.isEmpty else { return }
    standIn(for: range, i, range.count + 12)
  }

  /// Puts a stand-in for the text at `range` in the place of `length` bytes from `offset` on.
  private mutating func standIn(for range: Range<Int>, _ offset: Int, _ length: Int) {
    var text = XMLTexts.Text(range: range, isOwn: false)
    if !isPlain(range) {
      let mark = texts.own.count
      append(text: range)
      text = XMLTexts.Text(range: mark..<texts.own.count, isOwn: true)
    }
    standIn(for: text, offset, length)
  }

  mutating func standIn(for text: XMLTexts.Text, _ offset: Int, _ length: Int) {
    insertions.append(XMLTexts.standIn)
    insertions.append(texts.append(text))
    note(offset, length, 2)
  }

  /// Appends text to the scan's own as libxml2 would report it.
  private mutating func append(text range: Range<Int>) {
    let window = bytes
    var wasRepaired = false
    texts.own.append(addingCapacity: range.count) { own in
      wasRepaired = Self.append(window.span, range, false, to: &own)
    }
    if wasRepaired { isRepaired = true }
  }

  /// Appends text as libxml2 would report it: line ends become line feeds, and what is no character
  /// of XML's goes; whether there was such. `isPlain`: neither is in it. `out` has room for `range`.
  static func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ isPlain: Bool, to out: inout OutputSpan<UInt8>
  ) -> Bool {
    if isPlain {
      out.append(bytes, range)
      return false
    }
    var wasRepaired = false
    var n = range.lowerBound
    while n < range.upperBound {
      if bytes[n] == 0x0D {
        if n + 1 >= bytes.count || bytes[n + 1] != 0x0A { out.append(0x0A) }
      } else if isNoCharacter(bytes, at: n) {
        wasRepaired = true
        n += 2
      } else {
        out.append(bytes[n])
      }
      n += 1
    }
    return wasRepaired
  }

  /// Appends insertions with the texts themselves, escaped, in the place of their stand-ins.
  /// `count`: how many of the piece's texts stand before, and then those of these.
  func append(
    _ inserted: ArraySlice<UInt8>, holding count: inout Int, to out: inout [UInt8]
  ) {
    var i = inserted.startIndex
    while i < inserted.endIndex {
      guard inserted[i] == XMLTexts.standIn, count < texts.list.count else {
        out.append(inserted[i])
        i += 1
        continue
      }
      let text = texts.list[count]
      count += 1
      i += 2
      for byte in (text.isOwn ? texts.own : bytes)[text.range] {
        switch byte {
        case UInt8(ascii: "<"): out.append("&lt;")
        case UInt8(ascii: ">"): out.append("&gt;")
        case UInt8(ascii: "&"): out.append("&amp;")
        case 0x0D: out.append("&#13;")
        default: out.append(byte)
        }
      }
    }
  }

  /// Whether a text can be handed on as it lies.
  func isPlain(_ range: Range<Int>) -> Bool {
    var i = range.lowerBound
    while true {
      i = first(of: 0x0D, 0xEF, in: i..<range.upperBound)
      if i == range.upperBound { return true }
      if bytes[i] == 0x0D || Self.isNoCharacter(bytes.span, at: i) { return false }
      i += 1
    }
  }

  /// U+FFFE and U+FFFF.
  private static func isNoCharacter(_ bytes: Span<UInt8>, at n: Int) -> Bool {
    bytes[n] == 0xEF && n + 2 < bytes.count && bytes[n + 1] == 0xBF && bytes[n + 2] >= 0xBE
  }
}
