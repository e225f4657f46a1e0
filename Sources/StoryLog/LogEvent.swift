/// Something about a log that its operator should read in the journal.
package enum LogEvent: Sendable {
  /// The last write was cut short by a crash: its bytes lie in `copy`, the log ends before them.
  case tornTail(copy: String, bytes: Int)
  /// Bytes beyond the mark of the last run were written again and flushed before they were
  /// trusted.
  case rewritten(segment: String, bytes: Int)
  /// A segment that had no seal was verified and sealed.
  case sealedLate(segment: String)
  /// An index was missing or broken and was made anew from its segment.
  case indexRebuilt(segment: String, reason: String)
  /// An index is missing or broken and its segment is gone: dedup has forgotten these lines.
  case indexLost(path: String, reason: String)
  /// A segment is missing, and not by retention.
  case segmentMissing(first: UInt64, last: UInt64)
  /// A seal does not name the seal before it.
  case sealsDisagree(path: String)
  /// A segment was sealed and a new one begun.
  case rolled(sealed: String, lines: UInt64, bytes: Int)
  /// A roll failed for want of room; the segment goes on growing.
  case rollPutOff(LogError)
  /// There is no room: nothing more is taken in.
  case degraded(LogError)
  /// There is room again.
  case recovered
  /// This file system has no hard links, or refuses this one: there is no file to tail.
  case tailUnavailable(LogError)
  /// Retention removed a segment.
  case segmentRetired(String)
  /// Retention could not remove a file.
  case retentionFailed(LogError)
}
