extension PlainTextParser {
  /// Small words inside names of people.
  private static let particles: Set<String> = [
    "al", "as", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "ibn", "la", "le", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
  ]

  /// Words that say what somebody is, before or after a name: "Associated Press writers …".
  private static let professions: Set<String> = [
    "analyst", "bureau", "chief", "columnist", "contributor", "correspondent", "correspondents",
    "desk", "editor", "editors", "journalist", "journalists", "producer", "producers", "reporter",
    "reporters", "researcher", "researchers", "staff", "writer", "writers",
  ]

  /// The marks that part one name from the next.
  private static let separators = [" and ", " & ", ", ", "; ", " und ", " et ", " y "]

  /// The people whom a list names, and the organisations that it says they work for.
  struct NameList: Equatable {
    var people: [String] = []
    var organisations: [String] = []
  }

  /// Reads "Joseph Poe, Ann Example in Paris and Li Sample", "Agency's Ann Example". Nil where a
  /// part is neither a name nor an organisation: then it is a sentence.
  static func names(in list: Run) -> NameList? {
    var names = NameList()
    for var part in parts(of: list) {
      if let agency = takeAgency(from: &part) { names.organisations.append(agency) }
      part = withoutPlace(part)
      if part.isEmpty { continue }
      if isPersonName(part) {
        names.people.append(part.name)
      } else if !isAffiliation(part) {
        return nil
      }
    }
    return names.people.isEmpty ? nil : names
  }

  private static func parts(of list: Run) -> [Run] {
    var parts: [Run] = []
    var rest = list
    search: while !rest.isEmpty {
      var (end, after) = (rest.bytes.endIndex, rest.bytes.endIndex)
      for separator in separators {
        if let found = rest.range(of: separator), found.lowerBound < end {
          (end, after) = (found.lowerBound, found.upperBound)
        }
      }
      var part = rest.between(rest.bytes.startIndex, end).trimmed
      // "A, B, and C"
      if let last = part.after("and ") { part = last }
      if part.last == UInt8(ascii: ",") { part = Run(part.bytes.dropLast()) }
      if !part.isEmpty { parts.append(part) }
      rest = rest.between(after, rest.bytes.endIndex)
    }
    return parts
  }

  /// Takes "CNN's " or "Agency Name writers " off the front of a part, and a part that is an
  /// agency altogether ("…, Reuters").
  private static func takeAgency(from part: inout Run) -> String? {
    if isAgencyName(part) {
      defer { part = Run([]) }
      return part.name
    }
    for mark in ["’s ", "'s ", "s’ ", "s' "] {
      guard let found = part.range(of: mark) else { continue }
      // The s of "News'" is the name's own.
      let end = found.lowerBound + (mark.utf8.first == UInt8(ascii: "s") ? 1 : 0)
      let owner = part.between(part.bytes.startIndex, end)
      part = part.between(found.upperBound, part.bytes.endIndex).trimmed
      return isAgencyName(owner) ? owner.name : nil
    }
    let words = part.words(limit: 12)
    guard let profession = words.lastIndex(where: { professions.contains($0.folded) }),
      profession + 1 < words.count,
      isPersonName(withoutPlace(part.from(words[profession + 1])))
    else { return nil }
    let owner =
      profession == 0
      ? Run([]) : part.between(part.bytes.startIndex, words[profession].bytes.startIndex).trimmed
    part = part.from(words[profession + 1])
    return isAgencyName(owner) ? owner.name : nil
  }

  static func isAgencyName(_ name: Run) -> Bool {
    name.count <= 40 && name.beginsUppercase && DatelineWords.agencies.contains(name.folded)
  }

  /// "Ann Example in Paris" without the place, "Ann Example of The Paper" without the paper.
  private static func withoutPlace(_ part: Run) -> Run {
    var end = part.bytes.endIndex
    for preposition in [" in ", " from ", " at ", " of ", " for ", " with "] {
      if let found = part.range(of: preposition) { end = min(end, found.lowerBound) }
    }
    return part.between(part.bytes.startIndex, end).trimmed
  }

  /// Two to five capitalised words, particles between them, initials with or without stops.
  static func isPersonName(_ name: Run) -> Bool {
    guard name.count <= 60, !name.hasDigit else { return false }
    let words = name.words(limit: 6)
    guard (2...5).contains(words.count), words.first?.beginsUppercase ?? false,
      let last = words.last, last.beginsUppercase, !professions.contains(last.folded)
    else { return false }
    return words.allSatisfy { word in
      let isWord = word.bytes.allSatisfy { byte in
        (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80 || byte == UInt8(ascii: ".")
          || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "-")
      }
      // "By Tuesday" is none; Sun, May and April are names of people too.
      return isWord && (word.count < 5 || !DatelineWords.isWeekday(word))
        && (word.beginsUppercase || particles.contains(word.string))
    }
  }

  /// "STAFF WRITER", "AP Sports Writer": what somebody is, and nothing else.
  static func isOffice(_ line: Run) -> Bool {
    guard line.count <= 40, !line.hasDigit, let last = line.words(limit: 5).last,
      offices.contains(last.folded)
    else { return false }
    return line.words(limit: 5).count > 1 && isAffiliation(line)
  }
  private static let offices: Set<String> = [
    "analyst", "columnist", "contributor", "correspondent", "editor", "journalist", "producer",
    "reporter", "writer", "writers",
  ]

  /// "AP Sports Writer", "Staff Reporter", "Example Press": no person, and no sentence either.
  private static func isAffiliation(_ part: Run) -> Bool {
    let words = part.words(limit: 6)
    guard (1...5).contains(words.count) else { return false }
    return words.allSatisfy { $0.beginsUppercase || professions.contains($0.string) }
  }
}

extension PlainTextParser.Run {
  /// From one of the run's own words to its end.
  func from(_ word: PlainTextParser.Run) -> PlainTextParser.Run {
    between(word.bytes.startIndex, bytes.endIndex)
  }
}
