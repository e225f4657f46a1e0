/// A whole page made fit for libxml2, as `HTMLSource` does it for fragments: comments, scripts,
/// styles and unknown tags are gone, character references resolved, tags too long or too deep
/// never reach it. What a page says of itself stays: its meta elements, classes, roles, microdata,
/// and the JSON-LD in its scripts.
struct HTMLPageSource {
  /// What libxml2 reads.
  private(set) var bytes: [UInt8] = []
  /// The contents of `<script type="application/ld+json">`, as written.
  private(set) var linkedData: [String] = []
  /// Something was left out because of its size or depth.
  private(set) var isCut = false

  private static let maximumAttributes = 256
  private static let maximumTag = 1 << 20
  private static let maximumName = 1 << 10
  /// Elements inside of each other; what is deeper is unwrapped, its text stays.
  private static let maximumDepth = 256
  private static let maximumLinkedData = 64
  /// What is beyond is cut off: what a reader sees of a page is a hundredth of that.
  private static let maximumLength = 16 << 20

  /// Open elements that only their end tag ends, and of them those that were not written.
  private var depth = 0
  private var unwritten = 0
  private var isLastMarkup = false
  /// Elements whose end tag was looked for in vain: each further search would cost as much.
  private var endless: Set<HTMLElement> = []

  private enum Byte {
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let ampersand = UInt8(ascii: "&")
    static let slash = UInt8(ascii: "/")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let equals = UInt8(ascii: "=")
  }

  /// Reads `input`, valid UTF-8 (`HTMLText.repaired`).
  init(_ whole: Span<UInt8>) {
    var length = min(whole.count, Self.maximumLength)
    while length > 0, length < whole.count, whole[length] & 0xC0 == 0x80 { length -= 1 }
    let input = whole.extracting(0..<length)
    isCut = length < whole.count
    bytes.reserveCapacity(input.count)
    var i = 0
    while i < input.count {
      // A `<` that begins nothing is written with four bytes.
      guard bytes.count <= Self.maximumLength else {
        isCut = true
        break
      }
      let start = i
      i = input.first(of: Byte.less, Byte.ampersand, from: i, to: input.count)
      bytes.append(input, start..<i)
      guard i < input.count else { break }
      i = input[i] == Byte.less ? markup(input, at: i) : reference(input, at: i, inAttribute: false)
    }
  }

  // MARK: Text

  private mutating func reference(
    _ input: Span<UInt8>, at start: Int, inAttribute: Bool
  ) -> Int {
    guard let reference = Entities.reference(in: input, at: start, inAttribute: inAttribute) else {
      bytes.append("&amp;")
      return start + 1
    }
    for scalar in [reference.first, reference.second] {
      switch scalar {
      case 0x80...0x9F, 0x0C, 0x0D: bytes.append(0x20)
      case 0x26: bytes.append("&amp;")
      case 0x3C: bytes.append("&lt;")
      case 0x22: bytes.append("&quot;")
      default: bytes.append(scalar: scalar)
      }
    }
    return start + reference.length
  }

  // MARK: Markup

  /// What begins with the `<` at `start`; where to go on.
  private mutating func markup(_ input: Span<UInt8>, at start: Int) -> Int {
    let next = start + 1
    guard next < input.count else { return less(start) }
    switch input[next] {
    case let byte where byte.isASCIILetter: return tag(input, at: next, isEnd: false)
    case Byte.slash where next + 1 < input.count && input[next + 1].isASCIILetter:
      return tag(input, at: next + 1, isEnd: true)
    case UInt8(ascii: "!") where input.starts("--", at: next + 1):
      return end(of: "-->", input, from: next + 3) ?? input.count
    case UInt8(ascii: "!") where input.starts("[cdata[", at: next + 1):
      return next + 8
    case UInt8(ascii: "!"), UInt8(ascii: "?"), Byte.slash:
      // For one `>` that is missing the page is searched once.
      guard !isLastMarkup else { return less(start) }
      let end = input.first(of: Byte.greater, Byte.greater, from: next, to: input.count)
      isLastMarkup = end == input.count
      return isLastMarkup ? less(start) : end + 1
    default: return less(start)
    }
  }

  private mutating func less(_ start: Int) -> Int {
    bytes.append("&lt;")
    return start + 1
  }

