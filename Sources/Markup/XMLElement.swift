/// An element of an `XMLTree`, during the call that lends it.
package struct XMLElement {
  let tree: XMLTree
  let index: Int

  /// The local name in lower case.
  package var name: String { tree.names[Int(tree.nodes[index].name)] }

  package var parent: XMLElement? {
    let parent = Int(tree.nodes[index].parent)
    return parent >= 0 ? XMLElement(tree: tree, index: parent) : nil
  }

  /// The value of the attribute of that local name in lower case, without white space at its
  /// ends; nil where it is missing or empty.
  package subscript(name: String) -> String? {
    let node = tree.nodes[index]
    for n in Int(node.from)..<Int(node.to) {
      let attribute = tree.attributes[n]
      guard tree.names[Int(attribute.name)] == name else { continue }
      let value = Self.trimmed(tree.bytes[Int(attribute.from)..<Int(attribute.to)])
      return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  /// Elements directly in this one.
  package var elements: Children { Children(tree: tree, following: tree.nodes[index].child) }

  package struct Children: Sequence, IteratorProtocol {
    let tree: XMLTree
    var following: Int32

    package mutating func next() -> XMLElement? {
      while following >= 0 {
        let index = Int(following)
        following = tree.nodes[index].next
        if tree.nodes[index].name >= 0 { return XMLElement(tree: tree, index: index) }
      }
      return nil
    }
  }

  /// The elements of that name directly in this one.
  package func all(_ name: String) -> [XMLElement] { elements.filter { $0.name == name } }

  /// The first element of that name directly in this one.
  package func first(_ name: String) -> XMLElement? { elements.first { $0.name == name } }

  /// The first element at the end of a path of names.
  package func first(_ name: String, _ more: String...) -> XMLElement? {
    var at = first(name)
    for name in more { at = at?.first(name) }
    return at
  }

  /// The first element of that name at any depth, in the document's order.
  package func descendant(_ name: String) -> XMLElement? {
    for element in elements {
      if element.name == name { return element }
      if let found = element.descendant(name) { return found }
    }
    return nil
  }

  /// All elements of that name at any depth that do not lie in another of them.
  package func descendants(_ name: String) -> [XMLElement] {
    var found: [XMLElement] = []
    for element in elements {
      if element.name == name {
        found.append(element)
      } else {
        found += element.descendants(name)
      }
    }
    return found
  }

  /// `xml:lang` of this element or the nearest that has one.
  package var language: String? {
    var at: XMLElement? = self
    while let element = at {
      if let language = element["lang"] { return language }
      at = element.parent
    }
    return nil
  }

  // MARK: text

  /// All text in it with one space for each run of white space; nil where there is none.
  package var text: String? { text { _ in false } }

  /// The same, without the elements that `isLeftOut` names.
  package func text(without isLeftOut: (XMLElement) -> Bool) -> String? {
    var out: [UInt8] = []
    appendLine(to: &out, isLeftOut)
    if out.last == 0x20 { out.removeLast() }
    return out.isEmpty ? nil : String(decoding: out, as: UTF8.self)
  }

  /// All text in it, as it stands.
  package var wholeText: String {
    var out: [UInt8] = []
    appendWhole(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether there is no element in it.
  package var isLeaf: Bool { !elements.contains { _ in true } }

  private static let breaking: Set<String> = [
    "p", "br", "li", "tr", "td", "th", "hl1", "hl2", "div", "block", "h1", "h2", "h3", "h4",
    "byttl", "section", "ul", "ol",
  ]

  private func appendLine(to out: inout [UInt8], _ isLeftOut: (XMLElement) -> Bool) {
    var next = tree.nodes[index].child
    while next >= 0 {
      let node = tree.nodes[Int(next)]
      if node.name < 0 {
        for byte in tree.bytes[Int(node.from)..<Int(node.to)] { Self.append(byte, to: &out) }
      } else {
        let element = XMLElement(tree: tree, index: Int(next))
        if !isLeftOut(element) {
          let breaks = Self.breaking.contains(element.name)
          if breaks { Self.append(0x20, to: &out) }
          element.appendLine(to: &out, isLeftOut)
          if breaks { Self.append(0x20, to: &out) }
        }
      }
      next = node.next
    }
  }

  private static func append(_ byte: UInt8, to out: inout [UInt8]) {
    if byte > 0x20 {
      out.append(byte)
    } else if let last = out.last, last != 0x20 {
      out.append(0x20)
    }
  }

  private func appendWhole(to out: inout [UInt8]) {
    var next = tree.nodes[index].child
    while next >= 0 {
      let node = tree.nodes[Int(next)]
      if node.name < 0 {
        out.append(contentsOf: tree.bytes[Int(node.from)..<Int(node.to)])
      } else {
        XMLElement(tree: tree, index: Int(next)).appendWhole(to: &out)
      }
      next = node.next
    }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop { $0 <= 0x20 }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes
  }

  // MARK: markup

  /// What becomes of an element when a tree is written as HTML.
  package enum Treatment {
    case keep
    case rename(String)
    /// Only its content stays.
    case unwrap
    case drop
  }

  /// Appends the content of this element as HTML, each element in it as `treatment` says.
  package func appendMarkup(to out: inout [UInt8], treatment: (XMLElement) -> Treatment) {
    var next = tree.nodes[index].child
    while next >= 0 {
      let node = tree.nodes[Int(next)]
      if node.name < 0 {
        Self.append(escaped: tree.bytes[Int(node.from)..<Int(node.to)], to: &out)
      } else {
        let element = XMLElement(tree: tree, index: Int(next))
        switch treatment(element) {
        case .keep: element.appendElement(as: element.name, to: &out, treatment)
        case .rename(let name): element.appendElement(as: name, to: &out, treatment)
        case .unwrap: element.appendMarkup(to: &out, treatment: treatment)
        case .drop: break
        }
      }
      next = node.next
    }
  }

  private static let void: Set<String> = [
    "br", "img", "hr", "input", "embed", "source", "wbr", "area", "col", "link", "meta", "param",
    "track",
  ]

  private func appendElement(
    as name: String, to out: inout [UInt8], _ treatment: (XMLElement) -> Treatment
  ) {
    out.append(UInt8(ascii: "<"))
    out.append(contentsOf: name.utf8)
    let node = tree.nodes[index]
    for attribute in tree.attributes[Int(node.from)..<Int(node.to)] {
      out.append(0x20)
      out.append(contentsOf: tree.names[Int(attribute.name)].utf8)
      out.append(contentsOf: "=\"".utf8)
      Self.append(escaped: tree.bytes[Int(attribute.from)..<Int(attribute.to)], to: &out)
      out.append(UInt8(ascii: "\""))
    }
    out.append(UInt8(ascii: ">"))
    if Self.void.contains(name) { return }
    appendMarkup(to: &out, treatment: treatment)
    out.append(contentsOf: "</".utf8)
    out.append(contentsOf: name.utf8)
    out.append(UInt8(ascii: ">"))
  }

  private static func append(escaped bytes: ArraySlice<UInt8>, to out: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "\""): out.append(contentsOf: "&quot;".utf8)
      default: out.append(byte)
      }
    }
  }
}
