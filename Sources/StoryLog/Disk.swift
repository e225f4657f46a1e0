internal import CPlatform
internal import Glibc

/// The system calls on names. With `File`, the only place of this module that makes any.
enum Disk {
  /// Repeats a call that a signal interrupted; gives its result, or nil and the error number.
  static func call<Result: SignedInteger>(_ body: () -> Result) -> (Result, Int32) {
    while true {
      let result = body()
      if result >= 0 { return (result, 0) }
      let code = errno
      if code != EINTR { return (result, code) }
    }
  }

  /// Makes a directory unless it is there.
  static func makeDirectory(_ path: String) throws(LogError) {
    let (_, code) = call { unsafe mkdir(path, 0o755) }
    if code != 0, code != EEXIST { throw .system("mkdir", path, code) }
  }

  /// Makes names that were created, renamed or removed in a directory survive a power cut.
  static func flushDirectory(_ path: String) throws(LogError) {
    let (descriptor, code) = call { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    if code != 0 { throw .system("open", path, code) }
    defer { _ = close(descriptor) }
    let (_, failure) = call { fsync(descriptor) }
    if failure != 0 { throw .flush(path, failure) }
  }

  static func rename(_ from: String, to: String) throws(LogError) {
    let (_, code) = call { unsafe Glibc.rename(from, to) }
    if code != 0 { throw .system("rename", from, code) }
  }

  static func link(_ from: String, to: String) throws(LogError) {
    let (_, code) = call { unsafe Glibc.link(from, to) }
    if code != 0 { throw .system("link", to, code) }
  }

  /// Removes a name; one that is not there is removed already.
  static func remove(_ path: String) throws(LogError) {
    let (_, code) = call { unsafe unlink(path) }
    if code != 0, code != ENOENT { throw .system("unlink", path, code) }
  }

  /// Whether two names are the same file.
  static func isSame(_ a: String, _ b: String) -> Bool {
    var first = stat()
    var second = stat()
    return unsafe stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  /// Free bytes of the file system, nil where it does not say.
  static func freeBytes(_ path: String) -> Int? {
    let bytes = unsafe wr_free_bytes(path)
    return bytes < 0 ? nil : Int(bytes)
  }

  /// The names in a directory, in no order.
  static func list(_ path: String) throws(LogError) -> [String] {
    guard let directory = unsafe opendir(path) else { throw .system("opendir", path, errno) }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        if errno != 0 { throw .system("readdir", path, errno) }
        return names
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// All bytes of a file, nil where there is none.
  static func contents(_ path: String) throws(LogError) -> [UInt8]? {
    guard let file = try File.openIfThere(path) else { return nil }
    return try file.read(at: 0, count: try file.size())
  }

  /// Writes a file under a temporary name, flushes it and puts it in place of the old one. The
  /// directory is the caller's to flush.
  static func replace(
    _ path: String, with bytes: [UInt8], before step: (Step) throws(LogError) -> Void
  )
    throws(LogError)
  {
    let temporary = path + LogPaths.temporarySuffix
    let file = try File.open(temporary, O_RDWR | O_CREAT | O_TRUNC)
    do throws(LogError) {
      try step(.write)
      try file.write(bytes, at: 0)
      try step(.flush)
      try file.flush()
      try step(.rename)
      try rename(temporary, to: path)
    } catch {
      try? remove(temporary)
      throw error
    }
  }

  /// Where `replace` stands.
  enum Step { case write, flush, rename }
}
