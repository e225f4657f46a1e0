/// Markup made fit for libxml2, in one pass over the bytes: what is known to hurt it (thousands of
/// attributes, endless names) never reaches it, what it has no use for (comments, scripts, styles,
/// unknown elements and attributes) is gone, and every character reference is resolved by the rules
/// of today's HTML rather than by those of 1997.
///
/// Nothing here is relied upon for safety: what may be written is decided later, on libxml2's
/// events.
struct HTMLSource<Sink: HTMLSink & ~Copyable>: ~Copyable {
  var sink: Sink
  /// A script or an event handler was left out.
  private(set) var hasActiveContent = false
  /// A limit was passed: what the sink has is of no use.
  private(set) var exceedsCaps = false

  /// No `>` follows: a scan for one was in vain, and each further one would cost as much.
  private var isLastMarkup = false
  private var isInSection = false

  init(into sink: consuming Sink) { self.sink = sink }

  /// Reads `input` (valid UTF-8, `HTMLText.repaired`).
  mutating func read(_ input: Span<UInt8>) {
    hasActiveContent = false
    isLastMarkup = false
    isInSection = false
    exceedsCaps = input.count > HTMLLimits.length
    guard !exceedsCaps else { return }
    sink.begin()
    scan(input)
  }

  private mutating func scan(_ input: Span<UInt8>) {
    var i = 0
    while i < input.count, !exceedsCaps, !sink.isStopped {
      let start = i
      i = input.first(of: Byte.less, Byte.ampersand, from: i, to: input.count)
      if i > start { sink.text(input, start..<i) }
      guard i < input.count else { break }
      if input[i] == Byte.less {
        i = markup(input, at: i)
      } else {
        i = reference(input, at: i) { $0.character($1) }
      }
    }
  }

  /// Hands on the reference, or the bare ampersand, at `start`; where to go on.
  @inline(__always)
  private mutating func reference(
    _ input: Span<UInt8>, at start: Int, inAttribute: Bool = false,
    to take: (inout Sink, UInt32) -> Void
  ) -> Int {
    guard
      let reference = Entities.reference(in: input, at: start, inAttribute: inAttribute)
    else {
      take(&sink, UInt32(Byte.ampersand))
      return start + 1
    }
    // A reference may not make a character that the input may not hold.
    switch reference.first {
    case 0x80...0x9F: break
    case 0x0C, 0x0D: take(&sink, 0x0A)
    case let scalar: take(&sink, scalar)
    }
    if reference.second != 0 { take(&sink, reference.second) }
    return start + reference.length
  }

  /// What begins with the `<` at `start`; where to go on.
  private mutating func markup(_ input: Span<UInt8>, at start: Int) -> Int {
    let next = start + 1
    guard next < input.count else { return text(start) }
    switch input[next] {
    case let byte where byte.isASCIILetter:
      return tag(input, at: next, isEnd: false)
    case Byte.slash:
      guard next + 1 < input.count else { return text(start) }
      if input[next + 1].isASCIILetter { return tag(input, at: next + 1, isEnd: true) }
      return bogusComment(input, at: start)
    case UInt8(ascii: "!"):
      if input.starts("--", at: next + 1) { return comment(input, at: next + 3) }
      if input.starts("[cdata[", at: next + 1) { return section(input, at: next + 8) }
      return bogusComment(input, at: start)
    case UInt8(ascii: "?"): return bogusComment(input, at: start)
    default: return text(start)
    }
  }

  private mutating func text(_ start: Int) -> Int {
    sink.character(UInt32(Byte.less))
    return start + 1
  }

  /// A declaration or processing instruction: gone up to its `>`; text if there is none.
  private mutating func bogusComment(_ input: Span<UInt8>, at start: Int) -> Int {
    if !isLastMarkup {
      var i = start + 1
      while i < input.count, input[i] != Byte.greater { i += 1 }
      if i < input.count { return i + 1 }
      isLastMarkup = true
    }
    return text(start)
  }

