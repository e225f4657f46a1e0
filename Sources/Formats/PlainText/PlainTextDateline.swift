extension PlainTextParser {
  /// The head of a story's first paragraph: where it was written, when, and for whom.
  ///
  ///     WASHINGTON, Feb 26 (Agency) - …      GENEVA (Agency) — …     NEW YORK _ …
  ///     Lucca, Italy CNN  —                  (Agency) - …            Paris (CNN) …
  struct Dateline: Equatable {
    /// The place as the source writes it. Nil where only an agency signs.
    var located: String?
    var agency: String?
    /// How many bytes of the paragraph it takes, with the dash and white space after it.
    var length: Int
    /// Whether it bears a date or an agency, or its city stands in capitals: such a one is no
    /// chance, wherever it stands.
    var isCertain: Bool
  }

  /// Datelines are shorter than that (bytes).
  private static let longestDateline = 160

  /// The dateline at the start of a paragraph, or nil.
  static func dateline(of paragraph: Run) -> Dateline? {
    guard !paragraph.isEmpty else { return nil }
    var scanner = DatelineScanner(paragraph.prefix(longestDateline))
    return scanner.dateline(in: paragraph)
  }

  /// Reads a dateline from left to right; each step leaves `i` behind what it has read.
  struct DatelineScanner {
    let bytes: ArraySlice<UInt8>
    var i: Int
    var place = Place()
    var hasDate = false
    var agency: String?
    var agencyIsKnown = false
    var agencyIsInBrackets = false

    struct Place {
      var range: Range<Int>?
      /// The first name, before any comma: the city.
      var city = Run([])
      var region = Run([])
    }

    init(_ run: Run) {
      bytes = run.bytes
      i = bytes.startIndex
    }

    mutating func dateline(in paragraph: Run) -> Dateline? {
      skip { $0 == UInt8(ascii: "*") }
      readPlace()
      readDatesAndAgencies()
      if place.range == nil, agency == nil { return nil }
      if place.range == nil, !agencyIsKnown { return nil }
      let mark = readMark()
      let rest = paragraph.dropping(i - bytes.startIndex)
      guard isDateline(endedBy: mark, before: rest) else { return nil }
      let located = place.range.map { Run(bytes[$0]).name }
      return Dateline(
        located: located, agency: agency, length: i - bytes.startIndex,
        isCertain: hasDate || agencyIsKnown || cityIsInCapitals)
    }

    // MARK: What makes it a dateline

    /// The proofs, the strongest first. Without one of them a capitalised phrase is a sentence.
    private func isDateline(endedBy mark: Mark?, before rest: Run) -> Bool {
      let opens = rest.isEmpty || !rest.beginsLowercase
      if hasDate, place.range != nil { return mark == .dash || (opens && cityIsInCapitals) }
      if agencyIsKnown, mark != nil { return opens || cityIsInCapitals }
      if agencyIsKnown { return opens && agencyIsInBrackets && cityIsNoAgency }
      guard opens, let mark, place.range != nil else { return false }
      let isRegional = PlainTextParser.DatelineWords.regions.contains(letters(of: place.region))
      switch mark {
      case .dash:
        // A paragraph that is nothing but "Place (Agency) —" can be nothing else.
        let standsAlone = rest.isEmpty && agencyIsInBrackets
        if agency != nil { return cityIsInCapitals || isRegional || standsAlone }
        // All in capitals, the whole text: then capitals prove nothing.
        return isRegional
          || (cityIsInCapitals && (rest.isEmpty || rest.prefix(80).hasASCIILowercase))
      case .colon:
        return cityIsInCapitals
          && PlainTextParser.DatelineWords.cities.contains(place.city.folded)
      }
    }

    /// Teleprinters and most agencies set the city in capitals. One word of fewer than four
    /// letters is an abbreviation sooner than a town, and some words are labels.
    private var cityIsInCapitals: Bool {
      let city = place.city
      guard !city.hasASCIILowercase, city.hasASCIIUppercase, city.count > 3 else { return false }
      let first = city.words(limit: 1).first?.folded ?? ""
      return !PlainTextParser.DatelineWords.labels.contains(first)
    }

    /// "Paris (CNN) The …", but not "Agence France-Presse (AFP) …", an abbreviation explained.
    private var cityIsNoAgency: Bool {
      PlainTextParser.DatelineWords.bareAgencies.contains(agency ?? "")
        && !PlainTextParser.DatelineWords.agencies.contains(place.city.folded)
    }

    /// "N.J." as "nj".
    private func letters(of region: Run) -> String {
      region.folded.filter { $0 != "." }
    }

    // MARK: The place

    /// One to five capitalised words, then up to two more such names after commas.
    private mutating func readPlace() {
      let start = i
      guard let city = readName(limit: 5) else { return }
      let first = city.words(limit: 1).first?.folded ?? ""
      if PlainTextParser.DatelineWords.sentenceOpeners.contains(first)
        || (first == "the" && city.folded != "the hague")
      {
        i = start
        return
      }
      place.city = city
      var end = i
      for _ in 0..<2 {
        let comma = i
        guard skipComma(), !isDate(at: i), let region = readName(limit: 4),
          !isAgency(region)
        else {
          i = comma
          break
        }
        place.region = region
        end = i
      }
      place.range = start..<end
    }

    private func isAgency(_ name: Run) -> Bool {
      PlainTextParser.DatelineWords.agencies.contains(name.folded)
        && PlainTextParser.DatelineWords.bareAgencies.contains(name.string)
    }

    /// Capitalised words, small ones between them. Stops before a date and before an agency.
    private mutating func readName(limit: Int) -> Run? {
      let start = i
      var end = i
      var count = 0
      while count < limit {
        let before = i
        skipSpace()
        let word = readWord()
        if word.isEmpty || word.hasDigit
          || !(word.beginsUppercase || (count > 0 && Self.isSmall(word)))
          || isDate(at: word.bytes.startIndex)
          || (count > 0 && PlainTextParser.DatelineWords.bareAgencies.contains(word.string))
        {
          i = before
          break
        }
        count += 1
        if word.beginsUppercase { end = i }
      }
      i = end
      return end > start ? Run(bytes[start..<end]).trimmed : nil
    }

    /// What may stand in lower case inside of a name.
    private static func isSmall(_ word: Run) -> Bool {
      word.bytes.elementsEqual([UInt8(ascii: "/")])
        || PlainTextParser.DatelineWords.connectors.contains(word.string)
    }

    // MARK: Date and agency

    private mutating func readDatesAndAgencies() {
      // At most: an agency, a date, an agency.
      for _ in 0..<3 where !readDate() && !readBracketedAgency() && !readBareAgency() { return }
    }

    /// "March 26", "26 March", "Feb. 26, 1987", "Tuesday" and, since operators mistype, any word
    /// with a day's number after it and a dash after that.
    private mutating func readDate() -> Bool {
      let start = i
      _ = skipComma()
      // "Md., - March 4 -": a dash too many.
      let comma = i
      if readMark() == .dash, !isDate(at: i) { i = comma }
      guard let end = dateEnd(at: i) else {
        i = start
        return false
      }
      i = end
      hasDate = true
      return true
    }

    private func isDate(at index: Int) -> Bool { dateEnd(at: index) != nil }

    private func dateEnd(at index: Int) -> Int? {
      var scanner = self
      scanner.i = index
      scanner.skipSpace()
      let first = scanner.readDateWord()
      guard !first.isEmpty else { return nil }
      let name = first.folded
      if PlainTextParser.DatelineWords.weekdays.contains(name) {
        let end = scanner.i
        _ = scanner.skipComma()
        return scanner.dateEnd(at: scanner.i) ?? end
      }
      let isMonth = PlainTextParser.DatelineWords.months.contains(name)
      let afterFirst = scanner.i
      scanner.skipSpace()
      let second = scanner.readDateWord()
      let isDay = Self.isDay(second)
      if Self.isDay(first), PlainTextParser.DatelineWords.months.contains(second.folded) {
        return scanner.endOfYear()
      }
      if isMonth { return isDay ? scanner.endOfYear() : scanner.monthAlone(afterFirst) }
      guard isDay, first.hasLetter, !first.hasDigit, first.count > 2 else { return nil }
      let end = scanner.i
      return scanner.readMark() == .dash ? end : nil
    }

    /// A month without a day is one only where a dash ends it: "HOUSTON, March - ".
    private func monthAlone(_ end: Int) -> Int? {
      var scanner = self
      scanner.i = end
      return scanner.readMark() == .dash ? end : nil
    }

    /// Letters or digits, with the stop of an abbreviation.
    private mutating func readDateWord() -> Run {
      let start = i
      while let byte = peek, (0x30...0x39).contains(byte) || Self.isLetter(byte),
        byte != UInt8(ascii: "."), byte != 0xC2
      {
        i += 1
      }
      let word = Run(bytes[start..<i])
      if peek == UInt8(ascii: ".") { i += 1 }
      return word
    }

    /// ", 1987" after a day.
    private func endOfYear() -> Int {
      var scanner = self
      _ = scanner.skipComma()
      let year = scanner.readDateWord()
      return year.count == 4 && Int(year.string) != nil ? scanner.i : i
    }

    private static func isDay(_ word: Run) -> Bool {
      guard word.count < 3, let day = Int(word.string) else { return false }
      return (1...31).contains(day)
    }

    private mutating func readBracketedAgency() -> Bool {
      let start = i
      _ = skipComma()
      guard agency == nil, peek == UInt8(ascii: "(") else {
        i = start
        return false
      }
      i += 1
      let name = i
      skip { $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: "(") }
      let found = Run(bytes[name..<i]).trimmed
      guard peek == UInt8(ascii: ")"), !found.isEmpty, found.count <= 40, !found.beginsWithDigit
      else {
        i = start
        return false
      }
      i += 1
      setAgency(found)
      agencyIsInBrackets = true
      return true
    }

    /// "CNN", ", Reuter" or "CNN Business", before a dash.
    private mutating func readBareAgency() -> Bool {
      let start = i
      _ = skipComma()
      let name = i
      let word = readWord()
      guard agency == nil, PlainTextParser.DatelineWords.bareAgencies.contains(word.string) else {
        i = start
        return false
      }
      var end = i
      skipSpace()
      let section = readWord()
      if section.beginsUppercase { end = i }
      i = end
      var scanner = self
      guard scanner.readMark() == .dash else {
        i = start
        return false
      }
      setAgency(Run(bytes[name..<end]))
      agencyIsKnown = true
      return true
    }

    private mutating func setAgency(_ name: Run) {
      agency = name.name
      agencyIsKnown = PlainTextParser.DatelineWords.agencies.contains(name.folded)
    }
  }
}
