internal import Markup
internal import Newsroom

/// A revision that says only what has changed.
///
///     <RevisionId PreviousRevision="3" Update="U">4</RevisionId> …
///     <Update><Replace DuidRef="h1"><HeadLine>…</HeadLine></Replace>
///       <InsertAfter DuidRef="p2"><p>…</p></InsertAfter><Delete DuidRef="p3"/></Update>
///
/// A record holds no Duids: whole lines, metadata and contents take the place of those before; what
/// happens to a single paragraph is said in the note to editors, and the text stays as it was.
/// Source: NewsML 1.2, "Update", "RevisionId".
enum NewsML1Update {
  private static let changes: Set<String> = ["insertbefore", "insertafter", "replace", "delete"]

  static func apply(_ item: XMLElement, _ draft: inout Draft) {
    let updates = item.all("update")
    let revision = item.first("identification")?.first("newsidentifier")?.first("revisionid")
    let kind = revision?["update"]?.uppercased()
    // Many write `U` on each update and send the whole all the same.
    let isBare = (kind == "U" || kind == "A") && item.first("newscomponent") == nil
    guard !updates.isEmpty || isBare else { return }
    draft.isPartial = true
    for update in updates {
      for change in update.elements where changes.contains(change.name) {
        apply(change: change, &draft)
      }
    }
  }

  private static func apply(change: XMLElement, _ draft: inout Draft) {
    var unread: [String] = []
    for element in change.elements {
      if let rule = NewsML1Parser.management[element.name] ?? NewsML1Lines.rules[element.name] {
        rule(element, &draft)
        continue
      }
      switch element.name {
      case "newsmanagement": NewsML1Parser.management.apply(to: element, &draft)
      case "newslines": NewsML1Lines.rules.apply(to: element, &draft)
      case "administrativemetadata": NewsML1Lines.administrative.apply(to: element, &draft)
      case "descriptivemetadata": NewsML1Lines.descriptive.apply(to: element, &draft)
      case "rightsmetadata": NewsML1Lines.rights.apply(to: element, &draft)
      case "newscomponent" where change.name == "replace": read(element, &draft)
      case "contentitem" where change.name == "replace",
        "datacontent" where change.name == "replace", "body.content" where change.name == "replace":
        var body = NITFBody()
        let data = element.name == "contentitem" ? element.first("datacontent") : element
        if let data { body.append(data.descendant("body.content") ?? data) }
        draft.content = body.source ?? draft.content
      default: unread.append(element.text ?? "")
      }
    }
    let text = unread.filter { !$0.isEmpty }.joined(separator: " ")
    guard change.name == "delete" || !text.isEmpty || !unread.isEmpty else { return }
    let words = [
      "insertbefore": "Insert before", "insertafter": "Insert after",
      "replace": "Replace", "delete": "Delete",
    ]
    let place = change["duidref"].map { " \($0)" } ?? ""
    draft.note("\(words[change.name] ?? change.name)\(place)" + (text.isEmpty ? "" : ": \(text)"))
  }

  private static func read(_ component: XMLElement, _ draft: inout Draft) {
    var reader = NewsML1Components(draft)
    reader.read(component)
    draft = reader.finish()
  }
}
