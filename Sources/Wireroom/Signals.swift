internal import CPlatform
internal import Glibc
internal import Synchronization
internal import Threads

/// What a service manager or a person tells a daemon by signals: SIGHUP to read its configuration
/// again, SIGTERM and SIGINT to end. Heard from the first moment on, on a thread of its own; there is
/// no moment at which one of them is the death of a daemon that has claimed something.
package actor Signals {
  private let executor: ThreadExecutor
  private let descriptor: Int32
  private let hangups: AsyncStream<Void>.Continuation
  /// Each SIGHUP; several that come at once may be one.
  package nonisolated let reloads: AsyncStream<Void>
  /// Open from the first word to end.
  nonisolated let end = Latch()
  /// Whether somebody waits for `end`: before, there is nothing to bring to an end.
  private nonisolated let isAwaited = Atomic(false)

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Signals cannot be heard on this machine now.
  package struct Unheard: Error, CustomStringConvertible {
    package let description: String
  }

  /// Takes over the signals of this process. To be made once, before anything else.
  package init() throws(Unheard) {
    do {
      executor = try ThreadExecutor(name: "signals")
    } catch {
      throw Unheard(description: "\(error)")
    }
    let numbers = [SIGHUP, SIGTERM, SIGINT]
    descriptor = unsafe wr_signals_open(numbers, Int32(numbers.count))
    guard descriptor >= 0 else {
      executor.end()
      throw Unheard(
        description: "no socket for signals: \(FileReading.words(-descriptor)). Raise LimitNOFILE.")
    }
    (reloads, hangups) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Hears what comes until `finish`. `early`: called at a word to end where
  /// nothing has begun that would have to be ended; it does not come back.
  package func listen(early: @Sendable () -> Never) {
    while true {
      var byte: UInt8 = 0
      let count = unsafe read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != 0 else { return }
      if Int32(byte) == SIGHUP {
        hangups.yield()
      } else if isAwaited.load(ordering: .acquiring) {
        end.open()
      } else {
        early()
      }
    }
  }

  /// Nothing is to be heard any more; a word to end is no death all the same.
  package nonisolated func finish() { wr_signals_close() }

  /// From now on a word to end opens `end`.
  nonisolated func awaitEnd() { isAwaited.store(true, ordering: .releasing) }
}
