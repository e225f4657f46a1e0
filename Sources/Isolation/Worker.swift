internal import CPlatform
internal import Glibc
package import Newsroom

/// The process that parses, from the inside: it gives up all it may do, and then reads documents
/// from its only descriptor, one after the other, until its parent closes the other end. It has one
/// thread, and never more.
package enum Worker {
  /// The argument by which the program is started as a worker.
  package static let word = "parse-worker"
  /// Exit statuses that the parent knows.
  static let memoryStatus: Int32 = 71
  static let sandboxStatus: Int32 = 77
  private static let protocolStatus: Int32 = 76
  /// The parent's socket.
  private static let socket: Int32 = 3

  /// Serves until the parent has no more work. `warmUp` makes the libraries load what they load at
  /// first use, which they cannot later; it is called again when the sandbox is shut, so that what
  /// it would not bear shows before there is a document to blame. `read`: the parser.
  package static func run(
    warmUp: () -> Void, read: (Assignment) -> Transcript
  ) -> Never {
    wr_sandbox_keep_memory()
    let arena = Arena(inherited: ())
    wr_sandbox_close_descriptors()
    warmUp()
    let mapped = wr_sandbox_mapped()
    wr_sandbox_report_memory(memoryStatus)
    guard wr_sandbox_follow_parent() == 0, wr_sandbox_privileges() == 0 else {
      exit(sandboxStatus)
    }
    let landlock = wr_sandbox_landlock()
    guard landlock >= 0, wr_sandbox_limits() == 0 else { exit(sandboxStatus) }
    let seccomp = wr_sandbox_seccomp()
    guard seccomp >= 0 else { exit(sandboxStatus) }
    warmUp()

    var hello = FrameWriter()
    hello.put(
      Greeting(
        hasLandlock: landlock == 1, hasSeccomp: seccomp == 1, hasArena: arena != nil,
        mapped: mapped))
    send(&hello)
    var answers = Answers(arena: arena)
    var desk = Incoming(socket, arena)
    while let assignment = desk.next() {
      if assignment.isFirst { answers.beginAnew() }
      answer(read(assignment), &answers)
      answers.settle(isLast: assignment.isLast)
    }
    // Nothing is to be tidied up, and nothing of that would be allowed.
    _exit(desk.hasFailed ? protocolStatus : 0)
  }

  /// Stories leave in slices: not all of them lie here a second time, and what the parent copies in
  /// one piece is small.
  private static let slice = 1 << 16

  private static func answer(_ transcript: Transcript, _ answers: inout Answers) {
    var out = answers.writer()
    switch transcript.result {
    case .failure(let rejection): out.put(rejection, charset: transcript.charset)
    case .success(let stories):
      // Seen where they stand: a copy of one retains all that it is made of.
      let all = stories.span
      var from = 0
      while from < all.count {
        out.begin(.stories)
        let first = from
        let count = out.putLater()
        while from < all.count, out.count - count < slice {
          out.put(all[from])
          from += 1
        }
        out.put(UInt32(clamping: from - first), at: count)
        out.end()
        if out.count >= slice { answers.give(&out) }
      }
      out.put(endOf: transcript, stories: stories.count)
    }
    answers.give(&out)
  }

  fileprivate static func send(_ out: inout FrameWriter) {
    out.withSpan { span in
      unsafe span.withUnsafeBytes { bytes in
        var from = 0
        while from < bytes.count, let base = bytes.baseAddress {
          let n = unsafe write(socket, base + from, bytes.count - from)
          if n < 0, errno == EINTR { continue }
          // The parent has gone.
          guard n > 0 else { _exit(0) }
          from += n
        }
      }
    }
    out.removeAll()
  }
}

/// Where answers go: into the arena as long as there is room, and from then on by the socket.
private struct Answers {
  private let arena: Arena?
  /// How far the arena is filled, and up to where the parent has been told to look.
  private var used = 0
  private var told = 0
  private var isFull = false

  /// So much lies there unseen at most: the parent can work on it meanwhile.
  private static let most = 1 << 20

  init(arena: Arena?) { self.arena = arena }

