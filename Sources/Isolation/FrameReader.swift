/// What a process has sent is not what was agreed on.
package struct FrameError: Error, Hashable, Sendable {
  /// In words: what was wrong.
  package let reason: String
}

/// Takes values out of the payload of a frame, and believes nothing: each length is held against
/// what is there, each text must be UTF-8, each flag one that is known.
struct FrameReader {
  private let bytes: [UInt8]
  private var at: Int
  private let end: Int

  /// Will read `range` of `bytes`, which must lie in them.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  /// How many bytes have not been read.
  var remaining: Int { end - at }

  mutating func byte() throws(FrameError) -> UInt8 {
    guard at < end else { throw Self.cutShort }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func number32() throws(FrameError) -> UInt32 {
    guard remaining >= 4 else { throw Self.cutShort }
    defer { at += 4 }
    return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
      | UInt32(bytes[at + 3]) << 24
  }

  mutating func number64() throws(FrameError) -> UInt64 {
    let low = try number32()
    return UInt64(low) | UInt64(try number32()) << 32
  }

  /// As many bytes as are said to follow.
  mutating func slice() throws(FrameError) -> ArraySlice<UInt8> {
    let count = Int(try number32())
    guard count <= remaining else { throw Self.cutShort }
    defer { at += count }
    return bytes[at..<at + count]
  }

  mutating func text() throws(FrameError) -> String {
    guard let text = String(validating: try slice(), as: UTF8.self) else {
      throw FrameError(reason: "a text is not UTF-8")
    }
    return text
  }

  /// A list of texts; `limit`: how many there may be.
  mutating func texts(limit: Int) throws(FrameError) -> [String] {
    let count = Int(try number32())
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
    guard at == end else { throw FrameError(reason: "\(end - at) bytes too many") }
  }

  private static let cutShort = FrameError(reason: "it is cut short")
}
