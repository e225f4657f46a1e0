internal import Newsroom

/// The text of markup as a reader sees it: paragraphs parted by one blank line, each list item and
/// table row a line, the cells of a row parted by a tab.
struct HTMLPlainText: ~Copyable {
  private(set) var bytes = ByteBuffer()

  /// What parts the next word from the last, if there is a next; the greater one wins.
  private enum Gap: Int {
    case none, space, cell, line, paragraph
  }

  private var gap = Gap.none
  /// Line breaks since the last word: two make a paragraph.
  private var breaks = 0
  /// Nothing has been written since a list item or cell began: a block that begins here too needs
  /// no break of its own.
  private var isAtStart = false
  private var rowHasText = false
  private var items = 0
  private var preformatted = 0

  mutating func removeAll() {
    bytes.removeAll()
    gap = .none
    breaks = 0
    isAtStart = false
    rowHasText = false
    items = 0
    preformatted = 0
  }

  /// White space collapses; a no-break space is white space too.
  mutating func append(_ text: Span<UInt8>) {
    if preformatted > 0 { return appendPreformatted(text) }
    var i = 0
    while i < text.count {
      let width = text.spaceWidth(at: i)
      if width > 0 {
        demand(.space)
        i += width
        continue
      }
      let start = i
      i = text.endOfWords(from: i)
      part()
      bytes.append(text.extracting(start..<i))
    }
  }

  private mutating func appendPreformatted(_ text: Span<UInt8>) {
    guard text.count > 0 else { return }
    part()
    var i = 0
    while i < text.count {
      let isNoBreakSpace = text[i] == 0xC2 && text.spaceWidth(at: i) == 2
      bytes.append(isNoBreakSpace ? 0x20 : text[i])
      i += isNoBreakSpace ? 2 : 1
    }
  }

  mutating func start(_ element: HTMLElement) {
    switch element {
    case .br:
      breaks += 1
      demand(breaks > 1 ? block : .line)
    case .li:
      demand(.line)
      items += 1
      isAtStart = true
    case .dt, .dd, .option: demand(.line)
    case .tr:
      if !isAtStart { demand(.line) }
      rowHasText = false
    case .td, .th:
      // A block that ended the cell before ended only that.
      if rowHasText { gap = .cell }
      isAtStart = true
    case .pre:
      demandBlock()
      preformatted += 1
    default: if element.traits.contains(.block) { demandBlock() }
    }
  }

  mutating func end(_ element: HTMLElement) {
    switch element {
    case .li:
      items -= 1
      demand(.line)
    case .dt, .dd, .tr: demand(.line)
    case .pre:
      preformatted -= 1
      trim()
      demandBlock()
    case .br, .hr: break
    default: if element.traits.contains(.block) { demandBlock() }
    }
    isAtStart = isAtStart && element != .li && element != .td && element != .th
  }

  /// The text so far, without white space at the end.
  mutating func finish() -> [UInt8] {
    trim()
    return bytes.array
  }

  /// Inside a list item nothing parts more than a line.
  private var block: Gap { items > 0 ? .line : .paragraph }

  private mutating func demandBlock() {
    if !isAtStart { demand(block) }
  }

  private mutating func demand(_ other: Gap) {
    if other.rawValue > gap.rawValue { gap = other }
  }

  /// Writes the gap before a word.
  @inline(__always)
  private mutating func part() {
    if gap != .none, !bytes.isEmpty {
      switch gap {
      case .none: break
      case .space: bytes.append(0x20)
      case .cell: bytes.append(0x09)
      case .line: bytes.append(0x0A)
      case .paragraph: bytes.append("\n\n")
      }
    }
    gap = .none
    breaks = 0
    isAtStart = false
    rowHasText = true
  }

  private mutating func trim() {
    while let last = bytes.last, last.isHTMLSpace { bytes.truncate(to: bytes.count - 1) }
  }
}

extension Span<UInt8> {
  /// The end of the words that begin at `start` and are parted by single spaces.
  fileprivate func endOfWords(from start: Int) -> Int {
    var i = start
    while i < count {
      while i + 8 <= count,
        unsafe withUnsafeBytes({
          unsafe ByteSearch.isWords($0.loadUnaligned(fromByteOffset: i, as: UInt64.self))
        })
      {
        i += 8
      }
      guard i < count else { break }
      let width = spaceWidth(at: i)
      if width == 0 {
        i += 1
      } else if self[i] != 0x20 || i + 1 >= count || spaceWidth(at: i + 1) > 0 {
        return i
      } else {
        i += 2
      }
    }
    return i
  }

  /// The width of the white space at `i`; 0 if there is none.
  @inline(__always)
  fileprivate func spaceWidth(at i: Int) -> Int {
    if self[i].isHTMLSpace { return 1 }
    return self[i] == 0xC2 && i + 1 < count && self[i + 1] == 0xA0 ? 2 : 0
  }
}
