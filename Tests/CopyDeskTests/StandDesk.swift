import CopyDesk
import Feeds
import Glibc
import Isolation
import Newsroom
import Synchronization
import Wireroom

/// The desk behind the poller: takes what was fetched as the daemon does, and notes what became of
/// each entry.
final class StandDesk: Sendable {
  private struct State {
    var desk: TestDesk
    var words: [String: [Newsstand.Word]] = [:]
    var failure: Failure?
  }

  /// How far the next response gets.
  enum Failure: Error {
    case beforeStoring, afterStoring
  }

  private let state: Mutex<State>
  private let clock: StandClock
  private let normaliser = Normaliser(writesHTML: true)

  /// What is fetched is read where the daemon reads it: in processes of their own, one after
  /// another. The product's binary lies beside the program that runs these tests.
  private static let parsers: Parsers = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(
      decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    var settings = ParserPool.Settings(width: 2)
    settings.executable =
      "/" + path.split(separator: "/").dropLast().joined(separator: "/") + "/wireroom"
    return .processes(ParserPool(settings))
  }()

  struct NotRead: Error {}

  init(horizonDays: Int?, updatesPerDay: Int, clock: StandClock) {
    self.clock = clock
    state = Mutex(State(desk: TestDesk(updatesPerDay: updatesPerDay, horizonDays: horizonDays)))
  }

  @concurrent
  func take(_ fetched: FetchedFeed) async throws -> StoredOutcome {
    guard
      let submission = await Self.parsers.submission(
        for: fetched.delivery, by: normaliser, breakingOff: fetched.isRepeated)
    else { throw NotRead() }
    let source = fetched.delivery.source
    if case .rejected = submission.outcome {
      state.withLock { $0.words[source, default: []].append("rejected") }
      return StoredOutcome(submission, new: 0)
    }
    let now = NewsDate(milliseconds: clock.now.wall)
    let (words, failure) = try state.withLock { state in
      defer { state.failure = nil }
      if state.failure == .beforeStoring { throw Failure.beforeStoring }
      state.desk.now = now
      let words = try state.desk.desk.take(submission, at: now).verdicts.map(Self.word)
      state.words[source, default: []] += words
      return (words, state.failure)
    }
    if let failure { throw failure }
    return StoredOutcome(
      submission, new: words.count { !["same", "sighted", "late"].contains($0) })
  }

  /// What became of entries since it was last asked, by source.
  func takeWords() -> [String: [Newsstand.Word]] {
    state.withLock { state in
      defer { state.words = [:] }
      return state.words
    }
  }

  func fail(_ failure: Failure) { state.withLock { $0.failure = failure } }

  func restart(fromLines: Bool) {
    state.withLock { $0.desk = $0.desk.restarted(fromLines: fromLines) }
  }

  var lines: (stories: [[UInt8]], sightings: [[UInt8]]) {
    state.withLock { ($0.desk.stories.lines, $0.desk.sightings.lines) }
  }

  private static func word(_ verdict: Verdict) -> Newsstand.Word {
    switch verdict {
    case .story: "story"
    case .update: "update"
    case .correction: "correction"
    case .cancel: "cancel"
    case .duplicate: "sighted"
    case .late: "late"
    case .unchanged: "same"
    case .rejected: "rejected"
    }
  }
}
