internal import CPlatform
internal import Glibc
internal import Newsroom

/// Why no worker can be had: no document's fault.
package struct IsolationError: Error, CustomStringConvertible, Sendable {
  /// One sentence: what failed.
  package let reason: String

  package var description: String {
    "no process to parse in: \(reason). Where this machine cannot have them, set isolation: none."
  }
}

/// A worker as its parent sees it. It blocks, and belongs to one thread: the one that has started it
/// must outlive it, for the kernel ends a worker with that thread.
final class WorkerProcess {
  private let pid: Int32
  private let socket: Int32
  private let limits: ParsingLimits
  private var inbox = Inbound()
  /// Where its answers lie, and how far they have been taken.
  private let arena: Arena?
  private var seen = 0
  private(set) var greeting = Greeting(hasLandlock: false, hasSeccomp: false, mapped: 0)
  /// How many documents it has been given.
  private(set) var served = 0
  /// It is not to be used again.
  private(set) var isSpent = false
  private var isGone = false

  /// Starts the program of `settings` as a worker, and waits until it says that it is ready.
  init(_ settings: ParserPool.Settings) throws(IsolationError) {
    let executable = settings.executable
    var (mine, theirs): (Int32, Int32) = (-1, -1)
    let code = unsafe wr_worker_pair(&mine, &theirs)
    guard code == 0 else { throw IsolationError(reason: "socketpair: \(Self.words(-code))") }
    defer { close(theirs) }
    let arena = settings.sharesMemory ? Arena() : nil
    let pid = Spawning.start(
      executable, settings.arguments, socket: theirs, arena: arena?.descriptor ?? -1)
    arena?.closeDescriptor()
    guard pid > 0 else {
      close(mine)
      throw IsolationError(reason: "\(executable): \(Self.words(-pid))")
    }
    self.pid = pid
    self.arena = arena
    limits = settings.limits
    socket = mine
    // From here on deinit tidies up.
    close(theirs)
    theirs = -1
    try welcome()
  }

  deinit { end() }

  /// Lets it go: it ends when it sees that there is no more work.
  func end() {
    guard !isGone else { return }
    isGone = true
    close(socket)
    if ending(within: 2000) == nil { wr_worker_kill(pid) }
  }

  private static func words(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }

  private func welcome() throws(IsolationError) {
    let deadline = Ticks.now + limits.startMilliseconds
    while true {
      do throws(FrameError) {
        if let (kind, length) = try inbox.frame(limit: 64) {
          guard kind == .hello else { throw FrameError(reason: "no greeting") }
          var reader = inbox.take(length)
          greeting = try Greeting(&reader)
          return
        }
      } catch {
        end()
        throw IsolationError(reason: "a worker begins with nonsense: \(error.reason)")
      }
      guard wr_worker_wait(socket, 0, Int32(clamping: deadline - Ticks.now)) > 0 else {
        end()
        throw IsolationError(reason: "a worker is not ready in time")
      }
      let n = inbox.receive(from: socket)
      guard n > 0 || n == -Int(EAGAIN) else {
        let (kind, code) = ending(within: 2000) ?? (1, 0)
        isGone = true
        close(socket)
        throw IsolationError(
          reason: kind == 2
            ? "a worker ended by signal \(code) before its first document"
            : "a worker ended with status \(code) before its first document")
      }
    }
  }

  /// How it has ended: 1 and its status, or 2 and the signal.
  private func ending(within milliseconds: Int64) -> (Int32, Int32)? {
    let deadline = Ticks.now + milliseconds
    var code: Int32 = 0
    while true {
      let kind = unsafe wr_worker_ended(pid, &code)
      if kind > 0 { return (kind, code) }
      // Somebody else has waited for it.
      if kind < 0 { return (1, 0) }
      if Ticks.now >= deadline { return nil }
      usleep(500)
    }
  }

  // MARK: Work

