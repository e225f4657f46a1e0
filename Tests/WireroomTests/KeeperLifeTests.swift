import CopyDesk
import Glibc
import Inbox
import Isolation
import Logging
import StoryLog
import Synchronization
import Testing
import Threads

@testable import Wireroom

@Suite("An inbox's sign of life")
struct KeeperLifeTests {
  @Test(
    "is no promise while it waits for a full disk, and is one as soon as it goes its round",
    .timeLimit(.minutes(20)))
  func fullDisk() async throws {
    let scratch = try Scratch()
    let inbox = scratch.path + "/in"
    _ = unsafe system("mkdir '\(inbox)' && printf 'One\n\nA story.\n' > '\(inbox)/one.txt'")
    let isFull = Atomic(true)
    var log = LogSettings()
    log.preallocateBytes = 0
    log.ballastBytes = 4096
    log.probe = { $0 == .write && isFull.load(ordering: .relaxed) ? ENOSPC : 0 }
    let writer = try Writer(
      .init(state: scratch.path + "/state", log: log, horizonDays: 90, updatesPerDay: 24),
      report: { _ in })
    let stop = StopSignal()
    let keeper = try InboxKeeper(
      InboxSettings(path: inbox, source: "in", scanInterval: .seconds(30)),
      normaliser: Normaliser(writesHTML: false), parsers: .inProcess(width: 1),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, stop: stop,
      board: StatusBoard())
    let life = keeper.life
    let running = Task { try await keeper.run(writer) }
    while await writer.trouble == nil { try await Task.sleep(for: .milliseconds(5)) }
    let hours: Int64 = 7_200_000
    #expect(life.lateness(at: Clock.monotonic + hours) == 0)
    isFull.store(false, ordering: .relaxed)
    while life.lateness(at: Clock.monotonic + hours) == 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(life.lateness(at: Clock.monotonic) == 0)
    stop.raise()
    try await running.value
    #expect(await keeper.tally.stories == 1)
    await writer.stop()
  }
}
