internal import Glibc

/// How often a feed publishes, at which hours, and how fast it did at its fastest: learnt from
/// how many entries each poll found new.
package struct PublicationRhythm: Sendable, Hashable {
  /// Entries and hours watched, both fading with a half-life of five days.
  private(set) var entries: Double
  private(set) var hours: Double
  /// Entries by hour of the day in UTC, fading with a half-life of ten days.
  private(set) var byHour: [Float]
  /// The most entries an hour that any poll found, fading with a half-life of twenty days.
  private(set) var peak: Double

  package init() {
    entries = 0
    hours = 0
    byHour = Array(repeating: 0, count: 24)
    peak = 0
  }

  /// A feed whose entries say when they were published need not be watched for days first.
  package mutating func seed(published: [Int64], now: Int64) {
    let past = published.filter { $0 <= now && $0 > now - 60 * 86_400_000 }.sorted()
    guard past.count >= 2, let oldest = past.first else { return }
    let span = Double(now - oldest) / 3_600_000
    guard span >= 1 else { return }
    // Old evidence weighs at most as much as a day of watching.
    let weight = min(1, 24 / span)
    entries = Double(past.count) * weight
    hours = span * weight
    for time in past {
      byHour[Self.hour(of: time)] += Float(weight)
    }
    // How fast half the window once rolled over.
    let half = past.count / 2
    for n in half..<past.count where half > 1 {
      let took = max(0.25, Double(past[n] - past[n - half]) / 3_600_000)
      // What came with one and the same date was imported, not published.
      if past[n] > past[n - half] { peak = max(peak, Double(half) / took) }
    }
  }

  /// A poll found `fresh` new entries since the one before it; both in milliseconds since 1970.
  package mutating func note(fresh: Int, from last: Int64, to now: Int64) {
    let elapsed = Double(now - last) / 3_600_000
    guard elapsed > 0, elapsed < 24 * 365 else { return }
    let fade = exp2(-elapsed / (5 * 24))
    entries = entries * fade + Double(fresh)
    hours = hours * fade + elapsed
    peak = max(peak * exp2(-elapsed / (20 * 24)), Double(fresh) / max(elapsed, 1.0 / 12))
    let fadeHours = Float(exp2(-elapsed / (10 * 24)))
    for n in 0..<24 { byHour[n] *= fadeHours }
    guard fresh > 0 else { return }
    // Published some time since the last poll: shared out over those hours.
    let steps = min(24, max(1, Int(elapsed.rounded(.up))))
    let share = Float(fresh) / Float(steps)
    for n in 0..<steps { byHour[Self.hour(of: now - Int64(n) * 3_600_000)] += share }
  }

  /// Entries an hour to be expected at `wall`. `prior`: of a feed nothing is known of.
  func rate(at wall: Int64, prior: Double) -> Double {
    // The prior weighs as much as half an hour's watching: what is seen counts soon.
    let mean = (entries + prior / 2) / (hours + 0.5)
    let total = byHour.reduce(0, +)
    // A day's entries or so are needed before the hours say much.
    let weight = (Double(byHour[Self.hour(of: wall)]) * 24 + 12) / (Double(total) + 12)
    return mean * weight
  }

  private static func hour(of wall: Int64) -> Int {
    Int(wall.flooredQuotient(by: 3_600_000).flooredRemainder(by: 24))
  }

  /// For the state table: 28 little-endian floats and doubles as bit patterns.
  package var encoded: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(120)
    for value in [entries, hours, peak] {
      unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) {
        unsafe out.append(contentsOf: $0)
      }
    }
    for value in byHour {
      unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) {
        unsafe out.append(contentsOf: $0)
      }
    }
    return out
  }

  /// A fresh one where the bytes are none of ours.
  package init(encoded bytes: [UInt8]) {
    self.init()
    guard bytes.count == 3 * 8 + 24 * 4 else { return }
    func word(_ at: Int, _ size: Int) -> UInt64 {
      bytes[at..<at + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let doubles = (0..<3).map { Double(bitPattern: word($0 * 8, 8)) }
    let floats = (0..<24).map {
      Float(bitPattern: UInt32(truncatingIfNeeded: word(24 + $0 * 4, 4)))
    }
    guard doubles.allSatisfy({ $0.isFinite && $0 >= 0 }),
      floats.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return }
    (entries, hours, peak, byHour) = (doubles[0], doubles[1], doubles[2], floats)
  }
}
