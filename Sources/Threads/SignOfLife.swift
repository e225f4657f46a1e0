internal import Glibc
internal import Synchronization

/// A loop's word on when it will be heard of again, for who watches whether it is stuck. The loop
/// writes it in passing, at the cost of a store; nobody has to ask it, since who is stuck does not
/// answer.
package final class SignOfLife: Sendable {
  /// What the loop is called in a sentence.
  package let name: String
  /// By `now`.
  private let deadline = Atomic(Int64.max)
  private let ailment = Mutex<String?>(nil)

  package init(name: String) { self.name = name }

  /// No single step takes as long, not the largest file on the slowest disk.
  package static let longestStep: Int64 = 60_000

  /// Alive now, and heard of again after a step, or after a step and a rest of so long.
  package func beat(resting rest: Duration = .zero) {
    let (seconds, attoseconds) = rest.components
    let milliseconds = min(seconds, 1 << 40) * 1000 + attoseconds / 1_000_000_000_000_000
    deadline.store(Self.now + milliseconds + Self.longestStep, ordering: .relaxed)
  }

  /// It waits for another now, who has a sign of life of his own.
  package func rest() { deadline.store(.max, ordering: .relaxed) }

  /// What is wrong where it works, in words; nil when all is well.
  package var trouble: String? {
    get { ailment.withLock(\.self) }
    set { ailment.withLock { $0 = newValue } }
  }

  /// By how many milliseconds it is late, at a time of CLOCK_MONOTONIC; 0 where it is not.
  package func lateness(at now: Int64) -> Int64 {
    let deadline = deadline.load(ordering: .relaxed)
    return now > deadline ? now - deadline : 0
  }

  /// Milliseconds of a clock that never goes back.
  private static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
