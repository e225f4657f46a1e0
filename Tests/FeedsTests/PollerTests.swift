import Digests
import Glibc
import Loopback
import Newsroom
import Synchronization
import Testing
import Threads

@testable import Feeds

/// What a desk has taken, by guid.
final class Desk: Sendable {
  private let taken = Mutex<[String: Int]>([:])
  private let events = Mutex<[FeedEvent]>([])

  var stories: [String: Int] { taken.withLock { $0 } }
  var heard: [FeedEvent] { events.withLock { $0 } }

  func hear(_ event: FeedEvent) { events.withLock { $0.append(event) } }

  func take(_ bytes: [UInt8]) -> StoredOutcome {
    let text = String(decoding: bytes, as: UTF8.self)
    let guids = text.split(separator: "<guid>").dropFirst().compactMap {
      $0.split(separator: "<").first.map(String.init)
    }
    let new = taken.withLock { taken in
      var new = 0
      for guid in guids {
        if taken[guid] == nil { new += 1 }
        taken[guid, default: 0] += 1
      }
      return new
    }
    return StoredOutcome(seen: guids.count, new: new)
  }
}

private let quick = PollerSettings(contact: "test@example", hostGap: .zero, spread: .zero)

private func feed(_ name: String, _ url: String) -> FeedSettings {
  FeedSettings(name: name, url: url) {
    ($0.interval, $0.minInterval, $0.maxInterval) = (.seconds(1), .seconds(1), .seconds(2))
    $0.totalTimeout = .seconds(300)
    $0.allowed = loopback
  }
}

@Suite("The poller, with sockets, files and the machine's clock", .timeLimit(.minutes(20)))
struct PollerTests {
  /// Runs until `done` holds, then stops and waits for the end.
  private func run(_ poller: Poller, until done: () async -> Bool) async throws {
    let running = Task { try await poller.run() }
    while !(await done()) { try await Task.sleep(for: .milliseconds(5)) }
    poller.stop()
    try await running.value
  }

  @Test("Validators are not stored before the stories are, and then they are")
  func order() async throws {
    let folder = temporaryFolder()
    let server = try #require(
      LoopbackServer("127.0.0.2") { _ in
        .bytes(http("200 OK", ["ETag: \"one\""], sampleFeed(["a", "b"])))
      })
    let path = "\(folder)/feeds.sqlite"
    let desk = Desk()
    let early = Mutex<[FeedState]>([])
    let loop = try CurlLoop()
    let poller = try Poller(
      settings: quick, statePath: path, archive: RawArchive(path: "\(folder)/raw"),
      transport: loop, listener: desk.hear
    ) { fetched in
      // What a process that is killed here would leave behind.
      let left = try FeedStore(path: path, now: 0).state(of: "f")
      early.withLock { $0 += left.map { [$0] } ?? [] }
      return desk.take(fetched.delivery.bytes)
    }
    try await poller.set([feed("f", server.base + "/rss")])
    try await run(poller) { await poller.status().first?.lastSuccess ?? 0 > 0 }

