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
    guard !paragraph.isEmpty, !opensWithSentence(paragraph.bytes.span) else { return nil }
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
    /// Whether a stop stands behind the agency's bracket.
    var endsWithStop = false

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
      var mark = readMark()
      if place.range == nil, mark == .dash, let behind = placeBehindAgency() {
        self = behind.scanner
        mark = behind.mark
      }
      let rest = paragraph.dropping(i - bytes.startIndex)
      guard isDateline(endedBy: mark, before: rest) else { return nil }
      let located = place.range.map { Run(bytes[$0]).name }
      return Dateline(
        located: located, agency: agency, length: i - bytes.startIndex,
        isCertain: hasDate || cityIsInCapitals
          || (agencyIsKnown && (place.range != nil || mark != nil)))
    }

    /// "(ANSA) - ROMA, 12 MAR - ", as Italian agencies have it: the place and the day after the
    /// agency's dash.
    private func placeBehindAgency() -> (scanner: DatelineScanner, mark: Mark)? {
      var scanner = self
      scanner.readPlace()
      guard scanner.place.range != nil else { return nil }
      _ = scanner.readDate()
      guard scanner.hasDate, let mark = scanner.readMark() else { return nil }
      return (scanner, mark)
    }

    // MARK: What makes it a dateline

    /// The proofs, the strongest first. Without one of them a capitalised phrase is a sentence.
    private func isDateline(endedBy mark: Mark?, before rest: Run) -> Bool {
      let opens = rest.isEmpty || !rest.beginsLowercase
      if hasDate, place.range != nil {
        if mark == .dash || (mark == .colon && agency != nil) { return true }
        return opens && (cityIsInCapitals || agencyIsKnown)
      }
      if agencyIsKnown, mark != nil { return opens || cityIsInCapitals }
      if agencyIsKnown, agencyIsInBrackets {
        // "(Belga) Ferry workers …": the agency alone, above a text of its own.
        if place.range == nil { return rest.beginsUppercase }
        // "Stockholm (TT). Färjeanställda …"
        if endsWithStop, opens { return !cityIsAgency && place.city.count <= 30 }
        return (opens && cityIsNoAgency) || (rest.isEmpty && cityIsInCapitals)
      }
      let isAlone = rest.isEmpty && mark == nil && agency == nil
      if isAlone, place.range != nil { return isPlaceOnItsLine }
      guard opens, let mark, place.range != nil else { return false }
      let isRegional = PlainTextParser.DatelineWords.regions.contains(letters(of: place.region))
      switch mark {
      case .dash:
        // A paragraph that is nothing but "Place (Agency) —" can be nothing else.
        let standsAlone = rest.isEmpty && agencyIsInBrackets
        if agency != nil { return cityIsInCapitals || isRegional || standsAlone }
        // All in capitals, the whole text: then capitals prove nothing.
        return isRegional
          || (cityIsInCapitals && (rest.isEmpty || !rest.prefix(80).isInCapitals))
      case .colon:
        return cityIsInCapitals
          && PlainTextParser.DatelineWords.cities.contains(place.city.folded)
      }
    }

    /// "VELL, Maine", and nothing else on the line; a city alone may be anything.
    private var isPlaceOnItsLine: Bool {
      guard cityIsInCapitals, place.city.words(limit: 4).count < 4 else { return false }
      return PlainTextParser.DatelineWords.regions.contains(letters(of: place.region))
    }

    /// Teleprinters and most agencies set the city in capitals. One word of fewer than four
    /// letters is an abbreviation sooner than a town, and some words are labels.
    private var cityIsInCapitals: Bool {
      let city = place.city
      guard city.isInCapitals, city.count > 3 else { return false }
      let first = city.words(limit: 1).first?.folded ?? ""
      return !PlainTextParser.DatelineWords.labels.contains(first)
    }

    /// "Paris (CNN) The …", but not "Agence France-Presse (AFP) …", an abbreviation explained.
    private var cityIsNoAgency: Bool {
      PlainTextParser.DatelineWords.bareAgencies.contains(agency ?? "") && !cityIsAgency
    }

    private var cityIsAgency: Bool {
      PlainTextParser.DatelineWords.agencies.contains(place.city.folded)
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
      // "MOSCOW. March 12 (Interfax)": the stop is no part of the name, as in "Calif." it is.
      if bytes[end - 1] == UInt8(ascii: "."), isDate(at: i),
        city.bytes.filter({ $0 == 0x2E }).count == 1
      {
        end -= 1
        place.city = Run(bytes[start..<end])
      }
      if let region = readBracketedRegion() {
        place.region = region
        end = i
      }
      for _ in 0..<2 {
        let comma = i
        guard skipComma(), !isDate(at: i), let region = readName(limit: 5),
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

    /// "New Delhi [India], March 12 (ANI): …"
    private mutating func readBracketedRegion() -> Run? {
      let start = i
      skipSpace()
      if peek == UInt8(ascii: "[") {
        i += 1
        let region = readName(limit: 3)
        if let region, peek == UInt8(ascii: "]") {
          i += 1
          return region
        }
      }
      // "Port-Vell (Norland) (AFP) - "
      if peek == UInt8(ascii: "(") {
        i += 1
        if let region = readName(limit: 3), peek == UInt8(ascii: ")"), !isAgency(region) {
          i += 1
          let end = i
          skipSpace()
          if peek == UInt8(ascii: "(") {
            i = end
            return region
          }
        }
      }
      i = start
      return nil
    }

    private func isAgency(_ name: Run) -> Bool {
      PlainTextParser.DatelineWords.agencies.contains(name.folded)
        && PlainTextParser.DatelineWords.bareAgencies.contains(name.string)
    }

    /// What may stand in lower case inside of a name.
    private static func isSmall(_ word: Run) -> Bool {
      word.bytes.elementsEqual([UInt8(ascii: "/")])
        || PlainTextParser.DatelineWords.connectors.contains(word.string)
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
          || isDate(at: word.bytes.startIndex, inName: count > 0)
          || (count > 0 && PlainTextParser.DatelineWords.bareAgencies.contains(word.string))
          || slashedAgency(at: word.bytes.startIndex) != nil
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

    // MARK: Agency

    private mutating func readDatesAndAgencies() {
      // At most: an agency, a date, an agency.
      for _ in 0..<3
      where !readDate() && !readBracketedAgency() && !readSlashedAgency()
        && !readBareAgency()
      { return }
    }

    private mutating func readBracketedAgency() -> Bool {
      let start = i
      _ = skipComma()
      if dashLength == 2 || joinsBracket { skip { $0 == UInt8(ascii: "-") } }
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

    /// "BOSTON--(BUSINESS WIRE)--": dashes on both sides of the bracket.
    private var joinsBracket: Bool {
      var scanner = self
      scanner.skip { $0 == UInt8(ascii: "-") }
      return scanner.i > i && scanner.i <= i + 2 && scanner.peek == UInt8(ascii: "(")
    }

    /// "/TASS/", "/PRNewswire/", "/ ACCESSWIRE /".
    private mutating func readSlashedAgency() -> Bool {
      var scanner = self
      _ = scanner.skipComma()
      guard agency == nil, let found = slashedAgency(at: scanner.i) else { return false }
      i = found.end
      setAgency(found.name)
      agencyIsInBrackets = true
      return true
    }

    /// A known agency between slashes at `index`, and where it ends.
    private func slashedAgency(at index: Int) -> (name: Run, end: Int)? {
      var scanner = self
      scanner.i = index
      guard scanner.peek == UInt8(ascii: "/") else { return nil }
      scanner.i += 1
      let start = scanner.i
      scanner.skip { $0 != UInt8(ascii: "/") }
      let name = Run(bytes[start..<scanner.i]).trimmed
      guard scanner.peek == UInt8(ascii: "/"), name.count <= 40, Self.isKnown(name) else {
        return nil
      }
      return (name, scanner.i + 1)
    }

    /// "CNN", ", Reuter" or "CNN Business", before a dash. After a day any agency, and a stop will
    /// do: "Москва. 12 марта. ИНТЕРФАКС - ", "МОСКВА, 12 мар — РИА Новости. ".
    private mutating func readBareAgency() -> Bool {
      let start = i
      _ = skipComma()
      if hasDate, dashLength > 0 { _ = readMark() }
      guard agency == nil, let end = bareAgencyEnd() else {
        i = start
        return false
      }
      let name = Run(bytes[i..<end])
      i = end
      var scanner = self
      let isEnded = scanner.readMark() == .dash || (hasDate && peek == UInt8(ascii: "."))
      guard isEnded else {
        i = start
        return false
      }
      setAgency(name)
      agencyIsKnown = true
      if peek == UInt8(ascii: ".") { i += 1 }
      return true
    }

    /// Where an agency's name ends that stands at `i`: the longest of up to three words.
    private func bareAgencyEnd() -> Int? {
      var scanner = self
      let first = scanner.readWord()
      let name = Self.withoutStop(first)
      let isBare = PlainTextParser.DatelineWords.bareAgencies.contains(name.string)
      guard isBare || (hasDate && place.range != nil && first.beginsUppercase) else { return nil }
      var end = isBare || Self.isKnown(name) ? name.bytes.endIndex : nil
      for _ in 0..<2 {
        scanner.skipSpace()
        let word = Self.withoutStop(scanner.readWord())
        guard word.beginsUppercase else { break }
        // The desk behind a broadcaster's name is whatever it calls itself.
        if isBare || Self.isKnown(Run(bytes[i..<word.bytes.endIndex])) { end = word.bytes.endIndex }
        if isBare { break }
      }
      return end
    }

    private static func withoutStop(_ word: Run) -> Run {
      word.last == UInt8(ascii: ".") ? Run(word.bytes.dropLast()) : word
    }

    private mutating func setAgency(_ name: Run) {
      agency = name.name
      agencyIsKnown = Self.isKnown(name)
    }

    /// Whether it is in the list, alone or before the desk that it names: "dpa/lnw".
    private static func isKnown(_ name: Run) -> Bool {
      let names = PlainTextParser.DatelineWords.agencies
      if names.contains(name.folded) { return true }
      guard let slash = name.bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
      return names.contains(name.between(name.bytes.startIndex, slash).trimmed.folded)
    }
  }
}
