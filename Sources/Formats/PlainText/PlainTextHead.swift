import Newsroom

extension PlainTextParser {
  /// What stands above a story's text, read by position and form.
  struct Head {
    var slugline: String?
    var headline: Run?
    var byline: Byline?
    var address: String?
    var dateStamps: [DateStamp] = []
    var videos: [Video] = []
    var highlights: [String] = []
    /// Where and for whom the story was written; the text begins after it.
    var dateline: Dateline?
    /// A desk's notes to other desks: `(Adds mayor's comment)`.
    var notes: [Run] = []
    /// Labels of the page that stood between the head's lines.
    var junk: [Run] = []
    /// Where the text begins in the paragraphs.
    var bodyStart = 0
    /// The paragraph that begins with the dateline, if one does.
    var datelineIndex: Int?
  }

  /// How many lines of a text may belong to its head when wrapped lines are joined.
  static let headerReach = 4
  private static let longestHeadline = 300
  private static let longestHighlight = 250

  /// Reads the head: slug line, headline, then byline, address, date, video, highlights and
  /// dateline in any order, up to the first paragraph that is none of them.
  static func head(of paragraphs: [Paragraph]) -> Head {
    var head = Head()
    var i = skipPage(paragraphs, into: &head)
    guard i < paragraphs.count else { return head }
    if i + 1 < paragraphs.count, isSlugline(paragraphs[i], before: paragraphs[i + 1]) {
      head.slugline = paragraphs[i].text.name
      i += 1
    }
    if isHeadline(paragraphs[i], isOnly: paragraphs.count == i + 1) {
      head.headline = paragraphs[i].text
      i += 1
    }
    while i < paragraphs.count, !paragraphs[i].isHuge,
      let next = take(paragraphs, at: i, into: &head)
    {
      i = next
    }
    head.bodyStart = i
    findDateline(paragraphs, into: &head)
    return head
  }

  /// What pages print above a headline: labels and links, the day. Returns where the story begins;
  /// 0 where no headline would follow.
  private static func skipPage(_ paragraphs: [Paragraph], into head: inout Head) -> Int {
    var i = 0
    var found = head
    while i < min(4, paragraphs.count), !paragraphs[i].isHuge {
      let text = paragraphs[i].text
      if let date = dateStamp(in: text) {
        found.dateStamps.append(date)
      } else if isPageTop(text) {
        found.junk.append(text)
      } else {
        break
      }
      i += 1
    }
    guard i > 0, i + 1 < paragraphs.count, isHeadline(paragraphs[i], isOnly: false),
      !paragraphs[i].text.endsSentence
    else { return 0 }
    head = found
    return i
  }

  /// Takes the paragraph at `i`, and those that belong to it, into the head. Returns the index
  /// after them; nil where the text begins.
  private static func take(_ paragraphs: [Paragraph], at i: Int, into head: inout Head) -> Int? {
    let text = paragraphs[i].text
    if let video = video(in: text) {
      head.videos.append(video)
    } else if head.highlights.isEmpty, let end = bulletsBeforeDateline(paragraphs, from: i) {
      head.highlights = paragraphs[i..<end].map { withoutBullet($0.text).string }
      return end
    } else if text.count == 7, text.folded == "summary", head.highlights.isEmpty,
      let end = bulletsBeforeDateline(paragraphs, from: i + 1)
    {
      head.highlights = paragraphs[i + 1..<end].map { withoutBullet($0.text).string }
      return end
    } else if let rest = afterHighlightsLabel(text), head.highlights.isEmpty {
      return takeHighlights(paragraphs, after: i, first: rest, into: &head)
    } else if head.address == nil, isAddress(text) {
      head.address = text.string
    } else if head.byline == nil, let byline = byline(in: text) {
      head.byline = byline
    } else if head.byline == nil, i + 1 < paragraphs.count,
      let byline = byline(in: text, above: paragraphs[i + 1].text)
    {
      head.byline = byline
      return i + 2
    } else if head.byline != nil, isOffice(text) {
      // "STAFF WRITER", below the name.
      head.junk.append(text)
    } else if let date = dateStamp(in: text) {
      head.dateStamps.append(date)
    } else if head.dateline == nil, let dateline = dateline(of: text), dateline.length == text.count
    {
      head.dateline = dateline
    } else if text == head.headline {
      // Some pages print the headline twice.
    } else if FilingMarks.note(text) != nil {
      head.notes.append(text)
      head.junk.append(text)
    } else if isJunk(text) {
      head.junk.append(text)
    } else {
      return nil
    }
    return i + 1
  }

  /// The dateline opens the text. Where captions stand first it may open the second or third
  /// paragraph, if there can be no doubt that it is one.
  private static func findDateline(_ paragraphs: [Paragraph], into head: inout Head) {
    guard head.dateline == nil else { return }
    for i in head.bodyStart..<min(head.bodyStart + 3, paragraphs.count) {
      guard !paragraphs[i].isHuge, let dateline = dateline(of: paragraphs[i].text),
        i == head.bodyStart || dateline.isCertain
      else { continue }
      head.dateline = dateline
      head.datelineIndex = i
      return
    }
  }

  // MARK: Slug line and headline

