internal import Markup
internal import Newsroom

/// NewsML 1.0 to 1.2. Source: iptc.org/std/NewsML/1.2, RFC 3085 for its identities.
enum NewsML1Parser {
  /// Reads the items in `text`. Throws `hostile-markup`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, into document: inout DocumentInfo,
    _ receiver: DraftReceiver
  ) throws(Rejection) {
    try WireXML.read(text, sniffed, items: ["newsitem"], into: &document) { item in
      var draft = draft(item)
      draft.identifyByID()
      receiver.take(draft)
    }
  }

  private static func draft(_ item: XMLElement) -> Draft {
    var draft = Draft()
    identify(item.first("identification"), &draft)
    management.apply(to: item.first("newsmanagement"), &draft)
    if let component = item.first("newscomponent") {
      var reader = NewsML1Components(draft)
      reader.read(component)
      draft = reader.finish()
    }
    NewsML1Update.apply(item, &draft)
    draft.language = draft.language ?? item.language
    if draft.urgency == nil {
      // The envelope's priority is all that some agencies give.
      let envelope = item.parent?.first("newsenvelope")
      draft.urgency = WireWords.urgency(envelope?.first("priority")?["formalname"])
    }
    return draft
  }

  // MARK: identity

  /// The story is provider, date and id; the revision at the end of the public identifier is its
  /// version, so that revisions are one story.
  private static func identify(_ element: XMLElement?, _ draft: inout Draft) {
    let names = element?.first("newsidentifier")
    let revision = names?.first("revisionid")
    draft.version = revision?.text
    draft.slugline = element?.first("namelabel")?.text
    if let label = element?.first("label", "slugline")?.text { draft.slugline = label }
    let (provider, date, id) = (
      names?.first("providerid")?.text, names?.first("dateid")?.text,
      names?.first("newsitemid")?.text
    )
    let whole = names?.first("publicidentifier")?.text
    draft.alsoKnown(as: whole, "publicIdentifier")
    draft.alsoKnown(as: id, "newsItemId")
    if let whole, let story = story(whole, revision) {
      draft.id = story
    } else if let provider, let date, let id, id != "0" {
      draft.id = "urn:newsml:\(provider):\(date):\(id)"
    }
  }

  /// A public identifier without its revision; nil where it names no item: some software writes
  /// `urn:newsml:` and its provider, the same for all that it sends.
  private static func story(_ identifier: String, _ revision: XMLElement?) -> String? {
    let parts = identifier.split(separator: ":", omittingEmptySubsequences: false)
    guard identifier.lowercased().hasPrefix("urn:newsml:") else { return identifier }
    guard parts.count >= 5, !parts[4].isEmpty else { return nil }
    guard parts.count >= 6, let last = parts.last, let text = revision?.text else {
      return identifier
    }
    // `12U`: the letter is the kind of update, and no part of the number.
    guard last.hasPrefix(text), last.count <= text.count + 1 else { return identifier }
    return parts.dropLast().joined(separator: ":")
  }

  // MARK: management

  static let management: [String: FieldRule] = [
    "firstcreated": { $1.created = $1.date($0.text) },
    "thisrevisioncreated": { $1.updated = $1.date($0.text) },
    "status": { $1.pubStatus = WireWords.pubStatus($0["formalname"]) },
    "urgency": { $1.urgency = WireWords.urgency($0["formalname"]) },
    "statuswillchange": { element, draft in
      // A status of its own until then: an embargo where it is to become usable.
      guard WireWords.pubStatus(element.first("futurestatus")?["formalname"]) == "usable" else {
        return
      }
      draft.embargo = draft.date(element.first("dateandtime")?.text)
    },
    "derivedfrom": { $1.alsoKnown(as: $0["newsitem"], "derivedFrom") },
    "associatedwith": { $1.alsoKnown(as: $0["newsitem"], "associatedWith") },
    "revisedfrom": { element, draft in
      if let id = element["newsitem"] { draft.follows.append(id) }
    },
    "instruction": { element, draft in
      let word = element["formalname"]?.lowercased() ?? ""
      if word.contains("correct") { draft.isCorrection = true }
      for revision in element.all("revisionstatus") {
        if WireWords.pubStatus(revision.first("status")?["formalname"]) == "canceled" {
          draft.note(word.isEmpty ? nil : element["formalname"])
        }
      }
    },
  ]
}
