internal import Markup
internal import Newsroom

/// A story's text in the three shapes that a record needs.
struct Body {
  /// Paragraphs parted by a blank line.
  var plain = ""
  /// Sanitised; nil where the source had no markup and no headings.
  var html: String?
  /// What is hashed.
  var identity = ""
  /// Pictures and the like that stand inside the markup.
  var media: [Media] = []
  var removedActiveContent = false
  var exceededCaps = false

  /// The body of a draft: its blocks, else its content, else its summary.
  init(of draft: Draft) {
    if !draft.blocks.isEmpty {
      self.init(blocks: draft.blocks)
    } else {
      self.init(draft.content ?? draft.summary ?? SourceText(""))
    }
    if let identity = draft.identityText { self.identity = identity }
  }

  /// A piece of text as its source wrote it.
  init(_ text: SourceText) {
    guard text.kind == .html, HTMLText.looksLikeMarkup(text.value) else {
      plain = Self.paragraphs(text.value)
      identity = text.value
      return
    }
    let fragment = HTMLFragment(escaped: text.value, base: text.base)
    plain = fragment.text
    html = fragment.html
    identity = fragment.identityText
    media = fragment.media
    removedActiveContent = fragment.removedActiveContent
    exceededCaps = fragment.exceededCaps
  }

  private init(blocks: [Block]) {
    plain = blocks.map(\.text).joined(separator: "\n\n")
    identity = plain
    let hasHeadings = blocks.contains { if case .heading = $0 { true } else { false } }
    guard hasHeadings else { return }
    html = blocks.map { block in
      switch block {
      case .heading(let text): "<h2>\(Entities.escape(text))</h2>"
      case .paragraph(let text): "<p>\(Entities.escape(text))</p>"
      }
    }.joined(separator: "\n")
  }

  /// Text without markup, with one blank line between paragraphs and no space at line ends.
  private static func paragraphs(_ text: String) -> String {
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
    return String(decoding: out, as: UTF8.self)
  }

  /// Characters as a reader counts them, near enough: Unicode scalars.
  var charCount: Int { plain.unicodeScalars.count }

  /// Runs between white space.
  var wordCount: Int {
    var count = 0
    var inside = false
    for byte in plain.utf8 {
      let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x09
      if !isSpace && !inside { count += 1 }
      inside = !isSpace
    }
    return count
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
  var line: String? {
    let text = kind == .html ? Body(self).plain : value
    let words = text.split { $0 == " " || $0.isNewline || $0 == "\t" || $0 == "\u{A0}" }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
