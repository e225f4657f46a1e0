/// Where lines begin in the active segment: every sixteenth is remembered, the rest are found by
/// reading at most fifteen others. Half a byte a line.
struct LineOffsets {
  private static let stride: UInt64 = 16

  /// Seq of the segment's first line.
  let first: UInt64
  private var samples: [Int] = []
  private var count: UInt64 = 0

  init(first: UInt64) { self.first = first }

  /// Notes the next line's offset.
  mutating func append(_ offset: Int) {
    if count % Self.stride == 0 { samples.append(offset) }
    count += 1
  }

  /// The nearest remembered line at or before `seq`, and where the one after it begins, if it is
  /// remembered; nil where there is no such line.
  func near(_ seq: UInt64) -> (seq: UInt64, offset: Int, end: Int?)? {
    guard seq >= first, seq - first < count else { return nil }
    let sample = Int((seq - first) / Self.stride)
    let next = sample + 1
    return (
      first + UInt64(sample) * Self.stride, samples[sample],
      next < samples.count ? samples[next] : nil
    )
  }
}
