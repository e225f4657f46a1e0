import Glibc
import Testing

/// In small, and with a debug binary, what `Tests/torture/feeds.py` does for minutes: the same
/// servers, the same faults, the same proof from the servers' own books.
@Suite("Feeds on servers that fail", .timeLimit(.minutes(20)))
struct FeedTests {
  static var hasPython: Bool {
    let paths: [String] = ["/usr/bin/python3", "/usr/local/bin/python3"]
    return paths.contains { path in unsafe access(path, X_OK) == 0 }
  }

  private func torture(_ arguments: String...) async throws -> Outcome {
    try await Room.open { room in
      try await room.run(
        "python3",
        // However slow the machine is, no entry leaves its feed before it is asked for.
        ["\(Product.root)/Tests/torture/feeds.py", "--binary", Product.binary, "--window", "2000"]
          + arguments,
        within: .seconds(1000))
    }
  }

  @Test("bring each entry once, whatever their servers answer", .enabled(if: hasPython))
  func faults() async throws {
    let outcome = try await torture(
      "--feeds", "10", "--minutes", "0.15", "--pace", "1", "--faults", "0.3")
    #expect(outcome.ending == .exit(0), "\(outcome.output)\n\(outcome.errors)")
    #expect(outcome.output.contains(" 0 lost, 0 twice, 0 strange, 0 updates, 0 sightings"))
    #expect(outcome.output.contains(" 0 validators ahead, 0 early"))
  }

  @Test(
    "and a daemon that is killed with -9 as it polls: nothing lost, nothing twice",
    .enabled(if: hasPython))
  func kills() async throws {
    let outcome = try await torture(
      "--feeds", "6", "--kills", "8", "--longest-ms", "1500", "--pace", "1", "--faults", "0.15")
    #expect(outcome.ending == .exit(0), "\(outcome.output)\n\(outcome.errors)")
    #expect(outcome.output.contains(" 0 lost, 0 twice, 0 strange, 0 updates, 0 sightings"))
    #expect(outcome.output.contains(" 0 validators ahead, 0 early"))
  }
}
