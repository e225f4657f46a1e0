internal import ServiceLifecycle
internal import Synchronization
package import Threads

/// Tells the service manager how the daemon does: that it is ready, that it lives, and in one
/// sentence what is the matter.
///
/// Life is not this loop's own: before each WATCHDOG=1 the writer must have answered from its
/// thread, and no inbox may be late with its round, nor what polls the feeds. A daemon whose loops are stuck falls silent,
/// and is killed and started anew.
package final class ServiceNotifier: Service {
  private let socket: NotifySocket
  private let watchdog: Watchdog?
  private let writer: @Sendable () async -> Writer.Pulse
  private let inboxes: @Sendable () -> [SignOfLife]
  private let feeds: @Sendable () -> FeedStanding
  private let refusal: @Sendable () -> String?
  private let question = Mutex(Question())
  private let words: Mutex<ServiceWords>

  /// One question to the writer at a time, and what it said last.
  private struct Question {
    var askedAt: Int64?
    var answer: Writer.Pulse?
  }

  /// `writer` must pass through the writer's thread; `inboxes` and `feeds` are asked for anew each
  /// time, since a reload may change them. `refusal`: why a new configuration is not in force.
  package init(
    socket: NotifySocket, watchdog: Watchdog?,
    writer: @escaping @Sendable () async -> Writer.Pulse,
    inboxes: @escaping @Sendable () -> [SignOfLife],
    feeds: @escaping @Sendable () -> FeedStanding = { FeedStanding() },
    refusal: @escaping @Sendable () -> String? = { nil }
  ) {
    self.socket = socket
    self.watchdog = watchdog
    self.writer = writer
    self.inboxes = inboxes
    self.feeds = feeds
    self.refusal = refusal
    words = Mutex(ServiceWords(watchdog: watchdog))
  }

  /// The notifier of a daemon that a service manager has started; nil where nobody listens.
  package static func ofEnvironment(
    writer: Writer, inboxes: @escaping @Sendable () -> [SignOfLife],
    feeds: @escaping @Sendable () -> FeedStanding, refusal: @escaping @Sendable () -> String?
  ) -> ServiceNotifier? {
    guard let socket = NotifySocket.ofEnvironment else { return nil }
    return ServiceNotifier(
      socket: socket, watchdog: .ofEnvironment, writer: { await writer.pulse }, inboxes: inboxes,
      feeds: feeds, refusal: refusal)
  }

  /// A new configuration is being read; `reloaded` must follow.
  package func reloading() {
    say([.reloading(since: Clock.monotonic), .status("reading the configuration again")])
  }

  /// The new configuration is in force, or the old one is again.
  package func reloaded() {
    let sentence = state(at: Clock.monotonic)?.sentence
    say([.ready] + (sentence.map { [.status($0)] } ?? []))
  }

  /// Tells until the daemon is to end.
  package func run() async {
    await withGracefulShutdownHandler {
      await cancelWhenGracefulShutdown { await self.tell() }
    } onGracefulShutdown: {
      self.say([.stopping, .status("stopping: what is in hand is brought to its end")])
    }
  }

  /// The longest time for which a sentence stands after it has ceased to be true; milliseconds.
  private static let longestPause: Int64 = 5000
  /// Until the next look while an answer is owed.
  private static let shortPause: Int64 = 500
  private static let firstPause: Int64 = 10

  private func tell() async {
    let pause = min(Self.longestPause, max(1, (watchdog?.half ?? .max) / 2))
    var wait = Self.firstPause
    await withDiscardingTaskGroup { group in
      ask(&group)
      while (try? await Task.sleep(for: .milliseconds(wait))) != nil {
        let now = Clock.monotonic
        guard let state = state(at: now) else { continue }
        say(words.withLock { $0.due(state, at: now) })
        wait = state.isAlive ? pause : min(pause, Self.shortPause)
        ask(&group)
      }
    }
  }

  private func say(_ notices: [NotifySocket.Notice]) {
    guard !notices.isEmpty, socket.send(notices) else { return }
    words.withLock { $0.wereHeard(notices, at: Clock.monotonic) }
  }

  /// Asks the writer, if it has answered the last time. Nobody waits for the answer before the end:
  /// a task that does not come back is how a stuck writer looks.
  private func ask(_ group: inout DiscardingTaskGroup) {
    let isFree = question.withLock { question in
      guard question.askedAt == nil else { return false }
      question.askedAt = Clock.monotonic
      return true
    }
    guard isFree else { return }
    group.addTask {
      let answer = await self.writer()
      self.question.withLock { $0 = Question(askedAt: nil, answer: answer) }
    }
  }

  /// Nil before the writer's first answer.
  private func state(at now: Int64) -> ServiceState? {
    let question = question.withLock { $0 }
    guard let answer = question.answer else { return nil }
    func loops(_ lives: [SignOfLife]) -> [ServiceState.Loop] {
      lives.map { .init(name: $0.name, lateness: $0.lateness(at: now), trouble: $0.trouble) }
    }
    let standing = feeds()
    let silence = question.askedAt.map { max(1, now - $0) } ?? 0
    return ServiceState(
      inboxes: loops(inboxes()),
      feeds: .init(
        count: standing.count, failing: standing.failing, trouble: standing.trouble,
        loops: loops(standing.lives)),
      refusal: refusal(), writer: answer, writerSilence: silence)
  }
}
