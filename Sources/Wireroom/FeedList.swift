package import Configuration
internal import Feeds
internal import Identity
package import Newsroom

/// The feeds of a configuration as a list that feeds are added to, in which no address stands twice.
package struct FeedList: Sendable {
  /// Those that were added, each with a name of its own.
  package private(set) var added: [FeedConfiguration] = []
  private var names: Set<String>
  private let feeds: Set<String>
  private var owners: [String: String]

  package init(_ configuration: Configuration) {
    feeds = Set(configuration.feeds.map(\.name))
    names = feeds
    for inbox in configuration.inboxes {
      names.insert(inbox.name)
      names.formUnion(inbox.sources.values)
    }
    owners = Dictionary(configuration.feeds.map { (Self.key($0.url), $0.name) }) { first, _ in first
    }
  }

  /// What becomes of an address.
  package enum Verdict: Sendable, Equatable {
    case added(FeedConfiguration)
    /// It is there already, under this name.
    case known(String)
    /// Why it is none that can be asked.
    case refused(String)
  }

  /// The name of the feed that has this address, in any spelling of it.
  package func owner(of url: String) -> String? { owners[Self.key(url)] }

  /// Whether a feed that was there before has this name.
  package func isFeed(_ name: String) -> Bool { feeds.contains(name) }

  /// Adds a feed, under a name made of its title where it has none. Its address is cleaned of what
  /// no server sees.
  package mutating func add(_ feed: FeedConfiguration) -> Verdict {
    var feed = feed
    feed.url = Self.repaired(feed.url)
    guard feed.url.utf8.count <= 2048, let address = WebAddress(feed.url) else {
      return .refused("its address is no http or https URL")
    }
    guard feed.url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
      return .refused("its address holds a space")
    }
    if let name = owner(of: feed.url) { return .known(name) }
    if feed.name.isEmpty {
      feed.name = FeedName.make(title: feed.title ?? "", host: address.host, taken: &names)
    } else if !names.insert(feed.name).inserted {
      return .refused("the name \(feed.name) is taken")
    }
    if feed.title == feed.name { feed.title = nil }
    owners[Self.key(feed.url)] = feed.name
    added.append(feed)
    return .added(feed)
  }

  /// Other readers' own schemes: `feed://a.example/`, `feed:https://a.example/`.
  private static func repaired(_ url: String) -> String {
    guard url.lowercased().hasPrefix("feed:") else { return url }
    let rest = String(url.dropFirst(5))
    return rest.hasPrefix("//") ? "http:" + rest : rest
  }

  private static func key(_ url: String) -> String {
    CleanURL.key(WebAddress(url)?.text ?? url)
  }
}

extension FeedList {
  /// A line of a list that became no new feed.
  package struct Passed: Sendable, Equatable {
    package var line: Int
    package var url: String
    package var words: String
  }

  /// Adds the feeds of an OPML document. Throws `no-opml`, `hostile-markup`.
  package mutating func add(
    opml bytes: [UInt8]
  ) throws(Rejection) -> (known: [Passed], refused: [Passed]) {
    var known: [Passed] = []
    var refused: [Passed] = []
    for one in try OPML.read(bytes) {
      var feed = FeedConfiguration(name: "", url: one.url)
      feed.title = isLabel(one.title) ? one.title : nil
      feed.folder = isLabel(one.folder) ? one.folder : nil
      let url = WebAddress(one.url)?.text ?? one.url
      switch add(feed) {
      case .added: break
      case .known(let name):
        known.append(Passed(line: one.line, url: url, words: "is there as \(name)"))
      case .refused(let words): refused.append(Passed(line: one.line, url: url, words: words))
      }
    }
    return (known, refused)
  }

  /// The feeds of a configuration as an OPML document. Users and passwords are left out.
  package static func opml(_ configuration: Configuration) -> String {
    OPML.document(
      configuration.feeds.map {
        OPML.Feed(title: $0.title ?? $0.name, url: $0.url, folder: $0.folder ?? "")
      }, title: "Feeds of Wireroom")
  }

  /// Whether an address has a user or a password in it.
  package static func bearsSecret(_ url: String) -> Bool { WebAddress(url)?.credentials != nil }

  /// Whether what is secret at one address may be sent to another.
  package static func mayShareSecrets(of url: String, with other: String) -> Bool {
    guard let here = WebAddress(url), let there = WebAddress(other) else { return false }
    return here.mayShareSecrets(with: there)
  }

  /// An address as people type it: without a scheme it is https.
  package static func address(typed text: String) -> String {
    text.contains("://") || text.lowercased().hasPrefix("feed:") ? text : "https://" + text
  }
}
