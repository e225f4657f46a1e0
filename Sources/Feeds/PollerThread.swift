internal import Glibc
internal import Synchronization

/// A thread of the poller's own: SQLite and fdatasync wait for the disk, which two threads of a
/// cooperative pool cannot afford.
package final class PollerThread: SerialExecutor {
  private struct Queue: Sendable {
    var jobs: [UnownedJob] = []
    var ended = false
  }

  /// Initialised once, never moved, freed with the object, which the thread itself retains; glibc
  /// makes every use of them safe from any thread.
  @safe private struct Signal: @unchecked Sendable {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let ready = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
      unsafe pthread_mutex_init(lock, nil)
      unsafe pthread_cond_init(ready, nil)
    }

    func free() {
      unsafe pthread_cond_destroy(ready)
      unsafe pthread_mutex_destroy(lock)
      unsafe ready.deallocate()
      unsafe lock.deallocate()
    }
  }

  private let queue = Mutex(Queue())
  private let signal = Signal()

  package init() throws(FeedsError) {
    let box = unsafe Unmanaged.passRetained(self)
    var id = pthread_t()
    let error = unsafe pthread_create(
      &id, nil,
      { box in
        guard let box = unsafe box else { return nil }
        unsafe Unmanaged<PollerThread>.fromOpaque(box).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard error == 0 else {
      unsafe box.release()
      throw FeedsError(
        .transport, "no thread for the poller (error \(error))", hint: "raise the unit's TasksMax")
    }
    pthread_detach(id)
  }

  deinit { signal.free() }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.withLock { $0.jobs.append(job) }
    notify()
  }

  /// Lets the thread end once it has done what it was given. Nothing may be enqueued after.
  package func end() {
    queue.withLock { $0.ended = true }
    notify()
  }

  private func notify() {
    unsafe pthread_mutex_lock(signal.lock)
    unsafe pthread_cond_signal(signal.ready)
    unsafe pthread_mutex_unlock(signal.lock)
  }

  private func run() {
    while true {
      unsafe pthread_mutex_lock(signal.lock)
      var (jobs, ended) = take()
      while jobs.isEmpty && !ended {
        unsafe pthread_cond_wait(signal.ready, signal.lock)
        (jobs, ended) = take()
      }
      unsafe pthread_mutex_unlock(signal.lock)
      for job in jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      if ended && jobs.isEmpty { return }
    }
  }

  private func take() -> ([UnownedJob], Bool) {
    queue.withLock { queue in
      let taken = (queue.jobs, queue.ended)
      queue.jobs = []
      return taken
    }
  }
}
