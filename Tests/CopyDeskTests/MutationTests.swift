import Glibc
import Mutations
import Testing

@Suite("Documents that nobody would write")
struct MutationTests {
  /// `WIREROOM_FUZZ_INPUTS` in the environment makes it longer.
  private static let count =
    unsafe getenv("WIREROOM_FUZZ_INPUTS").flatMap { unsafe Int(String(cString: $0)) } ?? 1500

  @Test("become records that are JSON and run nothing, or are rejected; by pieces as whole")
  func mutations() {
    for number in 0..<Self.count {
      #expect(
        Examination.complaints(about: Mutation.input(number)) == [], "feed-fuzz 1 --from \(number)")
    }
  }

  @Test("leave a log that is called sound as it was written, whichever of its files they change")
  func logs() throws {
    let drill = try #require(LogDrill())
    for number in 0..<Self.count / 5 {
      #expect(drill.complaints(number) == [], "feed-fuzz 1 --logs --from \(number)")
    }
  }

  @Test("are the same on every run, and not all alike")
  func repeatable() {
    #expect(Mutation.input(7) == Mutation.input(7))
    #expect(Set((0..<50).map { Mutation.input($0) }).count > 40)
  }
}
