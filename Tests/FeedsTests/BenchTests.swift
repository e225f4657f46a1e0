import Glibc
import Loopback
import Synchronization
import Testing

@testable import Feeds

private func megabytes(_ field: String) -> Double {
  guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
  defer { unsafe fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while unsafe fgets(&line, 256, file) != nil {
    let words = String(
      decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
    )
    .split(whereSeparator: { " :\t".contains($0) })
    if words.first.map(String.init) == field, words.count > 1 {
      return (Double(words[1]) ?? 0) / 1024
    }
  }
  return 0
}

private func cpuSeconds() -> Double {
  var usage = rusage()
  _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
  func seconds(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

private func loopbackFeeds(_ count: Int, port: UInt16, seconds: Int64) -> [FeedSettings] {
  (0..<count).map { n in
    FeedSettings(
      name: "feed-\(n)",
      url: "http://127.\(1 + n / 62_500).\(n / 250 % 250).\(1 + n % 250):\(port)/\(n)"
    ) {
      ($0.interval, $0.minInterval) = (.seconds(seconds), .seconds(seconds))
      $0.maxInterval = .seconds(seconds * 4)
      $0.allowed = loopback
    }
  }
}

private let quick = PollerSettings(contact: "", hostGap: .seconds(2), spread: .zero)

/// Figures, not verdicts: run one by one with WIREROOM_BENCH set.
@Suite(
  "Figures", .serialized,
  .enabled(if: unsafe getenv("WIREROOM_BENCH") != nil, "WIREROOM_BENCH is not set"))
struct BenchTests {
  @Test("Memory and CPU of feeds that wait", arguments: [1000, 10_000])
  func idle(_ count: Int) async throws {
    let folder = temporaryFolder()
    let path = "\(folder)/feeds.sqlite"
    let before = megabytes("VmRSS")
    let now = SystemClock().now.wall
    let feeds = loopbackFeeds(count, port: 1, seconds: 3600)
    var states: [FeedState] = []
    for feed in feeds {
      var state = FeedState(name: feed.name, url: feed.url)
      state.validators = Validators(
        etag: "\"0123456789abcdef0123456789abcdef\"",
        lastModified: "Sun, 06 Nov 1994 08:49:37 GMT", url: feed.url, since: now)
      (state.polled, state.succeeded, state.attempted, state.due) = (now, now, now, now + 3_600_000)
      state.overlap = EntryOverlap(of: (0..<40).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
      states.append(state)
    }
    try FeedStore(path: path, now: now).save(states)
    states = []
    let poller = try Poller(
      settings: PollerSettings(contact: ""), statePath: path, archive: nil,
      transport: try CurlLoop()
    ) { _ in StoredOutcome(seen: 0, new: 0) }
    try await poller.set(feeds)
    let running = Task { try await poller.run() }
    print("sizes: \(MemoryLayout<FeedState>.size) \(MemoryLayout<FeedSettings>.size)")
    let cpu = cpuSeconds()
    try await Task.sleep(for: .seconds(20))
    print(
      "idle: \(count) feeds, RSS \(megabytes("VmRSS")) MB (before: \(before)), "
        + "CPU \((cpuSeconds() - cpu) * 180) s an hour")
    poller.stop()
    try await running.value
  }

  @Test("Changed feeds on as many hosts, each once", arguments: [false, true])
  func changed(_ archived: Bool) async throws {
    let body = sampleFeed((0..<300).map { "entry number \($0) with some words about it" })
    let server = try #require(
      LoopbackServer("0.0.0.0", logs: false) { request in
        .bytes(http("200 OK", [], body + Array(request.path.utf8)))
      })
    let folder = temporaryFolder()
    let count = Atomic(0)
    let poller = try Poller(
      settings: quick, statePath: "\(folder)/feeds.sqlite",
      archive: archived ? RawArchive(path: "\(folder)/raw") : nil, transport: try CurlLoop()
    ) { _ in
      count.add(1, ordering: .relaxed)
      return StoredOutcome(seen: 300, new: 300)
    }
    let clock = ContinuousClock()
    let (cpu, start) = (cpuSeconds(), clock.now)
    try await poller.set(loopbackFeeds(1000, port: server.port, seconds: 3600))
    let running = Task { try await poller.run() }
    while count.load(ordering: .relaxed) < 1000 { try await Task.sleep(for: .milliseconds(2)) }
    print(
      "changed: 1000 feeds of \(body.count) bytes, raw/ \(archived): \(clock.now - start), "
        + "CPU with the server's \(cpuSeconds() - cpu) s, RSS \(megabytes("VmRSS")) MB")
    poller.stop()
    try await running.value
  }

  @Test("Memory over a hundred thousand polls")
  func soak() async throws {
    let turns = Atomic(0)
    let server = try #require(
      LoopbackServer("0.0.0.0", logs: false) { _ in
        let n = turns.add(1, ordering: .relaxed).newValue
        return n % 3 == 0
          ? .bytes(http("200 OK", ["ETag: \"\(n)\""], sampleFeed(["\(n)"])))
          : n % 50 == 1 ? .bytes(http("500 Oh no")) : .bytes(http("200 OK", [], sampleFeed(["x"])))
      })
    let poller = try Poller(
      settings: PollerSettings(contact: "", hostGap: .zero, spread: .zero),
      statePath: "\(temporaryFolder())/feeds.sqlite", archive: nil, transport: try CurlLoop()
    ) { _ in StoredOutcome(seen: 1, new: 1) }
    try await poller.set(loopbackFeeds(1500, port: server.port, seconds: 1))
    let running = Task { try await poller.run() }
    for target in [20_000, 60_000, 120_000] {
      while turns.load(ordering: .relaxed) < target { try await Task.sleep(for: .milliseconds(50)) }
      print("soak: \(target) polls, RSS \(megabytes("VmRSS")) MB, CPU \(cpuSeconds()) s")
    }
    poller.stop()
    try await running.value
  }
}
