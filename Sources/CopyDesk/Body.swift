internal import Markup
internal import Newsroom

/// A story's text in the three shapes that a record needs, as UTF-8.
struct Body {
  /// Paragraphs parted by a blank line.
  var plain: [UInt8] = []
  /// Sanitised; nil where the source had no markup and no headings.
  var html: [UInt8]?
  /// What is hashed.
  var identity: [UInt8] = []
  /// Pictures and the like that stand inside the markup.
  var media: [Media] = []
  var removedActiveContent = false
  var exceededCaps = false

  /// The body of a draft: its blocks, else its content, else its summary.
  init(of draft: borrowing Draft, by reader: HTMLReader) {
    if !draft.blocks.isEmpty {
      self.init(blocks: draft.blocks)
    } else {
      self.init(draft.content ?? draft.summary ?? SourceText(""), by: reader)
    }
    if let identity = draft.identityText { self.identity = Array(identity.utf8) }
  }

  /// A piece of text as its source wrote it.
  init(_ text: SourceText, by reader: HTMLReader) {
    guard text.isMarkup else {
      plain = Self.paragraphs(text.utf8)
      identity = text.utf8
      return
    }
    let fragment = reader.fragment(text)
    plain = fragment.textBytes
    html = fragment.htmlBytes
    identity = fragment.identityBytes
    media = fragment.media
    removedActiveContent = fragment.removedActiveContent
    exceededCaps = fragment.exceededCaps
  }

  private init(blocks: [Block]) {
    plain = Array(blocks.map(\.text).joined(separator: "\n\n").utf8)
    identity = plain
    let hasHeadings = blocks.contains { if case .heading = $0 { true } else { false } }
    guard hasHeadings else { return }
    let markup = blocks.map { block in
      switch block {
      case .heading(let text): "<h2>\(Entities.escape(text))</h2>"
      case .paragraph(let text): "<p>\(Entities.escape(text))</p>"
      }
    }.joined(separator: "\n")
    html = Array(markup.utf8)
  }

  /// Text without markup, with one blank line between paragraphs and no space at line ends.
  fileprivate static func paragraphs(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var blank = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
      let end = line.lastIndex { $0 > 0x20 }
      guard let end else {
        blank += 1
        continue
      }
      if !out.isEmpty { out.append(contentsOf: blank > 0 ? [0x0A, 0x0A] : [0x0A]) }
      blank = 0
      out.append(contentsOf: line[...end].drop { $0 <= 0x20 })
    }
    return out
  }

  /// Characters as a reader counts them, near enough (Unicode scalars), and words: runs between
  /// white space.
  var counts: (characters: Int, words: Int) {
    var counter = WordCounter()
    counter.take(plain.span)
    return (counter.characters, counter.words)
  }
}

extension Block {
  var text: String {
    switch self {
    case .paragraph(let text), .heading(let text): text
    }
  }
}

extension SourceText {
  /// Whether a reader of HTML would see more in it than text.
  var isMarkup: Bool { kind == .html && HTMLText.looksLikeMarkup(utf8.span) }

  /// The text without markup: paragraphs parted by a blank line.
  func plain(by reader: HTMLReader) -> [UInt8] {
    isMarkup ? reader.words(self) : Body.paragraphs(utf8)
  }

  /// The text on one line, without markup: for headlines and summaries.
  func line(by reader: HTMLReader) -> String? {
    let text = isMarkup ? String(decoding: reader.words(self), as: UTF8.self) : value
    return Self.isLine(text.utf8.span) ? text : Self.line(text.utf8.span)
  }

  /// The words with one space between them; nil where there are none.
  private static func line(_ text: Span<UInt8>) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var isPending = false
    var i = 0
    while i < text.count {
      let width = spaceWidth(text, at: i)
      if width > 0 {
        isPending = !out.isEmpty
        i += width
        continue
      }
      if isPending { out.append(0x20) }
      isPending = false
      out.append(text[i])
      i += 1
    }
    return out.isEmpty ? nil : String(decoding: out, as: UTF8.self)
  }

  /// The width of the white space at `i`, 0 where there is none: tab to carriage return, space,
  /// U+0085, U+00A0, U+2028, U+2029.
  private static func spaceWidth(_ text: Span<UInt8>, at i: Int) -> Int {
    switch text[i] {
    case 0x09...0x0D, 0x20: return 1
    case 0xC2: return i + 1 < text.count && (text[i + 1] == 0x85 || text[i + 1] == 0xA0) ? 2 : 0
    case 0xE2:
      let isBreak =
        i + 2 < text.count && text[i + 1] == 0x80 && (text[i + 2] == 0xA8 || text[i + 2] == 0xA9)
      return isBreak ? 3 : 0
    default: return 0
    }
  }

  /// Whether all of it is words with one space between: most headlines are.
  private static func isLine(_ text: Span<UInt8>) -> Bool {
    var wasSpace = true
    for i in text.indices {
      switch text[i] {
      case 0x20:
        if wasSpace { return false }
        wasSpace = true
      case ..<0x20: return false
      case 0xC2, 0xE2:
        if spaceWidth(text, at: i) > 0 { return false }
        wasSpace = false
      default: wasSpace = false
      }
    }
    return !wasSpace
  }
}
