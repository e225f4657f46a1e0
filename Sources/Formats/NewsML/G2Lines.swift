internal import Markup
internal import Newsroom

/// The lines of an item of NewsML-G2 that a reader sees: headlines, by-lines, descriptions.
enum G2Lines {
  /// Reads them from `contentMeta` or from a part of an item.
  static func read(_ content: XMLElement, _ draft: inout Draft) {
    readHeadlines(content.all("headline"), &draft)
    draft.slugline = draft.slugline ?? content.first("slugline")?.text
    let names = content.all("by").compactMap(\.text)
    if draft.byline == nil, !names.isEmpty { draft.byline = names.joined(separator: ", ") }
    for line in content.all("dateline") where draft.located == nil {
      draft.located = Datelines.place(in: line.text)
    }
    for description in content.all("description") { describe(description, &draft) }
  }

  private static func readHeadlines(_ all: [XMLElement], _ draft: inout Draft) {
    let lines = all.filter { $0.text != nil }
    guard let main = lines.firstIndex(where: { !isMinor(role(of: $0)) }) ?? lines.indices.first
    else { return }
    if draft.headline == nil {
      draft.headline = .words(lines[main].text, language: lines[main]["lang"])
    }
    for (n, line) in lines.enumerated() where n != main {
      draft.subheadline(line.text, role: role(of: line) ?? "alternative")
    }
  }

  private static func role(of element: XMLElement) -> String? {
    element["role"].map(WireWords.lastPart)
  }

  /// Roles of lines that stand over, under or instead of a headline.
  private static func isMinor(_ role: String?) -> Bool {
    guard let role = role?.lowercased() else { return false }
    return ["sub", "kicker", "short", "over", "alt", "deck", "teaser"].contains {
      role.contains($0)
    }
  }

  private static func describe(_ element: XMLElement, _ draft: inout Draft) {
    guard let text = element.text else { return }
    let role = role(of: element)
    let isSummary = role == nil || ["summary", "abstract", "intro", "lead"].contains(role)
    if isSummary, draft.summary == nil {
      draft.summary = .words(text, language: element["lang"])
    } else {
      draft.descriptions.append(RoleText(role: role ?? "summary", text: SourceText(text)))
    }
  }
}
