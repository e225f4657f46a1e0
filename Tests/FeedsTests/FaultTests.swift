import Loopback
import Newsroom
import Synchronization
import Testing

@testable import Feeds

/// A feed that publishes with every request and whose server fails at every other.
private struct ChangingFeeds: Sendable {
  private(set) var published: [String: Int] = [:]
  private(set) var turns: [String: Int] = [:]

  mutating func answer(_ path: String) -> LoopbackServer.Reply {
    let turn = turns[path, default: 0]
    turns[path] = turn + 1
    let count = published[path, default: 0] + 1
    published[path] = count
    let body = sampleFeed((max(1, count - 29)...count).map { "\(path)-\($0)" })
    switch turn % 10 {
    case 1: return .bytes(http("500 Internal Server Error"))
    case 3: return .reset(http("200 OK", [], Array(body.dropLast(20)), length: body.count))
    case 5: return .last(http("200 OK", [], Array(body.dropLast(20)), length: body.count))
    case 7: return .drip(Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8))
    case 9: return .last(http("200 OK", ["Content-Encoding: gzip"], body))
    default: return .bytes(http("200 OK", ["ETag: \"\(count)\""], body, length: body.count))
    }
  }
}

@Suite("Feeds that change while their servers fail", .timeLimit(.minutes(20)))
struct FaultTests {
  @Test("Every entry that was published reaches the desk, over faults and restarts")
  func faults() async throws {
    let count = 30
    let feeds = Mutex(ChangingFeeds())
    let server = try #require(
      LoopbackServer("0.0.0.0", logs: false) { request in
        feeds.withLock { $0.answer(request.path) }
      })
    let settings = (0..<count).map { n in
      FeedSettings(name: "feed-\(n)", url: "http://127.0.9.\(n + 1):\(server.port)/\(n)") {
        ($0.interval, $0.minInterval, $0.maxInterval) = (.seconds(1), .seconds(1), .seconds(1))
        $0.totalTimeout = .seconds(3)
        $0.allowed = loopback
      }
    }
    let path = "\(temporaryFolder())/feeds.sqlite"
    let desk = Desk()
    for life in 1...3 {
      let poller = try Poller(
        settings: PollerSettings(contact: "", hostGap: .zero, spread: .zero), statePath: path,
        archive: nil, transport: try CurlLoop()
      ) { desk.take($0.delivery.bytes) }
      try await poller.set(settings)
      let running = Task { try await poller.run() }
      while feeds.withLock({ $0.turns.count < count || $0.turns.values.contains { $0 < life * 4 } })
      { try await Task.sleep(for: .milliseconds(5)) }
      // In the midst of whatever is under way.
      poller.stop()
      try await running.value
    }
    // Of each feed all that it showed in a whole answer is there: no number is left out below the
    // last one that was taken.
    for n in 0..<count {
      let taken = desk.stories.keys.compactMap { guid -> Int? in
        guid.hasPrefix("/\(n)-") ? Int(guid.dropFirst("/\(n)-".count)) : nil
      }.sorted()
      #expect(taken.count > 3)
      #expect(taken == Array(1...(taken.last ?? 1)))
    }
  }
}
