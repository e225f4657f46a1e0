internal import CLibXML2

/// libxml2's XPath over one document, under a limit on its work.
///
/// `@safe`: the pointers are this class's own; the document is whoever's made it, and outlives it.
@safe final class XPathContext {
  private let context: xmlXPathContextPtr
  private var compiled: [String: xmlXPathCompExprPtr] = unsafe [:]

  /// For one value. An operation takes some nanoseconds; but where sets of nodes that overlap are
  /// joined (`a/following-sibling::b` of many) a node is compared with all others, which libxml2
  /// does not count: then this many took 1.2 s of CPU on a tree of 30,000 nodes.
  static let mostOperations: UInt = 200_000
  /// For all values of a document.
  static let mostInAll: UInt = 20_000_000
  private var spent: UInt = 0

  init?(_ document: xmlDocPtr?) {
    LibXML.ready
    guard let context = unsafe xmlXPathNewContext(document) else { return nil }
    unsafe self.context = unsafe context
    unsafe context.pointee.opLimit = Self.mostOperations
    unsafe context.pointee.error = { _, _ in }
  }

  deinit {
    unsafe compiled.values.forEach { unsafe xmlXPathFreeCompExpr($0) }
    unsafe xmlXPathFreeContext(context)
  }

  func bind(_ prefix: String, to namespace: String) {
    unsafe xmlXPathRegisterNs(context, prefix, namespace)
  }

  /// The error of what failed last, and where in the expression it is, from 0.
  var lastError: xmlXPathError {
    let code = unsafe context.pointee.lastError.code
    return xmlXPathError(
      UInt32(clamping: Int(code) - Int(XML_XPATH_EXPRESSION_OK.rawValue)))
  }

  var lastPlace: Int { Int(unsafe context.pointee.lastError.int1) }

  /// Whether all work that the document is worth has been done.
  var isExhausted: Bool { spent > Self.mostInAll || lastError == XPATH_OP_LIMIT_EXCEEDED }

  func compiles(_ expression: String) -> Bool { unsafe compile(expression) != nil }

  private func compile(_ expression: String) -> xmlXPathCompExprPtr? {
    if let known = unsafe compiled[expression] { return unsafe known }
    let made = unsafe xmlXPathCtxtCompile(context, expression)
    unsafe compiled[expression] = unsafe made
    return unsafe made
  }

  /// Calls `body` with the value of an expression at a node; nil where it has none.
  func evaluate<Answer>(
    _ expression: String, at node: xmlNodePtr, _ body: (xmlXPathObject) -> Answer
  ) -> Answer? {
    guard spent <= Self.mostInAll, let expression = unsafe compile(expression) else { return nil }
    unsafe context.pointee.node = unsafe node
    unsafe context.pointee.opCount = 0
    defer { spent += unsafe context.pointee.opCount }
    guard let value = unsafe xmlXPathCompiledEval(expression, context) else { return nil }
    defer { unsafe xmlXPathFreeObject(value) }
    return unsafe body(value.pointee)
  }
}
