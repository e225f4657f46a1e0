import Glibc
import Testing

@testable import Feeds

private let day: Int64 = 86_400_000

/// A feed's times played again and again, by whole days (whole weeks where it goes on for longer
/// than some days), so that each entry keeps its hour and its weekday.
private func replayed(_ times: [Int64], from start: Int64, until end: Int64, ahead: Int64)
  -> [Int64]
{
  guard let last = times.last, let first = times.first else { return [] }
  let unit = last - first > 3 * day ? 7 * day : day
  let period = (last - first) / unit * unit + unit
  let monday = start - (start - 4 * day) % (7 * day)
  var base = monday - ahead % period - period
  var all: [Int64] = []
  while base < end {
    all += times.map { base + $0 }.filter { $0 < end }
    base += period
  }
  return all.sorted()
}

@Test("On the publish times of real feeds, half the requests of 15 minutes, sooner, none missed")
func realPublishTimes() throws {
  let isTorture = unsafe getenv("WIREROOM_TORTURE") != nil
  let (copies, days): (Int, Int) = isTorture ? (12, 30) : (2, 8)
  #expect(publishTimes.count == 23)
  #expect(publishTimes.allSatisfy { $0.count >= 10 })
  var servers: [SimulatedFeed] = []
  for copy in 0..<copies {
    for (n, times) in publishTimes.enumerated() {
      // Each copy begins elsewhere in the feed's life.
      let played = replayed(
        times, from: Simulation.start - 20 * day, until: Simulation.start + Int64(days + 1) * day,
        ahead: Int64(copy) * 35 * day)
      var server = SimulatedFeed(url: "http://host\(copy)-\(n).example/feed", times: played)
      server.window = times.count
      servers.append(server)
    }
  }
  let feeds = servers.enumerated().map { FeedSettings(name: "feed-\($0)", url: $1.url) }
  var run = Simulation(
    servers, feeds: feeds, settings: PollerSettings(contact: "test@example"), seed: 23)
  run.run(days: Double(days))
  let fixed = servers.count * days * 96
  let sorted = run.delays.sorted()
  let median = try #require(sorted.isEmpty ? nil : sorted[sorted.count / 2])
  print(
    "replayed: \(servers.count) feeds, \(days) days, \(sorted.count) entries: "
      + "\(run.requests) requests of \(fixed), median delay \(median / 1000) s, "
      + "missed \(run.missed)")
  #expect(run.requests * 2 <= fixed, "\(run.requests) of \(fixed)")
  // A fixed 15 minutes has them wait 7.5 in the middle.
  #expect(median <= 450_000, "\(median / 1000) s of \(sorted.count)")
  #expect(run.missed == 0)
  #expect(run.violations.isEmpty, "\(run.violations.prefix(5))")
}
