internal import CPlatform
internal import Glibc

/// How a worker's process is begun.
enum Spawning {
  /// What a worker is told of its surroundings: how glibc's memory is set, as here; nothing that is
  /// secret, nothing that has a library look for files.
  private static let environment: [String] = {
    var kept = ["LC_ALL=C", "SWIFT_BACKTRACE=enable=no"]
    for name in ["MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES", "ASAN_OPTIONS"] {
      guard let value = unsafe getenv(name) else { continue }
      let text = unsafe String(cString: value)
      kept.append("\(name)=\(text)")
    }
    return kept
  }()

  /// The process id, or -errno. `arena`: the descriptor of one, or -1.
  static func start(
    _ executable: String, _ arguments: [String], socket: Int32, arena: Int32
  ) -> Int32 {
    // The name by which ps shows it.
    unsafe withStrings(["wireroom"] + arguments) { argv in
      unsafe withStrings(environment) { envp in
        unsafe wr_worker_start(executable, argv, envp, socket, arena)
      }
    }
  }

  private static func withStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
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
}
