extension PlainTextParser {
  /// Who worked on a story besides those in the byline.
  struct Credits: Equatable {
    var people: [String]
    var organisations: [String]
  }

  /// Credits are short (bytes).
  private static let longestCredits = 600

  /// "X and Y contributed to this report." (AP, CNN, Politico) or "(Reporting by X; Editing by Y)"
  /// (Reuters). Nil where the paragraph is something else.
  static func credits(in paragraph: Run) -> Credits? {
    guard paragraph.count <= longestCredits else { return nil }
    let text = withoutBrackets(paragraph)
    guard
      let names = contributors(in: text) ?? withFiles(in: text) ?? rolesAndNames(in: text)
        ?? reports(in: text) ?? firstPublished(in: text)
    else { return nil }
    return Credits(people: names.people, organisations: names.organisations)
  }

  /// Where the bracket with the credits begins that ends a paragraph of prose:
  /// "… to $745.40 an ounce. (Reporting by X; Editing by Y)". Nil where none does.
  static func bracketedCredits(in paragraph: Run) -> Run? {
    guard paragraph.holds(UInt8(ascii: "(")) else { return nil }
    // With the way to reach them behind it, see `withoutBrackets`.
    let end = paragraph.range(of: " ((")?.lowerBound ?? paragraph.bytes.endIndex
    let paragraph = paragraph.between(paragraph.bytes.startIndex, end)
    guard paragraph.last == UInt8(ascii: ")") else { return nil }
    let tail = paragraph.dropping(max(0, paragraph.count - longestCredits))
    guard let open = tail.bytes.lastIndex(of: UInt8(ascii: "(")),
      open > paragraph.bytes.startIndex, paragraph.bytes[open - 1] <= 0x20
    else { return nil }
    let bracket = paragraph.between(open, paragraph.bytes.endIndex)
    return beginsWithRole(withoutBrackets(bracket)) && credits(in: bracket) != nil ? bracket : nil
  }

