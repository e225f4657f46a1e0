package import Newsroom

/// Parts of an XML document as trees, one in memory at a time.
///
/// Wire formats nest and refer back: which of six headlines is the main one is only known at the
/// end. So each item becomes a small tree in one arena, is read, and makes room for the next.
/// Names are local and in lower case: dialects differ in prefixes and capitals, not in words.
package final class XMLTree {
  struct Node {
    /// Of an element, in `names`; below zero it is text.
    var name: Int32
    var parent: Int32
    var next: Int32 = -1
    var child: Int32 = -1
    /// Of text: its bytes. Of an element: its attributes.
    var from: Int32
    var to: Int32
  }

  struct Attribute {
    var name: Int32
    var from: Int32
    var to: Int32
  }

  fileprivate(set) var nodes: [Node] = []
  fileprivate(set) var attributes: [Attribute] = []
  fileprivate(set) var bytes: [UInt8] = []
  fileprivate(set) var names: [String] = []
  fileprivate var numbers: [String: Int32] = [:]

  fileprivate init() {}

  /// How many elements and texts an item may have: no story comes near it.
  package static let maximumNodes = 1_000_000

  /// Reads the document that `scan` let through, and hands each outermost element of those names
  /// to `part`. The element and its ancestors, with what stood before it, are readable during the
  /// call only. Returns whether libxml2 found the document well-formed.
  ///
  /// Throws `hostile-markup` where an item has more than `maximumNodes`.
  package static func read(
    _ scan: inout XMLScan, parts: Set<String>, maximumNodes: Int = XMLTree.maximumNodes,
    part: (XMLElement) -> Void
  ) throws(Rejection) -> Bool {
    // A typed throw does not pass through `withoutActuallyEscaping`.
    let result = withoutActuallyEscaping(part) { part in
      var builder = XMLTreeBuilder(parts: parts, maximumNodes: maximumNodes, part: part)
      return Result { () throws(Rejection) in
        let isWellFormed = try XMLPush.parse(&scan, into: &builder)
        builder.finish()
        if builder.hasExceeded {
          throw XMLCaps.exceeded("an item of over \(maximumNodes) elements", maximumNodes)
        }
        return isWellFormed
      }
    }
    return try result.get()
  }

  fileprivate func number(_ name: [UInt8]) -> Int32 {
    let name = String(
      decoding: name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    if let known = numbers[name] { return known }
    let number = Int32(truncatingIfNeeded: names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}

/// Turns a parser's events into nodes.
private struct XMLTreeBuilder: XMLHandler {
  let tree = XMLTree()
  let part: (XMLElement) -> Void
  var hasExceeded = false
  private let maximumNodes: Int
  private var partNames: Set<Int32> = []
  private var open: [Open] = []
  /// How many elements are open since the part began, itself included; 0 outside of parts.
  private var depthInPart = 0
  private var scratch: [UInt8] = []

  private struct Open {
    var node: Int32
    var last: Int32 = -1
    /// Sizes of the arena before it, and the sibling before it.
    var nodes: Int
    var attributes: Int
    var bytes: Int
    var previous: Int32
  }

  init(parts: Set<String>, maximumNodes: Int, part: @escaping (XMLElement) -> Void) {
    self.part = part
    self.maximumNodes = maximumNodes
    for name in parts { partNames.insert(tree.number(Array(name.utf8))) }
  }

  mutating func number(local: Span<UInt8>, prefix: Span<UInt8>, uri: Span<UInt8>) -> Int32 {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(copying: local)
    return tree.number(scratch)
  }

  mutating func start(_ name: Int32, _ tag: borrowing XMLTag) {
    guard makesRoom() else { return }
    var entry = Open(
      node: Int32(truncatingIfNeeded: tree.nodes.count), nodes: tree.nodes.count,
      attributes: tree.attributes.count, bytes: tree.bytes.count, previous: open.last?.last ?? -1)
    for n in 0..<tag.count {
      scratch.removeAll(keepingCapacity: true)
      tag.appendAttributeName(n, to: &scratch)
      let from = tree.bytes.count
      tag.appendAttributeValue(n, to: &tree.bytes)
      tree.attributes.append(
        XMLTree.Attribute(
          name: tree.number(scratch), from: Int32(truncatingIfNeeded: from),
          to: Int32(truncatingIfNeeded: tree.bytes.count)))
    }
    entry.last = -1
    append(
      XMLTree.Node(
        name: name, parent: open.last?.node ?? -1,
        from: Int32(truncatingIfNeeded: entry.attributes),
        to: Int32(truncatingIfNeeded: tree.attributes.count)))
    open.append(entry)
    if depthInPart > 0 || partNames.contains(name) { depthInPart += 1 }
  }

  mutating func end(_ name: Int32) {
    guard !hasExceeded, let entry = open.popLast() else { return }
    guard depthInPart > 0 else { return }
    depthInPart -= 1
    guard depthInPart == 0 else { return }
    part(XMLElement(tree: tree, index: Int(entry.node)))
    // What follows may use the room again.
    tree.nodes.removeSubrange(entry.nodes...)
    tree.attributes.removeSubrange(entry.attributes...)
    tree.bytes.removeSubrange(entry.bytes...)
    guard let parent = open.last else { return }
    open[open.count - 1].last = entry.previous
    if entry.previous >= 0 {
      tree.nodes[Int(entry.previous)].next = -1
    } else {
      tree.nodes[Int(parent.node)].child = -1
    }
  }

  mutating func text(_ text: Span<UInt8>) {
    guard let last = open.last?.last, makesRoom() else { return }
    let from = tree.bytes.count
    tree.bytes.append(copying: text)
    let to = Int32(truncatingIfNeeded: tree.bytes.count)
    if last >= 0, tree.nodes[Int(last)].name < 0, Int(tree.nodes[Int(last)].to) == from {
      tree.nodes[Int(last)].to = to
    } else {
      append(
        XMLTree.Node(
          name: -1, parent: open.last?.node ?? -1, from: Int32(truncatingIfNeeded: from), to: to))
    }
  }

  /// Ends what a truncated document left open.
  mutating func finish() {
    while !open.isEmpty, !hasExceeded { end(0) }
  }

  private mutating func append(_ node: XMLTree.Node) {
    let index = Int32(truncatingIfNeeded: tree.nodes.count)
    tree.nodes.append(node)
    guard let parent = open.last else { return }
    if parent.last >= 0 {
      tree.nodes[Int(parent.last)].next = index
    } else {
      tree.nodes[Int(parent.node)].child = index
    }
    open[open.count - 1].last = index
  }

  private mutating func makesRoom() -> Bool {
    if tree.nodes.count >= maximumNodes { hasExceeded = true }
    return !hasExceeded
  }
}
