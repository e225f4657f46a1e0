internal import CopyDesk
package import Newsroom

/// How one source does: an inbox, a folder of an inbox with a name of its own, or a feed.
package struct SourceStatus: Sendable, Equatable {
  /// What a source is.
  package enum Kind: String, Sendable { case inbox, feed }

  /// What is wrong where a source is read, for as long as it lasts.
  package struct Problem: Sendable, Equatable {
    /// A stable kebab-case code.
    package var code: String
    /// The directory, or the address.
    package var path: String
    /// A sentence for a person.
    package var detail: String

    package init(code: String, path: String, detail: String) {
      self.code = code
      self.path = path
      self.detail = detail
    }
  }

  /// The last thing that became no story.
  package struct LastRejection: Sendable, Equatable {
    package var at: NewsDate
    package var name: String
    package var code: String
    package var detail: String
  }

  /// How the polling of a feed goes.
  package struct Polling: Sendable, Equatable {
    /// `new` `ok` `failing` `gone` `paused` `polling`.
    package var state: String
    /// The state in a few words.
    package var words: String
    package var lastPoll: NewsDate?
    package var lastSuccess: NewsDate?
    /// Nil where none is planned.
    package var nextPoll: NewsDate?
    /// Polls in a row that have failed, and why the last one did.
    package var failures = 0
    package var lastError: String?
  }

  package var name: String
  package var kind: Kind
  /// The folder, or the address.
  package var place: String
  /// When something last came, whatever became of it; nil: never, as far as is known.
  package var lastArrival: NewsDate?
  /// Since midnight UTC.
  package var today = Tally()
  /// The day that `today` is of, in days since 1970.
  package var day = 0
  /// Since the daemon's start.
  package var sinceStart = Tally()
  /// Deliveries that are taken and not durable yet.
  package var queue = 0
  /// Files that are there and not complete.
  package var waiting = 0
  /// Files in `_failed/`; nil where it was not looked.
  package var failed: Int?
  package var problems: [Problem] = []
  package var lastRejection: LastRejection?
  /// Of a feed that has been looked at.
  package var polling: Polling?

  package init(name: String, kind: Kind, place: String) {
    self.name = name
    self.kind = kind
    self.place = place
  }

  /// Counts what became of deliveries. A feed that shows what it has always shown is polled, and
  /// nothing arrives.
  package mutating func count(_ tally: Tally, at now: NewsDate) {
    turn(to: now)
    today += tally
    sinceStart += tally
    if kind == .inbox || tally.stories + tally.updates + tally.duplicates + tally.late > 0 {
      lastArrival = now
    }
  }

  /// Begins to count anew where a day has begun.
  package mutating func turn(to now: NewsDate) {
    guard now.day != day else { return }
    day = now.day
    today = Tally()
  }
}