  /// Has it read these, in their order; `each` gets what each has become. Nil: all of them were
  /// answered. Else which one cost it its life, and how; those after it were not looked at.
  /// `meanwhile`: what can be done here once it has all that it needs.
  func read(
    _ assignments: ArraySlice<Assignment>, meanwhile work: () -> Void,
    each: (Int, Transcript) -> Void
  ) -> (index: Int, loss: Loss)? {
    var isFree = false
    var exchange = Exchange(assignments, arena: greeting.hasArena ? arena : nil)
    served += assignments.count
    let size = assignments.reduce(0) { $0 + $1.weight }
    isSpent = served >= limits.documentsPerWorker || size >= limits.largeDocument
    let memory = limits.memory(for: assignments.map(\.weight).max() ?? 0)
    let seconds = limit(memory: memory, bytes: size)
    exchange.share = memory / 8
    arena?.filled = 0
    seen = 0
    var deadline = Ticks.now + limits.wallMilliseconds(for: size)
    while let index = exchange.index {
      do throws(FrameError) {
        if try take(&exchange, each) {
          if exchange.index != index {
            deadline = Ticks.now + limits.wallMilliseconds(for: size)
          }
          continue
        }
        if !exchange.hasMoreToSend, !isFree {
          isFree = true
          work()
        }
        let ready = wr_worker_wait(
          socket, exchange.hasMoreToSend ? 1 : 0, Int32(clamping: max(0, deadline - Ticks.now)))
        if ready == 0, Ticks.now >= deadline {
          if try look(&exchange, each) { continue }
          return lose(index, .clock(seconds: Int(limits.wallMilliseconds(for: size) / 1000)))
        }
        var isOpen = ready >= 0
        if ready & 2 != 0 { isOpen = exchange.send(to: socket) }
        if ready & 1 != 0 {
          let n = inbox.receive(from: socket)
          isOpen = n > 0 || n == -Int(EAGAIN) || n == -Int(EINTR)
        }
        if !isOpen, try !look(&exchange, each) {
          return lose(index, loss(seconds: seconds, memory: memory))
        }
      } catch {
        // Those before it in the same words from the worker have been answered.
        return lose(exchange.index ?? index, .nonsense(error.reason))
      }
    }
    if goesOn { isSpent = true }
    return nil
  }

  /// Whether there is more from it than answers to all: nobody who comes later is to listen to that.
  /// The word to look may follow when all has been seen.
  private var goesOn: Bool {
    if let arena, arena.filled > seen { return true }
    do throws(FrameError) {
      while let (kind, length) = try inbox.frame(limit: 0) {
        guard kind == .look else { return true }
        _ = inbox.take(length)
      }
      return false
    } catch {
      return true
    }
  }

  /// Takes the next frame that has come whole by the socket, and where it says so what lies in the
  /// arena, which came before whatever follows it. False: none has come.
  ///
  /// Nonsense that comes without that word is blamed on the first document whose answer it would have
  /// told of. Where that is innocent it is taken when it is read again, alone; and so on, to the one
  /// that is not.
  private func take(
    _ exchange: inout Exchange, _ each: (Int, Transcript) -> Void
  ) throws(FrameError) -> Bool {
    guard let (kind, length) = try inbox.frame(limit: exchange.room(limits)) else { return false }
    var payload = inbox.take(length)
    if kind == .look {
      try look(&exchange, each)
    } else {
      try accept(kind, length, &payload, &exchange, each)
    }
    return true
  }

  /// Takes what is new in the arena; whether there was anything.
  @discardableResult
  private func look(
    _ exchange: inout Exchange, _ each: (Int, Transcript) -> Void
  ) throws(FrameError) -> Bool {
    guard let arena else { return false }
    let filled = arena.filled
    guard filled > seen else { return false }
    while seen < filled, exchange.index != nil {
      var head = FrameReader(arena.answers(seen..<min(filled, seen + Frame.headSize)))
      let (kind, length) = try head.head()
      seen += Frame.headSize
      guard length <= min(filled - seen, exchange.room(limits)) else {
        throw FrameError(reason: "an answer of \(length) bytes")
      }
      var payload = FrameReader(arena.answers(seen..<seen + length))
      seen += length
      try accept(kind, length, &payload, &exchange, each)
    }
    return true
  }

  private func accept(
    _ kind: Frame.Kind, _ length: Int, _ payload: inout FrameReader, _ exchange: inout Exchange,
    _ each: (Int, Transcript) -> Void
  ) throws(FrameError) {
    guard let index = exchange.index else { return }
    if let transcript = try exchange.take(kind, length, &payload) { each(index, transcript) }
  }

  /// Sets what it may use for what comes now. Seconds of processor.
  private func limit(memory: UInt64, bytes: Int) -> Int {
    let seconds = limits.processorSeconds(for: bytes)
    let used = UInt64(clamping: max(0, wr_worker_cpu(pid)) / 1_000_000)
    let (space, overflow) = memory.addingReportingOverflow(greeting.mapped)
    // Where it fails, the clock's limit is left, and the machine's memory.
    _ = wr_worker_limit(pid, overflow ? .max : space, used + seconds + 1)
    return Int(clamping: seconds)
  }

  private func lose(_ index: Int, _ loss: Loss) -> (Int, Loss) {
    if !isGone {
      isGone = true
      close(socket)
      wr_worker_kill(pid)
    }
    return (index, loss)
  }

  /// It has closed its end: why?
  private func loss(seconds: Int, memory: UInt64) -> Loss {
    guard let (kind, code) = ending(within: 5000) else {
      return .nonsense("it closed its end and did not go")
    }
    isGone = true
    close(socket)
    switch (kind, code) {
    case (2, SIGXCPU): return .processor(seconds: seconds)
    case (2, _): return .signal(code)
    case (_, Worker.memoryStatus): return .memory(bytes: memory)
    default: return .exit(code)
    }
  }
}

/// The clock by which workers are waited for.
enum Ticks {
  /// Milliseconds, never going back.
  static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
