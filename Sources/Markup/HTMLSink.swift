internal import Newsroom

/// What `HTMLSource` hands a fragment to, token by token.
protocol HTMLSink: ~Copyable {
  /// Nothing more is wanted.
  var isStopped: Bool { get }

  mutating func begin()
  /// Text as it lies in the input, without references.
  mutating func text(_ input: Span<UInt8>, _ range: Range<Int>)
  /// A character of the text that was written as a reference, or that stands for itself where
  /// markup might have begun. 0: none.
  mutating func character(_ scalar: UInt32)
  /// A start tag begins; its attributes follow.
  mutating func beginTag(_ element: HTMLElement)
  /// An attribute begins; the parts of its value follow.
  mutating func beginAttribute(_ attribute: HTMLAttribute)
  mutating func value(_ input: Span<UInt8>, _ range: Range<Int>)
  mutating func value(_ scalar: UInt32)
  mutating func endAttribute()
  /// The start tag ends. `isVoid`: so does the element.
  mutating func endTag(_ element: HTMLElement, isVoid: Bool)
  /// The tag that was begun last does not count.
  mutating func takeBackTag()
  /// An end tag.
  mutating func end(_ element: HTMLElement)
}

/// Writes the fragment again, as libxml2 can read it.
struct HTMLRewriter: HTMLSink, ~Copyable {
  private(set) var bytes = ByteBuffer()
  /// Where the tag that was begun last stands.
  private var mark = 0

  let isStopped = false

  mutating func begin() {
    bytes.removeAll()
    bytes.append("<html><body><div>")
  }

  mutating func finish() { bytes.append("</div></body></html>") }

  mutating func text(_ input: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(input.extracting(range))
  }
  mutating func character(_ scalar: UInt32) { write(scalar) }

  mutating func beginTag(_ element: HTMLElement) {
    mark = bytes.count
    bytes.append("<")
    bytes.append(element.name)
  }

  mutating func beginAttribute(_ attribute: HTMLAttribute) {
    bytes.append(0x20)
    bytes.append(attribute.name)
    bytes.append("=\"")
  }

  mutating func value(_ input: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(input.extracting(range))
  }
  mutating func value(_ scalar: UInt32) { write(scalar) }
  mutating func endAttribute() { bytes.append("\"") }

  /// libxml2 does not know the void elements of HTML 5.
  mutating func endTag(_ element: HTMLElement, isVoid: Bool) { bytes.append(isVoid ? " />" : ">") }
  mutating func takeBackTag() { bytes.truncate(to: mark) }

  mutating func end(_ element: HTMLElement) {
    bytes.append("</")
    bytes.append(element.name)
    bytes.append(">")
  }

  private mutating func write(_ scalar: UInt32) {
    switch scalar {
    case 0x26: bytes.append("&amp;")
    case 0x3C: bytes.append("&lt;")
    case 0x22: bytes.append("&quot;")
    default: bytes.append(scalar: scalar)
    }
  }
}