  /// A CDATA section, which HTML has not: markup that was wrapped once too often. Only its marks
  /// go. Marks inside it are not looked at twice.
  private mutating func section(_ input: Span<UInt8>, at start: Int) -> Int {
    guard !isInSection else { return start }
    var end = start
    while end < input.count, !input.starts("]]>", at: end) { end += 1 }
    isInSection = true
    scan(input.extracting(start..<end))
    isInSection = end == input.count
    return min(end + 3, input.count)
  }

  /// After `<!--`: where to go on after its end. WHATWG HTML: `<!-->` and `<!--->` are whole.
  private func comment(_ input: Span<UInt8>, at start: Int) -> Int {
    if input.starts(">", at: start) { return start + 1 }
    if input.starts("->", at: start) { return start + 2 }
    var i = start
    while i < input.count {
      if input[i] == UInt8(ascii: "-"), input.starts("--", at: i) {
        if input.starts(">", at: i + 2) { return i + 3 }
        if input.starts("!>", at: i + 2) { return i + 4 }
      }
      i += 1
    }
    return i
  }

  /// The tag whose name begins at `start`; where to go on. A tag that the input does not finish is
  /// not written.
  private mutating func tag(_ input: Span<UInt8>, at start: Int, isEnd: Bool) -> Int {
    var i = start
    var name = HTMLName()
    var isKnown = true
    while i < input.count, !input[i].endsName {
      isKnown = name.append(input[i]) && isKnown
      i += 1
    }
    guard i - start <= HTMLLimits.name else { return exceed(i) }
    let element = isKnown ? HTMLElement.named[name] : nil
    let traits = element?.traits ?? []
    let isWritten = element != nil && !isEnd
    if let element, isWritten { sink.beginTag(element) }
    var attributes = 0
    var isClosed = false
    while true {
      while i < input.count, input[i].isHTMLSpace || input[i] == Byte.slash {
        isClosed = input[i] == Byte.slash
        i += 1
      }
      guard i < input.count, i - start <= HTMLLimits.tag else { break }
      if input[i] == Byte.greater { break }
      attributes += 1
      guard attributes <= HTMLLimits.attributes else { return exceed(i) }
      isClosed = false
      i = attribute(input, at: i, isWritten: isWritten)
    }
    guard i - start <= HTMLLimits.tag else { return exceed(i) }
    guard i < input.count else {
      if isWritten { sink.takeBackTag() }
      return i
    }
    i += 1
    guard let element else { return i }
    if traits.contains(.raw) {
      // Its content is no markup, and nothing that anybody reads.
      if isWritten { sink.takeBackTag() }
      hasActiveContent = hasActiveContent || traits.contains(.active)
      return isEnd || isClosed ? i : endOfRawText(input, at: i, of: start)
    }
    if isEnd {
      sink.end(element)
    } else {
      sink.endTag(element, isVoid: isClosed || traits.contains(.void))
    }
    return i
  }

  private mutating func exceed(_ position: Int) -> Int {
    exceedsCaps = true
    return position
  }

  /// After the end tag of the raw text that begins at `start`; its name stands at `name`.
  private func endOfRawText(_ input: Span<UInt8>, at start: Int, of name: Int) -> Int {
    var length = 0
    while !input[name + length].endsName { length += 1 }
    var i = start
    while i < input.count {
      if input[i] == Byte.less, input.starts("</", at: i),
        input.equalNames(at: name, and: i + 2, length: length)
      {
        while i < input.count, input[i] != Byte.greater { i += 1 }
        return min(i + 1, input.count)
      }
      i += 1
    }
    return i
  }

  /// The attribute that begins at `start`, written if some rule reads it; where to go on.
  private mutating func attribute(_ input: Span<UInt8>, at start: Int, isWritten: Bool) -> Int {
    var i = start
    var name = HTMLName()
    var fits = true
    // An equals sign in first place belongs to the name.
    repeat {
      fits = name.append(input[i]) && fits
      i += 1
    } while i < input.count && !input[i].endsName && input[i] != Byte.equals
    if i - start > HTMLLimits.name { return exceed(i) }
    var value = i..<i
    var after = i
    while after < input.count, input[after].isHTMLSpace { after += 1 }
    if after < input.count, input[after] == Byte.equals {
      (value, i) = Self.value(input, at: after + 1)
    }
    guard isWritten else { return i }
    if name.isHandler { hasActiveContent = true }
    if fits, let attribute = HTMLAttribute.named[name] {
      write(attribute, value, of: input)
    } else if name == HTMLName.style, input.hides(value) {
      write(.hidden, i..<i, of: input)
    }
    return i
  }

