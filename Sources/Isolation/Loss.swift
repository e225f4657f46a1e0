internal import Glibc
package import Newsroom

/// How a worker came to grief over a document.
package enum Loss: Hashable, Sendable {
  /// Ended by a signal that nobody here sent.
  case signal(Int32)
  /// Ended of its own accord, where it should have answered.
  case exit(Int32)
  /// The processor's limit, in seconds.
  case processor(seconds: Int)
  /// The clock's limit, in seconds.
  case clock(seconds: Int)
  /// The address space's limit, in bytes.
  case memory(bytes: UInt64)
  /// It answered what was not agreed on.
  case nonsense(String)

  /// What becomes of a document that has cost two workers their lives.
  package var rejection: Rejection {
    let again = "It was read twice, the second time alone in a fresh process. Every other document "
    let advice = again + "went on; look at this one, and report it where it is an honest one."
    return Rejection(code: code, detail: "\(words). \(advice)")
  }

  /// `parser-crashed`, `parser-timeout` or `parser-memory`.
  package var code: String {
    switch self {
    case .signal(SIGKILL), .memory: "parser-memory"
    case .signal, .exit, .nonsense: "parser-crashed"
    case .processor, .clock: "parser-timeout"
    }
  }

  /// What happened, without the end of its sentence.
  package var words: String {
    switch self {
    case .signal(SIGKILL):
      "The process that read it was killed from outside (signal 9), as is done where a machine has "
        + "no memory left"
    case .signal(SIGSYS):
      "The process that read it asked the system for what no parser needs, and was ended (signal 31)"
    case .signal(let number):
      "The process that read it crashed: signal \(number), \(Self.name(of: number))"
    case .exit(let status):
      "The process that read it ended without an answer (exit status \(status))"
    case .processor(let seconds):
      "Reading it took more than \(seconds) s of processor"
    case .clock(let seconds):
      "Reading it took more than \(seconds) s"
    case .memory(let bytes):
      "Reading it took more memory than the \(bytes >> 20) MiB that a document of its size may take"
    case .nonsense(let reason):
      "The process that read it gave an answer that cannot be believed (\(reason))"
    }
  }

  private static func name(of signal: Int32) -> String {
    unsafe strsignal(signal).map { unsafe String(cString: $0).lowercased() } ?? "unknown"
  }
}
