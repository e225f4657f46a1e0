internal import Newsroom

/// A segment read and verified from its first byte, up to the first line that is not good.
struct SegmentScan {
  /// The first line that is not good.
  struct Damage {
    /// From 1.
    let line: Int
    let byte: Int
    let fault: LogLine.Fault
    /// Whether whole lines of this log, with later seqs, stand behind it.
    var isBeforeGoodLines = false
    /// Whether each bad line before them holds a zero byte. No line of ours does: these are blocks
    /// that the disk never wrote, though it wrote later ones of the same group.
    var isUnwritten = true
  }

  /// Seq of the next good line.
  private(set) var next: UInt64
  /// The last good line's chain; nil where the one before the first is not known and there is none.
  private(set) var chain: Digest?
  /// Where the good lines end.
  private(set) var bytes = 0
  private(set) var merkle = MerkleStack()
  private(set) var offsets: LineOffsets
  private(set) var damage: Damage?
  /// The chain at the wanted seq, if it was passed.
  private(set) var wantedChain: Digest?

  let first: UInt64
  var count: UInt64 { next - first }

  /// Reads a segment. `previous`: the chain before its first line, nil if unknown. `wanted`: a
  /// seq whose chain the caller asks for. Each good line is given to `visit`, which says in a
  /// clause what is wrong with it, if anything.
  init(
    _ file: File, first: UInt64, after previous: Digest?, wanted: UInt64 = 0,
    visit: (ArraySlice<UInt8>, UInt64) -> String? = { _, _ in nil }
  ) throws(LogError) {
    self.first = first
    next = first
    chain = previous
    offsets = LineOffsets(first: first)
    var scanner = LineScanner(file)
    while let line = try scanner.next() {
      let slice = scanner.bytes(line)
      if damage != nil {
        look(slice, isComplete: line.isComplete)
        continue
      }
      switch line.isComplete
        ? LogLine.check(slice.span, seq: next, after: chain)
        : .failure(.init(fault: .incomplete))
      {
      case .success(let chain):
        if let reason = visit(slice, next) {
          throw .damaged(file.path, line: Int(count) + 1, byte: line.offset, reason)
        }
        unsafe slice.withUnsafeBytes { unsafe merkle.append($0) }
        offsets.append(line.offset)
        self.chain = chain
        if next == wanted { wantedChain = chain }
        bytes = line.end
        next += 1
      case .failure(let error):
        damage = Damage(line: Int(count) + 1, byte: line.offset, fault: error.fault)
        damage?.isUnwritten = slice.contains(0)
        // A later line in this one's place is good, and what stood before it is gone.
        if case .seq(let found) = error.fault, found > next { damage?.isBeforeGoodLines = true }
      }
    }
  }

  /// Judges a line behind the first bad one.
  private mutating func look(_ line: ArraySlice<UInt8>, isComplete: Bool) {
    guard isComplete else { return }
    if let seq = LogLine.seq(of: line.span), seq > next, LogLine.chain(of: line.span) != nil {
      damage?.isBeforeGoodLines = true
    } else if !line.contains(0) {
      damage?.isUnwritten = false
    }
  }

  /// The damage as an error.
  func error(_ path: String) -> LogError? {
    guard let damage else { return nil }
    return .damaged(
      path, line: damage.line, byte: damage.byte, damage.fault.sentence(expected: next))
  }
}
