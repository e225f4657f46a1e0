import CopyDesk
import Glibc
import Inbox
import Isolation
import Logging
import StoryLog
import Testing

@testable import Wireroom

@Suite("A file that crashes its parser", .timeLimit(.minutes(5)))
struct PoisonTests {
  /// Workers that do what a document says: Tests/parser-probe.
  private var parsers: Parsers {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:))
    let path = String(decoding: own, as: UTF8.self)
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    var settings = ParserPool.Settings(width: 2)
    settings.executable = "/\(folder)/parser-probe"
    return .processes(ParserPool(settings))
  }

  private func keeper(_ scratch: borrowing Scratch, _ parsers: Parsers) throws -> InboxKeeper {
    try InboxKeeper(
      InboxSettings(path: scratch.path + "/in", source: "in", scanInterval: .seconds(30)),
      normaliser: Normaliser(writesHTML: false), parsers: parsers,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, stop: StopSignal(),
      board: StatusBoard())
  }

  @Test("lies in _failed with the reason, is sighted once, and is not read again")
  func poison() async throws {
    let scratch = try Scratch()
    _ = unsafe system(
      """
      cd '\(scratch.path)' && mkdir in && for n in 1 2 3 4 5 6 7 8; do \
      printf 'Headline %s\\n\\nWords of story %s stand here.\\n' $n $n > in/$n.txt; done; \
      printf 'probe: trap\\n' > in/poison.txt
      """)
    let writer = try Writer(
      .init(
        state: scratch.path + "/state", log: LogSettings(), horizonDays: 90, updatesPerDay: 24),
      report: { _ in })
    let parsers = parsers
    let first = try keeper(scratch, parsers)
    try await first.runOnce(writer)
    #expect(await first.tally.stories == 8)
    #expect(await first.tally.rejected == 1)
    #expect(FailedShelf.count(inbox: scratch.path + "/in") == 1)
    await first.close()
    let second = try keeper(scratch, parsers)
    #expect(second.unfinished.isEmpty)
    try await second.runOnce(writer)
    #expect(await second.tally.deliveries == 0)
    #expect(parsers.standing?.lost == 2)
    await parsers.close()
    await writer.stop()
    let sightings = try FileReading.read(scratch.path + "/state/sightings.jsonl", limit: 1 << 20)
    let lines = String(decoding: sightings, as: UTF8.self)
    #expect(lines.contains(#""reason":"parser-crashed""#))
    #expect(lines.split(separator: "\n").count == 1)
  }
}
