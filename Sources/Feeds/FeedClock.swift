internal import Glibc

/// The time, and a way to wait: the machine's, or a test's own.
package protocol FeedClock: Sendable {
  var now: Moment { get }
  /// Returns after that time, or throws at once when the task is cancelled.
  func wait(milliseconds: Int64) async throws(CancellationError)
}

/// The machine's clocks.
package struct SystemClock: FeedClock {
  package init() {}

  package var now: Moment {
    Moment(wall: Self.read(CLOCK_REALTIME), steady: Self.read(CLOCK_BOOTTIME))
  }

  package func wait(milliseconds: Int64) async throws(CancellationError) {
    do {
      try await Task.sleep(for: .milliseconds(milliseconds))
    } catch {
      throw CancellationError()
    }
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
