package import Configuration
internal import CopyDesk
internal import Feeds
package import Isolation
internal import Logging
internal import Newsroom
internal import Synchronization

/// Fetches each feed of a configuration once, politely and with all its limits, and keeps nothing:
/// no story is taken, no validator stored. A feed of a running daemon is asked once more by it.
package enum FeedTrial {
  /// A finding for each feed, in the configuration's order.
  package static func run(
    _ configuration: Configuration, parsers: Parsers
  ) async -> [Check.Finding] {
    guard !configuration.feeds.isEmpty else {
      return [Check.Finding(.notable, "feeds", "none is configured, so there is nothing to poll")]
    }
    do {
      return try await poll(configuration, parsers)
    } catch {
      return [Check.Finding(.wrong, "feeds", "they cannot be polled at all: \(error)")]
    }
  }

  private static func poll(
    _ configuration: Configuration, _ parsers: Parsers
  ) async throws -> [Check.Finding] {
    let brought = Brought()
    let status = try await poll(configuration, parsers, brought, try CurlLoop())
    let byName = Dictionary(status.map { ($0.name, $0) }) { first, _ in first }
    return configuration.feeds.compactMap { feed in
      byName[feed.name].map { finding($0, brought: brought[feed.name]?.words) }
    }
  }

  private static func poll(
    _ configuration: Configuration, _ parsers: Parsers, _ brought: Brought,
    _ transport: any Transport
  ) async throws -> [FeedStatus] {
    let normaliser = Normaliser(configuration)
    let poller = try Poller(
      settings: PollerSettings(configuration.polling, horizon: configuration.dedup.horizon),
      statePath: ":memory:", archive: nil, transport: transport,
      credentials: { SystemdCredential.readForDaemon($0) },
      handler: { fetched in
        guard let submission = await parsers.submission(for: fetched.delivery, by: normaliser)
        else { throw CancellationError() }
        brought.note(fetched.delivery, submission)
        if case .rejected(let rejection) = submission.outcome {
          return StoredOutcome(seen: 0, new: 0, rejection: rejection)
        }
        return StoredOutcome(seen: 0, new: 0)
      })
    try await poller.set(FeedSettings.all(configuration.feeds))
    async let running: Void = poller.run()
    var status = await poller.status()
    while !status.allSatisfy(\.isTried) {
      try await Task.sleep(for: .milliseconds(50))
      status = await poller.status()
    }
    poller.stop()
    try await running
    return status
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

extension FeedTrial {
  /// What a new feed's address has shown.
  package struct Answer: Sendable, Equatable {
    /// Whether stories can be had from it.
    package var isFeed: Bool
    /// What it brought, or why it brought nothing.
    package var words: String
    /// What it calls itself.
    package var title: String?
    /// Where redirects led, if they did.
    package var movedTo: String?
    /// The feeds that a page names which was answered in its place.
    package var links: [String] = []
  }

  /// Whether a credential is to be had by who types a command.
  package static func hasCredential(_ name: String) -> Bool {
    SystemdCredential.readForDaemon(name) != nil
  }

  /// Fetches one feed once, as it would be polled under this configuration.
  package static func fetch(
    _ feed: FeedConfiguration, under configuration: Configuration
  ) async throws(FeedKeeperError) -> Answer {
    var alone = configuration
    alone.feeds = [feed]
    let brought = Brought()
    let parsers = Parsers.make(
      configuration, logger: Logger(label: "wireroom") { _ in JournalHandler(level: .error) })
    do {
      let pages = PageWatch(try CurlLoop())
      guard let status = try await poll(alone, parsers, brought, pages).first else {
        throw FeedKeeperError(message: "it was not tried")
      }
      guard status.state == .ok else {
        return Answer(
          isFeed: false, words: status.lastError ?? status.words, links: pages.links)
      }
      let found = brought[feed.name]
      return Answer(
        isFeed: true, words: found?.words ?? status.words, title: found?.title,
        movedTo: found?.address == WebAddress(feed.url)?.text ? nil : found?.address)
    } catch {
      throw FeedKeeperError(message: "\(error)")
    }
  }
}

/// A transport that remembers which feeds the last page named that came by.
private final class PageWatch: Transport {
  private let inner: CurlLoop
  private let found = Mutex<[String]>([])

  init(_ inner: CurlLoop) { self.inner = inner }

  var links: [String] { found.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(FetchFailure) -> HTTPResponse {
    let response = try await inner.send(request)
    if let base = WebAddress(request.url), (200..<300).contains(response.status) {
      let links = FeedLinks.find(in: response.body, base: base).map(\.text)
      found.withLock { $0 = links }
    }
    return response
  }

  func stop() { inner.stop() }
}

/// What each feed has brought.
private final class Brought: Sendable {
  struct Found {
    var words: String
    var title: String?
    var address: String?
  }

  private let found = Mutex<[String: Found]>([:])

  func note(_ delivery: Delivery, _ submission: Submission) {
    guard case .stories(let stories) = submission.outcome else { return }
    let format = submission.provenance.format?.rawValue ?? "unknown"
    let count = "\(stories.count) \(stories.count == 1 ? "story" : "stories")"
    let latest = stories.compactMap(\.date).max().map { ", the latest of \($0.rfc3339())" }
    let one = Found(
      words: "\(format), \(count)\(latest ?? "")", title: submission.feed?.heading,
      address: delivery.url)
    found.withLock { $0[delivery.source] = one }
  }

  subscript(feed: String) -> Found? { found.withLock { $0[feed] } }
}
