import Newsroom

/// The lines between ZCZC and the text: each begins with a sign that says what it holds. The same
/// signs mean different things in the dialects, told apart by what stands with them.
///
///     $T  :Motor V8  =Sydney NRMA 500  ^Headline  *X  &T  +15039001      AAP
///     #Slug  $Headline  :(MELBOURNE)  *02000000  ~Genre  @Vic            its radio service
///     #Slug  :Headline  @take                                            Pagemasters
///     %ABC DEF  $J  :  :Sender  *X                                       Medianet
struct ZCZCHeader {
  typealias Run = PlainTextParser.Run

  private var opening: Run
  /// Lines of codes: where it goes, its number.
  private var codes: [Run] = []
  private var signs: [(sign: UInt8, value: Run)] = []

  init(opening: Run) { self.opening = opening }

  /// The line that bears the message's number.
  var code: Run? { codes.first { IPTC7901Parser.Heading($0) != nil } }

  /// Takes the header's lines from the start of `lines`.
  mutating func take(_ lines: inout ArraySlice<Run>) {
    while let line = lines.first {
      let text = line.trimmed
      if text.isEmpty {
        lines.removeFirst()
      } else if let sign = sign(text) {
        signs.append(sign)
        lines.removeFirst()
      } else if codes.count < 3, isCode(text) {
        codes.append(text)
        lines.removeFirst()
      } else {
        return
      }
    }
  }

