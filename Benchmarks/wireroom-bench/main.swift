// Durable appends per second through the real writer: desk, dedup index, chain, one fdatasync per
// group. Producers are tasks that each submit one story and wait for its receipt.
//
//   wireroom-bench DIRECTORY PRODUCERS SECONDS
//   wireroom-bench isolation ROUNDS [DOCUMENT]      see IsolationCost
//   wireroom-bench near COUNT                       see NearCost
//   wireroom-bench parse-worker                     how IsolationCost starts its workers
import CopyDesk
import Glibc
import Isolation
import Newsroom
import StoryLog
import Wireroom

/// A story whose line is 700 bytes long, unlike any before it.
func story(_ number: UInt64) -> Story {
  let content = Digest(words: (number &* 0x9E37_79B9_7F4A_7C15, number, 1, 2))
  let uri = "tag:bench,2026:" + String(number + 10_000_000)
  let item = Array(#"{"uri":"\#(uri)","type":"text"}"#.utf8)
  return Story(
    part: 1, of: 1, headline: "A headline of usual length for a line of news", uri: uri,
    isDeclared: true, url: nil, urlIsUnique: true, date: nil, version: nil, versionDate: nil,
    isCanceled: false, content: content, title: content, derived: [], warnings: [], item: item[...])
}

func microseconds() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

func produce(
  _ writer: Writer, from first: UInt64, step: UInt64, until end: Int64
) async throws -> [Int64] {
  let provenance = Provenance(
    delivery: DeliveryID.make(milliseconds: 0), route: .feed, source: "bench", name: nil, url: nil,
    byteCount: 700, digest: Digest.zero, format: .rss, charset: "utf-8")
  var delays: [Int64] = []
  var number = first
  var before = microseconds()
  while before < end {
    _ = try await writer.submit(
      [Submission(provenance: provenance, outcome: .stories([story(number)]))])
    let after = microseconds()
    delays.append(after - before)
    before = after
    number += step
  }
  return delays
}

let arguments = CommandLine.arguments
if arguments.dropFirst().first == Worker.word {
  Worker.run(warmUp: WarmUp.run) { assignment in
    assignment.normaliser.transcript(
      of: assignment.delivery, breakingOff: assignment.breakingOff)
  }
}
if (3...4).contains(arguments.count), arguments[1] == "isolation", let rounds = Int(arguments[2]),
  rounds > 0
{
  await IsolationCost.measure(rounds: rounds, only: arguments.count == 4 ? arguments[3] : nil)
  exit(0)
}
if arguments.count == 3, arguments[1] == "near", let count = Int(arguments[2]), count > 0 {
  NearCost.measure(count)
  exit(0)
}
guard arguments.count == 4, let producers = Int(arguments[2]), let seconds = Int(arguments[3]),
  producers > 0, seconds > 0
else {
  print("usage: wireroom-bench DIRECTORY PRODUCERS SECONDS")
  exit(64)
}
try Machine.makeDirectory(arguments[1])

@concurrent
func measure() async throws {
  let writer = try Writer(
    Writer.Settings(state: arguments[1], log: LogSettings(), horizonDays: 90, updatesPerDay: 24),
    report: { _ in })
  let start = microseconds()
  let delays = try await withThrowingTaskGroup(of: [Int64].self) { group in
    for n in 0..<producers {
      group.addTask {
        try await produce(
          writer, from: UInt64(n), step: UInt64(producers),
          until: start + Int64(seconds) * 1_000_000)
      }
    }
    var all: [Int64] = []
    for try await delays in group { all += delays }
    return all.sorted()
  }
  let elapsed = Double(microseconds() - start) / 1_000_000
  await writer.stop()
  func percentile(_ p: Int) -> Int64 {
    delays.isEmpty ? 0 : delays[min(delays.count - 1, delays.count * p / 100)]
  }
  print(
    "producers=\(producers) appends/s=\(Int(Double(delays.count) / elapsed)) "
      + "p50_us=\(percentile(50)) p99_us=\(percentile(99))")
}
try await measure()
