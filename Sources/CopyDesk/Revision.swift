internal import Identity
internal import Newsroom

/// What a record in the log says that a later version of it is measured against.
struct Revision {
  let kind: String
  let source: String
  let warnings: [String]
  let rev: Int
  let prev: UInt64?
  let cluster: UInt64
  let uri: String
  /// Other names of its chain.
  let follows: [String]
  /// Under what it is filed, its chain's earlier names among them.
  let filed: [String]
  let mark: Filing.Mark?
  private let url: String?
  private let title: String?
  private let version: Int?
  let versionDate: NewsDate?
  let body: String
  /// How many words its text has.
  let words: Int?
  let headline: String?
  let content: Digest?
  private let line: [UInt8]

  /// Reads a line of the stories log; nil where there is none, or it is not ours.
  init?(_ line: [UInt8]?, seq: UInt64) {
    guard let line, let record = try? JSONValue.parse(line),
      let kind = record["kind"]?.stringValue
    else { return nil }
    self.kind = kind
    self.line = line
    headline = record["headline"]?.stringValue
    content = record["hash"]?["content"]?.stringValue.flatMap { Digest(hex: $0.dropFirst(4)) }
    source = record["source"]?.stringValue ?? ""
    warnings = record["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
    rev = record["rev"]?.intValue ?? 1
    prev = record["prev"]?.intValue.flatMap(UInt64.init(exactly:))
    cluster = record["cluster"]?.intValue.flatMap(UInt64.init(exactly:)) ?? seq
    uri = record["uri"]?.stringValue ?? ""
    follows = record["follows"]?.arrayValue?.compactMap(\.stringValue) ?? []
    filed = record["filed"]?.arrayValue?.compactMap(\.stringValue) ?? []
    mark = record["mark"]?.stringValue.flatMap(Filing.Mark.init(text:))
    url = record["url"]?.stringValue
    title = record["hash"]?["title"]?.stringValue
    let item = record["item"]
    version = item?["version"]?.stringValue.flatMap { Int($0) }
    versionDate = item?["versionCreated"]?.stringValue.flatMap(NewsDate.init(rfc3339:))
    body = Self.mainText(of: item)
    words = item?["bodies"]?.arrayValue?.first?["wordCount"]?.intValue
  }

  /// The plain text of a finished ninjs item.
  static func mainText(ofItem item: ArraySlice<UInt8>) -> String {
    mainText(of: try? JSONValue.parse(Array(item)))
  }

  /// The finished ninjs item of the line.
  var item: ArraySlice<UInt8>? {
    var members = LineScanner(line[...])
    while let (name, value) = members.next() { if name.equals("item") { return value } }
    return nil
  }

  private static func mainText(of item: JSONValue?) -> String {
    let bodies = item?["bodies"]?.arrayValue ?? []
    let plain = bodies.first { $0["contentType"]?.stringValue == "text/plain" }
    return plain?["value"]?.stringValue ?? ""
  }

  /// Whether the log's version is the newer one: by number where both declare one under the same
  /// name, else by date.
  func isNewer(than story: Story) -> Bool {
    if uri == story.uri, let version, let other = story.version, version != other {
      return version > other
    }
    if let versionDate, let other = story.versionDate { return versionDate > other }
    return false
  }

  /// Whether this revision names `story` as an earlier one of its chain.
  func names(_ story: Story) -> Bool { uri != story.uri && follows.contains(story.uri) }

  /// Whether this revision named `story` as its predecessor before that had come, and nothing says
  /// that `story` is the newer one all the same.
  func cameBefore(_ story: Story) -> Bool {
    guard names(story), prev == nil else { return false }
    if let versionDate, let other = story.versionDate { return versionDate >= other }
    return true
  }

  /// Whether the headline has changed.
  func hasOtherTitle(than story: Story) -> Bool { title != "nt1:" + story.title.hex }

  /// The names of the chain once `story` is its head, its own apart: what it declares, and all that
  /// it was called before.
  func chainNames(with story: Story) -> [String] {
    var names: [String] = []
    let earlier = uri.hasPrefix(DeskKeys.derivedPrefix) ? [] : [uri]
    for name in story.follows + earlier + follows
    where name != story.uri && !names.contains(name) && names.count < Self.maximumNames {
      names.append(name)
    }
    return names
  }

  /// The names that the chain is filed under once `story` is its head.
  func filedNames(with story: Story) -> [String] {
    var names = story.filing?.names ?? []
    for name in filed where !names.contains(name) && names.count < Self.maximumNames * 2 {
      names.append(name)
    }
    return names
  }

  /// A story has few names; a chain of takes with one each must not make ever longer lines.
  private static let maximumNames = 16

  /// Whether `story`, which another source shows at this one's address, is another story: another
  /// title, and hardly a word in common. Some feeds link each entry to the shop's front door.
  func isOtherAtAddress(than story: Story, from source: String) -> Bool {
    guard source != self.source, url != nil, url == story.url,
      hasOtherTitle(than: story)
    else { return false }
    return !Likeness(body, Self.mainText(ofItem: story.item)).isOfOneStory
  }

  /// Whether `story` is another story that bears this one's guid: another address, another title,
  /// and no text in common.
  func isOther(than story: Story) -> Bool {
    guard let url, let other = story.url, CleanURL.key(url) != CleanURL.key(other),
      hasOtherTitle(than: story)
    else { return false }
    return Likeness(body, Self.mainText(ofItem: story.item)).shared == 0
  }
}

extension NewsDate {
  /// RFC 3339 in UTC, as `rfc3339()` writes it.
  init?(rfc3339 text: String) {
    self.init(timestamp: text.utf8.count == 20 ? text.dropLast() + ".000Z" : text)
  }
}
