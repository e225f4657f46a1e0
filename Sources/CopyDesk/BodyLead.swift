internal import Formats

/// What stands at the head of a body and is no part of its text: canonical-text.md hashes what
/// comes after headline and dateline, by every route.
extension Body {
  /// Takes the headline away where it is said again as the first paragraph.
  mutating func dropHeadline(_ headline: String?) {
    guard let headline, let end = Self.firstLine(plain), plain[end].elementsEqual(headline.utf8)
    else { return }
    plain.removeSubrange(..<Self.nextText(plain, from: end.upperBound))
    if let line = Self.firstLine(identity), identity[line].elementsEqual(headline.utf8) {
      identity.removeSubrange(..<line.upperBound)
    }
  }

  /// Takes the dateline out of what is hashed, and returns its place; the text itself keeps it.
  mutating func dropDateline() -> String? {
    guard let line = Self.firstLine(identity), let found = LeadDateline(of: identity[line]) else {
      return nil
    }
    identity.removeSubrange(..<(line.lowerBound + found.length))
    return found.located
  }

  /// Whom one of the last three paragraphs thanks for a part in the story; it stays in the body.
  func credits() -> ClosingCredits? {
    var end = plain.count
    for _ in 0..<3 {
      guard let last = plain[..<end].lastIndex(where: { $0 > 0x20 }) else { return nil }
      let start = Self.paragraphStart(plain, of: last)
      // Above the text's first paragraph nobody is thanked.
      guard start > 0 else { return nil }
      if let found = ClosingCredits(of: plain[start...last]) { return found }
      end = start
    }
    return nil
  }

  /// Where the paragraph that a byte stands in begins: behind a blank line.
  private static func paragraphStart(_ text: [UInt8], of index: Int) -> Int {
    var i = index
    while i > 1, !(text[i - 1] == 0x0A && text[i - 2] == 0x0A) { i -= 1 }
    return i > 1 ? i : 0
  }

  /// Where the first line with text in it stands, without white space at its ends.
  private static func firstLine(_ text: [UInt8]) -> Range<Int>? {
    let start = nextText(text, from: 0)
    guard start < text.count else { return nil }
    var end = text[start...].firstIndex(of: 0x0A) ?? text.count
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    return start..<end
  }

  private static func nextText(_ text: [UInt8], from: Int) -> Int {
    text[from...].firstIndex { $0 > 0x20 } ?? text.count
  }
}
