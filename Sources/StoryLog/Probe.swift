/// Asks `LogSettings.probe` before a system call.
struct Probe {
  let body: (@Sendable (LogStep) -> Int32)?

  /// Throws as the call would, where the probe wants it to fail.
  @inline(__always)
  func callAsFunction(_ step: LogStep, _ path: String) throws(LogError) {
    guard let body else { return }
    let code = body(step)
    if code == 0 { return }
    throw step.isFlush ? .flush(path, code) : .system(step.rawValue, path, code)
  }
}

extension LogStep {
  fileprivate var isFlush: Bool {
    switch self {
    case .flush, .flushIndex, .flushSeal, .flushDirectory, .flushState, .flushRewrite, .flushTorn:
      true
    default: false
    }
  }
}
