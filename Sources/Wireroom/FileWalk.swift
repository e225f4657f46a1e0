internal import Digests
internal import Glibc
package import Inbox
package import Newsroom

/// The regular files that a list of paths stands for, in a steady order.
package struct FileWalk: Sendable {
  package struct File: Sendable {
    /// As it was given, or below what was given: bytes, for an old archive's names are no UTF-8.
    package let place: BytePath
    package let size: Int

    /// For people and records.
    package var path: String { place.printable }
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
      let place = BytePath(path)
      var facts = stat()
      guard unsafe stat(place.cString, &facts) == 0 else {
        pass(place, FileReading.words(errno))
        continue
      }
      take(place, facts)
    }
  }

  private mutating func take(_ place: BytePath, _ facts: stat) {
    switch facts.st_mode & S_IFMT {
    case S_IFREG: files.append(File(place: place, size: Int(facts.st_size)))
    case S_IFDIR: walk(place)
    case S_IFLNK: pass(place, "a symbolic link")
    case S_IFIFO: pass(place, "a FIFO")
    case S_IFSOCK: pass(place, "a socket")
    default: pass(place, "a device")
    }
  }

  private mutating func pass(_ place: BytePath, _ reason: String) {
    skipped.append(Skipped(path: place.printable, reason: reason))
  }

  private mutating func walk(_ folder: BytePath) {
    guard let directory = unsafe opendir(folder.cString) else {
      return pass(folder, FileReading.words(errno))
    }
    defer { unsafe closedir(directory) }
    let slash = UInt8(ascii: "/")
    let prefix = folder.bytes.last == slash ? Array(folder.bytes) : folder.bytes + [slash]
    var places: [BytePath] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe [UInt8]($0) }
      if name.first != UInt8(ascii: ".") { places.append(BytePath(prefix + name)) }
    }
    for place in places.sorted() {
      var facts = stat()
      if unsafe lstat(place.cString, &facts) == 0 {
        take(place, facts)
      } else {
        pass(place, FileReading.words(errno))
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

  /// The same, of a path that came as text.
  package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    try read(BytePath(path), limit: limit)
  }

  /// The whole of a regular file of at most `limit` bytes. It is not changed, nor waited for.
  package static func read(_ place: BytePath, limit: Int) throws(Failure) -> [UInt8] {
    let path = place.printable
    let descriptor = unsafe open(place.cString, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
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
    guard expected > 0 else { return [] }
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

  /// All of the standard input, of at most `limit` bytes.
  package static func readInput(limit: Int) throws(Failure) -> [UInt8] {
    let path = "standard input"
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe part.withUnsafeMutableBytes {
        unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(path: path, reason: words(errno)) }
      guard count > 0 else { return bytes }
      bytes += part[..<count]
      guard bytes.count <= limit else {
        throw Failure(path: path, reason: "more than \(limit) bytes")
      }
    }
  }

  /// A file of the kernel's, which has no size: one page at most.
  static func readSmall(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, reason: words(errno)) }
    defer { close(descriptor) }
    var page = [UInt8](repeating: 0, count: 4096)
    let count = unsafe page.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }
    guard count >= 0 else { throw Failure(path: path, reason: words(errno)) }
    return Array(page[..<count])
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

  /// The SHA-256 of all bytes of a file, and how many they are, by pieces.
  package static func digest(of path: String) -> (digest: Digest, byteCount: Int) {
    var hash = SHA256()
    var count = 0
    let next = pieces(of: path)
    while let piece = next() {
      hash.update(piece)
      count += piece.count
    }
    return (hash.digest(), count)
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

extension BytePath {
  /// As a system call reads it.
  fileprivate var cString: [CChar] { terminated.map { CChar(bitPattern: $0) } }
}
