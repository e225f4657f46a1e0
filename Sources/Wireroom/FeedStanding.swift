package import Threads

/// How the feeds do, all together, as far as is known.
package struct FeedStanding: Sendable {
  /// Those that are polled; one that is paused is none.
  package var count = 0
  /// Of these, those whose last poll brought nothing but an error.
  package var failing = 0
  /// Why none is polled for now, in words.
  package var trouble: String?
  /// Of the loops that poll; empty while none is polled.
  package var lives: [SignOfLife] = []

  package init() {}
}
