import Markup

/// Where on a page its article stands, and what inside of it belongs to the page and not to the
/// article. A pure function of the tree: a better one can take its place.
enum ArticleText {
  /// Parts of a page.
  struct Selection {
    /// The nodes that hold the article, in order; none lies in another.
    var roots: [Int] = []
    /// Nodes inside of them that are left out, with all that they hold.
    var dropped: Set<Int> = []
  }

  /// The article of a page. No roots where the page has no text.
  static func find(in document: HTMLDocument) -> Selection {
    let marks = PageMarks(of: document)
    guard let best = candidate(document, marks) else { return Selection() }
    let root = widened(best, document, marks)
    var selection = Selection(roots: [root])
    trim(&selection, root, document, marks)
    return selection
  }

  // MARK: The element that holds the text

  /// What the paragraphs of an element give it: more for long ones with commas, and a share of it
  /// to those it stands in.
  private static func candidate(_ document: HTMLDocument, _ marks: PageMarks) -> Int? {
    if let declared = declaredBody(document, marks) { return declared }
    var scores = [Double](repeating: 0, count: document.nodes.count)
    for i in document.nodes.indices where marks.isParagraph(i) && !marks.isDropped[i] {
      let length = marks.words[i].own
      guard length >= 25 else { continue }
      var share = 1 + Double(marks.words[i].commas) + min(Double(length) / 100, 3)
      if document.nodes[i].element == .div { scores[i] += share }
      var parent = Int(document.nodes[i].parent)
      for level in 1...4 where parent >= 0 {
        scores[parent] += share
        share *= level == 1 ? 0.5 : 0.7
        parent = Int(document.nodes[parent].parent)
      }
    }
    var best: (node: Int, score: Double)?
    for i in document.nodes.indices where scores[i] > 0 && !marks.isDropped[i] {
      let score = scores[i] * (1 - marks.linkDensity(i)) * weight(document.nodes[i].element)
      if score > (best?.score ?? 0) { best = (i, score) }
    }
    return best?.node ?? fallback(document, marks)
  }

  /// `<article>` says what it is; a table's cell or a list is rarely one.
  private static func weight(_ element: HTMLElement?) -> Double {
    switch element {
    case .article, .main: 1.25
    case .td, .ul, .ol, .li, .blockquote: 0.8
    case .body, .html: 0.7
    default: 1
    }
  }

  /// The largest element that the page itself calls the article's body.
  private static func declaredBody(_ document: HTMLDocument, _ marks: PageMarks) -> Int? {
    var best: Int?
    for i in document.nodes.indices where marks.isDeclaredBody[i] && !marks.isDropped[i] {
      guard marks.words[i].text >= 250, marks.linkDensity(i) < 0.5 else { continue }
      if marks.words[i].text > best.map({ marks.words[$0].text }) ?? 0 { best = i }
    }
    guard let best, marks.words[best].text * 4 >= marks.longest else { return nil }
    return best
  }

  /// A page without paragraphs: its only `<article>` or `<main>`, else all of it.
  private static func fallback(_ document: HTMLDocument, _ marks: PageMarks) -> Int? {
    for element in [HTMLElement.article, .main, .body] {
      let found = document.nodes.indices.filter {
        document.nodes[$0].element == element && !marks.isDropped[$0] && marks.words[$0].text > 0
      }
      if found.count == 1 || (element == .body && !found.isEmpty) { return found.first }
    }
    return nil
  }

  /// An article in sections: the element round them, if it is text like what was found.
  private static func widened(_ node: Int, _ document: HTMLDocument, _ marks: PageMarks) -> Int {
    var node = node
    while true {
      let parent = Int(document.nodes[node].parent)
      guard parent >= 0, let element = document.nodes[parent].element, element != .html else {
        return node
      }
      let inner = marks.words[node]
      let outer = marks.words[parent]
      let gained = outer.paragraphs - inner.paragraphs
      let added = outer.text - inner.text
      // What comes with it is mostly prose, and enough to be a part of the article.
      guard gained * 10 >= inner.paragraphs, gained * 10 >= added * 7,
        marks.linkDensity(parent) < 0.35
      else {
        if added == 0, element != .body {
          node = parent
          continue
        }
        return node
      }
      node = parent
    }
  }

  // MARK: What is no text of the article

  private static func trim(
    _ selection: inout Selection, _ root: Int, _ document: HTMLDocument, _ marks: PageMarks
  ) {
    var i = root + 1
    let end = Int(document.nodes[root].end)
    while i < end {
      let node = document.nodes[i]
      if let element = node.element, marks.isDropped[i] || isFurniture(i, element, document, marks)
      {
        selection.dropped.insert(i)
        i = max(Int(node.end), i + 1)
      } else {
        i += 1
      }
    }
  }

  private static func isFurniture(
    _ i: Int, _ element: HTMLElement, _ document: HTMLDocument, _ marks: PageMarks
  ) -> Bool {
    switch element {
    case .ul, .ol, .dl:
      // A list of links, not one with links in it.
      return marks.words[i].text > 0 && marks.linkDensity(i) > 0.7
    case .div, .section, .table:
      guard marks.words[i].text > 0 else { return false }
      return marks.linkDensity(i) > 0.6 && marks.words[i].paragraphs < 200
    case .h2, .h3, .h4, .h5, .h6, .p, .strong:
      return marks.words[i].text <= 60 && PageWords.isLabel(document.line(of: i))
    default: return false
    }
  }
}
