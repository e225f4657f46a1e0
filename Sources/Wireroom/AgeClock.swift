/// The time by which things grow old enough to be forgotten or removed: the wall clock's, unless
/// that has just leapt ahead. A clock set to another year by mistake would age everything at once,
/// and what is removed does not come back when it is put right. So a leap is believed only when it
/// has lasted for a day; one back, which ages nothing, at once.
///
/// Pure: it is told the time, and what an earlier run has believed.
package struct AgeClock: Sendable {
  /// Milliseconds by which a step ahead is no leap.
  private static let tolerance: Int64 = 300_000
  /// Milliseconds for which a leap must last.
  private static let patience: Int64 = 86_400_000
  /// Of the time between two runs, milliseconds that count for that: what a daemon has not seen is
  /// weak evidence, but one that never runs for a day must grow older too.
  private static let mostUnseen: Int64 = 6 * 3_600_000

  /// What outlives a run.
  package struct Memory: Sendable, Equatable {
    /// The time that was believed, and the wall clock's then; milliseconds since 1970.
    package var believed: Int64
    package var wall: Int64
    /// For how long that one had been doubted, milliseconds; nil where it was not.
    package var doubted: Int64?

    package init(believed: Int64, wall: Int64, doubted: Int64? = nil) {
      (self.believed, self.wall, self.doubted) = (believed, wall, doubted)
    }
  }

  /// What the wall clock is ahead of the time since boot, where that is believed.
  private var lead: Int64
  /// When the wall clock was first seen to have leapt, since boot.
  private var leapt: Int64?

  /// Believes what it is told first. Both in milliseconds: since 1970, and since boot, sleep included.
  package init(wall: Int64, boot: Int64) { lead = wall &- boot }

  /// Goes on from what an earlier run has believed: a clock that is far ahead of it is in doubt.
  package init(after memory: Memory, wall: Int64, boot: Int64) {
    self.init(wall: min(wall, memory.believed), boot: boot)
    guard let doubted = memory.doubted, doubted >= 0 else { return }
    let (unseen, overflow) = wall.subtractingReportingOverflow(memory.wall)
    // Another leap, and not the one that was waited for.
    guard !overflow, unseen >= 0 else { return }
    leapt = boot &- min(doubted, Self.patience) &- min(unseen, Self.mostUnseen)
  }

  /// The time by which to reckon ages, milliseconds since 1970.
  package mutating func now(wall: Int64, boot: Int64) -> Int64 {
    let (step, overflow) = (wall &- boot).subtractingReportingOverflow(lead)
    if overflow || step > Self.tolerance {
      let since = leapt ?? boot
      leapt = since
      if boot &- since < Self.patience { return boot &+ lead }
    }
    leapt = nil
    lead = wall &- boot
    return wall
  }

  /// What the next run is to know.
  package mutating func memory(wall: Int64, boot: Int64) -> Memory {
    let believed = now(wall: wall, boot: boot)
    return Memory(believed: believed, wall: wall, doubted: leapt.map { boot &- $0 })
  }
}
