package import Newsroom
internal import Synchronization

/// What happens in a pool that somebody should know of.
package enum ParserEvent: Sendable {
  /// A worker was lost over a document, which is read once again, alone.
  case lost(Delivery, Loss)
  /// That was in vain: the document is rejected.
  case lostForGood(Delivery, Loss)
  /// No worker can be had; it is tried again and again.
  case cannotStart(IsolationError)
  /// One can be had again.
  case canStart
}

/// How the workers of a pool do.
package struct ParserStanding: Sendable, Equatable {
  /// Processes there are now.
  package var workers = 0
  /// Workers that a document has cost, since the start.
  package var lost = 0
  /// Documents that were rejected for it.
  package var rejected = 0
  /// Why no worker can be had, in words; nil where one can.
  package var trouble: String?
}

/// Counts what the seats of a pool live through, and passes it on.
final class ParserLedger: Sendable {
  private let standing = Mutex(ParserStanding())
  private let closed = Atomic(false)
  private let report: @Sendable (ParserEvent) -> Void

  init(report: @escaping @Sendable (ParserEvent) -> Void) { self.report = report }

  var now: ParserStanding { standing.withLock(\.self) }

  /// The pool will give no more work: nobody waits for a worker any longer.
  var isClosed: Bool { closed.load(ordering: .relaxed) }

  func close() { closed.store(true, ordering: .relaxed) }

  func count(_ workers: Int) { standing.withLock { $0.workers += workers } }

  func note(_ event: ParserEvent) {
    let isNews = standing.withLock { standing in
      switch event {
      case .lost: standing.lost += 1
      case .lostForGood:
        standing.lost += 1
        standing.rejected += 1
      case .cannotStart(let error):
        // Once, not each second.
        defer { standing.trouble = error.description }
        return standing.trouble == nil
      case .canStart:
        defer { standing.trouble = nil }
        return standing.trouble != nil
      }
      return true
    }
    if isNews { report(event) }
  }
}
