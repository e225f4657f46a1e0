import Glibc

/// File system calls whose names are bytes, as they are to the kernel.
enum Files {
  struct Failed: Error, CustomStringConvertible {
    let call: String
    let path: String
    let cause: Int32

    var description: String { "\(call) \(path): errno \(cause)" }
  }

  /// What is to stay as it is when a file is only read.
  struct Facts: Equatable {
    let inode: UInt64
    let size: Int
    let mode: UInt32
    let mtime: [Int]
    let bytes: [UInt8]
  }

  static func read(_ path: String) throws -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failed(call: "open", path: path, cause: errno) }
    defer { close(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(file, &buffer, buffer.count)
      guard count >= 0 else { throw Failed(call: "read", path: path, cause: errno) }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try Writing(path)
    try file.append(bytes)
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  static func write(_ bytes: [UInt8], folder: String, name: [UInt8]) throws {
    let file = try Writing(Array(folder.utf8) + [0x2F] + name)
    try file.append(bytes)
  }

  static func rename(_ old: String, _ new: String) throws {
    guard unsafe Glibc.rename(old, new) == 0 else {
      throw Failed(call: "rename", path: old, cause: errno)
    }
  }

  static func makeFolder(_ path: String) throws {
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw Failed(call: "mkdir", path: path, cause: errno)
    }
  }

  /// Sets the time of the last change, in seconds since 1970.
  static func age(_ path: String, to seconds: Int) throws {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    guard unsafe utimensat(AT_FDCWD, path, times, 0) == 0 else {
      throw Failed(call: "utimensat", path: path, cause: errno)
    }
  }

  /// The names in a folder, sorted, as far as they are text; none where there is no folder.
  static func names(_ folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The paths of all regular files below a folder.
  static func walk(_ folder: String) -> [String] {
    names(folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      switch kind(path) {
      case S_IFDIR: return walk(path)
      case S_IFREG: return [path]
      default: return []
      }
    }
  }

  /// `S_IFREG` and its like, 0 where nothing is there.
  static func kind(_ path: String) -> mode_t {
    var facts = stat()
    return unsafe lstat(path, &facts) == 0 ? facts.st_mode & S_IFMT : 0
  }

  static func facts(_ path: String) throws -> Facts {
    var facts = stat()
    guard unsafe lstat(path, &facts) == 0 else {
      throw Failed(call: "lstat", path: path, cause: errno)
    }
    return Facts(
      inode: UInt64(facts.st_ino), size: Int(facts.st_size), mode: facts.st_mode,
      mtime: [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec], bytes: try read(path))
  }

  /// A file that is open for writing until it is closed.
  final class Writing {
    private var file: Int32
    private let path: String

    convenience init(_ path: String) throws { try self.init(Array(path.utf8)) }

    init(_ path: [UInt8]) throws {
      self.path = String(decoding: path, as: UTF8.self)
      let name = path.map { CChar(bitPattern: $0) } + [0]
      file = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw Failed(call: "open", path: self.path, cause: errno) }
    }

    deinit { close() }

    func close() {
      if file >= 0 { Glibc.close(file) }
      file = -1
    }

    func append(_ bytes: [UInt8]) throws {
      var left = bytes[...]
      while !left.isEmpty {
        let count = unsafe left.withUnsafeBytes {
          unsafe Glibc.write(file, $0.baseAddress, $0.count)
        }
        guard count > 0 else { throw Failed(call: "write", path: path, cause: errno) }
        left = left.dropFirst(count)
      }
    }

    /// A hole up to that size: no blocks on the disk.
    func stretch(to size: Int) throws {
      guard ftruncate(file, size) == 0 else {
        throw Failed(call: "ftruncate", path: path, cause: errno)
      }
    }
  }
}
