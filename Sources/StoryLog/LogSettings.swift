/// How a log is cut into segments and what is kept of them.
package struct LogSettings: Sendable {
  /// A segment of this size is sealed and a new one begun.
  package var rollBytes = 256 << 20
  /// So is one this old.
  package var rollInterval = Duration.seconds(86_400)
  /// But never sooner than this after the last: `tail -F` must see each segment.
  package var rollMinimumGap = Duration.seconds(10)
  /// Sealed segments older than this are removed; nil keeps them for ever.
  package var keepSegmentsFor: Duration?
  /// Indexes of sealed segments older than this are removed, and dedup forgets; nil: never.
  package var keepIndexFor: Duration? = .seconds(90 * 86_400)
  /// Blocks are allocated ahead in steps of this size; 0 for none.
  package var preallocateBytes = 4 << 20
  /// Size of the file that is given up on a full disk; 0 for none.
  package var ballastBytes = 4 << 20
  /// Asked before each system call of the commit, roll and recovery paths: an error number makes
  /// the call fail with it, 0 lets it happen. For fault tests; nil costs one branch.
  package var probe: (@Sendable (LogStep) -> Int32)?

  package init() {}
}

/// A system call about to be made, for `LogSettings.probe`.
package enum LogStep: String, CaseIterable, Sendable {
  // A commit.
  case preallocate, write, flush, mark
  /// The commit is complete and not yet acknowledged.
  case committed
  // A full disk.
  case cut, dropBallast, makeBallast
  // A roll, in its order.
  case createSegment, linkTail, trim
  case writeIndex, flushIndex, renameIndex
  case writeSeal, flushSeal, renameSeal
  case flushDirectory, renameTail, flushState, markRoll
  /// The roll is complete.
  case rolled
  // Recovery.
  case rewrite, flushRewrite, copyTorn, flushTorn, cutTorn
  // Retention.
  case writeRetired, removeSegment, removeIndex
}

extension Duration {
  /// Whole milliseconds, rounded towards zero; the largest number where it is longer still.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return carry ? scaled : sum
  }
}
