internal import CPlatform

/// The frames that come from a worker by its socket, as far as they have come.
struct Inbound {
  private var bytes: [UInt8]
  private var start = 0
  private var end = 0
  /// How many bytes the frame that begins at `start` has, as far as that is known.
  private var wanted = Frame.headSize

  init(reserving count: Int = 1 << 16) { bytes = [UInt8](repeating: 0, count: count) }

  /// The kind and the payload's length of the frame that has come whole; nil: not yet. Throws where
  /// its payload would be longer than `limit`.
  mutating func frame(limit: Int) throws(FrameError) -> (kind: Frame.Kind, length: Int)? {
    guard end - start >= Frame.headSize else {
      wanted = Frame.headSize
      return nil
    }
    var reader = FrameReader(Array(bytes[start..<start + Frame.headSize]))
    let head = try reader.head()
    guard head.length <= limit else { throw FrameError(reason: "an answer of over \(limit) bytes") }
    wanted = Frame.headSize + head.length
    return end - start >= wanted ? head : nil
  }

  /// The payload of what `frame` has told of; makes way for the next frame.
  mutating func take(_ length: Int) -> FrameReader {
    let from = start + Frame.headSize
    let payload = Array(bytes[from..<from + length])
    start = from + length
    if start == end { (start, end) = (0, 0) }
    return FrameReader(payload)
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

  private mutating func makeRoom() {
    if start > 0, bytes.count - end < max(1 << 14, wanted - (end - start)) {
      let held = start..<end
      unsafe bytes.withUnsafeMutableBytes { all in
        unsafe all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[held]))
      }
      (start, end) = (0, end - start)
    }
    // By doubling: that a frame is said to be long is no reason to believe it.
    if bytes.count == end { bytes += [UInt8](repeating: 0, count: bytes.count) }
  }
}
