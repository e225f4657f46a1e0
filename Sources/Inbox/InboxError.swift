import Glibc

/// Why the inbox could not do what it was asked: what, where, the system's word, and what helps.
package struct InboxError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// There is no such directory.
    case missing = "inbox-missing"
    case notADirectory = "inbox-not-a-directory"
    /// Another process keeps this inbox.
    case inUse = "inbox-in-use"
    /// Files cannot be renamed here, so none can be claimed.
    case notRenamable = "inbox-not-renamable"
    /// A claimed file could not be read: the device, not the file's mode.
    case unread = "inbox-unread"
    /// A claimed file could not be moved to where it belongs; it still lies in `.claim/`.
    case unsettled = "inbox-unsettled"
    /// A directory could not be flushed.
    case unflushed = "inbox-unflushed"
  }

  /// What the caller does about it.
  package enum Disposition: Hashable, Sendable {
    /// This file fails; others go on.
    case itemFails
    case tryAgain(after: Duration)
    /// End the daemon, with a code of sysexits.h.
    case stop(exitCode: Int32)
  }

  package let code: Code
  /// Printable.
  package let path: String
  /// errno, 0 where no system call failed.
  package let cause: Int32
  /// What to do, in a sentence.
  package let hint: String

  package init(_ code: Code, path: String, cause: Int32 = 0, hint: String) {
    self.code = code
    self.path = path
    self.cause = cause
    self.hint = hint
  }

  package var disposition: Disposition {
    switch code {
    case .missing, .notADirectory, .inUse: .stop(exitCode: 78)  // EX_CONFIG
    case .notRenamable, .unsettled, .unflushed: .tryAgain(after: .seconds(30))
    case .unread: .itemFails
    }
  }

  package var description: String {
    let reason = cause == 0 ? "" : ": \(Errno(number: cause).text)"
    return "\(code.rawValue): \(path)\(reason). \(hint)"
  }
}
