import Glibc
import Testing

@testable import Feeds

/// Feeds over a dozen hosts, from one entry a week to hundreds a day, with every kind of fault.
private func simulation(
  feeds count: Int, days: Int, faults: Double, seed: UInt64,
  settings: PollerSettings = PollerSettings(contact: "test@example"),
  _ change: (inout FeedTerms) -> Void = { _ in }
) -> Simulation {
  var numbers = SeededNumbers(seed: seed)
  var servers: [SimulatedFeed] = []
  var feeds: [FeedSettings] = []
  let rates = [0.15, 0.5, 1, 2, 4, 8, 16, 40, 100]
  let past = 20
  for n in 0..<count {
    let host = "news\(n % max(1, count / 4)).example"
    let times = publicationTimes(
      perDay: rates[n % rates.count], days: days + past,
      from: Simulation.start - Int64(past) * 86_400_000, numbers: &numbers)
    var server = SimulatedFeed(url: "http://\(host)/feed\(n).xml", times: times)
    server.faults = faults
    server.validator = n % 7 == 3 ? .modified : n % 14 == 5 ? nil : .etag
    server.maxAge = n % 5 == 1 ? 1800 : n % 5 == 2 ? 60 : nil
    server.ttlMinutes = n % 6 == 4 ? 60 : nil
    server.goneAt = n % 25 == 24 ? Simulation.start + 4 * 86_400_000 : nil
    var asked = server.url
    if n % 10 == 9 {
      asked = "http://old\(n).example/rss"
      server.redirectsFrom = asked
    }
    servers.append(server)
    feeds.append(FeedSettings(name: "feed-\(n)", url: asked, change))
  }
  return Simulation(servers, feeds: feeds, settings: settings, seed: seed)
}

private let isTorture = unsafe getenv("WIREROOM_TORTURE") != nil

@Test("Over days with faults and kills no server has anything to complain of")
func simulationWithFaults() {
  let (feeds, days) = isTorture ? (1000, 30) : (50, 10)
  var run = simulation(feeds: feeds, days: days, faults: 0.08, seed: 7)
  run.run(days: Double(days), restarts: days * 3)
  #expect(run.violations.isEmpty, "\(run.violations.prefix(5)) of \(run.violations.count)")
  // Some kills fall into a time when it is down anyway.
  #expect(run.restarts > days * 2)
  #expect(run.requests > feeds * days * 2, "it polled at all: \(run.requests)")
  #expect(run.status().allSatisfy { $0.polls > 0 })
  print(
    "simulated: \(feeds) feeds, \(days) days, \(run.restarts) kills: \(run.requests) requests, "
      + "\(run.violations.count) violations")
  let gone = run.status().filter { $0.state == .gone }.count
  #expect(gone == run.servers.filter { $0.goneAt != nil }.count)
  // Ten milliseconds' spread for each feed: at most a hundred starts in a second.
  #expect(run.requestsInFirstSecond <= 110)
}

@Test(
  "The simulation's servers complain of a guest that is hasty, or comes with all others at once")
func hastyGuests() {
  var settings = PollerSettings(contact: "", hostGap: .milliseconds(100), spread: .zero)
  settings.maxConcurrent = 1000
  var crowding = simulation(feeds: 400, days: 2, faults: 0, seed: 3, settings: settings)
  // After the fifth kill it is down for a day.
  crowding.run(days: 1, restarts: 5)
  #expect(crowding.violations.contains { $0.contains("ms after the last answer") })
  #expect(crowding.requestsInFirstSecond > 110)
  var hasty = simulation(feeds: 20, days: 2, faults: 0, seed: 3) {
    ($0.interval, $0.minInterval, $0.maxInterval) = (.seconds(60), .seconds(60), .seconds(60))
  }
  hasty.run(days: 0.1)
  #expect(hasty.violations.contains { $0.contains("asked again after") })
}

@Test("A server of the simulation complains of each thing that a good guest does not do")
func complaints() {
  var numbers = SeededNumbers(seed: 1)
  let minute: Int64 = 60_000
  let start = Simulation.start
  func complaints(
    _ server: inout SimulatedFeed, _ headers: [String: String], at time: Int64
  ) -> [String] {
    var found: [String] = []
    let answered = server.answer(
      url: server.url, headers, now: start + time, numbers: &numbers, violations: &found)
    server.clientWas(told: answered.told)
    if answered.isWhole { server.clientHas(tag: answered.tag, since: start + time) }
    return found.map { $0.replacing("http://a.example/f: ", with: "") }
  }
  for validator in [SimulatedFeed.Validator.etag, .modified] {
    var server = SimulatedFeed(url: "http://a.example/f", times: [start - minute])
    server.validator = validator
    var tag = ""
    #expect(complaints(&server, [:], at: 0).isEmpty)
    for complaint in complaints(&server, [:], at: 10 * minute) {
      #expect(complaint.hasPrefix("nothing in place of "))
      tag = String(complaint.dropFirst("nothing in place of ".count))
    }
    #expect(!tag.isEmpty)
    #expect(complaints(&server, [validator.question: tag + " "], at: 20 * minute).count == 1)
    #expect(complaints(&server, [validator.question: tag], at: 30 * minute).isEmpty)
    let early = complaints(&server, [validator.question: tag], at: 31 * minute)
    #expect(early == ["asked again after 60000 ms"])
  }
  var fresh = SimulatedFeed(url: "http://a.example/f", times: [])
  (fresh.validator, fresh.maxAge) = (nil, 3600)
  _ = complaints(&fresh, [:], at: 0)
  #expect(complaints(&fresh, [:], at: 50 * minute) == ["asked 600000 ms too early"])
  var resting = SimulatedFeed(url: "http://a.example/f", times: [])
  resting.clientWas(told: SimulatedFeed.Told(retryAt: start + 10 * minute))
  #expect(complaints(&resting, [:], at: 9 * minute) == ["asked 60000 ms before Retry-After"])
  var gone = SimulatedFeed(url: "http://a.example/f", times: [])
  gone.goneAt = start
  #expect(complaints(&gone, [:], at: 0).isEmpty)
  #expect(complaints(&gone, [:], at: 900 * minute) == ["asked after 410"])
}

@Test("Half the requests of a fixed quarter of an hour, with less delay and nothing missed")
func fewerRequestsLessDelay() {
  let (count, days) = isTorture ? (300, 30) : (45, 8)
  var run = simulation(feeds: count, days: days, faults: 0, seed: 11)
  run.run(days: Double(days))
  let fixed = count * days * 96
  #expect(run.requests * 2 <= fixed, "\(run.requests) of \(fixed)")
  let sorted = run.delays.sorted()
  let median = sorted.isEmpty ? .max : sorted[sorted.count / 2]
  // Entries come at any time: a fixed 15 minutes has them wait 7.5 in the middle.
  #expect(median <= 450_000, "\(median / 1000) s of \(sorted.count)")
  #expect(run.missed == 0)
  print("simulated: \(run.requests) requests of \(fixed), median delay \(median / 1000) s")
}
