import Glibc
import Logging
import Newsroom
import ServiceLifecycle
import StoryLog
import Synchronization
import Testing
import Threads

@testable import Wireroom

/// A Unix datagram socket, as the service manager has one.
private struct Listener: ~Copyable {
  private let descriptor: Int32

  init(_ address: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(address.utf8)
    unsafe withUnsafeMutableBytes(of: &name.sun_path) { path in
      for (n, byte) in bytes.enumerated() { unsafe path[n] = byte }
      if address.hasPrefix("@") { unsafe path[0] = 0 }
    }
    let isPath = address.hasPrefix("/")
    let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isPath ? 1 : 0))
    let bound = unsafe withUnsafePointer(to: &name) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size)
      }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// A datagram that is there; nil where there is none.
  func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let n = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    return n < 0 ? nil : String(decoding: buffer[..<n], as: UTF8.self)
  }
}

private let well = Writer.Pulse(trouble: nil, stories: "1,204 stories today")

private func state(
  _ inboxes: [ServiceState.Loop] = [.init(name: "north"), .init(name: "south")],
  _ writer: Writer.Pulse = well, silence: Int64 = 0
) -> ServiceState {
  ServiceState(inboxes: inboxes, writer: writer, writerSilence: silence)
}

@Suite("The notices to systemd")
struct NoticeTests {
  @Test("reach a socket by its path and by its abstract name, as one datagram each")
  func sockets() throws {
    let scratch = try Scratch()
    for address in [scratch.path + "/notify", "@wireroom-test-\(getpid())-\(scratch.path)"] {
      let listener = try Listener(address)
      let socket = try #require(NotifySocket(address: address))
      #expect(socket.send([.ready, .watchdog, .status("taking")]))
      #expect(socket.send([.stopping]))
      #expect(listener.next() == "READY=1\nWATCHDOG=1\nSTATUS=taking")
      #expect(listener.next() == "STOPPING=1")
      #expect(listener.next() == nil)
    }
  }

  @Test("go nowhere, and say so, where nobody listens")
  func nobody() throws {
    let scratch = try Scratch()
    let socket = try #require(NotifySocket(address: scratch.path + "/none"))
    #expect(!socket.send([.ready]))
    let long = try #require(NotifySocket(address: "/" + String(repeating: "x", count: 200)))
    #expect(!long.send([.ready]))
    for address in [nil, "", "/", "@", "vsock:2:9", "relative"] {
      #expect(NotifySocket(address: address) == nil)
    }
  }

  @Test("cannot be forged by what stands in a sentence")
  func forged() {
    let notice = NotifySocket.Notice.status("a folder called\nMAINPID=1")
    #expect(notice.text == "STATUS=a folder called\\u{a}MAINPID=1")
    #expect(
      NotifySocket.Notice.reloading(since: 1234).text == "RELOADING=1\nMONOTONIC_USEC=1234000")
  }

  @Test("have a watchdog where the service manager asks this process for one")
  func watchdog() {
    #expect(Watchdog(microseconds: "120000000", process: "7", own: 7)?.half == 60_000)
    #expect(Watchdog(microseconds: "3000000", process: nil, own: 7)?.interval == 3000)
    #expect(Watchdog(microseconds: "3000000", process: "8", own: 7) == nil)
    for text in [nil, "", "0", "-5", "many", "99999999999999999999"] {
      #expect(Watchdog(microseconds: text, process: "7", own: 7) == nil)
    }
  }
}

@Suite("The daemon's state in a sentence")
struct ServiceStateTests {
  @Test("names where it takes from, how much came today, and that the disk is well")
  func healthy() {
    #expect(state().isAlive)
    #expect(state().sentence == "taking from 2 inboxes; 1,204 stories today; disk ok")
    #expect(state([.init(name: "a")]).sentence.hasPrefix("taking from 1 inbox; "))
  }

