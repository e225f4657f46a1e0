/// One instant on two clocks.
///
/// What is stored is said by the wall clock; what is waited for is measured on the steady one, so
/// that a clock set right by NTP neither floods a server nor leaves a feed alone for a year.
package struct Moment: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package var wall: Int64
  /// Milliseconds on a clock that never goes back and goes on while the machine sleeps.
  package var steady: Int64

  package init(wall: Int64, steady: Int64) {
    self.wall = wall
    self.steady = steady
  }

  /// The steady time at which the wall clock will show `wall`, if nobody sets it.
  func steady(atWall wall: Int64) -> Int64 {
    steady.addingClamped(wall.subtractingClamped(self.wall))
  }

  /// What the wall clock will show at `steady`.
  func wall(atSteady steady: Int64) -> Int64 {
    wall.addingClamped(steady.subtractingClamped(self.steady))
  }
}

extension Int64 {
  /// The sum, or the nearest value there is: what servers send must not trap.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }

  /// The difference, or the nearest value there is.
  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  /// The product, or the nearest value there is.
  func multipliedClamped(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self > 0) == (other > 0) ? .max : .min) : product
  }
}

extension Duration {
  /// Whole milliseconds, clamped.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.multipliedClamped(by: 1000)
      .addingClamped(attoseconds / 1_000_000_000_000_000)
  }
}
