internal import CPlatform
internal import Glibc
internal import Threads

/// Answers on `<state>/control.sock`, on a thread of its own: whoever asks holds up nobody but
/// himself, and only for so long.
package actor ControlServer {
  /// Few ask, and none stays: more wait in the kernel's own short queue.
  static let mostConnections = 16

  private let executor: ThreadExecutor
  private let state: String
  private let listener: Int32
  private var connections: [Connection] = []
  private var count: UInt64 = 0
  private let late = LateAnswers()

  private struct Connection {
    let descriptor: Int32
    /// Unlike the descriptor's, nobody else ever bears it.
    let number: UInt64
    var state: ControlConnection
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Why there is no socket.
  package struct Failure: Error, CustomStringConvertible {
    package let path: String
    package let cause: Int32

    package var description: String { "\(path): \(FileReading.words(cause))" }
  }

  /// Listens. The state directory's lock must be held: a socket that lies there is a dead one's.
  package init(state: String) throws(Failure) {
    self.state = state
    let path = ControlSocket.path(state: state)
    unsafe unlink(path)
    let answer = ControlSocket.withAddress(state: state) { unsafe wr_control_listen($0, 16) }
    guard answer >= 0 else { throw Failure(path: path, cause: -answer) }
    listener = answer
    do {
      executor = try ThreadExecutor(name: "control")
    } catch {
      close(answer)
      throw Failure(path: path, cause: error.number)
    }
  }

  // Nobody is left who could give the thread work.
  deinit { executor.end() }

  /// Answers until `stop` is raised; then the socket is gone, and returns once what was asked for
  /// last has come to its end.
  package func run(stop: StopSignal, answer: @Sendable (ControlRequest) -> ControlReply) async {
    await withDiscardingTaskGroup { group in
      attend(stop, &group, answer)
      group.cancelAll()
    }
  }

  private func attend(
    _ stop: StopSignal, _ group: inout DiscardingTaskGroup,
    _ answer: @Sendable (ControlRequest) -> ControlReply
  ) {
    while !stop.isRaised {
      let ready = wait(stop)
      let now = Clock.monotonic
      if ready.contains(late.descriptor) {
        let answers = late.take()
        for n in connections.indices {
          if let line = answers[connections[n].number] {
            connections[n].state.answered(line, at: now)
          }
        }
      }
      for n in connections.indices where ready.contains(connections[n].descriptor) {
        serve(n, now, &group, answer)
      }
      // After the others: a new one may bear the number of one that has ended.
      for connection in connections where isOver(connection.state, now) {
        close(connection.descriptor)
      }
      connections.removeAll { isOver($0.state, now) }
      if ready.contains(listener) { accept(now) }
    }
    for connection in connections { close(connection.descriptor) }
    connections = []
    close(listener)
    unsafe unlink(ControlSocket.path(state: state))
  }

  /// Nil: the answer will be laid down for the connection of that number.
  private func reply(
    _ line: [UInt8], _ number: UInt64, _ group: inout DiscardingTaskGroup,
    _ answer: (ControlRequest) -> ControlReply
  ) -> [UInt8]? {
    do throws(ControlRefusal) {
      switch answer(try ControlRequest(line: line)) {
      case .now(let line): return line + [0x0A]
      case .later(let work):
        // Who asked waits for it, and he only for so long.
        let late = late
        group.addTask { @concurrent in late.put(await work() + [0x0A], for: number) }
        return nil
      }
    } catch {
      return error.line
    }
  }

  private func isOver(_ state: ControlConnection, _ now: Int64) -> Bool {
    state.wish == .close || state.patience(at: now) == 0
  }

  /// Sleeps until something can be done; which descriptors are ready.
  private func wait(_ stop: StopSignal) -> Set<Int32> {
    let now = Clock.monotonic
    var set = [stop.descriptor, late.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    if connections.count < Self.mostConnections {
      set.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
    }
    var patience: Int64 = -1
    for connection in connections {
      let events: Int32 =
        switch connection.state.wish {
        case .write: POLLOUT
        case .read: POLLIN
        // Nothing but its end, which the kernel tells unasked.
        case .wait, .close: 0
        }
      set.append(pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
      let left = connection.state.patience(at: now)
      patience = patience < 0 ? left : min(patience, left)
    }
    let count = nfds_t(set.count)
    guard unsafe poll(&set, count, Int32(clamping: patience)) > 0 else { return [] }
    return Set(set.filter { $0.revents != 0 }.map(\.fd))
  }

  private func accept(_ now: Int64) {
    while connections.count < Self.mostConnections {
      let answer = wr_control_accept(listener)
      guard answer >= 0 else {
        // Out of descriptors: the one who waits stays in the queue, and this must not spin.
        if answer != -EAGAIN { usleep(100_000) }
        return
      }
      count += 1
      connections.append(
        Connection(descriptor: answer, number: count, state: ControlConnection(at: now)))
    }
  }

  private func serve(
    _ n: Int, _ now: Int64, _ group: inout DiscardingTaskGroup,
    _ answer: (ControlRequest) -> ControlReply
  ) {
    let descriptor = connections[n].descriptor
    // It has gone before its answer came.
    if connections[n].state.wish == .wait { return connections[n].state.leave() }
    if connections[n].state.wish == .read {
      var chunk = [UInt8](repeating: 0, count: ControlConnection.longestRequest)
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      let number = connections[n].number
      var state = connections[n].state
      state.received(chunk[..<max(0, count)], at: now) {
        reply($0, number, &group, answer)
      }
      connections[n].state = state
    }
    if connections[n].state.wish == .write {
      let unsent = connections[n].state.unsent
      let sent = unsafe unsent.withUnsafeBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe wr_control_send(descriptor, $0, bytes.count) } ?? 0
      }
      if sent == -Int(EAGAIN) || sent == -Int(EINTR) { return }
      connections[n].state.sent(Int(sent))
    }
  }
}
