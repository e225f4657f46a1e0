import Glibc
import Testing

@Suite("Documents and the processes that parse them", .timeLimit(.minutes(5)))
struct IsolationTests {
  /// Processes that a process has started.
  private func children(of pid: pid_t) -> [pid_t] {
    Files.names("/proc").compactMap { pid_t($0) }.filter { child in
      guard let stat = try? Files.text("/proc/\(child)/stat") else { return false }
      return stat.split(separator: ")").last?.split(separator: " ").dropFirst().first
        == Substring("\(pid)")
    }
  }

  /// Whether it has shut itself in.
  private func isSandboxed(_ pid: pid_t) -> Bool {
    (try? Files.text("/proc/\(pid)/status"))?.contains("Seccomp:\t2") == true
  }

  /// A story of which a parser needs seconds.
  private var long: String {
    "A headline of the long story\n\n"
      + String(repeating: "Words of a story, and many more of them.\n", count: 380_000)
  }

  @Test("that kill them twice lie in _failed, and not even a restart reads them again")
  func poison() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      try room.drop("long.txt", long)
      try room.drop("honest.txt", Copy.story(1))
      // Whoever parses for a while is parsing the long one.
      try await room.eventually("it is given up", within: .seconds(200)) {
        let before = children(of: daemon.pid).filter(isSandboxed)
        usleep(300_000)
        for pid in children(of: daemon.pid) where before.contains(pid) && room.failed.isEmpty {
          if room.pending.contains(where: { $0.contains("long") }) { kill(pid, SIGSEGV) }
        }
        return room.failed == ["long.txt"]
      }
      try await room.eventually("the other one is taken") { room.done == ["honest.txt"] }
      let line = try #require(try room.sightings().first)
      #expect(line.reason == "parser-crashed")
      #expect(daemon.isRunning)
      #expect(daemon.journal.contains("signal 11"))
      #expect(try await daemon.stop() == .exit(0))

      let next = try await room.daemon()
      try room.drop("next.txt", Copy.story(2))
      try await room.eventually("the next one is taken") { room.done.contains("next.txt") }
      #expect(try await next.stop() == .exit(0))
      #expect(try room.sightings().count == 1)
      #expect(try room.stories().count == 2)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("leave none behind: not when a daemon is killed, and not when it is idle")
  func orphans() async throws {
    try await Room.open { room in
      let daemon = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("it is taken") { room.done == ["one.txt"] }
      let workers = children(of: daemon.pid)
      #expect(!workers.isEmpty)
      #expect(workers.allSatisfy(isSandboxed))
      daemon.send(SIGKILL)
      try await daemon.end()
      try await room.eventually("they go with it") {
        workers.allSatisfy { !Files.names("/proc").contains("\($0)") }
      }
      let next = try await room.daemon()
      try await room.eventually("idle ones go") { children(of: next.pid).isEmpty }
      try room.drop("two.txt", Copy.story(2))
      try await room.eventually("and come again") { room.done.contains("two.txt") }
      #expect(try await next.stop() == .exit(0))
    }
  }

  @Test("are parsed by the daemon itself where the configuration says so")
  func none() async throws {
    try await Room.open { room in
      let text = try Files.text(room.configuration) + "isolation: none\n"
      try Files.write(text, to: room.configuration)
      let daemon = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("it is taken") { room.done == ["one.txt"] }
      #expect(children(of: daemon.pid).isEmpty)
      #expect(try await daemon.stop() == .exit(0))
    }
  }
}
