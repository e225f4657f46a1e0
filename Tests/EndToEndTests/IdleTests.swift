import Glibc
import Testing

@Suite("An idle daemon", .timeLimit(.minutes(20)))
struct IdleTests {
  @Test("uses no processor between its scans")
  func idle() async throws {
    try await Room.open(scanInterval: "1h") { room in
      let daemon = try await room.daemon()
      try room.drop("one.txt", Copy.story(1))
      try await room.eventually("the hint alone brings it in") { room.done == ["one.txt"] }
      print("RSS of an idle daemon: \(try residentKiB(daemon.pid)) KiB, \(Product.binary)")
      // Any window of three seconds will do: what is still to be tidied up may fall into the
      // first. One that is never idle finds none.
      var windows: [Int] = []
      while windows.count < 8, windows.last != 0 {
        let before = try ticks(daemon.pid)
        try await Task.sleep(for: .seconds(3))
        windows.append(try ticks(daemon.pid) - before)
      }
      #expect(windows.last == 0, "ticks of 10 ms in each window of 3 s: \(windows)")
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  /// utime and stime, in clock ticks.
  private func ticks(_ pid: pid_t) throws -> Int {
    let stat = try Files.text("/proc/\(pid)/stat")
    // After the name, which may hold anything: state is field 3, utime 14, stime 15.
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    return try #require(Int(fields[11])) + #require(Int(fields[12]))
  }

  private func residentKiB(_ pid: pid_t) throws -> Int {
    let line = try Files.text("/proc/\(pid)/status").split(separator: "\n").first {
      $0.hasPrefix("VmRSS:")
    }
    return try #require(line?.split(separator: " ").dropLast().last.flatMap { Int($0) })
  }
}
