internal import CPlatform
internal import Glibc

/// What a process has sent is not what was agreed on.
package struct FrameError: Error, Hashable, Sendable {
  /// In words: what was wrong.
  package let reason: String
}

/// Takes values out of the payload of a frame, and believes nothing: each length is held against
/// what is there, each text must be UTF-8, each flag one that is known.
///
/// The frame may lie in memory that its writer can change meanwhile (`Arena`): each number is loaded
/// once, and each text is copied before it is looked at. `@safe`: it is only lent, by who keeps the
/// memory for as long, and looks nowhere but within it.
@safe struct FrameReader: ~Copyable {
  private let memory: UnsafeRawPointer
  private var at = 0
  private let end: Int

  /// Will read the payload of `count` bytes at `memory`, which must stay for as long as this does.
  @unsafe init(_ memory: UnsafeRawPointer, count: Int) {
    unsafe self.memory = memory
    end = count
  }

  /// Reads a frame's payload.
  static func read<Value>(
    _ payload: [UInt8], _ body: (inout FrameReader) throws(FrameError) -> Value
  ) throws(FrameError) -> Value {
    try unsafe payload.span.withUnsafeBytes { bytes throws(FrameError) in
      guard let memory = bytes.baseAddress else { throw cutShort }
      var reader = unsafe FrameReader(memory, count: bytes.count)
      return try body(&reader)
    }
  }

  /// How many bytes have not been read.
  var remaining: Int { end - at }

  mutating func byte() throws(FrameError) -> UInt8 {
    guard at < end else { throw Self.cutShort }
    defer { at += 1 }
    return unsafe wr_once_byte(memory + at)
  }

  mutating func number32() throws(FrameError) -> UInt32 {
    guard remaining >= 4 else { throw Self.cutShort }
    defer { at += 4 }
    return unsafe UInt32(littleEndian: wr_once_number32(memory + at))
  }

  mutating func number64() throws(FrameError) -> UInt64 {
    guard remaining >= 8 else { throw Self.cutShort }
    defer { at += 8 }
    return unsafe UInt64(littleEndian: wr_once_number64(memory + at))
  }

  /// As many bytes as are said to follow.
  mutating func bytes() throws(FrameError) -> [UInt8] {
    let count = Int(try number32())
    guard count > 0 else { return [] }
    let from = unsafe try take(count)
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { copy, filled in
      guard let base = copy.baseAddress else { return }
      unsafe memcpy(base, from, count)
      filled = count
    }
  }

  mutating func text() throws(FrameError) -> String {
    let count = Int(try number32())
    guard count > 0 else { return "" }
    let from = unsafe try take(count)
    let text = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) {
      room -> String? in
      guard let base = room.baseAddress else { return nil }
      unsafe memcpy(base, from, count)
      let copy = unsafe Span(_unsafeElements: UnsafeBufferPointer(room))
      guard let text = try? UTF8Span(validating: copy) else { return nil }
      return String(copying: text)
    }
    guard let text else { throw FrameError(reason: "a text is not UTF-8") }
    return text
  }

  /// A reader of the next `count` bytes alone, for as long as this one's memory stays.
  mutating func part(_ count: Int) throws(FrameError) -> FrameReader {
    unsafe FrameReader(try take(count), count: count)
  }

  /// Passes over so many bytes; where they begin.
  private mutating func take(_ count: Int) throws(FrameError) -> UnsafeRawPointer {
    guard (0...remaining).contains(count) else { throw Self.cutShort }
    defer { at += count }
    return unsafe memory + at
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
    guard at == end else { throw FrameError(reason: "\(end - at) bytes too many") }
  }

  private static let cutShort = FrameError(reason: "it is cut short")
}
