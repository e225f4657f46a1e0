internal import Glibc

/// Secrets as systemd hands them to a unit (LoadCredential=): files in a folder of its own that
/// only it can read.
package enum SystemdCredential {
  /// The content of a credential without the line's end; nil if there is none of that name.
  package static func read(_ name: String) -> String? {
    guard let folder = unsafe getenv("CREDENTIALS_DIRECTORY") else { return nil }
    return unsafe read(name, in: String(cString: folder))
  }

  /// As the daemon would have it, for a command that somebody types: this process's own, else what
  /// systemd has handed to the unit, which its user and root may read while it runs.
  package static func readForDaemon(_ name: String) -> String? {
    read(name) ?? read(name, in: "/run/credentials/wireroom.service")
  }

  /// As above, of a folder.
  package static func read(_ name: String, in folder: String) -> String? {
    guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else { return nil }
    let file = unsafe open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // What is longer is no user and password.
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe Glibc.read(file, $0.baseAddress, $0.count)
    }
    guard count > 0 else { return nil }
    var bytes = buffer[..<count]
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
