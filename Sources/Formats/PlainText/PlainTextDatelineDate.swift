// The date in a dateline: read over, never completed.
extension PlainTextParser.DatelineScanner {
  private typealias Words = PlainTextParser.DatelineWords

  /// "March 26", "26 March", "Feb. 26, 1987", "3 de mayo", "12.03.2024", "Tuesday" and, since
  /// operators mistype, any word with a day's number after it and a dash after that.
  mutating func readDate() -> Bool {
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

  /// `inName`: a capitalised word stands before it and no comma. There only a date that can be
  /// nothing else is one: "SANTO DOMINGO" has no Sunday in it, "RIO DE JANEIRO" no January.
  func isDate(at index: Int, inName: Bool = false) -> Bool {
    if inName, index < bytes.endIndex, Self.isLetter(bytes[index]) {
      var scanner = self
      scanner.i = index
      let word = scanner.readDateWord()
      if Words.isWeekday(word), !Words.isEnglishWeekday(word) { return false }
      scanner.skipSpace()
      if Words.isMonth(word), !Self.isDay(scanner.readDateWord()) { return false }
    }
    return dateEnd(at: index) != nil
  }

  /// Where the date that stands at `index` ends; nil where none does.
  private func dateEnd(at index: Int) -> Int? {
    var scanner = self
    scanner.i = index
    scanner.skipSpace()
    if let end = scanner.numericDateEnd() { return end }
    let first = scanner.readDateWord()
    if Words.isWeekday(first) {
      let end = scanner.i
      _ = scanner.skipComma()
      return scanner.dateEnd(at: scanner.i) ?? end
    }
    let afterFirst = scanner.i
    scanner.skipSpace()
    if Self.isDay(first) { scanner.skipOf() }
    let second = scanner.readDateWord()
    if Self.isDay(first), Words.isMonth(second) { return scanner.endOfYear() }
    // "2024. március 12."
    if Self.isYear(first), Words.isMonth(second) {
      scanner.skipSpace()
      return Self.isDay(scanner.readDateWord()) ? scanner.i : nil
    }
    if Words.isMonth(first) {
      return Self.isDay(second) ? scanner.endOfYear() : scanner.ended(at: afterFirst)
    }
    // "BARCELONA, 7 (EUROPA PRESS)": the month is today's.
    if Self.isDay(first), first.beginsWithDigit, bytes[..<afterFirst].last != UInt8(ascii: "."),
      scanner.bracket(at: afterFirst)
    {
      return afterFirst
    }
    guard Self.isDay(second), first.hasLetter, !first.hasDigit, first.count > 2 else { return nil }
    return scanner.ended(at: scanner.i)
  }

  /// "12.03.2024", "2024-03-12", "12/3/24": three numbers, and signs of one kind between them.
  private func numericDateEnd() -> Int? {
    var scanner = self
    let start = i
    if start > bytes.startIndex, Self.isLetter(bytes[start - 1]) || bytes[start - 1] == 0x2D {
      return nil
    }
    scanner.skip { (0x30...0x39).contains($0) || "-./".utf8.contains($0) }
    let text = Run(bytes[start..<scanner.i])
    guard text.beginsWithDigit, (6...10).contains(text.count) else { return nil }
    let isDate = "-./".utf8.contains { sign in
      let fields = text.bytes.split(separator: sign, omittingEmptySubsequences: false)
      return fields.count == 3 && fields.allSatisfy { (1...4).contains($0.count) }
        && fields.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
    return isDate ? scanner.i : nil
  }

  /// A month without a day, or a word before a day, is a date only where a dash ends it:
  /// "HOUSTON, March - ".
  private func ended(at end: Int) -> Int? {
    var scanner = self
    scanner.i = end
    return scanner.readMark() == .dash ? end : nil
  }

  private func bracket(at index: Int) -> Bool {
    var scanner = self
    scanner.i = index
    scanner.skipSpace()
    return scanner.peek == UInt8(ascii: "(")
  }

  /// "3 de mayo", "12 d'abril".
  private mutating func skipOf() {
    for word in ["de ", "del ", "do ", "d'", "d’", "of "]
    where Run(bytes[i...]).begins(with: word) {
      i += word.utf8.count
      return
    }
  }

  /// Letters or digits, with the stop of an abbreviation or the sign of an ordinal.
  private mutating func readDateWord() -> Run {
    let start = i
    while let byte = peek, (0x30...0x39).contains(byte) || Self.isLetter(byte),
      byte != UInt8(ascii: "."), byte != 0xC2
    {
      i += 1
    }
    let word = Run(bytes[start..<i])
    // º and ª
    if peek == 0xC2, i + 1 < bytes.endIndex, [0xAA, 0xBA].contains(bytes[i + 1]) { i += 2 }
    if peek == UInt8(ascii: ".") { i += 1 }
    return word
  }

  /// ", 1987" or " de 1987" after a day and a month.
  private func endOfYear() -> Int {
    var scanner = self
    if !scanner.skipComma() { scanner.skipOf() }
    return Self.isYear(scanner.readDateWord()) ? scanner.i : i
  }

  private static func isYear(_ word: Run) -> Bool {
    word.count == 4 && word.bytes.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// 1 to 31, as an ordinal too: 1st, 1er.
  private static func isDay(_ word: Run) -> Bool {
    let digits = Run(word.bytes.prefix { (0x30...0x39).contains($0) })
    guard (1...2).contains(digits.count), let day = Int(digits.string), (1...31).contains(day)
    else { return false }
    let suffix = word.dropping(digits.count)
    return suffix.isEmpty || ["st", "nd", "rd", "th", "er", "re"].contains(suffix.folded)
  }
}
