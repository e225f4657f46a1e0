import Glibc

/// Now, by two clocks, both in milliseconds: settling goes by the one that never jumps, ids and
/// `_done/` by the calendar's.
package struct Moment: Sendable {
  package var monotonic: Int64
  /// Since 1970.
  package var wall: Int64

  package init(monotonic: Int64, wall: Int64) {
    self.monotonic = monotonic
    self.wall = wall
  }

  /// The clocks of the system.
  package static func now() -> Moment {
    Moment(monotonic: read(CLOCK_MONOTONIC), wall: read(CLOCK_REALTIME))
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
  }
}

extension Duration {
  /// Whole milliseconds, never less than zero, within a range in which sums cannot overflow.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let whole = min(max(0, seconds), 1 << 31)
    return max(0, whole * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}
