import CopyDesk
import Digests
import Newsroom

/// Feeds as a desk meets them: polled one after the other under a clock that only tests move, read
/// by the real parsers and normaliser, decided by the real desk on logs in memory.
struct Newsstand {
  var desk: TestDesk
  private let normaliser = Normaliser(writesHTML: true)
  private var deliveries = 0

  init(horizonDays: Int? = 90, updatesPerDay: Int = 24) {
    desk = TestDesk(updatesPerDay: updatesPerDay, horizonDays: horizonDays)
  }

  /// What an entry became, in a word: `story`, `update`, `same` for what is known and only counted,
  /// `sighted` for a duplicate that stands in the sightings log, `late`, `rejected`.
  typealias Word = String

  /// Polls a feed a quarter of an hour after the last poll, and says what became of each entry.
  mutating func poll(
    _ feed: Feed, source: String = "a", at url: String = "https://morrow.example/feed"
  ) throws -> [Word] {
    try poll(Array(feed.document.utf8), source: source, at: url, type: feed.type)
  }

  mutating func poll(
    _ bytes: [UInt8], source: String = "a", at url: String = "https://morrow.example/feed",
    type: String = "application/rss+xml"
  ) throws -> [Word] {
    wait(milliseconds: 900_000)
    deliveries += 1
    let submission = normaliser.submission(
      for: Delivery(
        id: "poll-\(deliveries)", route: .feed, source: source, url: url,
        headers: ["content-type": type], bytes: bytes))
    return try desk.desk.take(submission, at: desk.now).verdicts.map(Self.word)
  }

  mutating func wait(days: Int) { wait(milliseconds: Int64(days) * 86_400_000) }

  private mutating func wait(milliseconds: Int64) {
    desk.now = NewsDate(milliseconds: desk.now.milliseconds + milliseconds)
  }

  /// Starts anew from what the logs kept: from their lines, or from the keys beside them.
  mutating func restart(fromLines: Bool) { desk = desk.restarted(fromLines: fromLines) }

  /// Headlines of the stories log, an update's with a `+` before it.
  func news() throws -> [String] {
    try desk.stories.records().map {
      ($0["kind"] == .string("story") ? "" : "+") + ($0["headline"]?.stringValue ?? "-")
    }
  }

  private static func word(_ verdict: Verdict) -> Word {
    switch verdict {
    case .story: "story"
    case .update: "update"
    case .correction: "correction"
    case .cancel: "cancel"
    case .duplicate: "sighted"
    case .late: "late"
    case .unchanged: "same"
    case .rejected: "rejected"
    }
  }
}

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
