package import Configuration
internal import CopyDesk
internal import Feeds
internal import Newsroom
internal import Synchronization

/// Fetches each feed of a configuration once, politely and with all its limits, and keeps nothing:
/// no story is taken, no validator stored. A feed of a running daemon is asked once more by it.
package enum FeedTrial {
  /// A finding for each feed, in the configuration's order.
  package static func run(_ configuration: Configuration) async -> [Check.Finding] {
    guard !configuration.feeds.isEmpty else {
      return [Check.Finding(.notable, "feeds", "none is configured, so there is nothing to poll")]
    }
    do {
      return try await poll(configuration)
    } catch {
      return [Check.Finding(.wrong, "feeds", "they cannot be polled at all: \(error)")]
    }
  }

  private static func poll(_ configuration: Configuration) async throws -> [Check.Finding] {
    let brought = Brought()
    let normaliser = Normaliser(configuration)
    let poller = try Poller(
      settings: PollerSettings(configuration.polling, horizon: configuration.dedup.horizon),
      statePath: ":memory:", archive: nil,
      transport: try CurlLoop(),
      handler: { fetched in
        let submission = normaliser.submission(for: fetched.delivery)
        brought.note(fetched.delivery.source, submission)
        if case .rejected(let rejection) = submission.outcome {
          return StoredOutcome(seen: 0, new: 0, rejection: rejection)
        }
        return StoredOutcome(seen: 0, new: 0)
      })
    try await poller.set(configuration.feeds.map(FeedSettings.init))
    async let running: Void = poller.run()
    var status = await poller.status()
    while !status.allSatisfy(\.isTried) {
      try await Task.sleep(for: .milliseconds(50))
      status = await poller.status()
    }
    poller.stop()
    try await running
    let byName = Dictionary(status.map { ($0.name, $0) }) { first, _ in first }
    return configuration.feeds.compactMap { feed in
      byName[feed.name].map { finding($0, brought: brought[feed.name]) }
    }
  }

  private static func finding(_ feed: FeedStatus, brought: String?) -> Check.Finding {
    switch feed.state {
    case .ok: Check.Finding(.well, feed.name, brought ?? feed.words)
    case .paused: Check.Finding(.notable, feed.name, feed.words)
    default: Check.Finding(.wrong, feed.name, "\(feed.url): \(feed.words)")
    }
  }
}

extension FeedStatus {
  /// Whether all is known of it that one poll can tell.
  fileprivate var isTried: Bool { state != .new && state != .polling }
}

/// What each feed has brought, in words.
private final class Brought: Sendable {
  private let words = Mutex<[String: String]>([:])

  func note(_ feed: String, _ submission: Submission) {
    guard case .stories(let stories) = submission.outcome else { return }
    let format = submission.provenance.format?.rawValue ?? "unknown"
    let count = "\(stories.count) \(stories.count == 1 ? "story" : "stories")"
    let latest = stories.compactMap(\.date).max().map { ", the latest of \($0.rfc3339())" }
    words.withLock { $0[feed] = "\(format), \(count)\(latest ?? "")" }
  }

  subscript(feed: String) -> String? { words.withLock { $0[feed] } }
}
