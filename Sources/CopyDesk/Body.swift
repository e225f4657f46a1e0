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
  init(of draft: Draft, by reader: HTMLReader) {
    if !draft.blocks.isEmpty {
      self.init(blocks: draft.blocks)
    } else {
      self.init(draft.content ?? draft.summary ?? SourceText(""), by: reader)
    }
    if let identity = draft.identityText { self.identity = Array(identity.utf8) }
  }

  /// A piece of text as its source wrote it.
  init(_ text: SourceText, by reader: HTMLReader) {
    guard text.kind == .html, HTMLText.looksLikeMarkup(text.value) else {
      plain = Self.paragraphs(text.value)
      identity = Array(text.value.utf8)
      return
    }
    let fragment = reader.fragment(escaped: text.value, base: text.base)
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
  private static func paragraphs(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    var blank = 0
    for line in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
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
    var characters = 0
    var words = 0
    var wasSpace = true
    let text = plain.span
    for i in text.indices {
      let byte = text[i]
      let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x09
      characters += byte & 0xC0 == 0x80 ? 0 : 1
      words += wasSpace && !isSpace ? 1 : 0
      wasSpace = isSpace
    }
    return (characters, words)
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
  /// The text on one line, without markup: for headlines and summaries.
  func line(by reader: HTMLReader) -> String? {
    let isMarkup = kind == .html && HTMLText.looksLikeMarkup(value)
    let text = isMarkup ? String(decoding: Body(self, by: reader).plain, as: UTF8.self) : value
    if Self.isLine(text.utf8.span) { return text }
    let words = text.split { $0 == " " || $0.isNewline || $0 == "\t" || $0 == "\u{A0}" }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Whether all of it is words with one space between: most headlines are. Bytes that may begin
  /// another space say no, which only costs a second look.
  private static func isLine(_ text: Span<UInt8>) -> Bool {
    var wasSpace = true
    for i in text.indices {
      switch text[i] {
      case 0x20:
        if wasSpace { return false }
        wasSpace = true
      // White space beyond ASCII: U+0085, U+00A0, U+2028, U+2029.
      case ..<0x20, 0xC2, 0xE2: return false
      default: wasSpace = false
      }
    }
    return !wasSpace
  }
}