  /// The value that follows an equals sign, without its quotes, and where it ends with them.
  private static func value(_ input: Span<UInt8>, at start: Int) -> (Range<Int>, end: Int) {
    var i = start
    while i < input.count, input[i].isHTMLSpace { i += 1 }
    guard i < input.count else { return (i..<i, i) }
    let quote = input[i]
    if quote == Byte.quote || quote == Byte.apostrophe {
      let first = i + 1
      i = first
      i = input.first(of: quote, quote, from: i, to: input.count)
      return (first..<i, min(i + 1, input.count))
    }
    let first = i
    while i < input.count, !input[i].isHTMLSpace, input[i] != Byte.greater { i += 1 }
    return (first..<i, i)
  }

  private mutating func write(
    _ attribute: HTMLAttribute, _ value: Range<Int>, of input: Span<UInt8>
  ) {
    sink.beginAttribute(attribute)
    var i = value.lowerBound
    while i < value.upperBound {
      let start = i
      i = input.first(of: Byte.ampersand, Byte.quote, from: i, to: value.upperBound)
      if i > start { sink.value(input, start..<i) }
      guard i < value.upperBound else { break }
      if input[i] == Byte.quote {
        sink.value(UInt32(Byte.quote))
        i += 1
      } else {
        i = reference(input, at: i, inAttribute: true) { $0.value($1) }
      }
    }
    sink.endAttribute()
  }
}

extension UInt8 {
  /// White space, `/` and `>`: what ends a name in a tag.
  @inline(__always)
  fileprivate var endsName: Bool { isHTMLSpace || self == 0x2F || self == 0x3E }
}

extension Span<UInt8> {
  /// Whether `literal` (in lower case) stands at `position`, in any case or in that one.
  func starts(_ literal: StaticString, at position: Int, exactly: Bool = false) -> Bool {
    guard count - position >= literal.utf8CodeUnitCount else { return false }
    for i in 0..<literal.utf8CodeUnitCount {
      let byte = self[position + i]
      if unsafe (exactly ? byte : byte.asciiLowercased) != literal.utf8Start[i] { return false }
    }
    return true
  }

  fileprivate func equalNames(at a: Int, and b: Int, length: Int) -> Bool {
    guard b + length <= count else { return false }
    for i in 0..<length where self[a + i].asciiLowercased != self[b + i].asciiLowercased {
      return false
    }
    return b + length == count || self[b + length].endsName
  }

  /// Whether a `style` keeps its element from being seen.
  fileprivate func hides(_ value: Range<Int>) -> Bool {
    var declarations: [UInt8] = []
    for i in value where !self[i].isHTMLSpace { declarations.append(self[i].asciiLowercased) }
    let text = declarations.span
    for i in text.indices {
      if text.starts("display:none", at: i) || text.starts("visibility:hidden", at: i)
        || text.starts("mso-hide:all", at: i)
      {
        return true
      }
    }
    return false
  }
}

extension HTMLName {
  fileprivate static let style = HTMLName("style".utf8)
}

/// What a fragment may have at most.
enum HTMLLimits {
  /// Measured: a tag of 40,000 attributes keeps libxml2 busy for 22 s.
  static let attributes = 256
  /// Pictures in `data:` addresses make long tags.
  static let tag = 1 << 20
  static let name = 1 << 10
  /// libxml2 counts in `Int32`; a story is shorter.
  static let length = 1 << 28
}

private enum Byte {
  static let less = UInt8(ascii: "<")
  static let greater = UInt8(ascii: ">")
  static let ampersand = UInt8(ascii: "&")
  static let slash = UInt8(ascii: "/")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let equals = UInt8(ascii: "=")
}