  private static func withoutBrackets(_ paragraph: Run) -> Run {
    var text = paragraph
    // "(Writing by X) ((x@agency.example; +1 22 33))": how to reach them.
    if text.holds(UInt8(ascii: "(")), let contact = text.range(of: " (("),
      contact.lowerBound > text.bytes.startIndex
    {
      text = text.between(text.bytes.startIndex, contact.lowerBound)
    }
    while let first = text.first,
      [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "*"), UInt8(ascii: "-"), 0x5F].contains(
        first)
    {
      text = text.dropping(1).trimmed
    }
    while let last = text.last,
      [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "."), UInt8(ascii: "*"), 0x5F].contains(
        last)
    {
      text = Run(text.bytes.dropLast()).trimmed
    }
    return text
  }

  private static let contributions = [
    "contributed to this report", "contributed to this story", "contributed to this article",
    "contributed to this piece", "contributed to the report", "contributed reporting",
    "contributed additional reporting", "also contributed to this", "assisted in this report",
    "contributed to this dispatch", "contributed research", "contributed",
  ]

  private static func contributors(in text: Run) -> NameList? {
    // The phrase ends within sixty bytes of the end: no more is looked through.
    let end = text.dropping(max(0, text.count - 110))
    guard end.contains("contributed") || end.contains("assisted in") else { return nil }
    for phrase in contributions {
      guard let found = text.range(of: phrase) else { continue }
      // Behind the phrase only a place or a full stop: else it is a sentence of the story.
      guard text.between(found.upperBound, text.bytes.endIndex).count <= 60 else {
        return nil
      }
      var list = text.between(text.bytes.startIndex, found.lowerBound).trimmed
      if let also = list.range(of: " also"), also.upperBound == list.bytes.endIndex {
        list = list.between(list.bytes.startIndex, also.lowerBound)
      }
      let place = text.between(found.upperBound, text.bytes.endIndex).trimmed
      // The bare word says what else somebody gave: money, an idea.
      if phrase == "contributed", !place.isEmpty, place.after("from ") == nil { return nil }
      return isAgencyName(list) ? NameList(organisations: [list.name]) : names(in: list)
    }
    return nil
  }

  private static let filesOpeners = [
    "with files from ", "with assistance from ", "with assistance by ", "with reporting by ",
    "with reporting from ", "with inputs from ",
    "with input from ", "with agency inputs from ", "reporting contributed by ",
    "mit material von ",
    "avec ", "con información de ",
  ]

  /// "With files from X and The Canadian Press", "(With inputs from agencies)".
  private static func withFiles(in text: Run) -> NameList? {
    for opener in filesOpeners {
      guard let list = text.after(opener) else { continue }
      if isAgencyName(list) || DatelineWords.agencies.contains(list.folded) {
        return NameList(organisations: [list.name])
      }
      return names(in: list)
    }
    return nil
  }

  /// "Ann Example reported from Paris. Li Sample contributed reporting from Rome."
  private static func reports(in text: Run) -> NameList? {
    guard text.contains("reported from ") else { return nil }
    var found = NameList()
    var rest = text
    while !rest.isEmpty {
      let end = endOfClause(rest)
      let clause = rest.between(rest.bytes.startIndex, end)
      if let reported = clause.range(of: " reported from "),
        clause.between(reported.upperBound, clause.bytes.endIndex).count <= 60,
        let names = names(in: clause.between(clause.bytes.startIndex, reported.lowerBound))
      {
        found.people += names.people
      } else if !found.people.isEmpty, let names = contributors(in: clause) {
        found.people += names.people
      } else {
        return nil
      }
      rest = rest.between(end + 1, rest.bytes.endIndex).trimmed
    }
    return found.people.isEmpty ? nil : found
  }

  /// "This report by The Canadian Press was first published Nov. 26, 2026."
  private static func firstPublished(in text: Run) -> NameList? {
    guard let rest = text.after("this report by "), text.count <= 140,
      let end = rest.range(of: " was first published "),
      end.lowerBound - rest.bytes.startIndex <= 40
    else { return nil }
    let name = rest.between(rest.bytes.startIndex, end.lowerBound)
    return isAgencyName(name) ? NameList(organisations: [name.name]) : nil
  }

  private static let roles: Set<String> = [
    "additional", "and", "by", "compiled", "compiling", "edited", "editing", "filming", "graphics",
    "photography", "produced", "production", "reported", "reporting", "research", "rewriting",
    "translated", "translation", "video", "writing", "written",
  ]

  /// Clauses of the form "Role [and role] by names", parted by semicolons or full stops.
  private static func rolesAndNames(in text: Run) -> NameList? {
    // Nearly all paragraphs are prose: they are told by their first word, and need no more.
    guard beginsWithRole(text) || text.bytes.contains(UInt8(ascii: ";")) else { return nil }
    var found = NameList()
    var rest = text
    while !rest.isEmpty {
      let end: Int
      if let list = afterRole(rest) {
        rest = list
        end = endOfClause(rest)
      } else {
        // "(Jane Doe; editing by …)", and an address behind the last name.
        end = endOfClause(rest)
        let clause = rest.between(rest.bytes.startIndex, end)
        let isContact = clause.bytes.contains(UInt8(ascii: "@")) || !clause.hasLetter
        if !found.people.isEmpty, isContact {
          rest = rest.between(end + 1, rest.bytes.endIndex).trimmed
          continue
        }
        guard found.people.isEmpty, end < rest.bytes.endIndex,
          afterRole(rest.between(end + 1, rest.bytes.endIndex).trimmed) != nil
        else { return nil }
      }
      guard let names = names(in: rest.between(rest.bytes.startIndex, end)) else { return nil }
      found.people += names.people.filter { !found.people.contains($0) }
      found.organisations += names.organisations
      rest = rest.between(end + 1, rest.bytes.endIndex).trimmed
    }
    return found.people.isEmpty ? nil : found
  }

  private static func beginsWithRole(_ text: Run) -> Bool {
    // Most prose goes no further than its first letter.
    guard let initial = text.first, initial >= 0x80 || "acefgprtvw".utf8.contains(initial | 0x20)
    else { return false }
    let length = text.firstWordLength
    guard (2...14).contains(length) else { return false }
    var word = text.prefix(length)
    if word.last == UInt8(ascii: ":") { word = Run(word.bytes.dropLast()) }
    let name = word.folded
    return roles.contains(name) || offices.contains(name)
  }

  /// What stands after "Reporting and writing by", "Editing by:", "Additional reporting:".
  private static func afterRole(_ text: Run) -> Run? {
    let words = text.words(limit: 7)
    var isRole = false
    for (n, word) in words.enumerated() where n + 1 < words.count {
      let isLabel = word.last == UInt8(ascii: ":")
      let name = (isLabel ? Run(word.bytes.dropLast()) : word).folded
      if name == "by" { return isRole ? text.from(words[n + 1]) : nil }
      guard roles.contains(name) || (isLabel && offices.contains(name)) else { return nil }
      if isLabel { return text.from(words[n + 1]) }
      isRole = true
    }
    return nil
  }

  private static let offices: Set<String> = [
    "editor", "redaktion", "reporter", "reporters", "writer", "producer", "édition", "edición",
  ]

  /// The semicolon, a comma before another office, or the stop after a word longer than an initial, that ends a clause.
  private static func endOfClause(_ run: Run) -> Int {
    let bytes = run.bytes
    for i in bytes.indices {
      if bytes[i] == UInt8(ascii: ";") { return i }
      if bytes[i] == UInt8(ascii: ","), i + 1 < bytes.endIndex,
        afterRole(run.between(i + 1, bytes.endIndex).trimmed) != nil
      {
        return i
      }
      // "Reporting by X Editing by Y", where a page has joined two lines.
      if bytes[i] == 0x20, i + 1 < bytes.endIndex, (0x41...0x5A).contains(bytes[i + 1]),
        beginsWithRole(run.between(i + 1, bytes.endIndex)),
        afterRole(run.between(i + 1, bytes.endIndex)) != nil
      {
        return i
      }
      let isInner =
        i + 1 < bytes.endIndex && Run.spaceLength(bytes, at: i + 1) > 0 && i > bytes.startIndex + 2
      if bytes[i] == UInt8(ascii: "."), isInner, bytes[i - 1] >= 0x61, bytes[i - 2] != 0x20 {
        return i
      }
    }
    return bytes.endIndex
  }
}
