/// A generator of its own: the same throws on every run. Source: G. Marsaglia, xorshift64*.
package struct Dice {
  private var state: UInt64

  package init(_ seed: UInt64) {
    state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  /// A number from 0 up to `count`, which it is not; 0 where `count` is not positive.
  package mutating func roll(_ count: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    guard count > 0 else { return 0 }
    return Int(truncatingIfNeeded: (state &* 0x2545_F491_4F6C_DD1D) >> 33) % count
  }

  package mutating func pick<T>(_ all: [T]) -> T { all[roll(all.count)] }
}
