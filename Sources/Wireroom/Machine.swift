internal import CPlatform
internal import Glibc

/// What the machine says of itself, and the little that is asked of its file system here.
package enum Machine {
  /// Processors that this process may use.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// The version of this program.
  package static let version = "0.1.0"

  /// Resident memory of this process in bytes, now and at most; nil where /proc does not say.
  static var memory: (now: Int?, peak: Int?) {
    guard let bytes = try? FileReading.readSmall("/proc/self/status") else { return (nil, nil) }
    func kilobytes(_ name: String) -> Int? {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
      return Int(line.filter { $0.isASCII && $0.isNumber }).map { $0 * 1024 }
    }
    return (kilobytes("VmRSS:"), kilobytes("VmHWM:"))
  }

  /// Gives back what is resident and not needed: pages of code that has run once (an idle daemon's 27
  /// MB become 16), and what the heap has freed and holds on to (a list of ten thousand feeds, once
  /// read, or a large status, once told). What is needed after all is back by a page fault.
  static func giveBack() {
    wr_give_back_program()
    wr_give_back_freed()
  }

  /// A directory that could not be made.
  package struct DirectoryError: Error, CustomStringConvertible {
    package let path: String
    package let cause: Int32

    package var description: String {
      if cause == ENOTDIR {
        return "\(path): a directory belongs there, and a file is in the way. "
          + "Move the file away, or name another place in the configuration."
      }
      let words = unsafe strerror(cause).map { unsafe String(cString: $0) } ?? "error \(cause)"
      return "\(path): the directory could not be made (\(words)). "
        + "Make it, and let this user own it."
    }
  }

  /// What this user may do in a directory.
  enum Access { case missing, noDirectory, readOnly, writable }

  static func access(_ path: String) -> Access {
    if unsafe Glibc.access(path, F_OK) != 0 { return errno == ENOENT ? .missing : .readOnly }
    guard isDirectory(path) else { return .noDirectory }
    return unsafe Glibc.access(path, R_OK | W_OK | X_OK) == 0 ? .writable : .readOnly
  }

  private static func isDirectory(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a directory and those above it, where they are not there.
  package static func makeDirectory(_ path: String) throws(DirectoryError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
      if unsafe mkdir(prefix, 0o750) != 0, errno != EEXIST {
        // A parent may be there and not ours to make: only the last one must be.
        let cause = errno
        var facts = stat()
        guard unsafe stat(prefix, &facts) == 0 else {
          throw DirectoryError(path: path, cause: cause)
        }
      }
    }
    guard isDirectory(path) else { throw DirectoryError(path: path, cause: ENOTDIR) }
  }
}
