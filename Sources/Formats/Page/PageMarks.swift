import Markup

/// What the nodes of a page are to somebody who looks for its article: how much text and how many
/// links they hold, and which of them are menus, bars, notices, comments.
struct PageMarks {
  /// Amounts of text inside of a node, in bytes without white space at the edges.
  struct Words {
    /// All text, and the part of it that is linked.
    var text = 0
    var links = 0
    /// Text in paragraphs that is not linked.
    var paragraphs = 0
    /// The node's own text: outside of blocks inside of it, not linked.
    var own = 0
    var commas = 0
  }

  private(set) var words: [Words]
  /// Left out, or inside of what is.
  private(set) var isDropped: [Bool]
  /// The page says that it is the article's body.
  private(set) var isDeclaredBody: [Bool]
  /// The text of all paragraphs of the page.
  private(set) var longest = 0

  private let document: HTMLDocument

  init(of document: HTMLDocument) {
    self.document = document
    let count = document.nodes.count
    words = Array(repeating: Words(), count: count)
    isDropped = Array(repeating: false, count: count)
    isDeclaredBody = Array(repeating: false, count: count)
    measure()
    drop()
    words = Array(repeating: Words(), count: count)
    measure()
    longest = words.first?.paragraphs ?? 0
  }

  /// The share of the text that is linked.
  func linkDensity(_ node: Int) -> Double {
    words[node].text == 0 ? 0 : Double(words[node].links) / Double(words[node].text)
  }

  /// A paragraph, or an element that is used as one: with text of its own.
  func isParagraph(_ node: Int) -> Bool {
    switch document.nodes[node].element {
    case .p, .pre: true
    case .div, .td, .section, .article, .blockquote, .li, .dd: words[node].own >= 60
    default: false
    }
  }

  // MARK: Measuring

  /// One pass down to give each text to the block it stands in, one up to add the blocks.
  private mutating func measure() {
    let nodes = document.nodes
    var blocks = [Int32](repeating: -1, count: nodes.count)
    var linked = [Bool](repeating: false, count: nodes.count)
    for i in nodes.indices where !isDropped[i] {
      let parent = Int(nodes[i].parent)
      if let element = nodes[i].element {
        let isBlock = element.isBlock || element == .td || element == .li || element == .dd
        blocks[i] = isBlock || parent < 0 ? Int32(i) : blocks[parent]
        linked[i] = element == .a || (parent >= 0 && linked[parent])
        continue
      }
      guard parent >= 0, nodes[parent].element != .title else { continue }
      let (length, commas) = Self.measure(document.text(i))
      words[i].text = length
      if linked[parent] {
        words[i].links = length
      } else if blocks[parent] >= 0 {
        words[Int(blocks[parent])].own += length
        words[Int(blocks[parent])].commas += commas
      }
    }
    for i in nodes.indices.reversed() where !isDropped[i] {
      if isParagraph(i) { words[i].paragraphs += words[i].own }
      let parent = Int(nodes[i].parent)
      guard parent >= 0 else { continue }
      words[parent].text += words[i].text
      words[parent].links += words[i].links
      words[parent].paragraphs += words[i].paragraphs
    }
  }

  private static func measure(_ text: ArraySlice<UInt8>) -> (length: Int, commas: Int) {
    var length = 0
    var commas = 0
    var gap = 0
    for byte in text {
      if byte <= 0x20 {
        gap = 1
        continue
      }
      length += 1 + (length > 0 ? gap : 0)
      gap = 0
      if byte == 0x2C { commas += 1 }
    }
    return (length, commas)
  }

  // MARK: Leaving out

  private mutating func drop() {
    let nodes = document.nodes
    let all = words.first?.paragraphs ?? 0
    var i = 0
    while i < nodes.count {
      guard let element = nodes[i].element else {
        i += 1
        continue
      }
      let names = PageWords(document, i)
      isDeclaredBody[i] = names.isBody
      // Half of the page's prose is no menu, whatever its class says.
      let isLarge = words[i].paragraphs * 2 > all && all > 0
      guard !isLarge, isJunk(i, element, names) else {
        i += 1
        continue
      }
      let end = max(Int(nodes[i].end), i + 1)
      for n in i..<end { isDropped[n] = true }
      i = end
    }
  }

  private func isJunk(_ i: Int, _ element: HTMLElement, _ names: PageWords) -> Bool {
    switch element {
    case .nav, .footer, .aside, .button, .select, .dialog, .input, .textarea, .option, .menu,
      .progress, .meter, .datalist, .head:
      return true
    case .header:
      // The head of the page; the head of an article has its title and a summary.
      return !isInside(i, .article, .main)
    case .body, .html, .main, .article: return false
    case .h1: return false
    default: break
    }
    if document.bytes(.hidden, of: i) != nil { return true }
    if document.value(.ariaHidden, of: i) == "true" { return true }
    return names.isJunk && !names.isBody
  }

  private func isInside(_ node: Int, _ a: HTMLElement, _ b: HTMLElement) -> Bool {
    var parent = Int(document.nodes[node].parent)
    while parent >= 0 {
      if document.nodes[parent].element == a || document.nodes[parent].element == b { return true }
      parent = Int(document.nodes[parent].parent)
    }
    return false
  }
}
