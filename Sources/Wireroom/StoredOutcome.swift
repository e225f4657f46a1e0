internal import Digests
package import Feeds
package import Newsroom

/// What the poller learns of a response once its stories are durable.
extension StoredOutcome {
  /// `new`: how many of its stories the log did not have.
  package init(_ submission: Submission, new: Int) {
    if case .rejected(let rejection) = submission.outcome {
      self.init(seen: 0, new: new, rejection: rejection)
      return
    }
    guard case .stories(let stories) = submission.outcome else {
      self.init(seen: 0, new: new)
      return
    }
    let feed = submission.feed
    self.init(
      seen: stories.count, new: new,
      entryKeys: stories.map { SHA256.digest(of: Array(($0.url ?? $0.uri).utf8)).words.0 },
      published: stories.compactMap { $0.date?.milliseconds },
      hints: feed.map(FeedHints.init) ?? .none)
    breaksOff = submission.breaksOff
    // RFC 5005: an archive's pages never change; those of a paged feed are in the order of `next`.
    let links = feed?.links ?? []
    olderPage =
      ["prev-archive", "next"].lazy.compactMap { rel in
        links.first { $0.rel == rel }?.url
      }.first
  }
}

extension FeedHints {
  /// What a feed's own text says. By the syndication module a period is a day and a frequency 1
  /// where only the other is said.
  init(_ feed: FeedInfo) {
    var seconds: Int?
    if feed.updatePeriod != nil || feed.updateFrequency != nil {
      seconds = (feed.updatePeriod ?? 86_400) / max(1, feed.updateFrequency ?? 1)
    }
    self.init(
      ttlMinutes: feed.ttl, skipHours: feed.skipHours, skipDays: feed.skipDays,
      updateSeconds: seconds)
  }
}
