internal import CLibXML2
package import Newsroom

/// An XML document as libxml2's own tree, for expressions that may look anywhere in it.
///
/// `@safe`: the tree is freed with it, and every node holds it.
@safe package final class XPathDocument {
  private let document: xmlDocPtr
  private let context: XPathContext
  /// The expression took more than it is worth: no answer of this document can be trusted.
  package private(set) var isExhausted = false

  /// A longer one is no story: the tree may take thirty times as much.
  package static let maximumBytes = 8 << 20
  /// Elements and attributes. A story has some dozens; see `XPathContext.mostOperations`.
  package static let maximumNodes = 50_000

  /// The tree of the document that `scan` lets through; its `<x:y>` are met under the prefixes of
  /// `namespaces`, whatever its own are.
  ///
  /// Throws `hostile-markup` where a cap is exceeded; `truncated-xml` where there is no element.
  package init(
    _ scan: inout XMLScan, namespaces: [String: String],
    maximumNodes: Int = XPathDocument.maximumNodes
  ) throws(Rejection) {
    guard scan.bytes.count <= Self.maximumBytes else {
      throw XMLCaps.exceeded("\(scan.bytes.count) bytes for a mapping", Self.maximumBytes)
    }
    let tree = unsafe try XMLPush.tree(of: &scan, maximumNodes: maximumNodes)
    guard let document = unsafe tree else {
      throw Rejection(
        code: "empty", detail: "There is no element in it that can be read. Deliver it again.")
    }
    guard let context = unsafe XPathContext(document) else {
      unsafe xmlFreeDoc(document)
      throw XMLCaps.exceeded("a tree without memory for it", 0)
    }
    unsafe self.document = unsafe document
    self.context = context
    for (prefix, namespace) in namespaces { context.bind(prefix, to: namespace) }
  }

  deinit { unsafe xmlFreeDoc(document) }

  /// The outermost element.
  package var root: XPathNode? {
    unsafe xmlDocGetRootElement(document).map { unsafe XPathNode($0, of: self) }
  }

  /// What an expression is at a node: nodes in the document's order, or a text that it computes.
  package func evaluate(_ expression: String, at node: XPathNode) -> XPathValue {
    let value = unsafe context.evaluate(expression, at: node.node) { value -> XPathValue in
      unsafe XPathValue(value, of: self)
    }
    if value == nil, context.isExhausted { isExhausted = true }
    return value ?? .nodes([])
  }
}

/// What an expression gives.
package enum XPathValue {
  case nodes([XPathNode])
  case text(String)

  fileprivate init(_ value: xmlXPathObject, of document: XPathDocument) {
    switch unsafe value.type {
    case XPATH_NODESET:
      var nodes: [XPathNode] = []
      if let set = unsafe value.nodesetval, let table = unsafe set.pointee.nodeTab {
        unsafe xmlXPathNodeSetSort(set)
        for n in 0..<Int(unsafe set.pointee.nodeNr) {
          // A namespace is no node: libxml2 only says so by its type.
          guard let node = unsafe table[n], unsafe node.pointee.type != XML_NAMESPACE_DECL else {
            continue
          }
          unsafe nodes.append(XPathNode(node, of: document))
        }
      }
      self = .nodes(nodes)
    case XPATH_BOOLEAN: self = .text(unsafe value.boolval != 0 ? "true" : "false")
    case XPATH_NUMBER:
      let text = unsafe xmlXPathCastNumberToString(value.floatval)
      self = .text(unsafe String(owning: text))
    default: self = .text(unsafe value.stringval.map { unsafe String(cString: $0) } ?? "")
    }
  }
}

extension String {
  /// A string of libxml2's, which is freed.
  init(owning text: UnsafeMutablePointer<UInt8>?) {
    self = unsafe text.map { unsafe String(cString: $0) } ?? ""
    unsafe wr_xml_free(text)
  }
}