  /// Behind the next `mark`; nil if there is none.
  private func end(of mark: StaticString, _ input: Span<UInt8>, from start: Int) -> Int? {
    var i = start
    let first = unsafe mark.utf8Start[0]
    while i < input.count {
      i = input.first(of: first, first, from: i, to: input.count)
      if i < input.count, input.starts(mark, at: i) { return i + mark.utf8CodeUnitCount }
      i += 1
    }
    return nil
  }

  /// The tag whose name begins at `start`; where to go on.
  private mutating func tag(_ input: Span<UInt8>, at start: Int, isEnd: Bool) -> Int {
    let mark = bytes.count
    var i = start
    var name = HTMLName()
    var isKnown = true
    while i < input.count, !input[i].endsTagName {
      isKnown = name.append(input[i]) && isKnown
      i += 1
    }
    let nameEnd = i
    let element = isKnown && nameEnd - start <= Self.maximumName ? HTMLElement.named[name] : nil
    if let element {
      bytes.append(isEnd ? "</" : "<")
      bytes.append(contentsOf: element.utf8Name)
    }
    var attributes = 0
    var isClosed = false
    var isLinkedData = false
    while true {
      while i < input.count, input[i].isHTMLSpace || input[i] == Byte.slash {
        isClosed = input[i] == Byte.slash
        i += 1
      }
      guard i < input.count, input[i] != Byte.greater else { break }
      isClosed = false
      attributes += 1
      let isWritten =
        element != nil && !isEnd && attributes <= Self.maximumAttributes
        && i - start <= Self.maximumTag
      isCut = isCut || (!isWritten && element != nil && !isEnd)
      i = attribute(input, at: i, isWritten: isWritten, &isLinkedData)
    }
    guard i < input.count else {
      bytes.removeSubrange(mark...)
      return i
    }
    i += 1
    guard let element else { return i }
    if element.isOpaque {
      bytes.removeSubrange(mark...)
      if isEnd || (isClosed && element != .script) { return i }
      return opaque(element, input, at: i, name: start..<nameEnd, isLinkedData)
    }
    return finish(element, isEnd: isEnd, isVoid: isClosed, mark, i)
  }

  /// Writes the tag's end, unless it stands too deep.
  private mutating func finish(
    _ element: HTMLElement, isEnd: Bool, isVoid: Bool, _ mark: Int, _ next: Int
  ) -> Int {
    let isVoid = element.traits.contains(.void) || (isVoid && !element.isContainer)
    if !isVoid, element.nests {
      if isEnd {
        if unwritten > 0 {
          unwritten -= 1
          bytes.removeSubrange(mark...)
          return next
        }
        depth = max(depth - 1, 0)
      } else if depth >= Self.maximumDepth {
        unwritten += 1
        isCut = true
        bytes.removeSubrange(mark...)
        bytes.append(0x20)
        return next
      } else {
        depth += 1
      }
    }
    bytes.append(isVoid && !isEnd ? " />" : ">")
    return next
  }

  /// What no reader sees, up to its end tag; without one only a script or style goes on to the
  /// end of the page, as in browsers.
  private mutating func opaque(
    _ element: HTMLElement, _ input: Span<UInt8>, at start: Int, name: Range<Int>,
    _ isLinkedData: Bool
  ) -> Int {
    var i = endless.contains(element) ? input.count : start
    while i < input.count {
      i = input.first(of: Byte.less, Byte.less, from: i, to: input.count)
      guard i < input.count else { break }
      if input.starts("</", at: i), input.repeats(name, at: i + 2) {
        if isLinkedData, linkedData.count < Self.maximumLinkedData {
          let content = input.extracting(start..<i)
          var text: [UInt8] = []
          text.append(content, 0..<content.count)
          linkedData.append(String(decoding: text, as: UTF8.self))
        }
        i = input.first(of: Byte.greater, Byte.greater, from: i, to: input.count)
        return min(i + 1, input.count)
      }
      i += 1
    }
    endless.insert(element)
    return element == .script || element == .style ? input.count : start
  }

  // MARK: Attributes

