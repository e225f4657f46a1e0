extension PlainTextParser {
  /// A line that says who wrote the story.
  struct Byline: Equatable {
    /// As the source writes it, without the By.
    var text: String
    var authors: [String]
    var organisations: [String]
  }

  /// Bylines are short (bytes).
  private static let longestByline = 160

  private static let bylineOpeners = [
    "by: ", "by ", "posted by ", "written by ", "as written by ", "story by ", "reported by ",
    "author: ", "authors: ", "words by ", "text by ", "von ", "von: ", "autor: ", "autorin: ",
    "par ",
    "por ", "di ", "door ", "av ", "af ", "auteur : ", "texto: ", "a cura di ",
  ]

  /// A name, and on the line below whom it works for: "Jane Doe" above "CNN" or "Staff Writer".
  static func byline(in line: Run, above next: Run) -> Byline? {
    let isBracketed = next.first == UInt8(ascii: "(") && next.last == UInt8(ascii: ")")
    let office = isBracketed ? Run(next.bytes.dropFirst().dropLast()).trimmed : next
    guard line.count <= longestByline, next.count <= 40,
      DatelineWords.bareAgencies.contains(office.string) || isOffice(office)
        || (isBracketed && isAgencyName(office)),
      let names = names(in: line)
    else { return nil }
    let agencies = isAgencyName(office) ? [office.name] : []
    return Byline(
      text: "\(line.name), \(office.name)", authors: names.people,
      organisations: names.organisations + agencies)
  }

  /// "By X", "By X, Agency", "Posted by X | 22 Sep 2017", or CNN's "X and Y, CNN".
  static func byline(in line: Run) -> Byline? {
    guard line.count <= longestByline, line.count > 4 else { return nil }
    for opener in bylineOpeners {
      guard let text = line.after(opener) else { continue }
      if isAgencyName(text) {
        return Byline(text: text.name, authors: [], organisations: [text.name])
      }
      guard let names = names(in: signed(text)) else { return nil }
      return Byline(
        text: text.name, authors: names.people, organisations: names.organisations)
    }
    guard !line.endsSentence, let comma = line.bytes.lastIndex(of: UInt8(ascii: ",")) else {
      return nil
    }
    let agency = line.between(comma + 1, line.bytes.endIndex).trimmed
    guard isAgencyName(agency) || isOffice(agency),
      let names = names(in: line.between(line.bytes.startIndex, comma))
    else { return nil }
    return Byline(
      text: line.name, authors: names.people,
      organisations: names.organisations + (isAgencyName(agency) ? [agency.name] : []))
  }

  /// The names of a byline: what stands before a bar, a bullet or a date.
  private static func signed(_ text: Run) -> Run {
    var end = text.bytes.endIndex
    for mark in [" | ", " • ", " · ", " — ", " – ", " on ", " - "] {
      if let found = text.range(of: mark) { end = min(end, found.lowerBound) }
    }
    var run = text.between(text.bytes.startIndex, end).trimmed
    if run.last == UInt8(ascii: ":") { run = Run(run.bytes.dropLast()) }
    return run
  }
}
