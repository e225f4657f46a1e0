internal import Digests
internal import Glibc
package import Newsroom

/// The grammar of a line: `{"v":1,"seq":N,` … `,"chain":"<64 hex>"}`, without its newline.
///
/// The chain is SHA-256 of the previous line's chain (64 hexadecimal characters, 64 zeros before
/// the first line) and this line's bytes before `,"chain"`. It goes on across segments.
package enum LogLine {
  static let opening = Array(#"{"v":1,"seq":"#.utf8)
  static let chainKey = Array(#","chain":""#.utf8)
  static let closing = Array("\"}\n".utf8)

  /// How many bytes the chain adds to a line, with the quote and brace but without the newline.
  static let suffixCount = chainKey.count + 64 + 2

  /// The seq of a line, or nil where it does not begin like one.
  package static func seq(of line: Span<UInt8>) -> UInt64? {
    guard line.count > opening.count else { return nil }
    for n in opening.indices where line[n] != opening[n] { return nil }
    var seq: UInt64 = 0
    var n = opening.count
    while n < line.count, case let digit = line[n], (48...57).contains(digit) {
      let (tens, overflow) = seq.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit - 48))
      if overflow || carry { return nil }
      seq = sum
      n += 1
    }
    guard n > opening.count, line[opening.count] != 48, n < line.count,
      line[n] == UInt8(ascii: ",")
    else { return nil }
    return seq
  }

  /// The chain that a line bears, or nil where it does not end like one.
  package static func chain(of line: Span<UInt8>) -> Digest? {
    let start = line.count - suffixCount
    guard start > 0, line[line.count - 2] == closing[0], line[line.count - 1] == closing[1] else {
      return nil
    }
    for n in chainKey.indices where line[start + n] != chainKey[n] { return nil }
    return Digest(hexDigits: line, at: start + chainKey.count)
  }

  /// The chain that a line must bear after another; `body` is the line before `,"chain"`.
  static func chain(after previous: Digest, body: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    unsafe HexText(previous).withBytes { unsafe hash.update($0) }
    unsafe hash.update(body)
    return hash.digest()
  }

  /// Why bytes are not the line that belongs there.
  enum Fault: Hashable {
    /// They end without a newline.
    case incomplete
    /// They are no line of a log at all.
    case shape
    /// They are a line with another seq.
    case seq(UInt64)
    /// They, or the chain of the line before, are not what was written.
    case chain

    /// A clause about a line that should be number `expected`.
    func sentence(expected: UInt64) -> String {
      switch self {
      case .incomplete: "the line of seq \(expected) has no end"
      case .shape: "this is no line of a log (seq \(expected) belongs here)"
      case .seq(let found): "seq \(found) stands where \(expected) belongs"
      case .chain: "the line of seq \(expected) does not match its chain"
      }
    }
  }

  /// What a line says about itself, and what it should say.
  struct Reading {
    let seq: UInt64
    /// The chain that it bears.
    let chain: Digest
    /// The chain that its bytes make, after `previous`; nil where that is not known.
    let computed: Digest?
  }

  /// Reads a line's fields, or nil where it has not the shape of one.
  static func read(_ line: Span<UInt8>, after previous: Digest?) -> Reading? {
    guard let seq = seq(of: line), let chain = chain(of: line) else { return nil }
    let computed = previous.map { previous in
      unsafe line.extracting(first: line.count - suffixCount).withUnsafeBytes {
        unsafe self.chain(after: previous, body: $0)
      }
    }
    return Reading(seq: seq, chain: chain, computed: computed)
  }

  /// The chain of the line that belongs after `previous`, or why it is not that line. Where
  /// `previous` is not known, the line's own chain is believed.
  static func check(_ line: Span<UInt8>, seq: UInt64, after previous: Digest?)
    -> Result<Digest, FaultError>
  {
    guard let reading = read(line, after: previous) else { return .failure(.init(fault: .shape)) }
    if reading.seq != seq { return .failure(.init(fault: .seq(reading.seq))) }
    if let computed = reading.computed, computed != reading.chain {
      return .failure(.init(fault: .chain))
    }
    return .success(reading.chain)
  }

  /// A fault as the error of a `Result`.
  struct FaultError: Error { let fault: Fault }
}
