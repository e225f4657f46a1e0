internal import Synchronization

/// Who wants the configuration to be read again. Those that come while it is being read are
/// answered by one more reading, for what was read may be older than their wish.
final class ReloadOrders: Sendable {
  /// Told why it is not in force, or nil.
  typealias Answer = @Sendable (String?) -> Void

  static let ending = "the daemon ends"

  private struct State {
    var waiting: [Answer] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let (bell, ringer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  /// Asks; `answer` is called once.
  func add(_ answer: @escaping Answer) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.waiting.append(answer) }
      return state.isClosed
    }
    if isClosed { answer(Self.ending) } else { ringer.yield() }
  }

  /// Asks, and waits: nil once it is in force, else why it is not.
  func reload() async -> String? {
    await withCheckedContinuation { continuation in add { continuation.resume(returning: $0) } }
  }

  /// All that wait, once there is one; nil after `close` or where the task is cancelled.
  func next() async -> [Answer]? {
    for await _ in bell {
      let waiting = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      if !waiting.isEmpty { return waiting }
    }
    return nil
  }

  /// Whoever waits still is told that the daemon ends, and so is who comes after.
  func close() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isClosed = true
      return state.waiting
    }
    ringer.finish()
    for answer in waiting { answer(Self.ending) }
  }
}
