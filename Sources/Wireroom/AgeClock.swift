internal import Newsroom

/// The time by which things grow old enough to be forgotten or removed: the wall clock's, unless
/// that has just leapt ahead. A clock set to another year by mistake would age everything at once,
/// and what is removed does not come back when it is put right. So a leap is believed only when it
/// has lasted for a day; one back, which ages nothing, at once.
package struct AgeClock: Sendable {
  /// Milliseconds by which a step ahead is no leap.
  private static let tolerance: Int64 = 300_000
  /// Milliseconds for which a leap must last.
  private static let patience: Int64 = 86_400_000

  /// What the wall clock is ahead of the time since boot, where that is believed.
  private var lead: Int64
  /// When the wall clock was first seen to have leapt, since boot.
  private var leapt: Int64?

  /// Believes what it is told first. Both in milliseconds: since 1970, and since boot, sleep included.
  package init(wall: Int64, boot: Int64) { lead = wall &- boot }

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
}

extension AgeClock {
  /// By the machine's clocks.
  package init() { self.init(wall: Clock.now.milliseconds, boot: Clock.sinceBoot) }

  /// By the machine's clocks.
  package mutating func now() -> Int64 {
    now(wall: Clock.now.milliseconds, boot: Clock.sinceBoot)
  }
}
