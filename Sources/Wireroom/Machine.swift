internal import Glibc

/// What the machine says of itself, and the little that is asked of its file system here.
package enum Machine {
  /// Processors that this process may use.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// A directory that could not be made.
  package struct DirectoryError: Error, CustomStringConvertible {
    package let path: String
    package let cause: Int32

    package var description: String {
      let words = unsafe strerror(cause).map { unsafe String(cString: $0) } ?? "error \(cause)"
      return "\(path): the directory could not be made (\(words)). "
        + "Make it, and let this user own it."
    }
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
  }
}