  /// The keywords by which a desk files a story, on a line above its headline: all in lower case
  /// ("tillerson russia failed"), or one word of parts ("SYRIA-TALKS/MOSCOW").
  private static func isSlugline(_ line: Paragraph, before next: Paragraph) -> Bool {
    let text = line.text
    guard text.count <= 60, line.lineCount == 1, !text.endsSentence, !isAddress(text),
      isHeadline(next, isOnly: false), next.text.hasASCIIUppercase, !next.text.endsSentence,
      next.text.count > text.count
    else { return false }
    let words = text.words(limit: 9)
    if words.count > 1, let keywords = words.first, keywords.isInCapitals,
      keywords.bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "-") }),
      words[1].first == UInt8(ascii: "("), text.last == UInt8(ascii: ")")
    {
      // "BRITAIN-FERRIES/ (UPDATE 1)"
      return true
    }
    if words.count == 1 {
      return text.hasLetter
        && (text.bytes.contains(UInt8(ascii: "/")) || text.bytes.contains(UInt8(ascii: "-")))
    }
    return words.count <= 8 && !text.hasASCIIUppercase
      && words.allSatisfy { $0.beginsLowercase || $0.beginsWithDigit }
  }

  /// The first line is the headline, unless it is prose: several wrapped lines, a long sentence,
  /// a paragraph that begins with a dateline; or another part of the head by its form. A byline is
  /// no proof there: "By Any Means Necessary" is a headline.
  private static func isHeadline(_ line: Paragraph, isOnly: Bool) -> Bool {
    let text = line.text
    guard text.count <= longestHeadline, line.lineCount < 4, text.hasLetter,
      !hasHeaderForm(text)
    else { return false }
    if text.endsSentence, line.lineCount > 1 || text.count > (isOnly ? 120 : 180) { return false }
    guard let dateline = dateline(of: text) else { return true }
    return !dateline.isCertain || (line.lineCount == 1 && text.count <= 150 && !text.endsSentence)
  }

  private static func hasHeaderForm(_ line: Run) -> Bool {
    isAddress(line) || video(in: line) != nil || afterHighlightsLabel(line) != nil
      || dateStamp(in: line) != nil
  }

  /// Whether a line below the first is a part of the head by its own form.
  static func isHeaderLine(_ line: Run) -> Bool {
    hasHeaderForm(line) || byline(in: line) != nil || dateline(of: line)?.isCertain == true
  }

  // MARK: Highlights

  /// What follows "Story highlights" on its line (CNN), or nothing after a label that has the
  /// line to itself.
  private static func afterHighlightsLabel(_ line: Run) -> Run? {
    if var rest = line.after("story highlights") {
      if rest.first == UInt8(ascii: ":") { rest = rest.dropping(1).trimmed }
      return rest
    }
    guard line.count <= 40 else { return nil }
    var label = line
    if label.last == UInt8(ascii: ":") { label = Run(label.bytes.dropLast()).trimmed }
    return highlightLabels.contains(label.folded) ? Run([]) : nil
  }

  private static let highlightLabels: Set<String> = [
    "at a glance", "das wichtigste in kürze", "en bref", "highlights", "in brief", "in short",
    "key facts", "key points", "key takeaways", "l'essentiel", "les points clés", "lo esencial",
    "main points", "puntos clave", "the essentials", "what you need to know",
  ]

  /// Reuters sets its points as a list without a label between headline and dateline; others call
  /// it a summary. Returns where the list that begins at `i` ends, before the dateline.
  private static func bulletsBeforeDateline(_ paragraphs: [Paragraph], from i: Int) -> Int? {
    var end = i
    while end < min(i + 9, paragraphs.count), paragraphs[end].text.count <= longestHighlight,
      withoutBullet(paragraphs[end].text).count < paragraphs[end].text.count
    {
      end += 1
    }
    guard end >= i + 2, end < paragraphs.count, dateline(of: paragraphs[i].text) == nil,
      dateline(of: paragraphs[end].text)?.isCertain == true
    else { return nil }
    return end
  }

  /// The highlights end at the dateline. Without one: where the list's lines do, if they stand
  /// together, or else at the first paragraph that is a sentence.
  private static func takeHighlights(
    _ paragraphs: [Paragraph], after label: Int, first: Run, into head: inout Head
  ) -> Int {
    var items = first.isEmpty ? [] : [first]
    let start = label + 1
    var end = start
    let reach = min(start + 10, paragraphs.count)
    if let dateline = (start..<reach).first(where: { dateline(of: paragraphs[$0].text) != nil }),
      paragraphs[start..<dateline].allSatisfy({ $0.text.count <= longestHighlight })
    {
      end = dateline
    } else if start < reach, !paragraphs[start].followsBlank {
      while end < reach, end == start || !paragraphs[end].followsBlank { end += 1 }
    } else {
      while end < reach, paragraphs[end].text.count <= longestHighlight,
        !paragraphs[end].text.endsSentence
      {
        end += 1
      }
    }
    items += paragraphs[start..<end].map(\.text)
    head.highlights = items.filter { !isHeaderLine($0) && !isJunk($0) }
      .map { withoutBullet($0).string }
    return end
  }

  private static func withoutBullet(_ item: Run) -> Run {
    for bullet in ["•", "·", "-", "*", "–", "▪"] where item.bytes.starts(with: bullet.utf8) {
      return item.dropping(bullet.utf8.count).trimmed
    }
    return item
  }
}
