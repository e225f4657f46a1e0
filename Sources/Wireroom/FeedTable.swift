package import Newsroom

/// Feeds as a table for a person: a row for each, and below it in words what is the matter.
package enum FeedTable {
  /// Aligned lines. `now`: what "ago" is reckoned from.
  package static func lines(_ feeds: [FeedEntry], at now: NewsDate) -> [String] {
    guard !feeds.isEmpty else { return ["no feed is configured"] }
    let head = ["feed", "state", "last poll", "next poll", "each", "seen", "new"]
    var lines = Columns.align([head] + feeds.map { row($0, now) })
    let troubles = feeds.compactMap(trouble)
    if !troubles.isEmpty { lines += [""] + troubles }
    return lines.map(JournalHandler.oneLine)
  }

  private static func row(_ feed: FeedEntry, _ now: NewsDate) -> [String] {
    func span(_ milliseconds: Int64) -> String { Columns.span(milliseconds: milliseconds) }
    let next = feed.nextPoll.map { next in
      let wait = next.milliseconds - now.milliseconds
      return wait <= 0 ? "now" : "in \(span(wait))"
    }
    return [
      feed.name, feed.state,
      feed.lastPoll.map { "\(span(now.milliseconds - $0.milliseconds)) ago" } ?? "never",
      feed.state == "polling" ? "now" : next ?? "-",
      feed.interval.map { span(Int64($0) * 1000) } ?? "-",
      feed.polls > 0 ? "\(feed.entriesSeen)" : "-", feed.polls > 0 ? "\(feed.storiesNew)" : "-",
    ]
  }

  private static func trouble(_ feed: FeedEntry) -> String? {
    if let error = feed.lastError {
      let times = feed.failures > 1 ? "\(feed.failures) times: " : ""
      return "\(feed.name): \(times)\(error)"
    }
    if let place = feed.movedTo {
      return "\(feed.name): moved for good to \(place); change its address"
    }
    return feed.gaps > 0 ? "\(feed.name): \(feed.words)" : nil
  }
}