    let before = try #require(early.withLock { $0.first })
    #expect(before.validators == nil && before.content == nil && before.polled == 0)
    #expect(before.attempted > 0 && before.unfinished == 1)
    let stored = try FeedStore(path: path, now: 0).state(of: "f")
    let after = try #require(stored)
    #expect(after.validators?.etag == "\"one\"")
    #expect(after.content == digest(sampleFeed(["a", "b"])))
    #expect(after.unfinished == 0 && after.due > after.polled)
    #expect(desk.stories == ["a": 1, "b": 1])
  }

  @Test("A handler that fails leaves nothing behind but the reason")
  func handlerFails() async throws {
    struct DiskFull: Error, CustomStringConvertible { let description = "the disk is full" }
    let folder = temporaryFolder()
    let server = try #require(
      LoopbackServer("127.0.0.3") { _ in
        .bytes(http("200 OK", ["ETag: \"one\""], sampleFeed(["a"])))
      })
    let poller = try Poller(
      settings: quick, statePath: "\(folder)/feeds.sqlite", archive: nil,
      transport: try CurlLoop()
    ) { _ in throw DiskFull() }
    try await poller.set([feed("f", server.base + "/rss")])
    try await run(poller) { await poller.status().first?.failures ?? 0 > 1 }
    let stored = try FeedStore(path: "\(folder)/feeds.sqlite", now: 0).state(of: "f")
    let left = try #require(stored)
    #expect(left.validators == nil && left.content == nil)
    #expect(left.failure?.code == "not-stored")
    #expect(left.failure?.words.contains("the disk is full") == true)
    #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
  }

  @Test("What was fetched once is asked for with its validators, over a restart")
  func conditional() async throws {
    let folder = temporaryFolder()
    let server = try #require(
      LoopbackServer("127.0.0.4") { request in
        request.headers["if-none-match"] == "W/\"x, y\""
          ? .bytes(Array("HTTP/1.1 304 Not Modified\r\n\r\n".utf8))
          : .bytes(http("200 OK", ["ETag: W/\"x, y\""], sampleFeed(["a"])))
      })
    let desk = Desk()
    for round in 1...2 {
      let poller = try Poller(
        settings: quick, statePath: "\(folder)/feeds.sqlite",
        archive: RawArchive(path: "\(folder)/raw"), transport: try CurlLoop()
      ) { desk.take($0.delivery.bytes) }
      try await poller.set([feed("f", server.base + "/rss")])
      try await run(poller) { server.requests.count >= round * 2 }
    }
    let asked = server.requests.map { $0.headers["if-none-match"] }
    #expect(asked.first == .some(nil))
    #expect(asked.dropFirst().allSatisfy { $0 == "W/\"x, y\"" })
    #expect(desk.stories == ["a": 1])
    let archive = RawArchive(path: "\(folder)/raw")
    let reference = RawArchive.reference(digest(sampleFeed(["a"])))
    #expect(archive.read(reference) == sampleFeed(["a"]))
  }

  @Test("A reload takes feeds away and adds others, and loses nothing under way")
  func reload() async throws {
    let folder = temporaryFolder()
    let held = Mutex(true)
    let server = try #require(
      LoopbackServer("127.0.0.5") { request in
        while request.path == "/slow", held.withLock({ $0 }) { usleep(1000) }
        return .bytes(http("200 OK", [], sampleFeed([request.path])))
      })
    let desk = Desk()
    let poller = try Poller(
      settings: PollerSettings(contact: "", hostGap: .zero, spread: .zero),
      statePath: "\(folder)/feeds.sqlite", archive: nil, transport: try CurlLoop()
    ) { desk.take($0.delivery.bytes) }
    let twice = try await poller.set([
      feed("slow", server.base + "/slow"), feed("slow", server.base + "/again"),
    ])
    #expect(twice == ["slow"])
    try await run(poller) {
      if server.requests.isEmpty { return false }
      if held.withLock({ $0 }) {
        _ = try? await poller.set([feed("new", "\(server.base)/new")])
        held.withLock { $0 = false }
      }
      return desk.stories["/slow"] != nil && desk.stories["/new"] != nil
    }
    #expect(await poller.status().map(\.name) == ["new"])
  }

  @Test("What it waits for of others is no loop that hangs; its own turn is")
  func life() async throws {
    let later: Int64 = 7_200_000
    let server = try #require(
      LoopbackServer("127.0.0.10") { _ in .bytes(http("200 OK", [], sampleFeed(["a"]))) })
    let (handed, hand) = AsyncStream<Void>.makeStream()
    let (free, release) = AsyncStream<Never>.makeStream()
    let poller = try Poller(
      settings: quick, statePath: "\(temporaryFolder())/feeds.sqlite", archive: nil,
      transport: try CurlLoop()
    ) { _ in
      hand.yield()
      for await _ in free {}
      return StoredOutcome(seen: 1, new: 1)
    }
    var one = feed("f", server.base + "/")
    one.interval = .seconds(86_400)
    one.minInterval = .seconds(86_400)
    one.maxInterval = .seconds(86_400)
    try await poller.set([one])
    let running = Task { try await poller.run() }
    for await _ in handed { break }
    // No time is set for the next turn while the desk has what there is.
    while poller.life.lateness(at: monotonic + later) > 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    release.finish()
    // Then the alarm is due in an hour at most.
    while poller.life.lateness(at: monotonic + later) == 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(poller.life.lateness(at: monotonic) == 0)
    poller.stop()
    try await running.value
    #expect(poller.life.lateness(at: monotonic + later) == 0)
  }

  @Test("A feed whose credential is not there is not asked without it, and says so")
  func noCredential() async throws {
    let server = try #require(
      LoopbackServer("127.0.0.11") { _ in .bytes(http("200 OK", [], sampleFeed(["a"]))) })
    let poller = try Poller(
      settings: quick, statePath: "\(temporaryFolder())/feeds.sqlite", archive: nil,
      transport: try CurlLoop(), credentials: { _ in nil }
    ) { _ in StoredOutcome(seen: 1, new: 1) }
    var one = feed("f", server.base + "/")
    one.credential = "agency"
    try await poller.set([one])
    try await run(poller) { await poller.status().first?.failures ?? 0 > 0 }
    #expect(server.requests.isEmpty)
    let status = try #require(await poller.status().first)
    #expect(status.isFailing)
    #expect(status.lastError?.contains("the credential agency is not there") == true)
    #expect(status.lastError?.contains("LoadCredential=") == true)
  }

  @Test("Stopping does not wait for a server that does not answer")
  func stopping() async throws {
    let folder = temporaryFolder()
    let server = try #require(LoopbackServer("127.0.0.6") { _ in .silence })
    let poller = try Poller(
      settings: quick, statePath: "\(folder)/feeds.sqlite", archive: nil,
      transport: try CurlLoop()
    ) { _ in StoredOutcome(seen: 0, new: 0) }
    try await poller.set([feed("f", server.base + "/")])
    try await run(poller) { !server.requests.isEmpty }
    let left = try FeedStore(path: "\(folder)/feeds.sqlite", now: 0).state(of: "f")
    #expect(left?.failure == nil && left?.unfinished == 1)
  }

  @Test("A secret goes to the feed's own host and to no other")
  func secrets() async throws {
    let folder = temporaryFolder()
    let other = try #require(
      LoopbackServer("127.0.0.8") { _ in .bytes(http("200 OK", [], sampleFeed(["a"]))) })
    let elsewhere = other.base
    let server = try #require(
      LoopbackServer("127.0.0.7") { _ in
        .bytes(http("302 Found", ["Location: \(elsewhere)/there"]))
      })
    let desk = Desk()
    let poller = try Poller(
      settings: quick, statePath: "\(folder)/feeds.sqlite", archive: nil,
      transport: try CurlLoop(), credentials: { $0 == "agency" ? "ann:s3cret" : nil }
    ) { desk.take($0.delivery.bytes) }
    var one = feed("f", server.base + "/")
    one.headers = [HeaderField("X-Api-Key", "k")]
    one.credential = "agency"
    try await poller.set([one])
    try await run(poller) { desk.stories["a"] != nil }
    #expect(server.requests.first?.headers["authorization"] == "Basic YW5uOnMzY3JldA==")
    #expect(server.requests.first?.headers["x-api-key"] == "k")
    #expect(other.requests.first?.headers["authorization"] == nil)
    #expect(other.requests.first?.headers["x-api-key"] == nil)
  }
}

/// Milliseconds of the clock by which a sign of life is judged.
var monotonic: Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

func digest(_ bytes: [UInt8]) -> Digest { SHA256.digest(of: bytes) }
