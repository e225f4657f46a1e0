import Testing

@testable import Wireroom

@Suite struct AgeClockTests {
  private static let hour: Int64 = 3_600_000
  private static let year: Int64 = 365 * 24 * hour

  @Test("A clock that runs, or is set by minutes, is believed")
  func steady() {
    var clock = AgeClock(wall: 1000, boot: 10)
    #expect(clock.now(wall: 2000, boot: 1010) == 2000)
    #expect(clock.now(wall: 2000 + 200_000, boot: 1010) == 202_000)
    #expect(clock.now(wall: 2000 + 400_000, boot: 1010) == 402_000)
  }

  @Test("A leap ahead ages nothing before it has lasted for a day")
  func leap() {
    var clock = AgeClock(wall: Self.year, boot: 0)
    #expect(clock.now(wall: 9 * Self.year, boot: Self.hour) == Self.year + Self.hour)
    #expect(
      clock.now(wall: 9 * Self.year + 23 * Self.hour, boot: 24 * Self.hour)
        == Self.year + 24 * Self.hour)
    #expect(
      clock.now(wall: 9 * Self.year + 24 * Self.hour, boot: 25 * Self.hour)
        == 9 * Self.year + 24 * Self.hour)
  }

  @Test("A leap that is taken back was none, and the next has its own day")
  func correction() {
    var clock = AgeClock(wall: Self.year, boot: 0)
    _ = clock.now(wall: 9 * Self.year, boot: Self.hour)
    #expect(
      clock.now(wall: Self.year + 30 * Self.hour, boot: 30 * Self.hour)
        == Self.year + 30 * Self.hour)
    #expect(
      clock.now(wall: 9 * Self.year, boot: 31 * Self.hour) == Self.year + 31 * Self.hour)
  }

  @Test("A clock that is set back is believed at once")
  func back() {
    var clock = AgeClock(wall: 9 * Self.year, boot: 0)
    #expect(clock.now(wall: Self.year, boot: Self.hour) == Self.year)
    #expect(clock.now(wall: Self.year + 1, boot: Self.hour + 1) == Self.year + 1)
  }

  @Test("No time is too far off", arguments: [Int64.min, -1, 0, 1, Int64.max])
  func extremes(wall: Int64) {
    var clock = AgeClock(wall: 0, boot: 0)
    for boot in [Int64.max, 0, .min] { _ = clock.now(wall: wall, boot: boot) }
    clock = AgeClock(wall: wall, boot: 0)
    #expect(clock.now(wall: wall, boot: 0) == wall)
  }
}
