/// What the service manager has heard, and so what it is to hear next.
struct ServiceWords {
  let watchdog: Watchdog?
  private var isReady = false
  private var sentence = ""
  private var feedAt = Int64.min

  init(watchdog: Watchdog?) { self.watchdog = watchdog }

  /// The notices that a state calls for, at a time of `Clock.monotonic`. There is none of life
  /// where a loop is stuck.
  func due(_ state: ServiceState, at now: Int64) -> [NotifySocket.Notice] {
    var notices: [NotifySocket.Notice] = []
    if !isReady { notices.append(.ready) }
    if watchdog != nil, state.isAlive, now >= feedAt { notices.append(.watchdog) }
    if state.sentence != sentence { notices.append(.status(state.sentence)) }
    return notices
  }

  /// They were sent; what was not is due again.
  mutating func wereHeard(_ notices: [NotifySocket.Notice], at now: Int64) {
    for notice in notices {
      switch notice {
      case .ready: isReady = true
      case .watchdog: feedAt = now + (watchdog?.half ?? 0)
      case .status(let text): sentence = text
      case .reloading, .stopping: break
      }
    }
  }
}