  private mutating func attribute(
    _ input: Span<UInt8>, at start: Int, isWritten: Bool, _ isLinkedData: inout Bool
  ) -> Int {
    var i = start
    var name = HTMLName()
    var fits = true
    repeat {
      fits = name.append(input[i]) && fits
      i += 1
    } while i < input.count && !input[i].endsTagName && input[i] != Byte.equals
    var value = i..<i
    var after = i
    while after < input.count, input[after].isHTMLSpace { after += 1 }
    if after < input.count, input[after] == Byte.equals {
      (value, i) = Self.value(input, at: after + 1)
    }
    guard isWritten, fits else { return i }
    if let attribute = HTMLPageAttribute.named[name] {
      if attribute == .type, input.starts("application/ld+json", at: value.lowerBound) {
        isLinkedData = true
      }
      write(attribute, value, of: input)
    } else if name == Self.style, hides(input, value) {
      write(.hidden, i..<i, of: input)
    }
    return i
  }

  private static let style = HTMLName("style".utf8)

  private func hides(_ input: Span<UInt8>, _ value: Range<Int>) -> Bool {
    var declarations: [UInt8] = []
    for i in value.prefix(512) where !input[i].isHTMLSpace {
      declarations.append(input[i].asciiLowercased)
    }
    return declarations.firstRange(of: Array("display:none".utf8)) != nil
      || declarations.firstRange(of: Array("visibility:hidden".utf8)) != nil
  }

  private static func value(_ input: Span<UInt8>, at start: Int) -> (Range<Int>, end: Int) {
    var i = start
    while i < input.count, input[i].isHTMLSpace { i += 1 }
    guard i < input.count else { return (i..<i, i) }
    let quote = input[i]
    if quote == Byte.quote || quote == Byte.apostrophe {
      let first = i + 1
      i = input.first(of: quote, quote, from: first, to: input.count)
      return (first..<i, min(i + 1, input.count))
    }
    let first = i
    while i < input.count, !input[i].isHTMLSpace, input[i] != Byte.greater { i += 1 }
    return (first..<i, i)
  }

  private mutating func write(
    _ attribute: HTMLPageAttribute, _ value: Range<Int>, of input: Span<UInt8>
  ) {
    bytes.append(0x20)
    bytes.append(contentsOf: attribute.utf8)
    bytes.append("=\"")
    var i = value.lowerBound
    while i < value.upperBound {
      let start = i
      i = input.first(of: Byte.ampersand, Byte.quote, from: i, to: value.upperBound)
      bytes.append(input, start..<i)
      guard i < value.upperBound else { break }
      if input[i] == Byte.quote {
        bytes.append("&quot;")
        i += 1
      } else {
        i = reference(input, at: i, inAttribute: true)
      }
    }
    bytes.append(Byte.quote)
  }
}

extension UInt8 {
  @inline(__always)
  fileprivate var endsTagName: Bool { isHTMLSpace || self == 0x2F || self == 0x3E }
}

extension Span<UInt8> {
  /// Whether the name that stands in `range` stands at `position` too, in any case, and ends there.
  fileprivate func repeats(_ range: Range<Int>, at position: Int) -> Bool {
    guard position + range.count <= count else { return false }
    for n in 0..<range.count
    where self[range.lowerBound + n].asciiLowercased != self[position + n].asciiLowercased {
      return false
    }
    let end = position + range.count
    return end == count || self[end].endsTagName
  }
}

extension HTMLElement {
  /// Gone from a page with all that they hold before anybody looks.
  fileprivate var isOpaque: Bool {
    switch self {
    case .script, .style, .noscript, .svg, .template, .iframe, .object, .applet, .math, .canvas,
      .noframes, .noembed:
      true
    default: false
    }
  }

  /// Elements that another's start may end: they do not pile up.
  fileprivate var nests: Bool {
    switch self {
    case .p, .li, .dt, .dd, .tr, .td, .th, .thead, .tbody, .tfoot, .option, .a, .html, .head,
      .body, .colgroup, .title:
      false
    default: true
    }
  }

  /// `<div/>` opens a div, whatever its author meant.
  fileprivate var isContainer: Bool {
    switch self {
    case .div, .p, .span, .a, .ul, .ol, .li, .section, .article, .main, .body, .html, .head, .i,
      .b, .em, .strong, .table, .tr, .td:
      true
    default: false
    }
  }
}
