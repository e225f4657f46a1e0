/// How the stories of a vendor's XML are found in it: an XPath for each field. It is what an
/// operator wrote, checked, and reaches whoever parses.
package struct XMLMapping: Hashable, Sendable {
  package var name: String
  /// The local name of the document's root element, as written there.
  package var root: String
  /// The namespace of that element; nil: any or none.
  package var namespace: String?
  /// What each story is; nil: the root element.
  package var item: String?
  /// Prefixes that the paths may use, and what each stands for.
  package var namespaces: [String: String]
  /// From the item on (a `subject_…` from its subject, a `picture_…` and `rendition` from its
  /// picture, a `rendition_…` from its rendition); of several the first that finds something counts.
  package var fields: [Field: [String]]

  /// What a path may fill. The raw values are the configuration's keys.
  package enum Field: String, CaseIterable, Sendable {
    case id, version, status, follows, url, headline, subheadline, slugline, byline, located
    case summary, body, language, published, updated, embargo, urgency, subjects
    case subjectName = "subject_name"
    case subjectScheme = "subject_scheme"
    case keywords, genre, source, copyright
    case usageTerms = "usage_terms"
    case edNote = "ed_note"
    case picture
    case pictureURL = "picture_url"
    case pictureCaption = "picture_caption"
    case pictureCredit = "picture_credit"
    case rendition
    case renditionURL = "rendition_url"
    case renditionName = "rendition_name"
  }

  package init(
    name: String, root: String, namespace: String? = nil, item: String? = nil,
    namespaces: [String: String] = [:], fields: [Field: [String]]
  ) {
    self.name = name
    self.root = root
    self.namespace = namespace
    self.item = item
    self.namespaces = namespaces
    self.fields = fields
  }
}

// MARK: As JSON

extension XMLMapping {
  /// Writes it as one JSON object, for a process that parses on behalf of another.
  package func write(into json: inout JSONWriter) {
    json.beginObject()
    json.member("name", name)
    json.member("root", root)
    json.member("namespace", namespace)
    json.member("item", item)
    json.key("namespaces")
    json.beginArray()
    for (prefix, uri) in namespaces.sorted(by: { $0.key < $1.key }) {
      json.string(prefix)
      json.string(uri)
    }
    json.endArray()
    json.key("fields")
    json.beginArray()
    for field in Field.allCases {
      for path in fields[field] ?? [] {
        json.string(field.rawValue)
        json.string(path)
      }
    }
    json.endArray()
    json.endObject()
  }

  /// Reads what `write` wrote; nil where it is something else.
  package init?(_ json: JSONValue) {
    guard let name = json["name"]?.stringValue, let root = json["root"]?.stringValue,
      let spaces = json["namespaces"]?.arrayValue?.compactMap(\.stringValue),
      let paths = json["fields"]?.arrayValue?.compactMap(\.stringValue),
      spaces.count % 2 == 0, paths.count % 2 == 0
    else { return nil }
    self.init(
      name: name, root: root, namespace: json["namespace"]?.stringValue,
      item: json["item"]?.stringValue, fields: [:])
    for n in stride(from: 0, to: spaces.count, by: 2) { namespaces[spaces[n]] = spaces[n + 1] }
    for n in stride(from: 0, to: paths.count, by: 2) {
      guard let field = Field(rawValue: paths[n]) else { return nil }
      fields[field, default: []].append(paths[n + 1])
    }
  }
}
