internal import CPlatform
internal import Glibc
internal import Newsroom

/// Some assignments on their way to a worker, and the answers to them, in the same order.
struct Exchange: ~Copyable {
  private let assignments: ArraySlice<Assignment>
  /// The one whose answer is awaited; nil once all have been answered.
  private(set) var index: Int?
  /// Bytes of frames that have come in answer to it.
  private(set) var received = 0
  private var stories: [Story] = []
  /// How much address space may be missing for a death to be one of want of memory.
  var share: UInt64 = 0

  /// The next to be sent.
  private var next: Int
  /// Where documents are laid, and up to where that is filled.
  private let arena: Arena?
  private var laid = 0
  /// Heads, and the bytes of what is small and did not fit into the arena.
  private var pending = FrameWriter(reserving: 1 << 12)
  /// How far `pending` has gone, and behind it the bytes of `large`, which are sent from where they
  /// are.
  private var sent = 0
  private var large: Int?

  init(_ assignments: ArraySlice<Assignment>, arena: Arena?) {
    self.assignments = assignments
    self.arena = arena
    next = assignments.startIndex
    index = assignments.isEmpty ? nil : assignments.startIndex
  }

  var hasMoreToSend: Bool {
    next < assignments.endIndex || sent < pending.count || large != nil
  }

  /// How many bytes of frames may still come in answer to the one that is awaited.
  func room(_ limits: ParsingLimits) -> Int {
    index.map { limits.answer(for: assignments[$0].weight) - received } ?? 0
  }

  /// Takes a frame in; what the document has become where it was the last of it.
  mutating func take(
    _ kind: Frame.Kind, _ length: Int, _ reader: inout FrameReader
  ) throws(FrameError) -> Transcript? {
    received += length
    switch kind {
    case .stories:
      let count = Int(try reader.number32())
      guard count <= reader.remaining / 64 else { throw FrameError(reason: "\(count) stories") }
      // As many as an honest frame has: room for more is made as they come, not as they are promised.
      if stories.isEmpty { stories.reserveCapacity(min(count, 1024)) }
      for _ in 0..<count { stories.append(try reader.story()) }
      try reader.finish()
      return nil
    case .end:
      var all: [Story] = []
      swap(&all, &stories)
      let transcript = try reader.end(of: all)
      settle()
      return transcript
    case .rejected:
      guard stories.isEmpty else { throw FrameError(reason: "stories, and a reason for none") }
      let transcript = try reader.rejection()
      settle()
      return transcript
    case .hello, .delivery, .look:
      throw FrameError(reason: "a frame that is not the worker's to send")
    }
  }

  private mutating func settle() {
    received = 0
    if let now = index { index = now + 1 < assignments.endIndex ? now + 1 : nil }
  }

  /// Sends as much as there is room for. False: the other end has gone.
  mutating func send(to socket: Int32) -> Bool {
    while hasMoreToSend {
      if large == nil, sent == pending.count { gather() }
      // The head of a large one and itself in one call: a worker that woke for the head alone would
      // go to sleep again.
      let body = large.map { assignments[$0].delivery.bytes } ?? []
      let heads = pending.count
      let n = pending.withSpan { head in
        unsafe head.withUnsafeBytes { head in
          unsafe body.withUnsafeBytes { body in
            let head = unsafe UnsafeRawBufferPointer(rebasing: head.dropFirst(sent))
            let body = unsafe UnsafeRawBufferPointer(rebasing: body.dropFirst(max(0, sent - heads)))
            return unsafe wr_worker_send(
              socket, head.baseAddress, head.count, body.baseAddress, body.count)
          }
        }
      }
      if n == -Int(EAGAIN) || n == -Int(EINTR) { return true }
      guard n > 0 else { return false }
      sent += n
      if sent == heads + body.count {
        large = nil
        sent = heads
      }
    }
    return true
  }

  /// Lays documents in the arena, and puts together what goes with one call: their heads, and behind
  /// its head what did not fit, up to the first such that is large.
  private mutating func gather() {
    pending.removeAll()
    sent = 0
    while next < assignments.endIndex, large == nil, pending.count < 1 << 16 {
      var assignment = assignments[next]
      assignment.isFirst = next == assignments.startIndex
      assignment.isLast = next == assignments.endIndex - 1
      let bytes = assignment.delivery.bytes
      assignment.isLaid = arena?.lay(bytes, at: laid) ?? false
      pending.put(assignment, share: share)
      if assignment.isLaid {
        laid += bytes.count
      } else if bytes.count <= 1 << 14 {
        pending.append(bytes)
      } else {
        large = next
      }
      next += 1
    }
  }
}
