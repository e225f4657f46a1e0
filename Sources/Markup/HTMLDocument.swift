/// A whole page as a tree: elements and texts in the order of the page, in arrays. A node is a
/// number; what it holds are the numbers up to its `end`. Immutable, so any number may read it.
package struct HTMLDocument: Sendable {
  /// An element, or a text.
  package struct Node: Sendable {
    /// Nil for a text.
    package let element: HTMLElement?
    /// Of the element that holds it; -1 for the first.
    package let parent: Int32
    /// Behind the last node inside of it.
    package fileprivate(set) var end: Int32
    /// Its attributes, or its text in `text`.
    fileprivate var range: Range<Int32>
  }

  package fileprivate(set) var nodes: [Node] = []
  private var attributes: [(name: HTMLPageAttribute, value: Range<Int32>)] = []
  private var text: [UInt8] = []
  /// The contents of `<script type="application/ld+json">`, as written.
  package private(set) var linkedData: [String] = []
  /// Something was too large or too deep, and was left out or unwrapped.
  package private(set) var isCut = false

  /// Open elements while the tree grows.
  private var open: [Int32] = []

  /// Larger trees are no pages.
  private static let maximumNodes = 2_000_000

  /// Reads a page from UTF-8; what is none becomes U+FFFD.
  package init(_ bytes: [UInt8]) {
    let source = HTMLPageSource(HTMLText.repaired(bytes).span)
    let builder = HTMLPageReader(Self())
    let isWhole = builder.read(source.bytes)
    self = builder.document
    linkedData = source.linkedData
    isCut = source.isCut || !isWhole
    while let last = open.popLast() { nodes[Int(last)].end = Int32(nodes.count) }
  }

  private init() {}

  // MARK: Growing

  mutating func start(_ element: HTMLElement) {
    guard nodes.count < Self.maximumNodes else { return }
    let first = Int32(attributes.count)
    nodes.append(
      Node(element: element, parent: open.last ?? -1, end: 0, range: first..<first))
    open.append(Int32(nodes.count - 1))
  }

  /// An attribute of the element just begun.
  mutating func attribute(_ name: HTMLPageAttribute, _ value: Span<UInt8>) {
    guard let last = open.last, Int(last) == nodes.count - 1 else { return }
    attributes.append((name, append(value)))
    let range = nodes[Int(last)].range
    nodes[Int(last)].range = range.lowerBound..<Int32(attributes.count)
  }

  mutating func end(_ element: HTMLElement) {
    guard let last = open.last, nodes[Int(last)].element == element else { return }
    open.removeLast()
    nodes[Int(last)].end = Int32(nodes.count)
  }

  mutating func characters(_ run: Span<UInt8>) {
    let range = append(run)
    // libxml2 reports a long text in pieces.
    if let last = nodes.indices.last, nodes[last].element == nil,
      nodes[last].parent == open.last ?? -1, nodes[last].range.upperBound == range.lowerBound
    {
      nodes[last].range = nodes[last].range.lowerBound..<range.upperBound
      return
    }
    guard nodes.count < Self.maximumNodes else { return }
    nodes.append(
      Node(element: nil, parent: open.last ?? -1, end: Int32(nodes.count + 1), range: range))
  }

  private mutating func append(_ bytes: Span<UInt8>) -> Range<Int32> {
    let start = Int32(clamping: text.count)
    text.append(bytes, 0..<bytes.count)
    return start..<Int32(clamping: text.count)
  }

  // MARK: Reading

  /// The text of a text node, as UTF-8.
  package func text(_ node: Int) -> ArraySlice<UInt8> {
    guard nodes[node].element == nil else { return [] }
    return text[Int(nodes[node].range.lowerBound)..<Int(nodes[node].range.upperBound)]
  }

  /// The value of an attribute, as UTF-8; nil where the element has none.
  package func bytes(_ name: HTMLPageAttribute, of node: Int) -> ArraySlice<UInt8>? {
    guard nodes[node].element != nil else { return nil }
    for i in nodes[node].range where attributes[Int(i)].name == name {
      let range = attributes[Int(i)].value
      return text[Int(range.lowerBound)..<Int(range.upperBound)]
    }
    return nil
  }

  /// The attributes of an element in their order.
  package func attributes(of node: Int) -> [(name: HTMLPageAttribute, value: ArraySlice<UInt8>)] {
    guard nodes[node].element != nil else { return [] }
    return attributes[Int(nodes[node].range.lowerBound)..<Int(nodes[node].range.upperBound)]
      .map { ($0.name, text[Int($0.value.lowerBound)..<Int($0.value.upperBound)]) }
  }

  /// The value of an attribute without white space at its ends; nil where there is none.
  package func value(_ name: HTMLPageAttribute, of node: Int) -> String? {
    guard var value = bytes(name, of: node) else { return nil }
    value = value.drop { $0 <= 0x20 }
    while let last = value.last, last <= 0x20 { value.removeLast() }
    return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
  }

  /// All text inside of a node on one line, white space collapsed.
  package func line(of node: Int) -> String {
    var out: [UInt8] = []
    var needsSpace = false
    for i in node..<Int(nodes[node].end) {
      guard nodes[i].element == nil else {
        needsSpace = needsSpace || nodes[i].element?.traits.contains(.block) == true
        continue
      }
      let run = text(i)
      var j = run.startIndex
      while j < run.endIndex {
        let isWide = run[j] == 0xC2 && j + 1 < run.endIndex && run[j + 1] == 0xA0
        if run[j] <= 0x20 || isWide {
          needsSpace = true
          j += isWide ? 2 : 1
          continue
        }
        if needsSpace, !out.isEmpty { out.append(0x20) }
        needsSpace = false
        out.append(run[j])
        j += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The nodes directly inside of one.
  package func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var i = node + 1
    while i < Int(nodes[node].end) {
      children.append(i)
      i = max(Int(nodes[i].end), i + 1)
    }
    return children
  }
}

extension HTMLElement {
  /// Has neither content nor end tag.
  package var isVoid: Bool { traits.contains(.void) }
  /// A paragraph of its own.
  package var isBlock: Bool { traits.contains(.block) }
}
