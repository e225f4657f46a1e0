/// Something about a feed that its operator wants to read in the journal, once.
package enum FeedEvent: Sendable, Hashable, CustomStringConvertible {
  /// The first failure after a success, or one of another kind.
  case failing(feed: String, FetchFailure)
  case recovered(feed: String, failures: Int)
  /// A permanent redirect was adopted.
  case moved(feed: String, from: String, to: String)
  /// 410: asked for no more.
  case gone(feed: String, FetchFailure)
  /// A whole host is left alone; milliseconds.
  case hostRests(host: String, milliseconds: Int64)
  /// Not one entry of the poll before was there any more: some may have been missed.
  case gap(feed: String)
  /// So many pages behind the feed were read, until an entry of the poll before was met.
  case caughtUp(feed: String, pages: Int)

  package var description: String {
    switch self {
    case .failing(let feed, let failure): "feed \(feed): \(failure)"
    case .recovered(let feed, let failures):
      "feed \(feed): works again after \(failures) failed poll\(failures == 1 ? "" : "s")"
    case .moved(let feed, let from, let to):
      "feed \(feed): moved for good from \(from) to \(to); change its address"
    case .gone(let feed, let failure): "feed \(feed): \(failure)"
    case .hostRests(let host, let milliseconds):
      "host \(host): left alone for \(milliseconds / 1000) s, as it asked"
    case .caughtUp(let feed, let pages):
      "feed \(feed): \(pages) older page\(pages == 1 ? "" : "s") read, so that nothing is missed"
    case .gap(let feed):
      "feed \(feed): no entry of the last poll is left, some may be missed; polled sooner now"
    }
  }
}
