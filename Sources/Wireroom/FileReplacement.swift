internal import Glibc

/// Puts a file in place of another as one step: whoever reads has the old one or the new one.
package enum FileReplacement {
  /// It stays as it was.
  package struct Failure: Error, CustomStringConvertible {
    package let path: String
    package let cause: Int32

    package var description: String {
      "\(path) cannot be written: \(FileReading.words(cause)); let this user write in its folder"
    }
  }

  /// Writes `bytes` durably. Owner, group and mode stay; a new file has those of `model`, so that
  /// who may read the one may read the other.
  package static func write(
    _ bytes: [UInt8], to path: String, like model: String
  ) throws(Failure) {
    let target = real(path) ?? path
    let temporary = "\(target).new-\(getpid())"
    var facts = stat()
    let hasModel = unsafe stat(target, &facts) == 0 || stat(model, &facts) == 0
    let file = unsafe open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Failure(path: path, cause: errno) }
    var problem: Int32 = 0
    if hasModel {
      // Only root may give a file away; who may not keeps his own.
      _ = fchown(file, facts.st_uid, facts.st_gid)
      if fchmod(file, facts.st_mode & 0o777) != 0 { problem = errno }
    }
    if problem == 0 { problem = write(bytes, to: file) }
    if problem == 0, fsync(file) != 0 { problem = errno }
    if close(file) != 0, problem == 0 { problem = errno }
    if problem == 0, unsafe rename(temporary, target) != 0 { problem = errno }
    guard problem == 0 else {
      unsafe unlink(temporary)
      throw Failure(path: path, cause: problem)
    }
    syncFolder(of: target)
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = rest.dropFirst(count)
    }
    return 0
  }

  /// A power cut must not take the rename back.
  private static func syncFolder(of path: String) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  private static func real(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }
}
