internal import Glibc
internal import Synchronization

/// All that were made, to be removed when the tests end.
private let folders = Mutex<[String]>([])
private let removal: Void = {
  atexit {
    let all = folders.withLock { $0.map { "'\($0)'" }.joined(separator: " ") }
    _ = unsafe system("rm -rf \(all)")
  }
}()

/// A directory of the test's own.
package func temporaryFolder() -> String {
  removal
  let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
  var template = Array("\(base)/feeds-XXXXXX".utf8CString)
  return unsafe template.withUnsafeMutableBufferPointer {
    guard let start = $0.baseAddress, let made = unsafe mkdtemp(start) else { return base }
    let path = unsafe String(cString: made)
    folders.withLock { $0.append(path) }
    return path
  }
}
