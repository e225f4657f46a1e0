internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Isolation
internal import Logging
internal import Wireroom

/// `wireroom check`
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every mistake of a configuration, and look at all it speaks of.",
    discussion: """
      Run it as the daemon's user: it tries what that user may do. Nothing is changed, and a \
      daemon may be running.

      EXAMPLES
        wireroom check --config /etc/wireroom/wireroom.yaml
        sudo -u wireroom wireroom check --config /etc/wireroom/wireroom.yaml
        wireroom check --config demo.yaml --poll      and try each feed once

      EXIT STATUS  0 a daemon would run well; 78 the configuration is wrong, or something that it \
      speaks of (each is named).
      """)

  @Option(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String

  @Flag(help: "Fetch each feed once, and tell what it is.")
  var poll = false

  @Flag(name: .shortAndLong, help: "Say nothing but what is wrong or worth a note.")
  var quiet = false

  @concurrent
  func run() async throws {
    let configuration: Configuration
    do {
      configuration = try Configuration.read(path: config, environment: Environment.variables)
    } catch {
      throw Failure.configuration("\(error)")
    }
    var findings = [Check.Finding(.well, config, "no mistake in it")]
    let list = configuration.feedsPath(besides: config)
    if let feeds = try? FeedsFile.load(path: list).feeds, !feeds.isEmpty {
      let count = feeds.count == 1 ? "a feed" : "\(feeds.count) feeds"
      findings.append(Check.Finding(.well, list, "no mistake in it, \(count)"))
    }
    findings += Check.look(configuration)
    let logger = Logger(label: "wireroom") { _ in JournalHandler(level: .error) }
    let parsers = Parsers.make(configuration, logger: logger)
    let parsing = await Check.look(at: parsers)
    findings.append(parsing)
    if poll, parsing.grade != .wrong {
      findings += await FeedTrial.run(configuration, parsers: parsers)
    }
    await parsers.close()
    let shown = findings.filter { !quiet || $0.grade != .well }
    for line in Columns.align(shown.map { [$0.grade.rawValue, $0.subject, $0.text] }) {
      Console.error(JournalHandler.oneLine(line))
    }
    let wrong = findings.count { $0.grade == .wrong }
    if wrong > 0 {
      throw Failure.configuration("\(wrong) \(wrong == 1 ? "thing is" : "things are") wrong")
    }
  }
}
