/// The elements and texts of a fragment in their order, for as long as they nest the way libxml2
/// would nest them: every element is one of those that are written, none is begun where libxml2
/// would end another first, and each ends before what it stands in. Most text of feeds is like that,
/// and libxml2, of which we want nothing but the nesting, takes half of a fragment's time.
///
/// What the shortcut yields is what libxml2 would have yielded, to the byte: a test compares both.
/// Nor does safety hang on it: `HTMLWalk` decides of each element and attribute by itself.
struct HTMLSteps {
  private enum Kind: UInt8 { case text, character, start, end, attribute }

  private struct Step {
    var kind: Kind
    /// The element, the attribute or the character.
    var value: UInt8
    /// Where the text or the value stands in the source's bytes.
    var start: Int32 = 0
    var count: Int32 = 0
  }

  private var steps: [Step] = []
  private var open: [HTMLElement] = []
  /// Whether nothing has been met that libxml2 would put in order.
  private(set) var areOrderly = true

  /// Deeper ones are rare, and libxml2 has limits of its own.
  private static let maximumDepth = 64
  /// What does not fit the numbers of a step goes the long way; no story is as long.
  private static let maximumLength = 1 << 24

  private static let ascii = [UInt8](0..<128)

  mutating func begin() {
    steps.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    areOrderly = true
  }

  /// The fragment has ended: whatever is still open would be closed by libxml2's rules.
  mutating func finish() {
    if !open.isEmpty { areOrderly = false }
  }

  @inline(__always)
  mutating func text(_ start: Int, _ count: Int) {
    guard areOrderly, count > 0 else { return }
    guard start + count < Self.maximumLength else { return areOrderly = false }
    if let last = steps.last, last.kind == .text, Int(last.start + last.count) == start {
      steps[steps.count - 1].count += Int32(truncatingIfNeeded: count)
      return
    }
    steps.append(
      Step(
        kind: .text, value: 0, start: Int32(truncatingIfNeeded: start),
        count: Int32(truncatingIfNeeded: count)))
  }

  mutating func character(_ byte: UInt8) {
    if areOrderly { steps.append(Step(kind: .character, value: byte)) }
  }

  mutating func start(_ element: HTMLElement) {
    guard areOrderly else { return }
    let isEnding = open.last.map { element.ends($0) } ?? false
    guard element.traits.contains(.allowed), !isEnding, open.count < Self.maximumDepth else {
      // A script or style is taken out again: `goBack`.
      if !element.traits.contains(.raw) { areOrderly = false }
      return
    }
    steps.append(Step(kind: .start, value: element.rawValue))
    open.append(element)
  }

  mutating func end(_ element: HTMLElement) {
    guard areOrderly else { return }
    guard open.last == element else { return areOrderly = false }
    open.removeLast()
    steps.append(Step(kind: .end, value: element.rawValue))
  }

  mutating func attribute(_ attribute: HTMLAttribute, _ start: Int, _ count: Int) {
    guard areOrderly else { return }
    guard start + count < Self.maximumLength else { return areOrderly = false }
    steps.append(
      Step(
        kind: .attribute, value: attribute.rawValue, start: Int32(truncatingIfNeeded: start),
        count: Int32(truncatingIfNeeded: count)))
  }

  /// A place to come back to, before a tag.
  var mark: (steps: Int, open: Int) { (steps.count, open.count) }

  /// Takes a tag out again.
  mutating func goBack(to mark: (steps: Int, open: Int)) {
    if steps.count > mark.steps { steps.removeSubrange(mark.steps...) }
    if open.count > mark.open { open.removeSubrange(mark.open...) }
  }

  /// Reports all to `walk`, in the elements that `HTMLReader` puts round a fragment.
  func walk(_ walk: inout HTMLWalk, _ bytes: [UInt8]) {
    walk.attributes.removeAll()
    for element in [HTMLElement.html, .body, .div] { walk.start(element) }
    let source = bytes.span
    var n = 0
    while n < steps.count {
      let step = steps[n]
      n += 1
      let range = Int(step.start)..<Int(step.start + step.count)
      switch step.kind {
      case .text: walk.characters(source.extracting(range))
      case .character:
        let place = Int(step.value & 0x7F)
        walk.characters(Self.ascii.span.extracting(place..<place + 1))
      case .end: if let element = HTMLElement(rawValue: step.value) { walk.end(element) }
      case .start:
        walk.attributes.removeAll()
        while n < steps.count, steps[n].kind == .attribute {
          Self.append(steps[n], source, to: &walk.attributes)
          n += 1
        }
        if let element = HTMLElement(rawValue: step.value) { walk.start(element) }
      case .attribute: break
      }
    }
    for element in [HTMLElement.div, .body, .html] { walk.end(element) }
  }

  private static func append(
    _ step: Step, _ source: Span<UInt8>, to attributes: inout HTMLAttributes
  ) {
    let attribute = HTMLAttribute(rawValue: step.value)
    // Of two with one name the first counts.
    guard let attribute, !attributes.has(attribute) else { return }
    let value = source.extracting(Int(step.start)..<Int(step.start + step.count))
    let ampersand = UInt8(ascii: "&")
    guard value.first(of: ampersand, ampersand, from: 0, to: value.count) < value.count else {
      return attributes.append(attribute, value)
    }
    var text: [UInt8] = []
    _ = Entities.unescape(value, into: &text)
    attributes.append(attribute, text.span)
  }
}
