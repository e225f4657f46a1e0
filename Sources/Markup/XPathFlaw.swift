internal import CLibXML2

/// What is wrong with an XPath expression, before any document is there.
package struct XPathFlaw: Error, Equatable, Sendable {
  /// "is no XPath: … at character 5".
  package let message: String
  /// What to write instead.
  package let mend: String

  /// The expression's flaw; nil where it has none. `prefixes`: those that are bound to a namespace.
  package static func find(in expression: String, prefixes: Set<String>) -> XPathFlaw? {
    guard expression.utf8.count <= longest else {
      return XPathFlaw(message: "longer than \(longest) bytes", mend: "write a shorter XPath")
    }
    let words = XPathWords(expression)
    if let flaw = syntax(expression) { return flaw }
    if let variable = words.variables.first {
      return XPathFlaw(
        message: "the variable $\(variable) has no value", mend: "write the value itself")
    }
    if let function = words.functions.first(where: { !XPathWords.knownFunctions.contains($0) }) {
      return XPathFlaw(
        message: "there is no function \(function)()",
        mend: "XPath 1.0 has "
          + XPathWords.knownFunctions.joined(separator: ", "))
    }
    let unbound = words.prefixes.first { $0 != "xml" && !prefixes.contains($0) }
    if let unbound {
      return XPathFlaw(
        message: "the prefix \(unbound): is bound to no namespace",
        mend: "add '\(unbound): …' to namespaces, or write the name without a prefix")
    }
    return types(expression, prefixes)
  }

  private static let longest = 4096

  private static func syntax(_ expression: String) -> XPathFlaw? {
    guard let context = unsafe XPathContext(nil) else { return nil }
    guard !context.compiles(expression) else { return nil }
    let place = max(0, context.lastPlace) + 1
    let what =
      switch context.lastError {
      case XPATH_UNFINISHED_LITERAL_ERROR: "a quotation mark is not closed"
      case XPATH_INVALID_PREDICATE_ERROR, XPATH_UNCLOSED_ERROR: "a bracket is not closed"
      default: "it is not understood"
      }
    return XPathFlaw(
      message: "no XPath: \(what) at character \(place)",
      mend: "write an XPath 1.0 expression, such as head/title")
  }

  /// `count('a')`: what only shows when it is evaluated, if anything of it is.
  private static func types(_ expression: String, _ prefixes: Set<String>) -> XPathFlaw? {
    guard let document = unsafe xmlNewDoc(nil) else { return nil }
    defer { unsafe xmlFreeDoc(document) }
    guard let root = unsafe xmlNewDocNode(document, nil, "x", nil) else { return nil }
    unsafe xmlDocSetRootElement(document, root)
    guard let context = unsafe XPathContext(document) else { return nil }
    for prefix in prefixes { context.bind(prefix, to: "x:\(prefix)") }
    let isSound = unsafe context.evaluate(expression, at: root) { _ in true } ?? false
    guard !isSound else { return nil }
    let what =
      context.lastError == XPATH_INVALID_ARITY
      ? "a function has too many or too few arguments" : "it asks for what cannot be"
    return XPathFlaw(
      message: "no XPath that can be evaluated: \(what)",
      mend: "write an XPath 1.0 expression, such as head/title")
  }
}
