internal import Glibc

/// `<state>/status.json`: what the daemon last said of itself, so that a restart goes on counting
/// today and `status` and `trace` know the sources of a daemon that is not there. Nothing else hangs
/// on it: it is never flushed, and may be deleted.
package enum StatusFile {
  private static func path(_ state: String) -> String { "\(state)/status.json" }

  /// Puts it in place whole; on a full disk the old one stays.
  package static func write(_ report: StatusReport) {
    replace(path(report.state)) { put in
      report.write(to: put)
      put([0x0A])
    }
  }

  /// Puts a small file in place whole, or leaves the old one.
  static func replace(_ path: String, with line: [UInt8]) { replace(path) { $0(line) } }

  /// The same of a file that comes in parts.
  private static func replace(_ path: String, _ parts: (_ put: ([UInt8]) -> Void) -> Void) {
    let temporary = path + ".tmp"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    var isWhole = true
    parts { part in
      let written = unsafe part.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      isWhole = isWhole && written == part.count
    }
    close(file)
    guard isWhole, unsafe rename(temporary, path) == 0 else {
      unsafe unlink(temporary)
      return
    }
  }

  /// Nil where there is none that can be read.
  package static func read(state: String) -> StatusReport? {
    guard let bytes = try? FileReading.read(path(state), limit: 16 << 20) else { return nil }
    return StatusReport(json: bytes)
  }
}
