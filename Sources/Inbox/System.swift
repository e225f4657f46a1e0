import CPlatform
import Glibc

/// What a system call answered instead of a result.
struct Errno: Error, Hashable {
  let number: Int32

  /// The C library's sentence for it.
  var text: String { unsafe String(cString: strerror(number)) }
}

/// An open file; closed when it goes. It is lent to a call, never its number: a number outlives
/// what it stands for.
struct Descriptor: ~Copyable, Sendable {
  let raw: Int32

  init(_ raw: Int32) { self.raw = raw }

  deinit { close(raw) }
}

/// The system calls with their answers as results or errors. Nothing else happens here.
enum System {
  @discardableResult
  private static func check(_ answer: Int32) throws(Errno) -> Int32 {
    if answer < 0 { throw Errno(number: -answer) }
    return answer
  }

  /// Opens a directory by its path.
  static func openDirectory(_ path: BytePath) throws(Errno) -> Descriptor {
    Descriptor(try check(unsafe wr_open(path.terminated, O_RDONLY | O_DIRECTORY)))
  }

  /// Opens a directory below another; no symbolic link on the way.
  static func openDirectory(_ path: BytePath, in directory: borrowing Descriptor) throws(Errno)
    -> Descriptor
  {
    let path = path.isEmpty ? BytePath.here : path
    return Descriptor(
      try check(unsafe wr_open_beneath(directory.raw, path.terminated, O_RDONLY | O_DIRECTORY, 0)))
  }

  /// Opens a file below a directory to be read. It never blocks, whatever the file is.
  static func openFile(_ path: BytePath, in directory: borrowing Descriptor) throws(Errno)
    -> Descriptor
  {
    Descriptor(
      try check(
        unsafe wr_open_beneath(directory.raw, path.terminated, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0))
    )
  }

  /// Makes a file. `exclusive`: EEXIST where one is there, else that one is emptied.
  static func makeFile(_ path: BytePath, in directory: borrowing Descriptor, exclusive: Bool)
    throws(Errno)
    -> Descriptor
  {
    let flags = O_WRONLY | O_CREAT | O_NONBLOCK | (exclusive ? O_EXCL : O_TRUNC)
    return Descriptor(
      try check(unsafe wr_open_beneath(directory.raw, path.terminated, flags, 0o644)))
  }

  static func facts(_ file: borrowing Descriptor) throws(Errno) -> FileFacts {
    var raw = wr_facts()
    try check(unsafe wr_facts_of(file.raw, &raw))
    return FileFacts(raw)
  }

  /// Of the name itself: a symbolic link is not followed.
  static func facts(_ path: BytePath, in directory: borrowing Descriptor) throws(Errno) -> FileFacts
  {
    var raw = wr_facts()
    try check(unsafe wr_facts_at(directory.raw, path.terminated, &raw))
    return FileFacts(raw)
  }

  /// Sets the times of an open file or directory; `time`: milliseconds since 1970.
  static func setModified(_ file: borrowing Descriptor, to time: Int64) throws(Errno) {
    let moment = timespec(tv_sec: Int(time / 1000), tv_nsec: Int(time % 1000) * 1_000_000)
    if unsafe futimens(file.raw, [moment, moment]) != 0 { throw Errno(number: errno) }
  }

  static func rename(
    _ path: BytePath, in directory: borrowing Descriptor, to target: BytePath,
    in targetDirectory: borrowing Descriptor
  ) throws(Errno) {
    try check(
      unsafe wr_rename(directory.raw, path.terminated, targetDirectory.raw, target.terminated))
  }

  /// Renames; EEXIST where the target is there.
  static func renameWithoutReplacing(
    _ path: BytePath, in directory: borrowing Descriptor, to target: BytePath,
    in targetDirectory: borrowing Descriptor
  ) throws(Errno) {
    let answer = unsafe wr_rename_noreplace(
      directory.raw, path.terminated, targetDirectory.raw, target.terminated)
    // NFS and some FUSE file systems do not know the flag.
    if answer == -EINVAL || answer == -ENOSYS {
      return try linkAndUnlink(path, in: directory, to: target, in: targetDirectory)
    }
    try check(answer)
  }

  /// The same by two steps, each of which replaces nothing. Where hard links are unknown too, a
  /// look and a rename must do: nobody but the inbox writes where it is used for.
  static func linkAndUnlink(
    _ path: BytePath, in directory: borrowing Descriptor, to target: BytePath,
    in targetDirectory: borrowing Descriptor
  ) throws(Errno) {
    let answer = unsafe wr_link(
      directory.raw, path.terminated, targetDirectory.raw, target.terminated)
    if answer == -EPERM || answer == -EOPNOTSUPP || answer == -ENOSYS {
      var raw = wr_facts()
      if unsafe wr_facts_at(targetDirectory.raw, target.terminated, &raw) == 0 {
        throw Errno(number: EEXIST)
      }
      return try rename(path, in: directory, to: target, in: targetDirectory)
    }
    try check(answer)
    try unlink(path, in: directory)
  }

  static func unlink(_ path: BytePath, in directory: borrowing Descriptor) throws(Errno) {
    try check(unsafe wr_unlink(directory.raw, path.terminated))
  }

  static func removeDirectory(_ path: BytePath, in directory: borrowing Descriptor) throws(Errno) {
    try check(unsafe wr_rmdir(directory.raw, path.terminated))
  }

  /// Makes the directories of `path` that are not there.
  static func makeDirectories(
    _ path: BytePath, in directory: borrowing Descriptor, mode: Int32 = 0o755
  )
    throws(Errno)
  {
    for prefix in path.prefixes {
      let answer = unsafe wr_mkdir(directory.raw, prefix.terminated, mode)
      if answer < 0, answer != -EEXIST { throw Errno(number: -answer) }
    }
  }

  /// Whether the effective user may list, make and remove names in the directory.
  static func mayRename(in directory: borrowing Descriptor) -> Bool {
    unsafe wr_may_rename_in(directory.raw, BytePath.here.terminated) == 0
  }

  static func flush(_ file: borrowing Descriptor) throws(Errno) {
    if fsync(file.raw) != 0 { throw Errno(number: errno) }
  }

  static func fileSystem(of file: borrowing Descriptor) throws(Errno) -> UInt32 {
    var magic: UInt32 = 0
    try check(unsafe wr_file_system(file.raw, &magic))
    return magic
  }

  /// Reads until `buffer` is full or the file ends; how many bytes there were.
  static func read(_ file: borrowing Descriptor, into buffer: UnsafeMutableBufferPointer<UInt8>)
    throws(Errno)
    -> Int
  {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(buffer)[filled...]
      let n = unsafe Glibc.read(
        file.raw, UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if n < 0, errno == EINTR { continue }
      if n < 0 { throw Errno(number: errno) }
      if n == 0 { break }
      filled += n
    }
    return filled
  }

  static func write(_ bytes: [UInt8], to file: borrowing Descriptor) throws(Errno) {
    var written = 0
    while written < bytes.count {
      let n = unsafe bytes.withUnsafeBytes { all in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: all[written...])
        return unsafe Glibc.write(file.raw, rest.baseAddress, rest.count)
      }
      if n < 0, errno == EINTR { continue }
      if n < 0 { throw Errno(number: errno) }
      written += n
    }
  }
}
