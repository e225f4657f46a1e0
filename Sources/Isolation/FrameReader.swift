/// What a process has sent is not what was agreed on.
package struct FrameError: Error, Hashable, Sendable {
  /// In words: what was wrong.
  package let reason: String
}

/// Takes values out of the payload of a frame, and believes nothing: each length is held against
/// what is there, each text must be UTF-8, each flag one that is known.
struct FrameReader: ~Copyable {
  /// The payload, in memory that nobody else writes to: a story's item stays where it stands.
  private let bytes: [UInt8]
  private var at = 0

  init(_ payload: [UInt8]) { bytes = payload }

  /// How many bytes have not been read.
  var remaining: Int { bytes.count - at }

  mutating func byte() throws(FrameError) -> UInt8 {
    guard at < bytes.count else { throw Self.cutShort }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func number32() throws(FrameError) -> UInt32 { try number() }

  mutating func number64() throws(FrameError) -> UInt64 { try number() }

  private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>() throws(FrameError)
    -> Number
  {
    let size = MemoryLayout<Number>.size
    guard remaining >= size else { throw Self.cutShort }
    defer { at += size }
    return unsafe bytes.withUnsafeBytes { [at] bytes in
      unsafe Number(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Number.self))
    }
  }

  /// As many bytes as are said to follow.
  mutating func slice() throws(FrameError) -> ArraySlice<UInt8> {
    let range = try range()
    return bytes[range]
  }

  mutating func text() throws(FrameError) -> String {
    let range = try range()
    guard let text = try? UTF8Span(validating: bytes.span.extracting(range)) else {
      throw FrameError(reason: "a text is not UTF-8")
    }
    return String(copying: text)
  }

  /// Passes over as many bytes as are said to follow; where they stand.
  private mutating func range() throws(FrameError) -> Range<Int> {
    let count = Int(try number32())
    guard count <= remaining else { throw Self.cutShort }
    defer { at += count }
    return at..<at + count
  }

  /// A list of texts; `limit`: how many there may be.
  mutating func texts(limit: Int) throws(FrameError) -> [String] {
    let count = Int(try number32())
    guard count > 0 else { return [] }
    // Each has a length of four bytes: a count beyond that is a lie before any room is made.
    guard count <= limit, count <= remaining / 4 else {
      throw FrameError(reason: "a list of \(count)")
    }
    var texts: [String] = []
    texts.reserveCapacity(count)
    for _ in 0..<count { texts.append(try text()) }
    return texts
  }

  mutating func optionalText() throws(FrameError) -> String? {
    try isThere() ? try text() : nil
  }

  mutating func optionalNumber() throws(FrameError) -> Int64? {
    try isThere() ? Int64(bitPattern: try number64()) : nil
  }

  private mutating func isThere() throws(FrameError) -> Bool { try flags(1)[0] }

  /// Answers of one byte, the first the lowest bit.
  struct Flags {
    fileprivate let bits: UInt8

    subscript(number: UInt8) -> Bool { bits >> number & 1 == 1 }
  }

  /// `count` answers; the other bits must not be set.
  mutating func flags(_ count: Int) throws(FrameError) -> Flags {
    let byte = try byte()
    guard Int(byte) < 1 << count else { throw FrameError(reason: "a flag that nobody knows") }
    return Flags(bits: byte)
  }

  /// Nothing may be left.
  func finish() throws(FrameError) {
    guard remaining == 0 else { throw FrameError(reason: "\(remaining) bytes too many") }
  }

  private static let cutShort = FrameError(reason: "it is cut short")
}
