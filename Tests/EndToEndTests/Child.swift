import Foundation
import Glibc
import Synchronization

/// A process that a test has started, its output in two files. It leads a group of its own, and
/// the whole group is killed with it: a shell's pipeline too.
final class Child: Sendable {
  /// How a process ended.
  enum Ending: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  struct NotStarted: Error {
    let program: String
    let cause: Int32
  }

  let pid: pid_t
  let outPath: String
  let errPath: String
  private let known = Mutex<Ending?>(nil)

  /// Starts a program, found along PATH. `output`: where its standard output and standard error
  /// go, with `.out` and `.err` behind it; nil: nowhere. `input`: a file; nil: nothing to read.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], folder: String,
    input: String? = nil, output: String?
  ) throws {
    outPath = output.map { $0 + ".out" } ?? "/dev/null"
    errPath = output.map { $0 + ".err" } ?? "/dev/null"
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, outPath, writing, 0o644)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errPath, writing, 0o644)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    var child = pid_t()
    let variables = environment.map { "\($0.key)=\($0.value)" }
    // glibc shows its own action for another folder to GNU sources only; env does the same.
    let words = ["env", "-C", folder, program] + arguments
    let code = unsafe Self.withCStrings(words) { argv in
      unsafe Self.withCStrings(variables) { envp in
        unsafe posix_spawn(&child, "/usr/bin/env", &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else { throw NotStarted(program: program, cause: code) }
    pid = child
  }

  deinit { kill() }

  private static func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (n, string) in strings.enumerated() { unsafe pointers[n] = strdup(string) }
    unsafe pointers[strings.count] = nil
    defer {
      for n in strings.indices { unsafe free(pointers[n]) }
      unsafe pointers.deallocate()
    }
    return unsafe body(pointers)
  }

  /// How it has ended; nil while it runs.
  var ending: Ending? {
    known.withLock { known in
      if known == nil {
        var status: Int32 = 0
        if unsafe waitpid(pid, &status, WNOHANG) == pid {
          known = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        }
      }
      return known
    }
  }

  var isRunning: Bool { ending == nil }

  /// Sends a signal to this process alone.
  func send(_ signal: Int32) {
    // A pid that was waited for may be somebody else's by now.
    if isRunning { _ = Glibc.kill(pid, signal) }
  }

  /// SIGKILL to the whole group, and waits for its leader.
  func kill() {
    if isRunning {
      _ = Glibc.kill(-pid, SIGKILL)
    }
    known.withLock { known in
      guard known == nil else { return }
      var status: Int32 = 0
      unsafe waitpid(pid, &status, 0)
      known = .signal(SIGKILL)
    }
  }

  /// Waits for its end.
  @discardableResult
  func end(within limit: Duration = .seconds(300)) async throws -> Ending {
    try await eventually("process \(pid) ends", within: limit, context: { self.journal }) {
      self.ending != nil
    }
    return ending ?? .signal(0)
  }

  /// SIGTERM, and waits for the end.
  @discardableResult
  func stop() async throws -> Ending {
    send(SIGTERM)
    return try await end()
  }

  /// What it has written to standard output.
  var output: String { text(outPath) }
  /// What it has written to standard error.
  var journal: String { text(errPath) }

  private func text(_ path: String) -> String {
    String(decoding: (try? Files.read(path)) ?? [], as: UTF8.self)
  }
}

/// What a program that was run to its end has said.
struct Outcome: Sendable {
  let ending: Child.Ending
  let output: String
  let errors: String

  /// The lines of standard output.
  var lines: [Substring] { output.split(separator: "\n") }
}
