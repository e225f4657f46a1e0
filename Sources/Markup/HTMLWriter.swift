internal import Newsroom

/// Writes sanitised markup: well-formed, every element closed, and nested so that whoever reads it
/// again, libxml2 or a browser, sees the same tree.
struct HTMLWriter: ~Copyable {
  private(set) var bytes = ByteBuffer()

  private struct Open {
    let element: HTMLElement
    let ticket: Int
  }

  private var open: [Open] = []
  private var tickets = 0

  mutating func removeAll() {
    bytes.removeAll()
    if !open.isEmpty { open.removeAll(keepingCapacity: true) }
    tickets = 0
  }

  /// Begins a start tag; to be followed by attributes and `endTag`.
  mutating func startTag(_ element: HTMLElement) {
    closeImplied(by: element)
    bytes.append(UInt8(ascii: "<"))
    bytes.append(element.name)
  }

  /// An attribute; the value is escaped.
  mutating func attribute(_ attribute: HTMLAttribute, _ value: Span<UInt8>) {
    bytes.append(0x20)
    bytes.append(attribute.name)
    bytes.append("=\"")
    escape(value, inAttribute: true)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends a start tag. What is returned closes the element; nil for a void one.
  mutating func endTag(_ element: HTMLElement) -> Int? {
    guard !element.traits.contains(.void) else {
      bytes.append("/>")
      return nil
    }
    bytes.append(UInt8(ascii: ">"))
    tickets += 1
    open.append(Open(element: element, ticket: tickets))
    return tickets
  }

  /// Closes the element of that ticket and all inside it, unless it is closed already.
  mutating func close(_ ticket: Int) {
    // Tickets grow inwards.
    guard let index = open.lastIndex(where: { $0.ticket <= ticket }), open[index].ticket == ticket
    else { return }
    close(downTo: index)
  }

  /// Text; white space at the very beginning is left out.
  mutating func text(_ text: Span<UInt8>) {
    var i = 0
    if bytes.isEmpty {
      while i < text.count, text[i].isHTMLSpace { i += 1 }
    }
    escape(text.extracting(i..<text.count), inAttribute: false)
  }

  /// Closes what is open and leaves out white space at the very end.
  mutating func finish() -> [UInt8] {
    close(downTo: 0)
    while let last = bytes.last, last.isHTMLSpace { bytes.truncate(to: bytes.count - 1) }
    return bytes.array
  }

  private mutating func close(downTo index: Int) {
    while open.count > index, let last = open.popLast() {
      bytes.append("</")
      bytes.append(last.element.name)
      bytes.append(UInt8(ascii: ">"))
    }
  }

  /// Closes what cannot hold `element`.
  private mutating func closeImplied(by element: HTMLElement) {
    guard !open.isEmpty else { return }
    switch element {
    case .a: close({ $0 == .a }, within: { $0.traits.contains(.boundary) })
    case .li: close({ $0 == .li }, within: { $0 == .ul || $0 == .ol })
    case .dt, .dd: close({ $0 == .dt || $0 == .dd }, within: { $0 == .dl })
    case .tr: close({ $0 == .tr }, within: { $0 == .table })
    case .td, .th: close({ $0 == .td || $0 == .th }, within: { $0 == .tr || $0 == .table })
    case .tbody, .thead, .tfoot:
      close({ $0 == .tbody || $0 == .thead || $0 == .tfoot }, within: { $0 == .table })
    default: break
    }
    if element.traits.contains(.closesParagraph) {
      close({ $0 == .p }, within: { $0.traits.contains(.boundary) })
    }
    while let last = open.last, element.ends(last.element) { close(downTo: open.count - 1) }
  }

  /// Closes the innermost element that matches, if no boundary stands before it.
  private mutating func close(
    _ matches: (HTMLElement) -> Bool, within isBoundary: (HTMLElement) -> Bool
  ) {
    var index = open.count - 1
    while index >= 0 {
      if matches(open[index].element) { return close(downTo: index) }
      if isBoundary(open[index].element) { return }
      index -= 1
    }
  }

  private mutating func escape(_ text: Span<UInt8>, inAttribute: Bool) {
    var start = 0
    var i = 0
    while i < text.count {
      if !inAttribute {
        i = unsafe text.withUnsafeBytes { unsafe ByteSearch.firstEscaped(in: $0, from: i) }
        guard i < text.count else { break }
      }
      let escaped: StaticString
      switch text[i] {
      case UInt8(ascii: "&"): escaped = "&amp;"
      case UInt8(ascii: "<"): escaped = "&lt;"
      case UInt8(ascii: ">"): escaped = "&gt;"
      case UInt8(ascii: "\"") where inAttribute: escaped = "&quot;"
      // An old Internet Explorer takes it for a quote.
      case UInt8(ascii: "`") where inAttribute: escaped = "&#96;"
      default:
        i += 1
        continue
      }
      bytes.append(text.extracting(start..<i))
      bytes.append(escaped)
      i += 1
      start = i
    }
    bytes.append(text.extracting(start..<text.count))
  }
}
