internal import ArgumentParser
internal import Configuration
internal import CopyDesk
internal import Isolation
internal import Logging
internal import Newsroom
internal import StoryLog
internal import Wireroom

/// `wireroom ingest`
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Take files and folders into the log, without a daemon.",
    discussion: """
      Folders are walked whole, in the order of names; links in them, and what begins with a dot, \
      are passed over. Files are read where they lie, and never moved or changed. To run it again \
      is safe: what is known already becomes a sighting, not a story.

      EXAMPLES
        wireroom ingest --state /var/lib/wireroom archive/2025
        wireroom ingest --state ./state --source reuters-archive *.xml

      EXIT STATUS  0; 65 where a file, or one in an archive, became no story (each is named); 66 where a path is not \
      there; 75 where a daemon has this state directory.
      """)

  @Option(help: "The state directory; made where it is not there.", completion: .directory)
  var state: String

  @Option(help: "The name that stands in each record as its source.")
  var source = "ingest"

  @Option(help: "The most bytes of one file.")
  var maxSize = 64 << 20

  @Flag(name: .customLong("no-html"), help: "Leave out the text/html body.")
  var leavesOutHTML = false

  @Option(
    help: "The configuration whose mappings and record settings hold.", completion: .file())
  var config: String?

  @Flag(help: "Parse in this process instead of in some of their own.")
  var inProcess = false

  @Flag(name: .shortAndLong, help: "Say nothing but what went wrong.")
  var quiet = false

  @Argument(help: "Files and folders.", completion: .file())
  var paths: [String]

  @concurrent
  func run() async throws {
    let configuration = try Configuration.optional(config)
    let walk = FileWalk(paths)
    for skipped in walk.skipped { Console.error("passed over \(skipped.path): \(skipped.reason)") }
    if walk.files.isEmpty {
      throw Failure.noInput("nothing to take in at \(paths.joined(separator: ", "))")
    }
    let logger = Logger(label: "wireroom") { _ in JournalHandler(level: quiet ? .error : .warning) }
    do {
      try Machine.makeDirectory(state)
      let writer = try Writer(
        Writer.Settings(
          state: state, log: LogSettings(), horizonDays: 90, updatesPerDay: 24),
        report: { WriterJournal.say($0, logger) })
      let parsers =
        inProcess
        ? Parsers.inProcess(width: Machine.cores)
        : Parsers.processes(width: Machine.cores, logger: logger)
      try await parsers.check(logger: logger)
      let intake = BulkIntake(
        writer: writer, source: source, parsers: parsers, maxBytes: maxSize,
        normaliser: Normaliser(configuration, withHTML: !leavesOutHTML))
      let bar = ProgressBar(total: walk.files.count, isShown: Console.isTerminal && !quiet)
      var failed = 0
      let tally = try await intake.take(walk.files) { tally, failures in
        bar.clear()
        for failure in failures {
          let place = [failure.path, failure.member.map(JournalHandler.oneLine)].compactMap(\.self)
          Console.error(
            "\(place.joined(separator: ": ")): \(failure.rejection.code): "
              + failure.rejection.detail)
        }
        failed += Set(failures.map(\.path)).count
        bar.show(tally)
      }
      await parsers.close()
      await writer.stop()
      bar.clear()
      if !quiet {
        Console.error(
          "\(tally.deliveries) file\(tally.deliveries == 1 ? "" : "s") in \(bar.elapsed): \(tally.summary)"
            + (walk.skipped.isEmpty ? "" : "; \(walk.skipped.count) passed over"))
      }
      if failed > 0 {
        throw Failure.data(
          "\(failed) of \(tally.deliveries) files became no story, in whole or in part")
      }
    } catch let error as LogError {
      throw Failure(log: error)
    } catch let error as IsolationError {
      throw Failure(status: 71, message: "\(error)")
    } catch let error as Machine.DirectoryError {
      throw Failure(status: 73, message: "\(error)")
    }
  }
}

/// A bar on standard error, for a person.
struct ProgressBar {
  private let total: Int
  private let isShown: Bool
  private let start = Clock.monotonic

  init(total: Int, isShown: Bool) {
    self.total = total
    self.isShown = isShown
  }

  /// Time since the start: `1.2 s`, `3 min 5 s`.
  var elapsed: String {
    let tenths = (Clock.monotonic - start) / 100
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    return "\(tenths / 600) min \(tenths / 10 % 60) s"
  }

  func show(_ tally: Tally) {
    guard isShown, total > 0 else { return }
    let width = 28
    let done = tally.deliveries * width / total
    let bar = String(repeating: "█", count: done) + String(repeating: "·", count: width - done)
    let milliseconds = max(1, Int(Clock.monotonic - start))
    Console.progress(
      "\r\(bar) \(tally.deliveries)/\(total)  \(tally.summary)  "
        + "\(tally.deliveries * 1000 / milliseconds)/s")
  }

  /// Takes the bar away, so that a line can be written in its place.
  func clear() {
    if isShown { Console.progress("\r\u{1B}[K") }
  }
}
