internal import Configuration
internal import Wireroom

/// From the address that somebody gave to one that has a feed.
enum FeedSearch {
  /// The most feeds of a page that are tried.
  private static let most = 4

  /// The feed, with its own address and title; nil: the feed that a page names is there already.
  static func find(
    _ feed: FeedConfiguration, under configuration: Configuration
  ) async throws -> FeedConfiguration? {
    let first = try await fetch(feed, configuration)
    if first.isFeed { return titled(feed, first) }
    guard !first.links.isEmpty else {
      throw Failure(status: 69, message: "\(feed.url): \(first.words)")
    }
    say("\(feed.url): a page that names \(count(first.links.count)):")
    for link in first.links { say("  \(link)") }
    let list = FeedList(configuration)
    for link in first.links.prefix(most) {
      if let owner = list.owner(of: link) {
        say("\(link): is there already, as \(owner)")
        return nil
      }
      guard feed.credential == nil || FeedList.mayShareSecrets(of: feed.url, with: link) else {
        say("\(link): is elsewhere, and would be sent the credential: add it by its own address")
        continue
      }
      var candidate = feed
      candidate.url = link
      // The same host was asked just now.
      try await Task.sleep(for: configuration.polling.hostGap)
      let answer = try await fetch(candidate, configuration)
      if answer.isFeed { return titled(candidate, answer) }
      say("\(link): \(answer.words)")
    }
    throw Failure(status: 69, message: "\(feed.url): none of the feeds that it names works")
  }

  private static func fetch(
    _ feed: FeedConfiguration, _ configuration: Configuration
  ) async throws -> FeedTrial.Answer {
    var feed = feed
    // A name for the trial alone: the title that makes one is not known yet.
    if feed.name.isEmpty { feed.name = "feed" }
    do {
      return try await FeedTrial.fetch(feed, under: configuration)
    } catch {
      throw Failure(status: 69, message: "\(feed.url): \(error)")
    }
  }

  private static func titled(
    _ feed: FeedConfiguration, _ answer: FeedTrial.Answer
  ) -> FeedConfiguration {
    var feed = feed
    if let title = answer.title, isLabel(title) { feed.title = title }
    say("\(feed.url): \(answer.words)")
    if let place = answer.movedTo { say("(it redirects to \(place))") }
    return feed
  }

  private static func count(_ n: Int) -> String { n == 1 ? "a feed" : "\(n) feeds" }

  private static func say(_ line: String) { Console.error(JournalHandler.oneLine(line)) }
}
