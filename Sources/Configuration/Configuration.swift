/// All that an operator decides, as one YAML file and the environment say it.
///
/// What each member means, and what it may be, stands in `Configuration.schema`; the values here
/// are the defaults. Every path is free of `.` and `..`.
package struct Configuration: Sendable, Equatable {
  /// The state directory: logs, indexes, receipts.
  package var state = "/var/lib/wireroom"
  /// At least one, and none inside another or the state directory.
  package var inboxes: [InboxConfiguration] = []
  /// Those of this file, and after them those of `feedsFile`.
  package var feeds: [FeedConfiguration] = []
  /// More feeds: the file that `wireroom feeds` writes. Nil: `feeds.yaml` beside this file.
  package var feedsFile: String?
  package var polling = PollingConfiguration()
  /// Segments: their size, age and keeping.
  package var log = LogConfiguration()
  /// What counts as the same story.
  package var dedup = DedupConfiguration()
  /// What a record holds.
  package var record = RecordConfiguration()
  /// How XML of no known format becomes stories.
  package var mappings: [MappingConfiguration] = []
  /// How many stories are parsed at a time; 0 for as many as there are cores.
  package var workers = 0
  /// Where they are parsed.
  package var isolation = IsolationMode.processes
  /// Of the daemon's own journal.
  package var logLevel = LogLevel.info

  package init() {}
}

/// A folder into which stories are dropped.
package struct InboxConfiguration: Sendable, Equatable {
  /// `source` in every record that came by it.
  package var name: String
  /// The folder itself.
  package var path: String
  /// Between two scans of the whole inbox.
  package var scanInterval = Duration.seconds(30)
  /// Never use inotify: scan only.
  package var polling = false
  /// A file is complete when one of its name and this suffix lies beside it.
  package var marker: String?
  /// In bytes.
  package var maxSize = 64 * Units.mebibyte
  /// How many levels of folders below the inbox are watched.
  package var depth = 8
  /// Folders below the inbox (relative path) that are sources of their own (name).
  package var sources: [String: String] = [:]
  /// How long a file must lie unchanged where no lease is to be had.
  package var settle = Duration.seconds(2)
  /// How long `_done` keeps a file; nil for ever.
  package var keepDone: Duration? = .days(30)

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

/// An address that is asked for its stories again and again.
package struct FeedConfiguration: Sendable, Equatable {
  /// `source` in every record that came by it.
  package var name: String
  /// http or https.
  package var url: String
  /// Between two polls, until the feed's own rhythm is known.
  package var interval = Duration.seconds(15 * 60)
  package var minInterval = Duration.seconds(5 * 60)
  package var maxInterval = Duration.hours(4)
  /// For the whole of one request.
  package var timeout = Duration.seconds(120)
  /// Of a response, unpacked, in bytes.
  package var maxSize = 16 * Units.mebibyte
  /// The name of a systemd credential that holds `user:password`.
  package var credential: String?
  package var proxy: String?
  /// Addresses inside the operator's own network that it may be fetched from, parted by commas.
  package var allow: String?
  /// Sent with each request, by name. `${…}` in a value names a systemd credential.
  package var headers: [String: String] = [:]
  /// A file of certificates to trust in place of the system's.
  package var certificates: String?
  /// Whether a page of the web is what is wanted.
  package var pages = false
  /// What people call it, and where it is filed (`World/Europe`): for lists, not for records.
  package var title: String?
  package var folder: String?
  package var paused = false

  package init(name: String, url: String) {
    self.name = name
    self.url = url
  }

  /// The same, its texts in memory of their own and beside each other.
  package var afresh: FeedConfiguration {
    func copy(_ text: String) -> String { String(decoding: Array(text.utf8), as: UTF8.self) }
    var copied = self
    copied.name = copy(name)
    copied.url = copy(url)
    copied.credential = credential.map(copy)
    copied.proxy = proxy.map(copy)
    copied.allow = allow.map(copy)
    copied.certificates = certificates.map(copy)
    copied.title = title.map(copy)
    copied.folder = folder.map(copy)
    return copied
  }
}

/// How feeds are polled, all of them.
package struct PollingConfiguration: Sendable, Equatable {
  /// Whom a server's owner may write to: a page or an address; stands in the user agent.
  package var contact: String?
  /// Between two requests to one host.
  package var hostGap = Duration.seconds(2)
  /// Requests at one time.
  package var concurrency = 64
  /// How long a response that bore news is kept in `raw/`.
  package var keepRaw = Duration.days(30)

  package init() {}
}

/// How the append-only logs are cut into segments and how long they are kept.
package struct LogConfiguration: Sendable, Equatable {
  /// The size in bytes at which a segment is sealed.
  package var rollSize = 256 * Units.mebibyte
  /// The age at which a segment is sealed.
  package var rollInterval = Duration.hours(24)
  /// Two rolls are never nearer to each other.
  package var rollGap = Duration.seconds(10)
  /// How long a sealed segment is kept; nil for ever.
  package var keep: Duration?

  package init() {}
}

/// What the desk remembers.
package struct DedupConfiguration: Sendable, Equatable {
  /// Two stories of one text are one story within it; nil for ever.
  package var horizon: Duration? = .days(90)
  /// Of one uri; what is beyond is only counted.
  package var updatesPerDay = 24

  package init() {}
}

/// What is recorded of a story, where that is a choice.
package struct RecordConfiguration: Sendable, Equatable {
  /// Beside the plain text a sanitised html body, where the source had markup.
  package var htmlBody = true

  package init() {}
}

/// Where documents are parsed.
package enum IsolationMode: String, CaseIterable, Sendable {
  /// In processes of their own that may do nothing else: one that is made to crash or to hang costs
  /// itself.
  case processes
  /// In the daemon: for a small machine that is fed by friends.
  case none
}

/// What the daemon says of itself in the journal, from all to little.
package enum LogLevel: String, CaseIterable, Sendable {
  case trace, debug, info, notice, warning, error
}

extension Duration {
  static func hours(_ hours: Int64) -> Duration { .seconds(hours * 3600) }
  static func days(_ days: Int64) -> Duration { .hours(days * 24) }

  /// Whole milliseconds. Within the schema's limits, where nothing overflows.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
