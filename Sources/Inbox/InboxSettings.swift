/// How one inbox is kept.
package struct InboxSettings: Sendable {
  /// The directory, absolute.
  package var path: String
  /// The configured name; `source` of the records.
  package var source: String
  /// Sub-directories that are sources of their own: path below the inbox to name. A file belongs
  /// to the longest one that holds it.
  package var sources: [String: String]
  /// The most bytes of one file; more end in `_failed/`.
  package var maxBytes: Int
  /// Where set (`.done`), `story.xml` is ready when `story.xml.done` is there, and not before.
  package var marker: String?
  /// How many levels of sub-directories are looked at.
  package var maxDepth: Int
  /// The longest time from one scan to the next.
  package var scanInterval: Duration
  /// No inotify: for a file system that delivers no events.
  package var pollingOnly: Bool
  /// For how long a file must stand unchanged where no lease can tell, or while it is empty.
  package var settleTime: Duration
  /// The same on a network file system, whose attributes come late.
  package var networkSettleTime: Duration
  /// How long a second link may stay, or a file be unreadable, before it is refused: some deliver
  /// by link and unlink.
  package var hardLinkGrace: Duration
  /// How long `_done/` is kept; nil: for ever.
  package var keepDone: Duration?

  package init(
    path: String, source: String, sources: [String: String] = [:],
    maxBytes: Int = 64 << 20, marker: String? = nil, maxDepth: Int = 8,
    scanInterval: Duration = .seconds(30), pollingOnly: Bool = false,
    settleTime: Duration = .seconds(2), networkSettleTime: Duration = .seconds(10),
    hardLinkGrace: Duration = .seconds(10), keepDone: Duration? = .seconds(30 * 86_400)
  ) {
    self.path = path
    self.source = source
    self.sources = sources
    self.maxBytes = maxBytes
    self.marker = marker
    self.maxDepth = maxDepth
    self.scanInterval = scanInterval
    self.pollingOnly = pollingOnly
    self.settleTime = settleTime
    self.networkSettleTime = networkSettleTime
    self.hardLinkGrace = hardLinkGrace
    self.keepDone = keepDone
  }
}
