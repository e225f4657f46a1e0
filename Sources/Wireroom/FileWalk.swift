internal import Glibc

/// The regular files that a list of paths stands for, in a steady order.
package struct FileWalk: Sendable {
  package struct File: Sendable {
    /// As it was given, or below what was given.
    package let path: String
    package let size: Int
  }

  /// What was met and is no story file, with the reason.
  package struct Skipped: Sendable {
    package let path: String
    package let reason: String
  }

  package private(set) var files: [File] = []
  package private(set) var skipped: [Skipped] = []

  /// Folders are walked whole, in the order of names, without what begins with a dot and without
  /// following links; a path that is itself a link is followed, for somebody named it.
  package init(_ paths: [String]) {
    for path in paths {
      var facts = stat()
      guard unsafe stat(path, &facts) == 0 else {
        skipped.append(Skipped(path: path, reason: FileReading.words(errno)))
        continue
      }
      take(path, facts)
    }
  }

  private mutating func take(_ path: String, _ facts: stat) {
    switch facts.st_mode & S_IFMT {
    case S_IFREG: files.append(File(path: path, size: Int(facts.st_size)))
    case S_IFDIR: walk(path)
    case S_IFLNK: skipped.append(Skipped(path: path, reason: "a symbolic link"))
    case S_IFIFO: skipped.append(Skipped(path: path, reason: "a FIFO"))
    case S_IFSOCK: skipped.append(Skipped(path: path, reason: "a socket"))
    default: skipped.append(Skipped(path: path, reason: "a device"))
    }
  }

  private mutating func walk(_ folder: String) {
    guard let directory = unsafe opendir(folder) else {
      skipped.append(Skipped(path: folder, reason: FileReading.words(errno)))
      return
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    for name in names.sorted() {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      var facts = stat()
      if unsafe lstat(path, &facts) == 0 {
        take(path, facts)
      } else {
        skipped.append(Skipped(path: path, reason: FileReading.words(errno)))
      }
    }
  }
}

/// Reads a file that is not in an inbox.
package enum FileReading {
  /// A file that could not be read.
  package struct Failure: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
  }

  /// The whole of a regular file of at most `limit` bytes. It is not changed, nor waited for.
  package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, reason: words(errno)) }
    defer { close(descriptor) }
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else {
      throw Failure(path: path, reason: words(errno))
    }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw Failure(path: path, reason: "not a regular file")
    }
    guard facts.st_size <= limit else {
      throw Failure(path: path, reason: "\(facts.st_size) bytes, more than \(limit)")
    }
    let expected = Int(facts.st_size)
    var cause: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
      while count < expected, let base = buffer.baseAddress {
        let n = unsafe Glibc.read(descriptor, base + count, expected - count)
        if n < 0 && errno == EINTR { continue }
        if n < 0 { cause = errno }
        guard n > 0 else { break }
        count += n
      }
    }
    guard cause == 0 else { throw Failure(path: path, reason: words(cause)) }
    return bytes
  }

  /// How long a file is, in bytes; nil where it is no regular file or not to be had.
  package static func length(of path: String) -> Int? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(facts.st_size)
  }

  /// Reads a file by pieces of 64 KB: what is returned gives the next one, or nil at the end or
  /// where it can be read no further.
  package static func pieces(of path: String) -> () -> [UInt8]? {
    let file = Reading(path)
    return { file.next() }
  }

  private final class Reading {
    private let descriptor: Int32

    init(_ path: String) {
      descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func next() -> [UInt8]? {
      guard descriptor >= 0 else { return nil }
      let size = 65_536
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        while true {
          let n = unsafe Glibc.read(descriptor, buffer.baseAddress, size)
          if n < 0 && errno == EINTR { continue }
          count = max(0, n)
          return
        }
      }
      return bytes.isEmpty ? nil : bytes
    }
  }

  /// The system's words for an error number.
  static func words(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
