internal import CPlatform
internal import Glibc
internal import Synchronization

/// A thread of its own for an actor whose work blocks: fdatasync takes as long as a disk likes,
/// poll(2) as long as nothing happens, and the cooperative pool has as many threads as cores.
package final class ThreadExecutor: SerialExecutor {
  private struct Queue: Sendable {
    var jobs: [UnownedJob] = []
    var hasEnded = false
  }

  private let queue = Mutex(Queue())
  /// Jobs that have not begun.
  private let waiting = Atomic(0)
  private let signal = Signal()
  private let name: String

  /// Starts the thread. `name` is shown by `ps -T`, 15 bytes at most.
  package init(name: String) throws(ThreadError) {
    self.name = String(name.prefix(15))
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &thread, nil,
      { box in
        if let box = unsafe box {
          unsafe Unmanaged<ThreadExecutor>.fromOpaque(box).takeRetainedValue().run()
        }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      throw ThreadError(name: name, number: code)
    }
    pthread_detach(thread)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    waiting.add(1, ordering: .relaxed)
    let wasEmpty = queue.withLock { queue in
      queue.jobs.append(job)
      return queue.jobs.count == 1
    }
    if wasEmpty { signal.post() }
  }

  /// Whether something is enqueued behind the job that asks.
  package var hasMore: Bool { waiting.load(ordering: .relaxed) > 0 }

  /// Lets the thread end once it has done what it was given. For the deinit of its actor: nothing
  /// may be enqueued after.
  package func end() {
    queue.withLock { $0.hasEnded = true }
    signal.post()
  }

  private func run() {
    unsafe wr_name_thread(name)
    while true {
      signal.wait()
      // The whole queue at once: one lock for all jobs that came during the last ones.
      let (jobs, hasEnded) = queue.withLock { queue in
        defer { queue.jobs = [] }
        return (queue.jobs, queue.hasEnded)
      }
      for job in jobs {
        waiting.subtract(1, ordering: .relaxed)
        unsafe job.runSynchronously(on: asUnownedSerialExecutor())
      }
      if hasEnded && jobs.isEmpty { return }
      // Nothing is enqueued any more that could wake the thread: look once again.
      if hasEnded { signal.post() }
    }
  }
}

/// A thread that the system would not start.
package struct ThreadError: Error, CustomStringConvertible {
  package let name: String
  /// errno.
  package let number: Int32

  package var description: String {
    let words = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    return "no thread for the \(name): \(words). Raise the unit's TasksMax, or the memory limit."
  }
}

/// A POSIX semaphore.
///
/// `@unchecked Sendable`: the pointer never changes, and sem_post and sem_wait are made to be
/// called from any thread at once (sem_overview(7)).
@safe private final class Signal: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    unsafe semaphore = .allocate(capacity: 1)
    unsafe sem_init(semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  func post() { unsafe sem_post(semaphore) }

  func wait() {
    while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
  }
}