  @Test("begins with a full disk, which is waited for and no reason to be killed")
  func fullDisk() {
    let full = state(
      [.init(name: "a")], .init(trouble: "/s: write found no room.", stories: "3 stories today"))
    #expect(full.isAlive)
    #expect(
      full.sentence
        == "disk full: nothing is taken in: /s: write found no room.; 3 stories today")
  }

  @Test("names the inbox that is left alone, and why")
  func troubledInbox() {
    let one = state([.init(name: "a"), .init(name: "b", trouble: "/in/b: not to be read.")])
    #expect(one.isAlive)
    #expect(
      one.sentence
        == "taking from 1 of 2 inboxes; inbox b: /in/b: not to be read.; 1,204 stories today; "
        + "disk ok")
  }

  @Test("counts the feeds that are polled, and how many of them fail")
  func feeds() {
    func taking(_ feeds: ServiceState.Feeds) -> String? {
      let state = ServiceState(
        inboxes: [.init(name: "a")], feeds: feeds, writer: well, writerSilence: 0)
      #expect(state.isAlive)
      return state.sentence.split(separator: ";").first.map(String.init)
    }
    #expect(taking(.init()) == "taking from 1 inbox")
    #expect(taking(.init(count: 1)) == "taking from 1 inbox and 1 feed")
    #expect(taking(.init(count: 3, failing: 1)) == "taking from 1 inbox and 3 feeds (1 failing)")
    let resting = ServiceState(
      inboxes: [.init(name: "a")], feeds: .init(count: 3, trouble: "no room"), writer: well,
      writerSilence: 0)
    #expect(
      resting.sentence
        == "taking from 1 inbox; feeds rest: no room; 1,204 stories today; disk ok")
  }

  @Test("says that a new configuration is refused, and why")
  func refusal() {
    let state = ServiceState(
      inboxes: [.init(name: "a")], refusal: "refused: w.yaml:3:1: unknown key", writer: well,
      writerSilence: 0)
    #expect(
      state.sentence
        == "taking from 1 inbox; the new configuration: refused: w.yaml:3:1: unknown key; "
        + "1,204 stories today; disk ok")
  }

  @Test("is no life while a loop of the feeds is late")
  func feedsStuck() {
    let state = ServiceState(
      inboxes: [.init(name: "a")],
      feeds: .init(
        count: 2, loops: [.init(name: "the feeds' poller", lateness: 1000), .init(name: "b")]),
      writer: well, writerSilence: 0)
    #expect(!state.isAlive)
    #expect(
      state.sentence.hasPrefix(
        "stuck: the feeds' poller has not been heard of for 61 s; taking from 1 inbox and 2 feeds"))
  }

  @Test("says which loop is stuck, and since when")
  func stuck() {
    #expect(!state(silence: 1).isAlive)
    #expect(state(silence: 2999).sentence == state().sentence)
    #expect(
      state(silence: 7500).sentence.hasPrefix(
        "stuck: the log's writer has not answered for 7 s; taking from 2 inboxes; "))
    let late = state([.init(name: "a", lateness: 5000)])
    #expect(!late.isAlive)
    #expect(late.sentence.hasPrefix("stuck: inbox a has not been heard of for 65 s; "))
  }

  @Test("counts the day's stories, and those since the start on the day of the start")
  func day() throws {
    let start = NewsDate(milliseconds: 1_795_685_462_000)  // 2026-11-26T09:31:02Z
    var count = DayCount(start: start)
    #expect(count.words(at: start) == "0 stories since 09:31 UTC")
    count.add(1, at: start)
    #expect(count.words(at: start) == "1 story since 09:31 UTC")
    count.add(1_234_566, at: start)
    #expect(count.words(at: start) == "1,234,567 stories since 09:31 UTC")
    let next = NewsDate(milliseconds: start.milliseconds + 86_400_000)
    #expect(count.words(at: next) == "0 stories today")
    count.add(999, at: next)
    #expect(count.words(at: next) == "999 stories today")
  }

  @Test(
    "A loop is late when it is past the time that it gave itself, and not while it waits for another"
  )
  func life() {
    let life = SignOfLife(name: "a")
    let start = Clock.monotonic
    let soon = start + 3_600_000
    #expect(life.lateness(at: soon) == 0)
    life.beat(resting: .seconds(30))
    #expect(life.lateness(at: start + 30_000) == 0)
    #expect(life.lateness(at: soon) > 3_000_000)
    #expect(life.lateness(at: soon) <= 3_600_000 - 30_000 - SignOfLife.longestStep)
    life.rest()
    #expect(life.lateness(at: soon) == 0)
    life.beat(resting: .seconds(Int64.max))
    #expect(life.lateness(at: soon) == 0)
  }
}

