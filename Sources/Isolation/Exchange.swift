internal import CPlatform
internal import Glibc
internal import Newsroom

/// Some assignments on their way to a worker, and the answers to them, in the same order.
struct Exchange {
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
  /// Heads, and the bytes of what is small.
  private var pending = FrameWriter(reserving: 1 << 14)
  /// How far `pending` has gone, and behind it the bytes of `large`, which are sent from where they
  /// are.
  private var sent = 0
  private var large: Int?

  init(_ assignments: ArraySlice<Assignment>) {
    self.assignments = assignments
    next = assignments.startIndex
    index = assignments.isEmpty ? nil : assignments.startIndex
  }

  var hasMoreToSend: Bool {
    next < assignments.endIndex || sent < pending.bytes.count || large != nil
  }

  /// Takes a frame in; what the document has become where it was the last of it.
  mutating func take(
    _ kind: Frame.Kind, _ payload: FrameReader, _ length: Int
  ) throws(FrameError) -> Transcript? {
    var reader = payload
    received += length
    switch kind {
    case .stories:
      while reader.remaining > 0 { stories.append(try reader.story()) }
      return nil
    case .end:
      let transcript = try reader.end(of: stories)
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
    stories = []
    received = 0
    if let now = index { index = now + 1 < assignments.endIndex ? now + 1 : nil }
  }

  /// Sends as much as there is room for. False: the other end has gone.
  mutating func send(to socket: Int32) -> Bool {
    while hasMoreToSend {
      if large == nil, sent == pending.bytes.count { gather() }
      // The head of a large one and itself in one call: a worker that woke for the head alone would
      // go to sleep again.
      let body = large.map { assignments[$0].delivery.bytes } ?? []
      let heads = pending.bytes.count
      let n = unsafe pending.bytes.withUnsafeBytes { head in
        unsafe body.withUnsafeBytes { body in
          let head = unsafe UnsafeRawBufferPointer(rebasing: head.dropFirst(sent))
          let body = unsafe UnsafeRawBufferPointer(rebasing: body.dropFirst(max(0, sent - heads)))
          return unsafe wr_worker_send(
            socket, head.baseAddress, head.count, body.baseAddress, body.count)
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

  /// Puts together what goes with one call: small documents whole, up to the first that is not.
  private mutating func gather() {
    pending.removeAll()
    sent = 0
    while next < assignments.endIndex, large == nil, pending.bytes.count < 1 << 16 {
      var assignment = assignments[next]
      assignment.isFirst = next == assignments.startIndex
      assignment.isLast = next == assignments.endIndex - 1
      pending.put(assignment, share: share)
      if assignment.delivery.bytes.count <= 1 << 14 {
        pending.append(assignment.delivery.bytes)
      } else {
        large = next
      }
      next += 1
    }
  }
}
