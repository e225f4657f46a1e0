internal import Newsroom

/// Checks lines one after the other, and goes on after a bad one such that a single change is a
/// single problem.
struct LineVerification {
  /// A problem of the line at hand.
  struct Problem {
    let code: VerifyReport.Problem.Code
    let detail: String
  }

  /// The seq that belongs next.
  private(set) var expected: UInt64 = 1
  /// The chain of the last line, as it bears it; nil where it is not known.
  private(set) var chain: Digest? = .zero
  /// The chain that the last line should have borne, where the two differ: one of them is right,
  /// and the next line knows which.
  private var computed: Digest?
  /// Whether lines without a shape came just before: nobody knows how many they were.
  private var isLost = false

  /// Goes on at another place of the log.
  mutating func jump(to seq: UInt64, chain: Digest?) {
    self = LineVerification()
    expected = seq
    self.chain = chain
  }

  /// Checks the next line, without its newline.
  mutating func check(_ line: Span<UInt8>) -> Problem? {
    guard let reading = LogLine.read(line, after: chain) else {
      let isFirst = !isLost
      isLost = true
      chain = nil
      computed = nil
      return isFirst
        ? Problem(code: .line, detail: LogLine.Fault.shape.sentence(expected: expected))
        : Problem(code: .line, detail: "nor is this a line of a log")
    }
    defer { isLost = false }
    if reading.seq != expected, !(isLost && reading.seq > expected) {
      return misplaced(reading)
    }
    let isGood = reading.computed.map { $0 == reading.chain } ?? true
    let seq = reading.seq
    defer {
      expected = seq == .max ? seq : seq + 1
      chain = reading.chain
    }
    if isGood || continues(line, reading) {
      computed = nil
      return nil
    }
    computed = reading.computed
    return Problem(code: .line, detail: LogLine.Fault.chain.sentence(expected: seq))
  }

  /// Whether the line goes on from what the one before should have been.
  private func continues(_ line: Span<UInt8>, _ reading: LogLine.Reading) -> Bool {
    guard let computed else { return false }
    return LogLine.read(line, after: computed)?.computed == reading.chain
  }

  private mutating func misplaced(_ reading: LogLine.Reading) -> Problem {
    if reading.seq < expected {
      return Problem(
        code: .order, detail: LogLine.Fault.seq(reading.seq).sentence(expected: expected))
    }
    let from = expected
    expected = reading.seq == .max ? reading.seq : reading.seq + 1
    chain = reading.chain
    computed = nil
    return Problem(
      code: .missing, detail: "seq \(from) to \(reading.seq - 1), before it, are missing")
  }
}
