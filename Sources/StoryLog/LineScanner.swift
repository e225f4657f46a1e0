internal import Glibc

/// Reads a file line by line through one buffer, without a copy of the lines.
struct LineScanner: ~Copyable {
  /// A line in the buffer, until the next is asked for.
  struct Line {
    /// Where it stands in the buffer, without its newline.
    let range: Range<Int>
    /// Where it begins in the file.
    let offset: Int
    /// Whether a newline ends it.
    let isComplete: Bool

    /// Where the next one begins.
    var end: Int { offset + range.count + (isComplete ? 1 : 0) }
  }

  private let file: File
  /// Bytes of the file from here on are not read.
  private let limit: Int
  private(set) var buffer: [UInt8]
  /// The part of the buffer that holds unread bytes, and where they stand in the file.
  private var unread = 0..<0
  private var position: Int

  /// Reads from an offset, which must be a line's beginning, to `limit`.
  init(_ file: File, from offset: Int = 0, to limit: Int = .max, chunk: Int = 1 << 20) {
    self.file = file
    self.limit = limit
    position = offset
    buffer = Self.room(max(1, chunk))
  }

  /// A line's bytes.
  func bytes(_ line: Line) -> ArraySlice<UInt8> { buffer[line.range] }

  /// The next line; an incomplete one only at the end of the file, nil after it.
  mutating func next() throws(LogError) -> Line? {
    var searched = 0
    while true {
      if let length = Self.newline(in: buffer, unread.dropFirst(searched)) {
        return take(searched + length, isComplete: true)
      }
      searched = unread.count
      if try !fill() {
        return unread.isEmpty ? nil : take(unread.count, isComplete: false)
      }
    }
  }

  private mutating func take(_ length: Int, isComplete: Bool) -> Line {
    let line = Line(
      range: unread.lowerBound..<unread.lowerBound + length, offset: position,
      isComplete: isComplete)
    position = line.end
    unread = unread.lowerBound + line.end - line.offset..<unread.upperBound
    return line
  }

  /// Reads more behind what is unread; false at the end.
  private mutating func fill() throws(LogError) -> Bool {
    let held = unread.count
    if unread.lowerBound > 0 {
      unsafe buffer.withUnsafeMutableBytes { bytes in
        if let base = bytes.baseAddress, held > 0 {
          unsafe memmove(base, base + unread.lowerBound, held)
        }
      }
      unread = 0..<held
    }
    if held == buffer.count {
      buffer += Self.room(buffer.count)
    }
    let wanted = min(buffer.count - held, limit - position - held)
    if wanted <= 0 { return false }
    var outcome = Result<Int, LogError>.success(0)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      do throws(LogError) {
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[held..<held + wanted])
        outcome = .success(try unsafe file.read(into: free, at: position + held))
      } catch {
        outcome = .failure(error)
      }
    }
    let count = try outcome.get()
    unread = 0..<held + count
    return count > 0
  }

  /// Zeros, set all at once.
  private static func room(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let base = buffer.baseAddress { unsafe memset(base, 0, count) }
      filled = count
    }
  }

  /// How far into a part of the buffer its first newline stands.
  static func newline(in buffer: [UInt8], _ part: Range<Int>) -> Int? {
    unsafe buffer.withUnsafeBytes { bytes in
      guard !part.isEmpty, let base = bytes.baseAddress,
        let hit = unsafe memchr(base + part.lowerBound, 10, part.count)
      else { return nil }
      return unsafe UnsafeRawPointer(hit) - (base + part.lowerBound)
    }
  }
}
