import Glibc
import Newsroom
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

  private static let now = 56 * year

  @Test("A clock that is far ahead when a run begins is doubted, as one that leaps is")
  func start() {
    let memory = AgeClock.Memory(believed: Self.now, wall: Self.now)
    var clock = AgeClock(after: memory, wall: Self.now + 30 * Self.year, boot: 7)
    #expect(clock.now(wall: Self.now + 30 * Self.year, boot: 7) == Self.now)
    #expect(
      clock.now(wall: Self.now + 30 * Self.year + Self.hour, boot: 7 + Self.hour)
        == Self.now + Self.hour)
    // And put right.
    #expect(
      clock.now(wall: Self.now + 3 * Self.hour, boot: 7 + 3 * Self.hour)
        == Self.now + 3 * Self.hour)
    var soon = AgeClock(after: memory, wall: Self.now + 200_000, boot: 7)
    #expect(soon.now(wall: Self.now + 200_000, boot: 7) == Self.now + 200_000)
    var unset = AgeClock(after: memory, wall: 5000, boot: 7)
    #expect(unset.now(wall: 5000, boot: 7) == 5000)
  }

  @Test("A daemon that is started anew each hour believes a leap too, after a day in all")
  func restarts() {
    var memory = AgeClock.Memory(believed: Self.now, wall: Self.now)
    let leap = 2 * Self.year
    var believedAfter: Int64?
    for n in Int64(1)...40 {
      let wall = Self.now + leap + n * Self.hour
      var clock = AgeClock(after: memory, wall: wall, boot: 0)
      memory = clock.memory(wall: wall + 60_000, boot: 60_000)
      if memory.believed >= Self.now + leap { believedAfter = believedAfter ?? n }
    }
    #expect(believedAfter.map { (23...26).contains($0) } == true, "\(believedAfter ?? 0)")
  }

  @Test("A doubt does not make the next leap believed: not one that comes while nobody looks")
  func twice() {
    let memory = AgeClock.Memory(
      believed: Self.now, wall: Self.now + 2 * Self.hour, doubted: 2 * Self.hour)
    var clock = AgeClock(after: memory, wall: Self.now + 9 * Self.year, boot: 0)
    #expect(clock.now(wall: Self.now + 9 * Self.year, boot: 1) == Self.now + 1)
    #expect(
      clock.now(wall: Self.now + 9 * Self.year, boot: 15 * Self.hour)
        == Self.now + 15 * Self.hour)
  }

  @Test("What is believed outlives a run; without it the last commit says what was")
  func memory() throws {
    let scratch = try Scratch()
    let today = Clock.now.milliseconds
    let file = "\(scratch.path)/age-clock.json"
    func write(_ text: String) { StatusFile.replace(file, with: Array(text.utf8)) }
    #expect(abs(Ages(state: scratch.path).now() - today) < 600_000)
    write(#"{"v":1,"believed":1600000000000,"wall":1600000000000}"#)
    let doubting = Ages(state: scratch.path)
    #expect((0...600_000).contains(doubting.now() - 1_600_000_000_000))
    doubting.save()
    #expect((0...600_000).contains(Ages(state: scratch.path).now() - 1_600_000_000_000))
    // A file that is none: the file system's word.
    for text in ["", "{}", #"{"believed":"x","wall":1}"#, #"{"believed":1e400,"wall":1}"#] {
      write(text)
      #expect(abs(Ages(state: scratch.path).now() - today) < 600_000)
    }
    _ = unsafe system(
      "mkdir '\(scratch.path)/stories'; touch -d @1650000000 '\(scratch.path)/stories/committed'")
    #expect((0...600_000).contains(Ages(state: scratch.path).now() - 1_650_000_000_000))
    write(#"{"v":1,"believed":9223372036854775807,"wall":-9223372036854775807,"doubted":-1}"#)
    _ = Ages(state: scratch.path).now()
  }

  @Test("No time is too far off", arguments: [Int64.min, -1, 0, 1, Int64.max])
  func extremes(wall: Int64) {
    var clock = AgeClock(wall: 0, boot: 0)
    for boot in [Int64.max, 0, .min] { _ = clock.now(wall: wall, boot: boot) }
    clock = AgeClock(wall: wall, boot: 0)
    #expect(clock.now(wall: wall, boot: 0) == wall)
    for doubted in [Int64.min, 0, .max] {
      let memory = AgeClock.Memory(believed: wall, wall: wall, doubted: doubted)
      for boot in [Int64.max, 0, .min] {
        clock = AgeClock(after: memory, wall: 5, boot: boot)
        _ = clock.memory(wall: .max, boot: boot)
      }
    }
  }
}
