package import Newsroom

/// A file taken out of the inbox: it lies in `.claim/` until it is settled or given back.
package struct Claim: Sendable {
  /// The delivery's id; the same after a crash.
  package let id: String
  /// Where it lay, below the inbox.
  package let path: BytePath
  /// The configured name of its inbox or sub-directory.
  package let source: String
  /// What was known of it when it was claimed.
  package let facts: FileFacts
  /// Where it lies now, below `.claim/`.
  let place: BytePath
  let folder: Folder

  /// `raw.name`: the path, printable.
  package var name: String { path.printable }
}

/// What a claimed file turned out to be.
package enum Reading: Sendable {
  /// All of it.
  case bytes([UInt8])
  /// It cannot become a story (`empty`, `oversized`, `unreadable`): settle it as failed.
  case rejected(Rejection)
  /// A writer has it, or changed it since the claim: give it back.
  case stillWritten
  /// Somebody took it out of `.claim/`.
  case vanished
}

/// Where a claimed file goes once the log has it.
package enum Settlement: Sendable {
  case done
  case failed(Rejection)
}

/// A claim that still lies in `.claim/`, and why. Settling it again is harmless.
package struct Unsettled: Sendable {
  package let claim: Claim
  package let error: InboxError
}

/// What lies in the inbox and can never be taken. It stays where it is.
package struct Refusal: Sendable {
  /// Below the inbox.
  package let path: BytePath
  /// With the path it names this refusal for ever: each is to be sighted once.
  package let identity: FileIdentity
  package let source: String
  /// `symbolic-link`, `fifo`, `socket`, `device`, `hard-link`, `unreadable`, `not-movable`,
  /// `too-deep`, `nested-inbox`.
  package let rejection: Rejection

  /// `raw.name`: the path, printable.
  package var name: String { path.printable }
}

/// What is wrong with a directory for as long as it lasts. Its files are left alone; the rest of
/// the inbox goes on.
package struct Degradation: Hashable, Sendable {
  /// Printable, absolute.
  package let path: String
  /// A stable kebab-case code: `not-renamable`, `inbox-missing`, `other-file-system` …
  package let code: String
  /// One sentence for a person.
  package let detail: String
}

/// What one scan found.
package struct Scan: Sendable {
  /// Claimed now, oldest first.
  package var claims: [Claim] = []
  /// Seen for the first time and never to be taken.
  package var refusals: [Refusal] = []
  /// How many files are there and not ready; while not all is looked at, as of before if there were
  /// more.
  package var waiting = 0
  /// When to scan again though nothing hints at it; nil: at the interval.
  package var nextCheck: Duration?
  /// Not all was looked at: scan again at once.
  package var more = false
  /// What is wrong at present; the same at each scan for as long as it lasts.
  package var degraded: [Degradation] = []

  /// A scan that found nothing.
  package init() {}
}
