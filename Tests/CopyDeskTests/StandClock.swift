import Feeds
import Synchronization

/// A clock that stands still until it is moved.
final class StandClock: FeedClock {
  private struct Sleeper {
    let until: Int64
    /// Takes whether the time came; else it was cancelled.
    let wake: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var wall: Int64 = 1_790_000_000_000
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var count = 0
  }

  private let state = Mutex(State())

  var now: Moment {
    let wall = state.withLock(\.wall)
    // Another beginning, so that what mistakes one clock for the other is found out.
    return Moment(wall: wall, steady: wall - 1_780_000_000_000)
  }

  func wait(milliseconds: Int64) async throws(CancellationError) {
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    let came = await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        let answer: Bool? = state.withLock { state in
          if state.cancelled.remove(number) != nil { return false }
          if milliseconds <= 0 { return true }
          state.sleepers[number] = Sleeper(until: state.wall + milliseconds, wake: wake)
          return nil
        }
        if let answer { wake.resume(returning: answer) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: number)
        if sleeper == nil { state.cancelled.insert(number) }
        return sleeper
      }
      sleeper?.wake.resume(returning: false)
    }
    if !came { throw CancellationError() }
  }

  /// Whether somebody waits for `wall` or for a time before it.
  func isAwaited(by wall: Int64) -> Bool {
    state.withLock { state in state.sleepers.values.contains { $0.until <= wall } }
  }

  /// Sets the clock forward, and wakes whose time has come.
  func move(to wall: Int64) {
    let due = state.withLock { state in
      state.wall = max(state.wall, wall)
      let due = state.sleepers.filter { $0.value.until <= state.wall }
      for number in due.keys { state.sleepers[number] = nil }
      return due.values.map(\.wake)
    }
    for wake in due { wake.resume(returning: true) }
  }
}
