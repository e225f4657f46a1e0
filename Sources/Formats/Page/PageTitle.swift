/// The headline among all that a page calls its title. Each of them may lie: the first heading may
/// be the site's name, the title has the site's name behind it, what is meant for social media is
/// worded for them. What two of them say is believed first.
enum PageTitle {
  /// The headline; nil where the page has none. `site`: what the page calls its site or publisher.
  static func choose(
    headings: [String], linked: String?, openGraph: String?, title: String?, site: String?
  ) -> String? {
    let others = [linked, openGraph, title].compactMap { $0 }
    let cut = others.map { withoutSite($0, site) }
    // The heading that the metadata knows, whole or with something round it; the site's own name
    // stands in titles too.
    let known = cut.map(PageText.folded)
    var best: (heading: String, length: Int)?
    for heading in headings {
      let own = PageText.folded(heading)
      guard own.split(separator: " ").count > 1 || known.contains(own) else { continue }
      if known.contains(own) { return heading }
      let isPart = known.contains { contains($0, own) && own.count * 5 >= $0.count * 2 }
      if isPart, own.count > best?.length ?? 0 { best = (heading, own.count) }
    }
    if let best { return best.heading }
    // Two that agree once the site is cut off.
    for (i, text) in cut.enumerated() {
      let own = PageText.folded(text)
      if cut[(i + 1)...].contains(where: { PageText.folded($0) == own }) { return text }
    }
    // A heading that is nearly what the metadata says: one of them was edited.
    for heading in headings where cut.contains(where: { isNear(heading, $0) }) { return heading }
    return cut.first ?? headings.first
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    guard !part.isEmpty, let range = text.firstRange(of: part) else { return false }
    let startsWord =
      range.lowerBound == text.startIndex || text[text.index(before: range.lowerBound)] == " "
    let endsWord = range.upperBound == text.endIndex || text[range.upperBound] == " "
    return startsWord && endsWord
  }

  /// Two thirds of the words of both.
  private static func isNear(_ a: String, _ b: String) -> Bool {
    let a = Set(PageText.folded(a).split(separator: " "))
    let b = Set(PageText.folded(b).split(separator: " "))
    let common = a.intersection(b).count
    return common >= 3 && common * 3 >= a.count * 2 && common * 3 >= b.count * 2
  }

  private static let separators = [
    " | ", " — ", " – ", " - ", " :: ", " · ", " • ", " « ", " » ", " / ",
  ]

  /// A title without the site's name at its end or start. Where no site is known the last piece goes
  /// if it is short and what is left is a title.
  static func withoutSite(_ title: String, _ site: String?) -> String {
    let site = site.map(PageText.folded)
    for separator in separators {
      let pieces = title.split(separator: separator)
      guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { continue }
      let head = title[..<title.index(title.endIndex, offsetBy: -last.count - separator.count)]
      if let site, !site.isEmpty {
        if isSite(last, site) { return withoutSite(String(head), site) }
        if isSite(first, site) {
          return String(
            title[title.index(title.startIndex, offsetBy: first.count + separator.count)...])
        }
      }
      let isShort = last.split(separator: " ").count <= 4 && last.count * 2 < head.count
      if isShort, head.split(separator: " ").count >= 3, separator != " / " {
        return String(head)
      }
    }
    return title
  }

  private static func isSite(_ piece: Substring, _ site: String) -> Bool {
    let piece = PageText.folded(String(piece))
    return !piece.isEmpty
      && (piece == site || piece.filter { $0 != " " } == site.filter { $0 != " " }
        || (piece.hasPrefix(site) && piece.count < site.count + 20)
        || (site.hasPrefix(piece) && piece.count > 3))
  }
}
