internal import CPlatform

/// The frames that come from a worker, as far as they have come.
struct Inbound {
  private var bytes: [UInt8]
  private var start = 0
  private var end = 0
  /// How many bytes the frame that begins at `start` has, as far as that is known.
  private var wanted = Frame.headSize

  init(reserving count: Int = 1 << 16) { bytes = [UInt8](repeating: 0, count: count) }

  /// The kind and the payload's length of the frame that has come whole; nil: not yet. Throws where
  /// its payload would be longer than `limit`.
  mutating func frame(limit: Int) throws(FrameError) -> (Frame.Kind, Int)? {
    guard end - start >= Frame.headSize else {
      wanted = Frame.headSize
      return nil
    }
    let (kind, length) = try Frame.head(bytes, at: start)
    guard length <= limit else { throw FrameError(reason: "an answer of over \(limit) bytes") }
    wanted = Frame.headSize + length
    return end - start >= wanted ? (kind, length) : nil
  }

  /// What `frame` has told of.
  func payload(_ length: Int) -> FrameReader {
    let from = start + Frame.headSize
    return FrameReader(bytes, in: from..<from + length)
  }

  /// Makes way for the next frame.
  mutating func drop(_ length: Int) {
    start += Frame.headSize + length
    if start == end { (start, end) = (0, 0) }
  }

  /// Receives what has come: how many bytes, 0 at the end, or -errno.
  mutating func receive(from socket: Int32) -> Int {
    makeRoom()
    let from = end
    let n = unsafe bytes.withUnsafeMutableBytes { all in
      guard let base = all.baseAddress else { return 0 }
      return unsafe wr_worker_receive(socket, base + from, all.count - from)
    }
    if n > 0 { end += n }
    return n
  }

  /// Takes in what lies in a part of an arena, which is copied: its worker may change it still.
  mutating func take(_ range: Range<Int>, of arena: Arena) {
    makeRoom(for: range.count)
    let from = end
    unsafe bytes.withUnsafeMutableBytes { all in
      unsafe arena.copy(range, to: UnsafeMutableRawBufferPointer(rebasing: all[from...]))
    }
    end += range.count
  }

  /// `count`: known bytes that are to come; else what the frame that has begun wants.
  private mutating func makeRoom(for count: Int = 0) {
    if start > 0, bytes.count - end < max(1 << 14, count, wanted - (end - start)) {
      let held = start..<end
      unsafe bytes.withUnsafeMutableBytes { all in
        unsafe all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[held]))
      }
      (start, end) = (0, end - start)
    }
    // By doubling: that a frame is said to be long is no reason to believe it.
    if bytes.count == end { bytes += [UInt8](repeating: 0, count: bytes.count) }
    if bytes.count - end < count {
      bytes += [UInt8](repeating: 0, count: count - (bytes.count - end))
    }
  }
}
