import CPlatform
import Glibc

/// inotify, as a hint and no more: what it says makes a scan come sooner, never what a scan finds.
final class Hints {
  /// What a batch of events amounts to.
  struct Gist: Equatable {
    /// Scan now. An overflow, a directory gone and a watch lost are that too.
    var scan = false
    /// A name was made. A writer will close it and be heard then; but one that was linked in comes
    /// without a close.
    var soon = false
    /// Watches of directories that were moved away: perhaps out of the inbox.
    var moved: [Int32] = []
  }

  private let queue: Descriptor
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  /// Whether a directory could not be watched: the user's limit of watches, mostly.
  private(set) var isPartial = false

  private static let mask =
    wr_in_close_write | wr_in_moved_to | wr_in_create | wr_in_delete_self | wr_in_move_self
    | wr_in_onlydir

  var descriptor: Int32 { queue.raw }

  init?() {
    let fd = wr_watch_new()
    guard fd >= 0 else { return nil }
    queue = Descriptor(fd)
  }

  /// Watches a directory, absolute; once more is harmless.
  func watch(_ path: BytePath) {
    let answer = unsafe wr_watch(queue.raw, path.terminated, Self.mask)
    if answer == -ENOSPC || answer == -ENOMEM { isPartial = true }
  }

  /// Takes all events that are there.
  func drain() -> Gist {
    var gist = Gist()
    // The queue is bounded, a busy producer is not.
    for _ in 0..<64 {
      let n = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(queue.raw, $0.baseAddress, $0.count)
      }
      guard n > 0 else { break }
      Self.parse(buffer[..<min(n, buffer.count)], into: &gist)
    }
    for watch in gist.moved { _ = wr_unwatch(queue.raw, watch) }
    return gist
  }

  /// struct inotify_event: watch, mask, cookie, length (4 bytes each), name padded with NULs.
  /// Source: inotify(7).
  static func parse(_ bytes: ArraySlice<UInt8>, into gist: inout Gist) {
    var rest = bytes
    while !rest.isEmpty {
      guard rest.count >= 16 else { return gist.scan = true }
      let start = rest.startIndex
      let watch = Int32(bitPattern: native32(rest[start...].prefix(4)))
      let mask = native32(rest[(start + 4)...].prefix(4))
      let length = Int(native32(rest[(start + 12)...].prefix(4)))
      guard length <= rest.count - 16 else { return gist.scan = true }
      let name = BytePath(rest[(start + 16)..<(start + 16 + length)])
      rest = rest[(start + 16 + length)...]
      if mask & wr_in_move_self != 0 { gist.moved.append(watch) }
      if mask
        & (wr_in_overflow | wr_in_ignored | wr_in_unmount | wr_in_delete_self | wr_in_move_self)
        != 0
      {
        gist.scan = true
      } else if NameRules.isIgnored(name) {
        continue
      } else if mask & (wr_in_close_write | wr_in_moved_to | wr_in_isdir) != 0 {
        gist.scan = true
      } else {
        gist.soon = true
      }
    }
  }

  private static func native32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    #if _endian(little)
      bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    #else
      bytes.reduce(0) { $0 << 8 | UInt32($1) }
    #endif
  }
}

/// Why a wait ended.
package enum WakeReason: Hashable, Sendable {
  case hint, timeout, wake
}

extension Inbox {
  /// Blocks until something may have come in, `timeout` has passed, or `wake` (-1: none) is
  /// readable; `wake` itself is not read.
  package func wait(timeout: Duration, wake: Int32) -> WakeReason {
    var deadline = Moment.now().monotonic + timeout.milliseconds
    while true {
      let left = max(0, deadline - Moment.now().monotonic)
      let answer = wr_poll(hints?.descriptor ?? -1, wake, Int32(clamping: left))
      if answer == -EINTR { continue }
      if answer < 0 { return .timeout }
      if answer & 2 != 0 { return .wake }
      if answer & 1 != 0, let gist = hints?.drain() {
        if gist.scan { return .hint }
        if gist.soon { deadline = min(deadline, Moment.now().monotonic + 1000) }
        continue
      }
      if left <= Int64(Int32.max) { return .timeout }
    }
  }
}
