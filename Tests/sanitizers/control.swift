// What the judging of ThreadSanitizer's reports is tried on: `race` has one, `lock` is a Mutex that
// is waited for, which looks like one. Built by `run`, and by nothing else.
import Glibc
import Synchronization

final class Box: @unchecked Sendable {
  var bare = 0
  let locked = Mutex(0)
}

func count(_ box: Box, bare: Bool) -> pthread_t {
  var thread = pthread_t()
  let pointer = Unmanaged.passUnretained(box).toOpaque()
  let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    bare
    ? { pointer in
      guard let pointer else { return nil }
      let box = Unmanaged<Box>.fromOpaque(pointer).takeUnretainedValue()
      for _ in 0..<200 { box.bare += 1 }
      return nil
    }
    : { pointer in
      guard let pointer else { return nil }
      let box = Unmanaged<Box>.fromOpaque(pointer).takeUnretainedValue()
      for _ in 0..<200 {
        box.locked.withLock {
          $0 += 1
          usleep(300)
        }
      }
      return nil
    }
  pthread_create(&thread, nil, body, pointer)
  return thread
}

let box = Box()
let threads = (0..<2).map { _ in count(box, bare: CommandLine.arguments.last == "race") }
for thread in threads { pthread_join(thread, nil) }