@Suite("The words to systemd")
struct ServiceWordsTests {
  private let watchdog = Watchdog(microseconds: "10000000", process: nil)

  @Test("are said once, life every half interval, and what was not heard again")
  func healthy() {
    var words = ServiceWords(watchdog: watchdog)
    let all: [NotifySocket.Notice] = [.ready, .watchdog, .status(state().sentence)]
    #expect(words.due(state(), at: 0) == all)
    #expect(words.due(state(), at: 10) == all)
    words.wereHeard(all, at: 10)
    #expect(words.due(state(), at: 5009) == [])
    #expect(words.due(state(), at: 5010) == [.watchdog])
  }

  @Test("hold back the sign of life for as long as a loop is stuck")
  func stuck() {
    var words = ServiceWords(watchdog: watchdog)
    words.wereHeard(words.due(state(), at: 0), at: 0)
    for stuck in [state(silence: 1), state([.init(name: "a", lateness: 1)])] {
      for now in stride(from: Int64(5000), to: 100_000, by: 500) {
        #expect(!words.due(stuck, at: now).contains(.watchdog))
      }
    }
    #expect(words.due(state(), at: 100_000) == [.watchdog])
  }

  @Test("hold no life where no watchdog is set")
  func unwatched() {
    #expect(
      ServiceWords(watchdog: nil).due(state(), at: 0) == [.ready, .status(state().sentence)])
  }
}

@Suite("The notifier")
struct ServiceNotifierTests {
  @Test(
    "is ready once the writer's own thread has answered, and says when it stops",
    .timeLimit(.minutes(20)))
  func whole() async throws {
    let scratch = try Scratch()
    let listener = try Listener(scratch.path + "/notify")
    let writer = try Writer(
      .init(state: scratch.path + "/state", log: .init(), horizonDays: 90, updatesPerDay: 24),
      report: { _ in })
    let life = SignOfLife(name: "a")
    let notifier = ServiceNotifier(
      socket: try #require(NotifySocket(address: scratch.path + "/notify")),
      watchdog: Watchdog(microseconds: "100000", process: nil), writer: { await writer.pulse },
      inboxes: { [life] })
    let group = ServiceGroup(
      configuration: .init(services: [notifier], logger: .init(label: "test")))
    let running = Task { try await group.run() }
    var heard = ""
    func hear(_ text: String) async throws {
      while !heard.contains(text) {
        try await Task.sleep(for: .milliseconds(5))
        while let datagram = listener.next() { heard += datagram + "\n" }
      }
    }
    try await hear("READY=1\nWATCHDOG=1\nSTATUS=taking from 1 inbox; 0 stories since ")
    heard = ""
    try await hear("WATCHDOG=1")
    _ = try await writer.submit([submission("one")])
    try await hear("STATUS=taking from 1 inbox; 1 story since ")
    heard = ""
    notifier.reloading()
    try await hear("RELOADING=1\nMONOTONIC_USEC=")
    notifier.reloaded()
    try await hear("READY=1\nSTATUS=taking from 1 inbox; 1 story since ")
    await group.triggerGracefulShutdown()
    try await hear("STOPPING=1")
    try await running.value
    await writer.stop()
  }

  @Test("says nothing of a daemon whose writer has never answered")
  func mute() async throws {
    let scratch = try Scratch()
    let listener = try Listener(scratch.path + "/notify")
    let asked = Mutex(0)
    let notifier = ServiceNotifier(
      socket: try #require(NotifySocket(address: scratch.path + "/notify")),
      watchdog: Watchdog(microseconds: "100000", process: nil),
      writer: {
        asked.withLock { $0 += 1 }
        try? await Task.sleep(for: .seconds(3600))
        return well
      },
      inboxes: { [] })
    let running = Task { await notifier.run() }
    while asked.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    // Some looks later.
    try await Task.sleep(for: .milliseconds(100))
    running.cancel()
    await running.value
    #expect(listener.next() == nil)
    #expect(asked.withLock { $0 } == 1)
  }
}