  /// All that was given is answered and seen.
  mutating func beginAnew() { (used, told, isFull) = (0, 0, arena == nil) }

  /// For the frames of one document.
  func writer() -> FrameWriter {
    guard !isFull, let arena else { return FrameWriter(reserving: 1 << 16) }
    return arena.writer(from: used)
  }

  /// Lets the parent have the frames that have been written, which are whole.
  mutating func give(_ out: inout FrameWriter) {
    if !isFull, out.isInLentMemory {
      used += out.count
      arena?.filled = used
      out = writer()
      return
    }
    // What comes by the socket comes after what lies here.
    tell()
    isFull = true
    Worker.send(&out)
  }

  /// A document is answered.
  mutating func settle(isLast: Bool) {
    if isLast || used - told >= Self.most { tell() }
  }

  private mutating func tell() {
    guard used > told else { return }
    told = used
    var look = FrameWriter(reserving: Frame.headSize)
    look.putLook()
    Worker.send(&look)
  }
}

/// The deliveries that come in by a descriptor.
private struct Incoming {
  private let descriptor: Int32
  private let arena: Arena?
  /// Up to where the documents that lie in the arena have been taken.
  private var taken = 0
  private var house = HouseStyle()
  private var buffer: [UInt8] = []
  private var at = 0
  private(set) var hasFailed = false

  init(_ descriptor: Int32, _ arena: Arena?) {
    self.descriptor = descriptor
    self.arena = arena
  }

  /// The next one, or nil at the end.
  mutating func next() -> Assignment? {
    guard let head = take(Frame.headSize) else { return nil }
    do throws(FrameError) {
      var reader = FrameReader(head)
      let (kind, length) = try reader.head()
      guard kind == .delivery, let payload = take(length) else {
        throw FrameError(reason: "no delivery")
      }
      reader = FrameReader(payload)
      var (assignment, count, share) = try Assignment.read(&reader, &house)
      wr_sandbox_set_share(Int(clamping: share))
      guard let bytes = assignment.isLaid ? lift(count, assignment) : take(count) else {
        throw FrameError(reason: "no bytes")
      }
      assignment.delivery.bytes = bytes
      return assignment
    } catch {
      hasFailed = true
      return nil
    }
  }

  /// The document that lies behind those that were taken.
  private mutating func lift(_ count: Int, _ assignment: Assignment) -> [UInt8]? {
    if assignment.isFirst { taken = 0 }
    let document = arena?.document(at: taken, count: count)
    taken += document?.count ?? 0
    return document
  }

  /// Exactly so many bytes, or nil where the stream ends before.
  private mutating func take(_ count: Int) -> [UInt8]? {
    let buffered = min(count, buffer.count - at)
    if buffered == count {
      defer { at += count }
      return Array(buffer[at..<at + count])
    }
    let rest = buffer[at..<at + buffered]
    at = buffer.count
    // What is small comes with what follows it, in one call; what is large goes to its place.
    if count < 1 << 15 {
      buffer = Array(rest)
      at = 0
      while buffer.count < count {
        guard let more = Self.read(descriptor, atMost: 1 << 16) else { return nil }
        buffer += more
      }
      return take(count)
    }
    let descriptor = descriptor
    let whole = unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      filled = unsafe rest.withUnsafeBytes { rest in
        unsafe UnsafeMutableRawBufferPointer(bytes).copyMemory(from: rest)
        return rest.count
      }
      while filled < count, let base = bytes.baseAddress {
        let n = unsafe Glibc.read(descriptor, base + filled, count - filled)
        if n < 0, errno == EINTR { continue }
        guard n > 0 else { return }
        filled += n
      }
    }
    return whole.count == count ? whole : nil
  }

  private static func read(_ descriptor: Int32, atMost count: Int) -> [UInt8]? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      guard let base = bytes.baseAddress else { return }
      var n = unsafe Glibc.read(descriptor, base, count)
      while n < 0, errno == EINTR { n = unsafe Glibc.read(descriptor, base, count) }
      filled = max(0, n)
    }
    return bytes.isEmpty ? nil : bytes
  }
}
