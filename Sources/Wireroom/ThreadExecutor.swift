internal import CPlatform
internal import Glibc
internal import Synchronization

/// A thread of its own for an actor whose work blocks: fdatasync takes as long as a disk likes,
/// poll(2) as long as nothing happens, and the cooperative pool has two threads.
///
/// It lives as long as the process: an actor's executor must outlive the actor's last job.
package final class ThreadExecutor: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  private let signal: Signal
  private let name: String

  /// Starts the thread. `name` is shown by `ps -T`, 15 bytes at most.
  package init(name: String) {
    signal = Signal()
    self.name = String(name.prefix(15))
    var thread = pthread_t()
    let unmanaged = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &thread, nil,
      { box in
        if let box = unsafe box {
          unsafe Unmanaged<ThreadExecutor>.fromOpaque(box).takeRetainedValue().run()
        }
        return nil
      }, unmanaged.toOpaque())
    precondition(code == 0, "no thread could be started for \(name)")
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasEmpty = jobs.withLock { jobs in
      jobs.append(job)
      return jobs.count == 1
    }
    if wasEmpty { signal.post() }
  }

  private func run() -> Never {
    unsafe wr_name_thread(name)
    var batch: [UnownedJob] = []
    while true {
      signal.wait()
      // The whole queue at once: one lock for all jobs that came during the last ones.
      jobs.withLock { jobs in swap(&jobs, &batch) }
      for job in batch { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      batch.removeAll(keepingCapacity: true)
    }
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
