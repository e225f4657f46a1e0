internal import Markup
internal import Newsroom

/// NewsML-G2: items alone or many in a newsMessage, in the dialects of the agencies.
/// Source: iptc.org/std/NewsML-G2, specification 2.34.
enum NewsMLG2Parser {
  /// The kinds of items. News, packages and plans are what a wire is for; concepts and catalogues
  /// travel in the same messages and are kept beside them.
  private static let items: Set<String> = [
    "newsitem", "packageitem", "planningitem", "conceptitem", "knowledgeitem", "catalogitem",
  ]

  /// Reads the items in `text`. Throws `hostile-markup`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, into document: inout DocumentInfo,
    _ receiver: DraftReceiver
  ) throws(Rejection) {
    try WireXML.read(text, sniffed, items: items, into: &document) { item in
      var draft = draft(item)
      draft.identifyByID()
      receiver.take(draft)
    }
  }

  private static func draft(_ item: XMLElement) -> Draft {
    var draft = Draft()
    draft.id = item["guid"]
    draft.version = item["version"]
    if let id = draft.id, let version = draft.version {
      // What other software calls this version of the item.
      draft.alsoKnown(as: id + ":" + version, "versioned")
    }
    draft.language = item.first("contentmeta", "language")?["tag"] ?? item.language
    let catalogue = QCodes.catalogue(of: item)
    draft.type = WireWords.itemType(item.first("itemmeta", "itemclass").flatMap(QCodes.code))
    G2Meta.item.apply(to: item.first("itemmeta"), &draft)
    G2Meta.rights.apply(to: item.first("rightsinfo"), &draft)
    if let content = item.first("contentmeta") {
      G2Meta.concepts(of: content, catalogue, &draft)
      G2Meta.content.apply(to: content, &draft)
      G2Lines.read(content, &draft)
    }
    switch item.name {
    case "newsitem": G2Content.read(item, &draft)
    case "packageitem": G2Package.read(item, &draft)
    case "planningitem": G2Planning.read(item, &draft)
    default: G2Concept.read(item, catalogue, &draft)
    }
    if draft.headline == nil { draft.headline = .words(draft.title) }
    return draft
  }
}

extension QCodes {
  /// The code of an element: its qcode, its URI or its literal.
  static func code(_ element: XMLElement) -> String? {
    element["qcode"] ?? element["uri"] ?? element["literal"]
  }
}
