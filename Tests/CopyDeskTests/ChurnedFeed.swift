/// A feed's entry, as little or as much of it as a scenario needs.
struct Entry {
  var guid: String?
  var isPermaLink = false
  var link: String?
  var title: String
  var text: String
  var date: String?
  /// Further elements, as they stand in the document.
  var more = ""

  /// An entry with a guid, an address and a text of sixty words, all of them its own.
  init(_ number: Int, title: String? = nil) {
    guid = "https://morrow.example/?p=\(number)"
    link = "https://morrow.example/news/\(number)"
    self.title = title ?? "Report \(number)"
    text = Self.words(number)
  }

  /// The same, changed.
  func with(_ change: (inout Entry) -> Void) -> Entry {
    var copy = self
    change(&copy)
    return copy
  }

  /// Sixty words that no other number has.
  static func words(_ number: Int) -> String {
    (1...12).map { "Pier \(number)x\($0) saw ferry \(number * 100 + $0)" }
      .joined(separator: ". ") + "."
  }

  /// Twelve words that no other number has: with so few the title counts for identity.
  static func fewWords(_ number: Int) -> String {
    "The ferry with the number \(number) left pier \(number + 1) at last on day \(number)."
  }
}

/// A document of entries.
struct Feed {
  var document: String
  var type: String

  static func rss(_ entries: [Entry], title: String = "Morrow", channel: String = "") -> Feed {
    let items = entries.map { entry in
      var item = "<item><title>\(entry.title)</title>"
      if let link = entry.link { item += "<link>\(escape(link))</link>" }
      if let guid = entry.guid {
        item += "<guid isPermaLink='\(entry.isPermaLink)'>\(escape(guid))</guid>"
      }
      if let date = entry.date { item += "<pubDate>\(date)</pubDate>" }
      return item + entry.more + "<description>\(escape(entry.text))</description></item>"
    }.joined(separator: "\n")
    return Feed(
      document: "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
        + "xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel><title>\(title)</title>"
        + "\(channel)\(items)</channel></rss>",
      type: "application/rss+xml; charset=utf-8")
  }

  static func atom(_ entries: [Entry], title: String = "Morrow") -> Feed {
    let items = entries.map { entry in
      var item = "<entry><title>\(entry.title)</title>"
      if let link = entry.link { item += "<link href='\(escape(link))'/>" }
      if let guid = entry.guid { item += "<id>\(escape(guid))</id>" }
      if let date = entry.date { item += "<updated>\(date)</updated>" }
      return item + entry.more + "<content type='html'>\(escape(entry.text))</content></entry>"
    }.joined(separator: "\n")
    return Feed(
      document: "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        + "<title>\(title)</title>\(items)</feed>", type: "application/atom+xml")
  }

  /// `head`: further members of the feed, each with its comma.
  static func json(_ entries: [Entry], title: String = "Morrow", head: String = "") -> Feed {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    let items = entries.map { entry in
      var item = "{\"title\":\(quoted(entry.title)),\"content_html\":\(quoted(entry.text))"
      if let link = entry.link { item += ",\"url\":\(quoted(link))" }
      if let guid = entry.guid { item += ",\"id\":\(quoted(guid))" }
      if let date = entry.date { item += ",\"date_published\":\(quoted(date))" }
      return item + "}"
    }.joined(separator: ",\n")
    return Feed(
      document: "{\"version\":\"https://jsonfeed.org/version/1.1\",\(head)"
        + "\"title\":\(quoted(title)),\"items\":[\(items)]}", type: "application/feed+json")
  }

  static func escape(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      default: out.append(character)
      }
    }
    return out
  }
}
