internal import Glibc

/// The exclusive right to write in a state directory; it ends with the value, or the process.
package struct StateLock: ~Copyable {
  /// The state directory.
  package let directory: String
  private let file: File

  /// Takes the lock, making the directory if need be. Throws `locked`, naming the process that
  /// holds it.
  package init(directory: String) throws(LogError) {
    try Disk.makeDirectory(directory)
    let path = directory + "/lock"
    let file = try File.open(path, O_RDWR | O_CREAT)
    let code = file.lock()
    if code == EAGAIN || code == EACCES {
      let holder = Self.holder(file).map { "process \($0)" } ?? "another process"
      throw LogError(
        .locked, path: path, detail: "\(holder) writes to this state directory",
        hint: "Stop it, or give this daemon a state directory of its own.")
    }
    if code != 0 { throw .system("lock", path, code) }
    self.directory = directory
    self.file = file
    // The number is a courtesy to the second opener; the lock holds without it on a full disk.
    try? file.write(Array("\(getpid())\n".utf8), at: 0)
    try? file.cut(to: "\(getpid())\n".utf8.count)
  }

  deinit { file.unlock() }

  /// Whether somebody writes to a state directory now.
  package static func isHeld(directory: String) -> Bool {
    guard let file = try? File.openIfThere(directory + "/lock") else { return false }
    return file.isLockedElsewhere
  }

  /// Who writes to a state directory now, in words; nil: nobody.
  package static func holder(directory: String) -> String? {
    guard let file = try? File.openIfThere(directory + "/lock"), file.isLockedElsewhere else {
      return nil
    }
    return holder(file).map { "process \($0)" } ?? "another process"
  }

  private static func holder(_ file: File) -> Int32? {
    guard let bytes = try? file.read(at: 0, count: 16) else { return nil }
    return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
