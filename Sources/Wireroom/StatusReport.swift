package import Newsroom

/// How a daemon does, or, where none runs, what its state directory says: the whole answer of
/// `wireroom status`.
package struct StatusReport: Sendable, Equatable {
  package enum Condition: String, Sendable {
    /// A daemon runs and nothing is the matter.
    case well
    /// A daemon runs and something is the matter: `problems` says what.
    case degraded
    /// No daemon has this state directory.
    case stopped
  }

  /// One of the two logs.
  package struct Log: Sendable, Equatable {
    package var name: String
    /// Segments that are kept, and their bytes.
    package var segments = 0
    package var bytes = 0
    /// The first seq that is kept.
    package var firstSeq: UInt64 = 1
    /// The last line's seq, 0 for none, and the last that no power cut can take back.
    package var lastSeq: UInt64 = 0
    package var committed: UInt64 = 0

    package init(name: String) { self.name = name }
  }

  /// The processes that parse.
  package struct Parsers: Sendable, Equatable {
    /// How many there are now.
    package var workers: Int
    /// How many a document has cost since the start, and how many documents were rejected for it.
    package var lost: Int
    package var rejected: Int

    package init(workers: Int, lost: Int, rejected: Int) {
      self.workers = workers
      self.lost = lost
      self.rejected = rejected
    }
  }

  /// A file system, with what of ours lies on it.
  package struct Disk: Sendable, Equatable {
    package var paths: [String]
    /// Bytes that this user may still write, and the size of the whole.
    package var free: Int
    package var size: Int
    /// How long `free` lasts if the log goes on growing as it has since the start; nil: too early to
    /// say, or the log is elsewhere.
    package var daysLeft: Int?
  }

  package var condition = Condition.stopped
  /// When this was true.
  package var at: NewsDate
  package var state: String
  package var version: String?
  package var pid: Int?
  package var started: NewsDate?
  /// Each a sentence; what an operator should act on first stands first.
  package var problems: [String] = []
  package var configured = StatusBoard.Configured()
  package var sources: [SourceStatus] = []
  /// What is said of the sources was true at this time; nil: it is true now.
  package var sourcesAsOf: NewsDate?
  package var logs: [Log] = []
  package var disks: [Disk] = []
  /// Keys of the dedup index, and its bytes in memory.
  package var indexKeys: Int?
  package var indexBytes: Int?
  /// Nil where the daemon parses itself, or none runs.
  package var parsers: Parsers?
  /// Resident memory of the daemon in bytes, now and at most.
  package var resident: Int?
  package var residentPeak: Int?

  package init(at: NewsDate, state: String) {
    self.at = at
    self.state = state
  }
}
