internal import Markup
internal import Newsroom

/// Codes of controlled vocabularies, with the URI of what they mean where the scheme is known.
enum QCodes {
  /// Schemes of the IPTC by their usual aliases; a document's own catalogue comes first.
  /// Source: the IPTC catalogue, cv.iptc.org/newscodes.
  private static let schemes: [String: String] = [
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "subj": "http://cv.iptc.org/newscodes/subjectcode/",
    "genre": "http://cv.iptc.org/newscodes/genre/",
    "ninat": "http://cv.iptc.org/newscodes/ninature/",
    "stat": "http://cv.iptc.org/newscodes/pubstatusg2/",
  ]

  /// An IPTC subject code of eight digits, as NewsML 1 and NITF write it without a scheme.
  static func subject(_ code: String, label: String? = nil) -> Category {
    let isSubject = code.utf8.count == 8 && code.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return Category(
      term: code, label: label, uri: isSubject ? (schemes["subj"] ?? "") + code : nil)
  }

  /// The thing that an element of NewsML-G2 names by `qcode`, `uri` or `literal`; nil where it
  /// names none. `catalogue`: scheme URIs by alias.
  static func concept(
    _ element: XMLElement, _ catalogue: [String: String], rel: String? = nil
  ) -> Category? {
    let name = self.name(of: element)
    let code = element["qcode"] ?? element["literal"] ?? element["uri"]
    guard let term = code ?? name else { return nil }
    var concept = Category(term: term, label: name, rel: rel ?? element["rel"])
    concept.uri = element["uri"] ?? element["qcode"].flatMap { uri($0, catalogue) }
    return concept
  }

  private static func uri(_ code: String, _ catalogue: [String: String]) -> String? {
    guard let colon = code.firstIndex(of: ":") else { return nil }
    let alias = String(code[..<colon])
    guard let scheme = catalogue[alias] ?? schemes[alias] else { return nil }
    return scheme + code[code.index(after: colon)...]
  }

  /// The name of a concept: the one for display, else the first.
  private static func name(of element: XMLElement) -> String? {
    let names = element.all("name")
    let shown = names.first { $0["role"]?.hasSuffix(":display") == true }
    return (shown ?? names.first)?.text
  }

  /// The scheme URIs by alias that a document brings with it: catalogues in the item and above it.
  static func catalogue(of item: XMLElement) -> [String: String] {
    var schemes: [String: String] = [:]
    var at: XMLElement? = item
    while let element = at {
      let holders = element.all("catalog") + element.all("header").flatMap { $0.all("catalog") }
      for scheme in holders.flatMap({ $0.all("scheme") }) {
        if let alias = scheme["alias"], let uri = scheme["uri"], schemes[alias] == nil {
          schemes[alias] = uri
        }
      }
      at = element.parent
    }
    return schemes
  }
}
