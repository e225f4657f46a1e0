internal import Newsroom

/// When two messages that are filed under one name are versions of one story: the first two rules of
/// which each must hold.
///
/// 1. One of them says by its mark that it is a version: without a mark a slug is a drawer, in which
///    many stories lie.
/// 2. They came within two days, are dated within a day and a half, and share a headline or a part
///    of their text. A kill has no text of its story: for it a headline or a slug of several words
///    will do. A number that the message itself names needs no proof.
struct Filed {
  /// Days behind which the same name is another story's.
  static let days = 2
  private static let longestGap: Int64 = 36 * 3_600_000

  let story: Story
  let filing: Filing
  /// The name that both are filed under.
  let name: String
  /// The head of the chain that is filed under that name.
  let line: Revision

  /// Whether the story is of the chain. `earlier`: the line before, where the head is a kill.
  func isOfChain(_ earlier: Revision?) -> Bool {
    guard filing.mark != nil || line.mark != nil, areNear else { return false }
    if filing.mark != nil, filing.replaces.contains(name) { return true }
    if name.hasPrefix("key:") { return true }
    // One of them names the other, or both name the same.
    if name.hasPrefix("replaces:") { return true }
    let isKill = filing.mark?.kind == .kill || line.mark?.kind == .kill
    if isKill, earlier == nil { return sharesHeadline || isTellingSlug }
    let likeness = Likeness(Revision.mainText(ofItem: story.item), earlier?.body ?? line.body)
    return likeness.isOfOneStory || (sharesHeadline && (likeness.shared > 0 || likeness.isShort))
  }

  /// Whether the source itself names the story: by its number, or by a key of its own.
  var isDeclared: Bool {
    name.hasPrefix("key:") || name.hasPrefix("replaces:") || filing.replaces.contains(name)
  }

  /// Whether the story withdraws what is there; a notice whose story has not come withdraws nothing.
  var isKill: Bool {
    filing.mark?.kind == .kill && (line.kind == "cancel" || line.mark?.kind != .kill)
  }

  /// Whether the chain's head is the later version.
  var isLate: Bool {
    // Behind a kill it is late for that reason.
    if line.kind == "cancel" || line.mark?.kind == .kill { return false }
    if let number = filing.mark?.number, let other = line.mark?.number, number != other {
      return other > number
    }
    if let date = story.versionDate, let other = line.versionDate, date != other {
      return other > date
    }
    return filing.mark == nil
  }

  private var areNear: Bool {
    guard let date = story.versionDate, let other = line.versionDate else { return true }
    // Numbers begin anew each day.
    let gap =
      name.hasPrefix("number:") || name.hasPrefix("replaces:") ? 18 * 3_600_000 : Self.longestGap
    return abs(date.milliseconds - other.milliseconds) <= gap
  }

  /// Only headlines of several words are names.
  private var sharesHeadline: Bool {
    FilingName.isTellingTitle(name)
      || (!line.hasOtherTitle(than: story)
        && filing.names.contains { FilingName.isTellingTitle($0) })
  }

  /// `Weather` is no story's name; `ferry/night` is one's, for a day.
  private var isTellingSlug: Bool {
    guard name.hasPrefix("slug:"), let slash = name.firstIndex(of: "/") else { return false }
    return name[name.index(after: slash)...].split { !$0.isLetter && !$0.isNumber }.count > 1
  }
}

extension Desk {
  /// The chain that a story without an identity is a version of, by what both are filed under.
  func filed(_ story: Story) throws -> (key: IndexKey, head: IndexEntry, rule: Filed)? {
    guard let filing = story.filing else { return nil }
    let named = filing.names.filter { $0.hasPrefix("number:") }
      .map { "replaces:" + $0.dropFirst("number:".count) }
    for name in filing.replaces + named + filing.names {
      let key = IndexKey.filing(name)
      guard let head = index.find(key), index.today - head.day <= Filed.days,
        let line = try revision(head.seq)
      else { continue }
      let rule = Filed(story: story, filing: filing, name: name, line: line)
      let isKilled = line.kind == "cancel"
      guard rule.isOfChain(isKilled ? try line.prev.flatMap { try revision($0) } : nil) else {
        continue
      }
      // The story itself is known: this one without a mark is another, or nobody can tell which.
      if filing.mark == nil, !isKilled, try hasUnmarked(line) { continue }
      return (key, head, rule)
    }
    return nil
  }

  /// Whether a chain holds a version without a mark, as far as its latest lines say.
  private func hasUnmarked(_ head: Revision) throws -> Bool {
    var line: Revision? = head
    for _ in 0..<16 {
      guard let here = line else { return false }
      if here.mark == nil { return true }
      line = try here.prev.flatMap { try revision($0) }
    }
    return true
  }
}

/// How much of their text two stories have in common: runs of three words, of a text of fewer the
/// text itself.
struct Likeness {
  let shared: Int
  private let first: Int
  private let fewer: Int

  init(_ a: String, _ b: String) {
    let (a, b) = (Self.runs(a), Self.runs(b))
    shared = a.intersection(b).count
    first = a.count
    fewer = min(a.count, b.count)
  }

  /// A fifth of the shorter one: background stays when the lead is new.
  var isOfOneStory: Bool { shared * 5 >= max(1, fewer) }

  /// Nearly all of the first text's: it is a part of the second.
  var isContained: Bool { first >= 4 && shared * 10 >= first * 7 }

  /// Too short for what they share to tell anything.
  var isShort: Bool { fewer < 12 }

  private static func runs(_ text: String) -> Set<[Substring]> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard words.count >= 3 else { return [words] }
    return Set((0...words.count - 3).map { Array(words[$0..<$0 + 3]) })
  }
}
