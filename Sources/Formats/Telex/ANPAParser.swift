import Newsroom

/// ANPA 1312, the wire of North America's newspapers.
///
///     SYN SYN SOH z6715 US _-----                                  service, number, selector
///     r z DC3 DC1 BC-BKN--Heat-Hawks 1stLd-Writethru  02-20 0500   priority, category, keyword,
///     STX ^BC-BKN--Heat-Hawks, 1st Ld-Writethru,416<               date, words
///     ^Headline<
///     ^AP Photo NY101<  ^Eds: With photos.<                        notes to the desk
///     ^By A WRITER=  ^AP Sports Writer=
///          TOWN (AP) _ Text …
///     ETX AP-WF-02-20-16 0337GMT<  EOT
///
/// Source: ANPA 1312 (1989); AP's and Kyodo's use of it.
enum ANPAParser {
  typealias Run = PlainTextParser.Run

  /// The stories of a file; what the document says of its characters is noted.
  static func parse(
    _ bytes: [UInt8], into document: inout DocumentInfo, sink: (Draft) -> Void
  ) {
    // What the whole file was read as says little: its framing is no damage.
    document.warnings = []
    for frame in TelexFrame.frames(in: bytes) {
      var draft = Draft()
      let lines = frame.heading.drop { $0 <= 0x20 }.telexLines(limit: 64)
      let heading = lines.count > 1 ? Heading(lines[0], lines[1]) : nil
      heading?.fill(&draft)
      // A wire that lost its STX has its text behind the two lines.
      let isFramed = !frame.text.isEmpty || frame.isWhole
      let text =
        isFramed
        ? TelexText(frame.text, hasTypesetting: true)
        : TelexText(Array(lines.dropFirst(2).joined(separator: [0x0A]))[...], hasTypesetting: true)
      document.charset = text.charset
      draft.warnings += text.warnings
      if isFramed, !frame.isWhole { draft.warnings.append(.truncated) }
      let keyword = Copy(text.lines).fill(&draft)
      let trailer = TelexText(frame.trailer)
      if let day = heading?.day, let key = keyword.flatMap(TakeKey.init) {
        key.fill(&draft, agency: agency(trailer), day: day)
      }
      date(&draft, trailer)
      if draft.headline == nil, draft.blocks.isEmpty { continue }
      sink(draft)
    }
  }

  /// `AP` of `AP-WF-02-20-16 0337GMT`.
  private static func agency(_ trailer: TelexText) -> String? {
    guard let stamp = trailer.lines.map(\.trimmed).first(where: { !$0.isEmpty }) else { return nil }
    let letters = stamp.bytes.drop { $0 == TelexByte.caret }.prefix { (0x41...0x5A).contains($0) }
    let isAgency = (2...6).contains(letters.count) && letters.endIndex < stamp.bytes.endIndex
    guard isAgency, stamp.bytes[letters.endIndex] == UInt8(ascii: "-") else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }

  private static func date(_ draft: inout Draft, _ trailer: TelexText) {
    let stamp = trailer.lines.map(\.trimmed).first { !$0.isEmpty && $0.hasDigit }
    draft.published = stamp.flatMap { TelexDate.anpa($0) }
    if stamp != nil, draft.published == nil { draft.warnings.append(.badDate) }
  }

  // MARK: Header lines

  /// The two lines before the text.
  struct Heading {
    var number: String
    var priority: UInt8
    var category: String
    var keyword: String
    var words: Int?
    /// Month and day, `02-20`; nil where the header has none.
    var day: String?

    /// Nil where they are something else.
    init?(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) {
      let service = first.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
      let digits = service.drop { !Self.isDigit($0) }.prefix(while: Self.isDigit)
      let letters = service.prefix { !Self.isDigit($0) }
      guard (1...3).contains(letters.count), letters.allSatisfy(Self.isLetter),
        (3...5).contains(digits.count)
      else { return nil }
      number = String(decoding: letters + digits, as: UTF8.self)

      // `r z` with a rail byte or a space after each letter.
      let line = second.filter { $0 != 0x7F }
      guard line.count > 6, Self.isLetter(line[0]), line[1] == 0x20, Self.isLetter(line[2]),
        line[3] <= 0x20
      else { return nil }
      priority = line[0] | 0x20
      category = String(decoding: [line[2] | 0x20], as: UTF8.self)
      var fields = line[4...].split { $0 <= 0x20 }.map { Run($0) }
      guard let keyword = fields.first, keyword.hasLetter,
        keyword.bytes.contains(UInt8(ascii: "-"))
      else { return nil }
      self.keyword = keyword.string
      let date = fields.lastIndex { Self.isDate($0) }
      guard date != nil || line[3] < 0x20 else { return nil }
      if let date {
        day = fields[date].string
        words = fields[(date + 1)...].first.flatMap { $0.count <= 5 ? Int($0.string) : nil }
        fields.removeSubrange(date...)
      }
    }

    func fill(_ draft: inout Draft) {
      draft.altIDs.append((role: "transmission", value: number))
      draft.urgency = Self.urgencies[priority]
      draft.categories.append(Category(term: category, label: Self.categories[category]))
      draft.slugline = ANPAParser.slug(of: Run(keyword))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// `02-20`, month and day.
    private static func isDate(_ run: Run) -> Bool {
      run.count <= 5 && run.bytes.split(separator: UInt8(ascii: "-")).count == 2
        && run.bytes.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Flash, bulletin, urgent, rush or regular, deferred; the letters of advances say nothing of
    /// how urgent they are.
    private static let urgencies: [UInt8: Int] = [
      UInt8(ascii: "f"): 1, UInt8(ascii: "b"): 2, UInt8(ascii: "u"): 3, UInt8(ascii: "r"): 4,
      UInt8(ascii: "d"): 5,
    ]

    private static let categories = [
      "a": "Domestic news", "b": "Special events", "c": "Features", "d": "Food",
      "e": "Entertainment", "f": "Finance", "i": "International news", "k": "Commentary",
      "l": "Lifestyle", "n": "State and regional news", "o": "Weather", "p": "Politics",
      "q": "Sports results", "r": "Racing", "s": "Sports", "t": "Travel", "v": "Advisories",
      "w": "Washington news",
    ]
  }

  /// Cycles: for morning, evening, both; the agency's own.
  static let cycles: Set<String> = ["AM", "PM", "BC", "AP", "AA", "PA"]

  /// The slug of a keyword line: without cycle and region (`BC-LT--`), version and count of words
  /// (`, 1st Ld,466`). Behind a compound word others only tell the takes of one story apart.
  static func slug(of keyword: Run) -> String? {
    var text = keyword.string
    if let comma = text.firstIndex(of: ",") { text = String(text[..<comma]) }
    if let double = text.firstRange(of: "--") {
      text = String(text[double.upperBound...])
    } else if let dash = text.firstIndex(of: "-"), cycles.contains(String(text[..<dash])) {
      text = String(text[text.index(after: dash)...])
    }
    let words = text.split(separator: " ")
    if let first = words.first, first.contains("-") { return String(first) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
