internal import Markup
package import Newsroom

/// XML of a vendor's own, read by a mapping of the configuration: an XPath for each field.
enum MappedParser {
  /// The mapping that speaks of a document's first element, if one does. The first of several; one
  /// that names the namespace goes before one that does not.
  static func mapping(
    for bytes: [UInt8], from start: Int, among mappings: [XMLMapping]
  ) -> XMLMapping? {
    guard !mappings.isEmpty, let root = RootElement.find(in: bytes, from: start) else { return nil }
    let local = root.name.split(separator: ":").last.map(String.init) ?? root.name
    let fitting = mappings.filter { $0.root == local }
    guard !fitting.isEmpty else { return nil }
    let namespace = root.namespace
    return fitting.first { $0.namespace != nil && $0.namespace == namespace }
      ?? fitting.first { $0.namespace == nil }
  }

  /// Reads the stories of a document. Throws `hostile-markup`, and `mapping-failed` where an
  /// expression does more work than any document is worth.
  static func parse(
    _ text: DecodedText, from start: Int, by mapping: XMLMapping,
    into info: inout DocumentInfo, _ receiver: DraftReceiver
  ) throws(Rejection) {
    var scan = XMLScan(text.bytes, from: start)
    let document = try XPathDocument(&scan, namespaces: mapping.namespaces)
    if scan.hasJunkBefore { info.warnings.append(.junkBeforeDocument) }
    if scan.isTruncated { info.warnings.append(.truncated) }
    if scan.isRepaired { info.warnings.append(.xmlRecovered) }
    guard let root = document.root else { return }
    var items = [root]
    if let path = mapping.item {
      guard case .nodes(let nodes) = document.evaluate(path, at: root) else { return }
      items = nodes.filter(\.isElement)
    }
    for item in items {
      let reading = MappedItem(item, of: document, by: mapping)
      let draft = reading.draft()
      if document.isExhausted {
        throw Rejection(
          code: "mapping-failed",
          detail: "The paths of the mapping \(mapping.name) need more work on this document than "
            + "they are allowed. Write paths without '//' where they can do without.",
          format: .mappedXML)
      }
      // An element that has neither is a frame's, and no story.
      guard draft.headline != nil || draft.content != nil else { continue }
      receiver.take(draft)
    }
  }
}

extension Format {
  /// XML that a mapping of the configuration reads.
  package static let mappedXML = Format(rawValue: "xml-mapped")
}
