internal import Newsroom

/// Which story an ANPA keyword line files a take under, and which version of it the take is.
///
///     BC-NL--Granford-Ferry Fares,148                      the story
///     BC-NL--Granford-Ferry Fares, 1st Ld-Writethru,163    takes its place
///     BC-NL--Granford-Ferry Fares, CORRECTION,40           corrects it
///     BC-NL--Granford-Ferry Fares, KILL,12                 withdraws it
///     BC-NL--Granford-Ferry Fares, 1st Add,210             goes on from it: a story of its own
///
/// Source: ANPA 1312, "Keyword line"; the AP's use of it.
struct TakeKey {
  typealias Run = PlainTextParser.Run

  /// With its cycle: "BC-NL--Granford-Ferry Fares".
  var keyword: String
  /// 1 for the story, 2 for its first lead, and so on; nil where the take is no version of it.
  var version: Int?
  var isCorrection = false
  var isKill = false

  /// Nil where the line names no cycle: then nothing says that the keyword is one story's alone.
  init?(_ line: Run) {
    var fields = line.bytes.split(separator: UInt8(ascii: ",")).map { Run($0).trimmed }
    guard let first = fields.first, let dash = first.string.firstIndex(of: "-"),
      ANPAParser.cycles.contains(String(first.string[..<dash]))
    else { return nil }
    keyword = first.name
    version = 1
    fields.removeFirst()
    for field in fields where field.hasLetter { take(field) }
  }

  private mutating func take(_ field: Run) {
    let words = field.folded.split { $0 == " " || $0 == "-" }
    if words.contains("kill") || words.contains("elimination") {
      (version, isKill) = (nil, true)
    } else if words.contains(where: { $0.hasPrefix("correct") }) {
      (version, isCorrection) = (nil, true)
    } else if words.contains("ld") || words.contains("lead") {
      let number = words.first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 1
      version = number < 100 ? number + 1 : nil
    } else if words.contains(where: { ["add", "take", "sub", "insert"].contains($0) }) {
      // A part of the story: its own words are no version of the whole.
      keyword += ", " + field.name
    }
  }

  /// `day`: as the header has it, `02-20`. `agency`: as the trailer has it, `AP`. A keyword is one
  /// story's of one agency in one cycle of one day; without an agency, of its source.
  func fill(_ draft: inout Draft, agency: String?, day: String) {
    let name = "\(keyword)/\(day)"
    draft.id = agency.map { "anpa:\($0)/" + name.replacing(" ", with: "%20") } ?? name
    draft.version = version.map(String.init)
    draft.isCorrection = isCorrection
    if isKill { draft.pubStatus = "canceled" }
    if version != nil { draft.derived.append("version") }
    if isKill { draft.derived.append("pubStatus") }
  }
}
