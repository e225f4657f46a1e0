internal import CLibXML2

/// A node of an `XPathDocument`: an element, an attribute or a text.
///
/// `@safe`: it holds the document, whose tree never changes.
@safe package struct XPathNode {
  let node: xmlNodePtr
  private let document: XPathDocument

  init(_ node: xmlNodePtr, of document: XPathDocument) {
    unsafe self.node = unsafe node
    self.document = document
  }

  /// The local name of an element or attribute, as written.
  package var name: String { unsafe node.pointee.name.map { unsafe String(cString: $0) } ?? "" }

  /// The namespace of an element; nil where it is in none.
  package var namespace: String? {
    guard isElement, let ns = unsafe node.pointee.ns, let uri = unsafe ns.pointee.href else {
      return nil
    }
    return unsafe String(cString: uri)
  }

  package var isElement: Bool { unsafe node.pointee.type == XML_ELEMENT_NODE }

  /// Whether elements lie in it.
  package var hasElements: Bool {
    unsafe isElement && xmlFirstElementChild(node) != nil
  }

  /// All text in it, as it stands.
  package var text: String { unsafe String(owning: xmlNodeGetContent(node)) }

  /// Appends what lies in an element as HTML: names without their prefixes in lower case. `rename`
  /// is asked for the elements directly in it.
  package func appendMarkup(to out: inout [UInt8], rename: (String) -> String = { $0 }) {
    guard isElement else { return }
    var child = unsafe node.pointee.children
    while let at = unsafe child {
      unsafe Self.append(at, to: &out, rename)
      unsafe child = unsafe at.pointee.next
    }
  }

  // The scan lets no document be deeper than `XMLCaps.depth`.
  private static func append(
    _ node: xmlNodePtr, to out: inout [UInt8], _ rename: (String) -> String = { $0 }
  ) {
    switch unsafe node.pointee.type {
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: unsafe append(node.pointee.content, to: &out)
    case XML_ELEMENT_NODE:
      let written = unsafe node.pointee.name.map { unsafe String(cString: $0) } ?? ""
      let name = rename(written.lowercased())
      out.append(UInt8(ascii: "<"))
      out += name.utf8
      var attribute = unsafe node.pointee.properties
      while let at = unsafe attribute {
        out.append(0x20)
        unsafe append(at.pointee.name, to: &out)
        out += "=\"".utf8
        let value = unsafe String(
          owning: xmlNodeListGetString(node.pointee.doc, at.pointee.children, 1))
        append(escaped: value.utf8, to: &out)
        out.append(UInt8(ascii: "\""))
        unsafe attribute = unsafe at.pointee.next
      }
      out.append(UInt8(ascii: ">"))
      if void.contains(name) { return }
      var child = unsafe node.pointee.children
      while let at = unsafe child {
        unsafe append(at, to: &out)
        unsafe child = unsafe at.pointee.next
      }
      out += "</".utf8
      out += name.utf8
      out.append(UInt8(ascii: ">"))
    default: break
    }
  }

  private static let void: Set<String> = ["br", "img", "hr", "wbr", "source", "track"]

  private static func append(_ text: UnsafePointer<UInt8>?, to out: inout [UInt8]) {
    guard let text = unsafe text else { return }
    let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
    unsafe append(escaped: bytes, to: &out)
  }

  private static func append(escaped bytes: some Sequence<UInt8>, to out: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): out += "&lt;".utf8
      case UInt8(ascii: "&"): out += "&amp;".utf8
      case UInt8(ascii: "\""): out += "&quot;".utf8
      default: out.append(byte)
      }
    }
  }
}
