package import Newsroom

/// All that is remembered of a feed over restarts. Times are in milliseconds since 1970.
package struct FeedState: Sendable, Hashable {
  package var name: String
  /// The configured address that the rest was learnt at.
  package var url: String
  /// Where it moved for good, once that has held for `Moving.trial`.
  package var adopted: String?
  /// Where permanent redirects lead, and since when a valid feed has been there.
  package var moving: String?
  package var movingSince: Int64 = 0
  /// 410 was answered.
  package var goneSince: Int64?
  package var validators: Validators?
  /// Of the last whole body.
  package var content: Digest?
  /// The last request was sent; written before its answer is known.
  package var attempted: Int64 = 0
  /// Requests sent since one was last dealt with to the end: more than 1 tells of crashes.
  package var unfinished = 0
  /// The last poll that was dealt with to the end.
  package var polled: Int64 = 0
  /// The last poll that found a valid feed, changed or not.
  package var succeeded: Int64 = 0
  package var due: Int64 = 0
  /// The interval reckoned last, without jitter and what the server asked for.
  package var interval: Int64 = 0
  package var failures = 0
  package var failure: Failure?
  /// The code of the failure of what `content` names: while that is unchanged, so is the failure.
  package var unreadable: String?
  package var polls = 0
  package var entriesSeen = 0
  package var storiesNew = 0
  /// Polls that found not one entry of the poll before: some may have been missed.
  package var gaps = 0
  package var hints = FeedHints.none
  package var rhythm = PublicationRhythm()
  package var overlap = EntryOverlap.none

  package init(name: String, url: String) {
    self.name = name
    self.url = url
  }

  /// What stands in the way, as the operator is told.
  package struct Failure: Sendable, Hashable {
    package var code: String
    package var kind: FetchFailure.Kind
    package var words: String
    /// Since when, without a success between.
    package var since: Int64

    package init(code: String, kind: FetchFailure.Kind, words: String, since: Int64) {
      self.code = code
      self.kind = kind
      self.words = words
      self.since = since
    }
  }

  /// Where the next poll begins.
  package var address: String { adopted ?? url }

  /// `text` itself, or the equal one that is held already: ten thousand feeds hold each once.
  func shared(_ text: String) -> String { text == address ? address : text }

  /// Holds the configuration's texts in place of its own copies of them.
  mutating func share(with settings: FeedSettings) {
    name = settings.name
    url = settings.url
    guard var held = validators else { return }
    held.url = shared(held.url)
    validators = held
  }
}