  /// A line of the header, or nil where the text begins: a sign with nothing that its kind never
  /// holds.
  private func sign(_ line: Run) -> (sign: UInt8, value: Run)? {
    guard let first = line.first else { return nil }
    let value = Self.withoutMarks(line.dropping(1))
    switch first {
    case UInt8(ascii: "*"):
      // A list may begin with an asterisk too.
      guard value.count == 1 && value.hasASCIIUppercase || Self.isSubject(value) else { return nil }
    case UInt8(ascii: "+"): guard Self.isSubject(value) else { return nil }
    case UInt8(ascii: "@"), UInt8(ascii: "&"), UInt8(ascii: "~"), UInt8(ascii: "%"):
      // Where a release goes may be a long list.
      let longest = first == UInt8(ascii: "%") ? 400 : 80
      guard value.count <= longest, line.dropping(1).first != 0x20 else { return nil }
    case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: "^"),
      UInt8(ascii: ":"):
      guard value.count <= 200, line.count == 1 || line.dropping(1).first != 0x20 else {
        return nil
      }
    default: return nil
    }
    // A section's name between colons (`:SPORT -`) begins a headline.
    if first == UInt8(ascii: ":"), Self.withoutSection(line) != line { return nil }
    return (first, value)
  }

  /// Capitals, digits and a few signs, without a word of prose: `YY TDR`, `ADN0123 7 CRO 0 ADN`.
  private func isCode(_ line: Run) -> Bool {
    let words = line.words(limit: 12)
    guard line.count <= 48, signs.isEmpty, !words.isEmpty,
      line.bytes.allSatisfy({
        (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x20
          || "_/-".utf8.contains($0)
      })
    else { return false }
    return words.allSatisfy { $0.count <= 4 || $0.hasDigit || $0.bytes.contains(0x5F) }
      && words.contains { $0.count <= 4 || $0.hasDigit }
  }

  func fill(_ draft: inout Draft) {
    if !opening.isEmpty {
      if PlainTextParser.isAgencyName(opening) {
        TelexBody.add(source: opening.name, to: &draft)
      } else {
        draft.altIDs.append((role: "transmission", value: opening.name))
      }
    }
    for code in codes { fill(&draft, code: code) }
    // In the radio dialect `$` bears the headline, so `:` does not.
    let hasSlug = signs.contains { $0.sign == UInt8(ascii: "#") }
    let hasTitle = signs.contains {
      $0.sign == UInt8(ascii: "^") || ($0.sign == UInt8(ascii: "$") && $0.value.count > 3)
    }
    var hasEmptyKeyword = false
    for (sign, value) in signs where !value.isEmpty || sign == UInt8(ascii: ":") {
      switch sign {
      case UInt8(ascii: "$") where value.count <= 3:
        draft.categories.append(Category(term: value.string.lowercased()))
      case UInt8(ascii: "$"), UInt8(ascii: "^"): draft.headline = SourceText(value.string)
      case UInt8(ascii: "#"): draft.slugline = value.string
      case UInt8(ascii: "="): draft.altIDs.append((role: "take", value: value.string))
      case UInt8(ascii: ":") where value.isEmpty: hasEmptyKeyword = true
      case UInt8(ascii: ":") where value.first == UInt8(ascii: "("):
        let place = Run(value.bytes.filter { $0 != 0x28 && $0 != 0x29 }).trimmed
        draft.located = place.isEmpty ? draft.located : place.string
      case UInt8(ascii: ":") where hasEmptyKeyword:
        TelexBody.add(source: value.name, to: &draft)
      case UInt8(ascii: ":") where hasSlug && !hasTitle: draft.headline = SourceText(value.string)
      case UInt8(ascii: ":") where !hasSlug && value.hasLetter: draft.slugline = value.string
      case UInt8(ascii: "*") where Self.isSubject(value), UInt8(ascii: "+"):
        draft.categories.append(
          Category(
            term: value.string,
            scheme: "http://cv.iptc.org/newscodes/subjectcode/\(value.string)"))
      case UInt8(ascii: "~"): draft.genre = value.string
      case UInt8(ascii: "@") where hasSlug && !hasTitle:
        draft.altIDs.append((role: "take", value: value.string))
      default: break
      }
    }
  }

  /// `ADN0123 7 CRO 0 ADN CRO NAZ`, a number and a priority with a category: as IPTC 7901 has it.
  private func fill(_ draft: inout Draft, code: Run) {
    draft.altIDs.append((role: "transmission", value: code.name))
    guard let heading = IPTC7901Parser.Heading(code) else { return }
    draft.urgency = heading.priority
    if let category = heading.category { draft.categories.append(Category(term: category)) }
  }

  /// An eight-digit subject of IPTC's.
  private static func isSubject(_ value: Run) -> Bool {
    value.count == 8 && value.bytes.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// A line of the text without a typesetter's `<!` or `=!`.
  static func withoutLineMark(_ line: Run) -> Run {
    let tail = line.bytes.suffix(2)
    guard tail.elementsEqual("<!".utf8) || tail.elementsEqual("=!".utf8) else { return line }
    return Run(line.bytes.dropLast(2))
  }

  /// A line without the signs by which a typesetter ended it: `<!`, `=!`, `+`.
  static func withoutMarks(_ line: Run) -> Run {
    var text = line.trimmed
    while let last = text.last {
      let isMark = "<=+".utf8.contains(last)
      let isPair =
        last == UInt8(ascii: "!")
        && text.bytes.dropLast().last.map { "<=".utf8.contains($0) } ?? false
      guard isMark || isPair else { break }
      text = Run(text.bytes.dropLast()).trimmed
    }
    while text.first == UInt8(ascii: "+"), text.count > 1 { text = text.dropping(1).trimmed }
    return text
  }

  /// `RACING : Fields at Park`, `:SPORT - Results`: a headline without the section before it.
  static func withoutSection(_ line: Run) -> Run {
    var rest = line
    if rest.first == UInt8(ascii: ":") { rest = rest.dropping(1).trimmed }
    let length = rest.bytes.prefix { (0x41...0x5A).contains($0) }.count
    guard (3...14).contains(length) else { return line }
    let behind = rest.dropping(length)
    for mark in [" : ", " :", " - "] where behind.bytes.starts(with: mark.utf8) {
      let title = behind.dropping(mark.utf8.count).trimmed
      let isSection = mark != " - " || line.first == UInt8(ascii: ":")
      return title.isEmpty || !isSection ? line : title
    }
    return line
  }
}
