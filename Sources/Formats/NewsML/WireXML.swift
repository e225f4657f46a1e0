internal import Markup
internal import Newsroom

/// What the XML wire formats have in common: the way from bytes to items.
enum WireXML {
  /// Hands each item of the document to `item`: the outermost elements of those names, in lower
  /// case. Adds to `document` what was amiss. Throws `hostile-markup`.
  static func read(
    _ text: DecodedText, _ sniffed: Sniffed, items: Set<String>, into document: inout DocumentInfo,
    item: (XMLElement) -> Void
  ) throws(Rejection) {
    var scan = XMLScan(text.bytes, from: sniffed.start)
    let isWellFormed = try XMLTree.read(&scan, parts: items, part: item)
    if sniffed.start > text.start,
      text.bytes[text.start..<sniffed.start].contains(where: { $0 > 0x20 }) || scan.hasJunkBefore
    {
      document.warnings.append(.junkBeforeDocument)
    }
    if scan.isTruncated { document.warnings.append(.truncated) }
    if scan.isRepaired || (!isWellFormed && !scan.isTruncated) {
      document.warnings.append(.xmlRecovered)
    }
  }
}

/// What an element of a wire format becomes in a draft: the tables of the parsers are made of it.
typealias FieldRule = @Sendable (XMLElement, inout Draft) -> Void

extension [String: FieldRule] {
  /// Reads each child of `element` by its rule; those without one are left.
  func apply(to element: XMLElement?, _ draft: inout Draft) {
    guard let element else { return }
    for child in element.elements { self[child.name]?(child, &draft) }
  }
}
