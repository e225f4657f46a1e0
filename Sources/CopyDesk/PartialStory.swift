package import Newsroom

/// A version that says only what has changed since the one before (NewsML 1's `Update`).
enum PartialStory {
  /// The whole of it: what its item lacks is taken from `previous`, and so is what it is hashed by
  /// where it brings no text of its own.
  static func completed(_ story: Story, from previous: Revision) -> Story {
    guard let item = previous.item else { return story }
    var whole = story
    let hasText = !Revision.mainText(ofItem: story.item).isEmpty
    whole.item = merged(story.item, into: item, keepsBody: !hasText)[...]
    if story.headline == nil { whole.headline = previous.headline }
    if !hasText, let content = previous.content { whole.content = content }
    whole.warnings = story.warnings.filter { $0 != .noHeadline || previous.headline == nil }
    return whole
  }

  /// A JSON object with the members of `new`, and those of `old` that it lacks.
  private static func merged(
    _ new: ArraySlice<UInt8>, into old: ArraySlice<UInt8>, keepsBody: Bool
  ) -> [UInt8] {
    var out: [UInt8] = []
    var seen: Set<ArraySlice<UInt8>> = []
    func add(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
      guard seen.insert(name).inserted else { return }
      out.append(UInt8(ascii: out.isEmpty ? "{" : ","))
      out.append(UInt8(ascii: "\""))
      out += name
      out += Array("\":".utf8)
      out += value
    }
    var members = LineScanner(new)
    while let (name, value) = members.next() {
      if keepsBody, name.equals("bodies") { continue }
      add(name, value)
    }
    members = LineScanner(old)
    while let (name, value) = members.next() { add(name, value) }
    out.append(UInt8(ascii: "}"))
    return out
  }
}

extension Warning {
  /// It says only what has changed, and the version before is not known.
  package static let partialUpdate = Warning(rawValue: "partial-update")
}
