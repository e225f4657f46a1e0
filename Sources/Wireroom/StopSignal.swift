internal import CPlatform
internal import Glibc
internal import Synchronization

/// The word to stop, once for all: a flag for who computes, a readable descriptor for who waits in
/// poll(2).
package final class StopSignal: Sendable {
  private let flag = Atomic(false)
  /// An eventfd: readable from the moment that `raise` was called.
  package let descriptor: Int32

  package init() { descriptor = wr_eventfd() }

  deinit { close(descriptor) }

  package var isRaised: Bool { flag.load(ordering: .acquiring) }

  package func raise() {
    flag.store(true, ordering: .releasing)
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }
}
