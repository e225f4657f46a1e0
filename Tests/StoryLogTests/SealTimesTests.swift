import Newsroom
import Testing

@testable import StoryLog

@Suite("Seals of clocks that were wrong")
struct SealTimesTests {
  private let day: Int64 = 86_400_000
  /// 26 November 2026.
  private let now: Int64 = 1_795_651_200_000

  private func at(_ days: Int64) -> Int64 { now + days * day }

  private func times(_ sealed: [Int64], began: Int64? = nil) -> SealTimes {
    SealTimes(sealed, began: began, now: now)
  }

  @Test("Of clocks that were right, each counts from its own time")
  func right() {
    let sealed = [at(-40), at(-20), at(-20), at(-1)]
    let times = times(sealed, began: at(-1))
    #expect(times.spans.map(\.latest) == sealed)
    #expect(times.spans.map(\.earliest) == sealed)
    #expect(times.beginning == NewsDate.firstOfAll.milliseconds)
  }

  @Test("One of the future, or of a clock that was not set, counts from the one behind it")
  func wrong() {
    for time in [at(20_000), Int64.max, 0, Int64.min, at(-9000)] {
      let times = times([at(-40), time, at(-20)], began: at(-20))
      #expect(times.spans.map(\.latest) == [at(-40), at(-20), at(-20)])
      #expect(times.spans.map(\.earliest) == [at(-40), at(-40), at(-20)])
    }
  }

  @Test("The last counts from where the active segment was begun, else from now")
  func last() {
    #expect(times([at(9000)], began: at(-3)).spans[0].latest == at(-3))
    #expect(times([at(9000)], began: at(9000)).spans[0].latest == now)
    #expect(times([at(-40), 0], began: 0).spans.map(\.latest) == [at(-40), now])
    #expect(times([0]).spans[0].earliest == NewsDate.firstOfAll.milliseconds)
  }

  @Test("One that is older than those before it was sealed by a clock that was behind")
  func behind() {
    let times = times([at(-40), at(-200), at(-30)])
    #expect(times.spans.map(\.latest) == [at(-40), at(-30), at(-30)])
    #expect(times.spans.map(\.earliest) == [at(-40), at(-40), at(-30)])
  }

  @Test("A clock that is not set believes them all")
  func unset() {
    let sealed: [Int64] = [1000, 2000]
    let times = SealTimes(sealed, began: nil, now: 5000)
    #expect(times.spans.map(\.latest) == sealed)
    #expect(times.beginning == .min)
  }

  @Test("Segments of a clock that was years ahead go when their time is over, and not before")
  func retention() throws {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    var settings = LogSettings.rolling(at: 1_000_000)
    settings.keepSegmentsFor = .seconds(10 * 86_400)
    settings.keepIndexFor = .seconds(20 * 86_400)
    let desk = try Desk(scratch.path, settings, now: at(-30))
    for days in [at(-30), at(20_000), 0, at(-29), at(-28)] {
      try desk.append(3, now: days)
      if desk.log.active.bytes > 0 { try desk.log.roll(now: days) }
    }
    let segments = try Inventory(paths).segments
    desk.log.applyRetention(now: at(-20))
    // The first alone is older than ten days and one; the two of the wrong clock count as the fourth.
    desk.log.applyRetention(now: at(-19) - 1)
    #expect(try Inventory(paths).segments == Array(segments.dropFirst(1)))
    desk.log.applyRetention(now: at(-19) + 1)
    #expect(try Inventory(paths).segments == Array(segments.dropFirst(4)))
    #expect(try Inventory(paths).indexes.count == 5)
    desk.log.applyRetention(now: at(-8) + 1)
    #expect(try Inventory(paths).segments == Array(segments.dropFirst(5)))
    #expect(try Inventory(paths).indexes.count == 0)
  }

  @Test("A start reads the keys of a segment that was sealed by a clock that was not set")
  func keys() throws {
    let scratch = try Scratch()
    var settings = LogSettings.rolling(at: 1_000_000)
    settings.keepIndexFor = .seconds(20 * 86_400)
    do {
      let desk = try Desk(scratch.path, settings, now: 0)
      for time in [0, now] {
        try desk.append(3, now: time)
        if desk.log.active.bytes > 0 { try desk.log.roll(now: time) }
      }
      desk.log.close()
    }
    do {
      let soon = try Desk(scratch.path, settings, now: at(1))
      #expect(soon.loadedSeqs.sorted() == Array(1...6))
      #expect(soon.sinces.items.sorted().first == NewsDate.firstOfAll.milliseconds)
      soon.log.close()
    }
    let late = try Desk(scratch.path, settings, now: at(21))
    #expect(late.loadedSeqs.isEmpty)
  }
}
