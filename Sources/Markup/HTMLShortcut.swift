/// Hands a fragment to an `HTMLWalk` without libxml2, for as long as its elements nest the way
/// libxml2 would nest them: every element is one of those that are written, none is begun where
/// libxml2 would end another first, and each ends before what it stands in. Most text of feeds is
/// like that, and libxml2, of which we want nothing but the nesting, takes half of a fragment's time.
///
/// What the shortcut yields is what libxml2 would have yielded, to the byte: a test compares both.
/// Nor does safety hang on it: `HTMLWalk` decides of each element and attribute by itself.
struct HTMLShortcut: HTMLSink, ~Copyable {
  var walk = HTMLWalk()
  /// Something was met that libxml2 would put in order: what the walk has is of no use.
  private(set) var isStopped = false

  private var open: [HTMLElement] = []
  /// The element whose start tag is being read.
  private var pending: HTMLElement?
  /// The attribute that is being read stood in the tag before: of two the first counts.
  private var isRepeated = false

  /// Deeper ones are rare, and libxml2 has limits of its own.
  private static let maximumDepth = 64

  mutating func begin() {
    open.removeAll(keepingCapacity: true)
    isStopped = false
    pending = nil
    walk.attributes.removeAll()
    // The elements that `HTMLReader` puts round a fragment.
    walk.start(.html)
    walk.start(.body)
    walk.start(.div)
  }

  /// The fragment has ended. Whether the walk has it all: whatever is still open would be closed by
  /// libxml2's rules.
  mutating func finish() -> Bool {
    guard !isStopped, open.isEmpty else { return false }
    walk.end(.div)
    walk.end(.body)
    walk.end(.html)
    return true
  }

  @inline(__always)
  mutating func text(_ input: Span<UInt8>, _ range: Range<Int>) {
    walk.characters(input.extracting(range))
  }

  mutating func character(_ scalar: UInt32) {
    let packed = PackedUTF8(scalar)
    unsafe withUnsafeBytes(of: packed.bytes.littleEndian) { bytes in
      unsafe bytes.withMemoryRebound(to: UInt8.self) {
        walk.characters(unsafe Span(_unsafeElements: $0).extracting(first: packed.count))
      }
    }
  }

  mutating func beginTag(_ element: HTMLElement) {
    pending = nil
    let isEnding = open.last.map { element.ends($0) } ?? false
    guard element.traits.contains(.allowed), !isEnding, open.count < Self.maximumDepth else {
      // A script or style is taken back.
      if !element.traits.contains(.raw) { isStopped = true }
      return
    }
    pending = element
    walk.attributes.removeAll()
  }

  mutating func beginAttribute(_ attribute: HTMLAttribute) {
    isRepeated = walk.attributes.has(attribute)
    if !isRepeated { walk.attributes.begin(attribute) }
  }

  mutating func value(_ input: Span<UInt8>, _ range: Range<Int>) {
    if !isRepeated { walk.attributes.extend(input, range) }
  }

  mutating func value(_ scalar: UInt32) {
    if !isRepeated { walk.attributes.extend(scalar) }
  }

  mutating func endAttribute() {}

  mutating func endTag(_ element: HTMLElement, isVoid: Bool) {
    guard let element = pending else { return }
    pending = nil
    open.append(element)
    walk.start(element)
    if isVoid { end(element) }
  }

  mutating func takeBackTag() { pending = nil }

  mutating func end(_ element: HTMLElement) {
    guard open.last == element else { return isStopped = true }
    open.removeLast()
    walk.end(element)
  }
}
