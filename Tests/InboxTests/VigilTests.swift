import CPlatform
import Testing

@testable import Inbox

@Suite struct VigilTests {
  private let patience = Vigil.Patience(settle: 2000, grace: 10_000, longest: 30_000)

  private func facts(size: Int64 = 1) -> FileFacts {
    var raw = wr_facts()
    raw.size = size
    raw.mode = 0o100644
    return FileFacts(raw)
  }

  /// The verdicts and next looks of a file that is found like this at these times.
  private func follow(_ steps: [(Int64, Vigil.Cause, Int64)]) -> [(Vigil.Verdict, Int64)] {
    var vigil: Vigil?
    return steps.map { now, cause, size in
      let (next, verdict) = Vigil.look(
        vigil, cause: cause, facts: facts(size: size), now: now, patience: patience)
      vigil = next
      return (verdict, next.next)
    }
  }

  @Test("A writer is waited for without end, with looks further and further apart")
  func writing() {
    let seen = follow((0..<20).map { ($0, .writing, 1) })
    #expect(seen.allSatisfy { $0.0 == .waits })
    #expect(seen.prefix(4).enumerated().map { $1.1 - Int64($0) } == [250, 500, 1000, 2000])
    #expect(seen[19].1 == 30_019)
  }

  @Test("Each change begins the settling anew; the end of it is not put off for long")
  func unleased() {
    let seen = follow((0..<10).map { ($0 * 1000, .unleased, $0) } + [(11_000, .unleased, 9)])
    #expect(seen.dropLast().allSatisfy { $0.0 == .waits })
    #expect(seen[9].1 == 9000 + 8000)
    #expect(seen.last?.0 == .ready)
  }

  @Test("What comes after a writer has closed begins at no disadvantage")
  func afterWriting() {
    let steps: [(Int64, Vigil.Cause, Int64)] =
      (0..<10).map { ($0, .writing, 1) } + [(10, .empty, 0)]
    #expect(follow(steps).last?.1 == 2010)
  }

  @Test("A third link is no new grace")
  func linked() {
    let seen = follow([(0, .linked, 1), (9000, .linked, 2), (10_000, .linked, 3)])
    #expect(seen.map(\.0) == [.waits, .waits, .refused])
  }

  @Test("An unreadable file is ready to be put away after the grace, not before")
  func unreadable() {
    let seen = follow([(0, .unreadable, 1), (9999, .unreadable, 1), (10_000, .unreadable, 1)])
    #expect(seen.map(\.0) == [.waits, .waits, .ready])
  }

  @Test("A clock without end and a patience without end overflow nothing")
  func extremes() {
    let endless = Duration.seconds(Int64.max).milliseconds
    let patience = Vigil.Patience(settle: endless, grace: endless, longest: endless)
    for cause in [Vigil.Cause.linked, .writing, .unleased, .empty, .unreadable, .immovable] {
      var vigil: Vigil?
      for now in 0..<40 {
        let step = Vigil.look(
          vigil, cause: cause, facts: facts(size: Int64(now)), now: Int64(now), patience: patience)
        vigil = step.0
        #expect(step.0.next >= Int64(now))
      }
    }
    #expect(Duration.seconds(-5).milliseconds == 0)
  }
}
