internal import Glibc

/// What went wrong with a log: where, why, and what to do.
package struct LogError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; the raw value is stable.
  package enum Code: String, Sendable {
    /// Another process writes to this state directory.
    case locked
    /// The disk, a quota or a file size limit is exhausted; nothing was appended.
    case noSpace = "no-space"
    /// A flush failed. What the disk holds is unknown, so it is never tried again.
    case flushFailed = "flush-failed"
    /// Another system call failed.
    case system
    /// The log holds something that no writer of ours wrote.
    case damaged
    /// Lines that were acknowledged are gone.
    case lost
    /// The wanted lines were removed by retention.
    case retired
    /// Lines that a reader has seen were never committed, and a crash took them back.
    case rewound
    /// The caller staged something that is no line of this log.
    case malformed
    /// The log was closed.
    case closed
  }

  /// What the pipeline does about it.
  package enum Disposition: Hashable, Sendable {
    /// This request fails; the log is as it was.
    case fail
    /// Stop taking in; call `commit` again later.
    case retry
    /// Stop the daemon with this exit status of sysexits.h.
    case stop(exit: Int32)
  }

  package let code: Code
  /// The file or directory it happened to.
  package let path: String
  /// From 1, where a line is to blame.
  package let line: Int?
  /// Offset in the file, where a place is to blame.
  package let byte: Int?
  /// The system's error number, 0 where it has none.
  package let errno: Int32
  /// One sentence: what happened.
  package let detail: String
  /// One sentence: what to do.
  package let hint: String

  package init(
    _ code: Code, path: String, line: Int? = nil, byte: Int? = nil, errno: Int32 = 0,
    detail: String, hint: String
  ) {
    self.code = code
    self.path = path
    self.line = line
    self.byte = byte
    self.errno = errno
    self.detail = detail
    self.hint = hint
  }

  package var disposition: Disposition {
    switch code {
    case .noSpace: .retry
    case .retired, .rewound: .fail
    case .locked: .stop(exit: 75)  // EX_TEMPFAIL
    case .damaged, .lost: .stop(exit: 65)  // EX_DATAERR
    case .malformed, .closed: .stop(exit: 70)  // EX_SOFTWARE
    case .flushFailed: .stop(exit: 74)  // EX_IOERR
    case .system: .stop(exit: errno == EACCES || errno == EPERM || errno == EROFS ? 77 : 74)
    }
  }

  package var description: String {
    var text = "\(path)"
    if let line { text += ", line \(line)" }
    if let byte { text += ", byte \(byte)" }
    text += ": \(detail)"
    if errno != 0 { text += " (\(Self.message(errno)))" }
    return text + ". " + hint
  }

  /// The system's own words for an error number.
  static func message(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}

extension LogError {
  /// A failed system call, sorted by what can be done about it.
  static func system(_ call: String, _ path: String, _ code: Int32) -> LogError {
    switch code {
    case ENOSPC, EDQUOT, EFBIG:
      LogError(
        .noSpace, path: path, errno: code, detail: "\(call) found no room",
        hint: code == EFBIG
          ? "Raise the file size limit (LimitFSIZE=) or roll at fewer bytes."
          : "Free some space; the log goes on by itself.")
    case EACCES, EPERM, EROFS:
      LogError(
        .system, path: path, errno: code, detail: "\(call) is not allowed",
        hint: "Let the daemon's user own the state directory, and mount it writable.")
    default:
      LogError(
        .system, path: path, errno: code, detail: "\(call) failed",
        hint: "Look for the cause in the kernel's journal, then start again.")
    }
  }

  /// A failed flush, whatever its error number: even "no space" says that data may be lost.
  static func flush(_ path: String, _ code: Int32) -> LogError {
    LogError(
      .flushFailed, path: path, errno: code, detail: "the disk did not confirm a flush",
      hint: "Check the disk. The next start re-reads and verifies what is there.")
  }

  /// A log whose bytes cannot be what was written.
  static func damaged(_ path: String, line: Int? = nil, byte: Int? = nil, _ detail: String)
    -> LogError
  {
    var hint = "Restore this file from a backup"
    if let byte {
      hint +=
        "; or, giving up all that follows, copy it away, cut it with `truncate -s \(byte)`, "
        + "remove `committed` and any younger segments and seals, and start again"
    }
    return LogError(.damaged, path: path, line: line, byte: byte, detail: detail, hint: hint + ".")
  }
}
