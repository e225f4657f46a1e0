import Testing

@testable import Feeds

@Suite("The interval between two polls")
struct ScheduleTests {
  private let settings = FeedSettings(name: "f", url: "http://a.example/") {
    ($0.minInterval, $0.maxInterval) = (.seconds(60), .seconds(6 * 3600))
  }
  private let start: Int64 = 1_700_000_000_000

  /// A feed of so many entries an hour, watched for ten days, showing `window` of them.
  private func state(perHour: Double, window: Int = 1000) -> FeedState {
    var state = FeedState(name: "f", url: "http://a.example/")
    var time = start - 240 * 3_600_000
    var owed = 0.0
    while time < start {
      owed += perHour
      let fresh = Int(owed)
      owed -= Double(fresh)
      state.rhythm.note(fresh: fresh, from: time, to: time + 3_600_000)
      time += 3_600_000
    }
    state.overlap = EntryOverlap(keys: [], count: window)
    state.succeeded = start
    return state
  }

  @Test("A feed nothing is known of is polled at the configured interval")
  func unknown() {
    let new = FeedState(name: "f", url: "http://a.example/")
    let wait = Schedule.interval(new, settings, now: start)
    #expect((840_000...960_000).contains(wait), "\(wait)")
  }

  @Test("The interval goes with one over the root of the rate")
  func squareRoot() {
    let four = Double(Schedule.interval(state(perHour: 4), settings, now: start))
    let one = Double(Schedule.interval(state(perHour: 1), settings, now: start))
    #expect((1.8...2.2).contains(one / four), "\(one) to \(four)")
    #expect((8 * 60_000...12 * 60_000).contains(four), "\(four)")
  }

  @Test("A feed that publishes never is polled at the greatest interval")
  func silent() {
    let wait = Schedule.interval(state(perHour: 0), settings, now: start)
    #expect(wait > 3 * 3_600_000)
  }

  @Test("A short window makes the interval short enough for its fastest hour")
  func window() {
    func wait(window: Int) -> Int64 {
      var state = state(perHour: 0.1, window: window)
      state.rhythm.note(fresh: 12, from: start - 3_600_000, to: start)
      return Schedule.interval(state, settings, now: start)
    }
    #expect(wait(window: 3) <= 450_000)
    #expect(wait(window: 1000) > 900_000)
  }

  @Test("A feed with a date on each entry is known at once")
  func seeded() {
    var busy = FeedState(name: "f", url: "http://a.example/")
    busy.rhythm.seed(published: (0..<50).map { start - Int64($0) * 300_000 }, now: start)
    busy.overlap = EntryOverlap(keys: [], count: 50)
    var quiet = busy
    quiet.rhythm = PublicationRhythm()
    quiet.rhythm.seed(published: (0..<10).map { start - Int64($0) * 5 * 86_400_000 }, now: start)
    let (soon, late) = (
      Schedule.interval(busy, settings, now: start), Schedule.interval(quiet, settings, now: start)
    )
    #expect(soon < 10 * 60_000 && late > 60 * 60_000, "\(soon) \(late)")
    var future = PublicationRhythm()
    future.seed(published: [.max, .min, start + 1], now: start)
    #expect(future == PublicationRhythm())
  }

  @Test("max-age, ttl and sy: lengthen the interval up to the greatest; a short window wins")
  func hints() {
    var state = state(perHour: 4)
    func wait(_ headers: [String: String] = [:]) -> Int64 {
      let response = HTTPResponse(
        status: 200, headers: headers.map { HeaderField($0.key, $0.value) })
      let server = ServerHints(response, now: start)
      return Schedule.afterSuccess(state, settings, server: server, now: start) - start
    }
    #expect(wait() < 15 * 60_000)
    #expect(wait(["cache-control": "max-age=3600"]) >= 3_600_000)
    #expect(wait(["cache-control": "max-age=31536000"]) <= 7 * 3_600_000)
    state.hints = FeedHints(ttlMinutes: 120)
    #expect(wait() >= 120 * 60_000)
    state.hints = FeedHints(updateSeconds: 7200)
    #expect(wait() >= 120 * 60_000)
    state.hints = FeedHints(ttlMinutes: .max, updateSeconds: .max)
    #expect(wait() <= 7 * 3_600_000)
    state.overlap = EntryOverlap(keys: [], count: 4)
    #expect(wait() < 45 * 60_000)
  }

  @Test("Jitter is a tenth at most, never negative, and not the same for all")
  func jitter() {
    var waits: Set<Int64> = []
    for n in 0..<50 {
      var state = state(perHour: 4)
      state.name = "feed-\(n)"
      let usual = Schedule.interval(state, settings, now: start)
      let wait = Schedule.afterSuccess(state, settings, server: .none, now: start) - start
      #expect(wait >= usual && wait <= usual + usual / 10)
      waits.insert(wait)
    }
    #expect(waits.count > 40)
  }

  @Test("A rhythm and an overlap come back from the state table as they were")
  func encoded() {
    let state = state(perHour: 3)
    #expect(PublicationRhythm(encoded: state.rhythm.encoded) == state.rhythm)
    #expect(PublicationRhythm(encoded: [1, 2, 3]) == PublicationRhythm())
    #expect(
      PublicationRhythm(encoded: [UInt8](repeating: 0xFF, count: 120)) == PublicationRhythm())
    let overlap = EntryOverlap(of: [5, 1, .max, 5])
    #expect(EntryOverlap(encoded: overlap.encoded, count: overlap.count) == overlap)
    #expect(overlap.count == 3)
  }

  @Test("The overlap of two long feeds is estimated well from a sample")
  func sampled() {
    var numbers = SeededNumbers(seed: 5)
    let keys = (0..<3000).map { _ in numbers.next() }
    let before = EntryOverlap(of: Array(keys[..<2000]))
    let after = EntryOverlap(of: Array(keys[200..<2200]))
    #expect(before.keys.count == EntryOverlap.most)
    #expect((100...300).contains(before.fresh(in: after)))
    #expect(before.fresh(in: before) == 0)
    #expect(EntryOverlap.none.fresh(in: before) == 2000)
    let small = EntryOverlap(of: Array(keys[..<10]))
    #expect(small.fresh(in: EntryOverlap(of: Array(keys[3..<12]))) == 2)
  }
}
