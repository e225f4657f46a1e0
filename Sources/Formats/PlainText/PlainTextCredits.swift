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
    guard let names = contributors(in: text) ?? rolesAndNames(in: text) else { return nil }
    return Credits(people: names.people, organisations: names.organisations)
  }

  private static func withoutBrackets(_ paragraph: Run) -> Run {
    var text = paragraph
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
  ]

  private static func contributors(in text: Run) -> NameList? {
    guard text.contains("contributed") || text.contains("assisted in") else { return nil }
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
      return names(in: list)
    }
    return nil
  }

  private static let roles: Set<String> = [
    "additional", "and", "by", "compiled", "compiling", "edited", "editing", "filming", "graphics",
    "photography", "produced", "production", "reported", "reporting", "research", "rewriting",
    "translated", "translation", "video", "writing", "written",
  ]

  /// Clauses of the form "Role [and role] by names", parted by semicolons or full stops.
  private static func rolesAndNames(in text: Run) -> NameList? {
    var found = NameList()
    var rest = text
    while !rest.isEmpty {
      let words = rest.words(limit: 7)
      guard let by = words.firstIndex(where: { $0.folded == "by" }), by > 0, by + 1 < words.count,
        words[..<by].allSatisfy({ roles.contains($0.folded) })
      else { return nil }
      rest = rest.from(words[by + 1])
      let end = endOfClause(rest)
      guard let names = names(in: rest.between(rest.bytes.startIndex, end)) else { return nil }
      found.people += names.people.filter { !found.people.contains($0) }
      found.organisations += names.organisations
      rest = rest.between(end + 1, rest.bytes.endIndex).trimmed
    }
    return found.people.isEmpty ? nil : found
  }

  /// The semicolon, or the stop after a word longer than an initial, that ends a clause.
  private static func endOfClause(_ run: Run) -> Int {
    let bytes = run.bytes
    for i in bytes.indices {
      if bytes[i] == UInt8(ascii: ";") { return i }
      let isInner =
        i + 1 < bytes.endIndex && Run.spaceLength(bytes, at: i + 1) > 0 && i > bytes.startIndex + 2
      if bytes[i] == UInt8(ascii: "."), isInner, bytes[i - 1] >= 0x61, bytes[i - 2] != 0x20 {
        return i
      }
    }
    return bytes.endIndex
  }
}
