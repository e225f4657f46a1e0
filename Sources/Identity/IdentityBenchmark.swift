internal import Digests
internal import Glibc
internal import Newsroom

/// What content identity costs, beside its limit: SHA-256 of the same bytes, which has to be paid
/// anyway. CPU nanoseconds per byte of input, each the best of five.
package struct IdentityBenchmark: Sendable {
  package let canonicalText: Double
  package let nc1: Double
  /// SHA-256 over the input as it is.
  package let limit: Double

  /// Measures `text`, `rounds` times for each figure.
  package init(_ text: String, rounds: Int) {
    let bytes = Array(text.utf8)
    canonicalText = Self.best(bytes.count, rounds) { UInt64(CanonicalText(text).tokenCount) }
    nc1 = Self.best(bytes.count, rounds) {
      ContentHash.nc1(body: text, headline: nil).words.0
    }
    limit = Self.best(bytes.count, rounds) { SHA256.digest(of: bytes).words.0 }
  }

  /// Not inlined, and the results are summed up: or the work would be optimised away.
  @inline(never)
  private static func best(_ byteCount: Int, _ rounds: Int, _ body: () -> UInt64) -> Double {
    let rounds = max(1, rounds)
    var best = Double.infinity
    var sum: UInt64 = 0
    for _ in 0..<5 {
      let start = now()
      for _ in 0..<rounds { sum &+= body() }
      best = min(best, (now() - start) / Double(rounds))
    }
    return withExtendedLifetime(sum) { best / Double(max(1, byteCount)) }
  }

  /// CPU nanoseconds of this thread.
  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
