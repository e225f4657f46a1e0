internal import ArgumentParser
internal import Configuration
internal import Newsroom
internal import Wireroom

/// `wireroom feeds`
struct FeedsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feeds",
    abstract: "Deal with feeds: list, add, remove, import, export, poll, pause, resume.",
    discussion: """
      The feeds of the configuration are yours: no command writes in that file. Those that are \
      added or imported stand in a file of their own beside it (feeds_file: feeds.yaml), of the \
      same form, in which you may write too. A daemon that runs takes a change up at once.

      EXAMPLES
        wireroom feeds add --config /etc/wireroom/wireroom.yaml https://news.example/
        wireroom feeds list --state /var/lib/wireroom
        wireroom feeds import --config /etc/wireroom/wireroom.yaml subscriptions.opml
        wireroom feeds poll --state /var/lib/wireroom morrow-news

      EXIT STATUS  0; 65 the file is no list of feeds, or has addresses that are none; 66 there is \
      no such feed or file; 69 an address has no feed, or no daemon runs where one is needed; 73 \
      the file of feeds cannot be written; 75 the daemon does not answer; 77 this user may not ask \
      it; 78 the configuration is wrong.
      """,
    subcommands: [
      List.self, Add.self, Remove.self, Import.self, Export.self, Poll.self, Pause.self,
      Resume.self,
    ])

  /// The configuration, for what is written in it.
  struct File: ParsableArguments {
    @Option(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    func load() throws -> Configuration {
      do {
        return try Configuration.read(path: config, environment: Environment.variables)
      } catch {
        throw Failure.configuration("\(error)")
      }
    }
  }

  /// Which daemon is asked.
  struct Place: ParsableArguments {
    @Option(
      help: "The configuration: its state directory.",
      completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: "The state directory.", completion: .directory)
    var state: String?

    func validate() throws {
      if (config == nil) == (state == nil) {
        throw ValidationError("Give --config or --state, one of the two.")
      }
    }

    func load() throws -> (state: String, configuration: Configuration?) {
      if let state { return (state, nil) }
      var file = File()
      file.config = config ?? ""
      let configuration = try file.load()
      return (configuration.state, configuration)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show each feed: when it was and will be polled, how it does, what it brought.",
      discussion: """
        Asks the daemon; where none runs, the state directory tells what it remembers. `each` is \
        the interval reckoned from a feed's rhythm, `seen` its entries over all polls, `new` the \
        stories that the log did not have.

        EXAMPLES
          wireroom feeds list --state /var/lib/wireroom
          wireroom feeds list --config wireroom.yaml --json | jq 'select(.state == "failing").url'

        EXIT STATUS  0; 75 the daemon does not answer; 77 this user may not ask it; 78 the \
        configuration is wrong.
        """)
    @OptionGroup var place: Place

    @Flag(help: "A line of JSON for each; its keys are stable (docs/operating.md).")
    var json = false

    func run() throws {
      let (state, configuration) = try place.load()
      let (feeds, isLive) = try FeedDesk.list(state, configuration)
      if json { return try feeds.forEach { try Console.write($0.json + [0x0A]) } }
      for line in FeedTable.lines(feeds, at: Clock.now) {
        try Console.write(Array("\(line)\n".utf8))
      }
      if !isLive, !feeds.isEmpty {
        Console.error("(no daemon polls these feeds now: this is what is remembered)")
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print all feeds as an OPML list, without passwords.",
      discussion: """
        EXAMPLES
          wireroom feeds export --config /etc/wireroom/wireroom.yaml > feeds.opml

        EXIT STATUS  0; 78 the configuration is wrong.
        """)
    @OptionGroup var file: File

    func run() throws {
      try Console.write(Array(FeedList.opml(try file.load()).utf8))
    }
  }

  struct Poll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have the daemon poll feeds now, and tell what came of it.",
      discussion: """
        Its host is asked no sooner than it may be: two requests to one host keep their distance, \
        and a host that wants to be left alone is. A feed that is gone or paused is polled once.

        EXAMPLES
          wireroom feeds poll --state /var/lib/wireroom morrow-news
          wireroom feeds poll --config /etc/wireroom/wireroom.yaml morrow-news north-press

        EXIT STATUS  0; 66 there is no such feed; 69 the poll failed, or no daemon runs; 75 the \
        daemon does not answer, or the host wants to be left alone for longer; 77 this user may not \
        ask it.
        """)
    @OptionGroup var place: Place

    @Argument(help: "Names of feeds.")
    var names: [String]

    @concurrent
    func run() async throws {
      let state = try place.load().state
      var worst: Int32 = 0
      for name in names { worst = max(worst, try await FeedDesk.poll(name, state)) }
      if worst > 0 { throw Failure(status: worst, message: nil) }
    }
  }

  struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Leave feeds alone until resume, over restarts too.",
      discussion: """
        EXAMPLES
          wireroom feeds pause --state /var/lib/wireroom morrow-news

        EXIT STATUS  0; 66 there is no such feed; 75 the daemon does not answer; 77 this user may \
        not ask it.
        """)
    @OptionGroup var place: Place

    @Argument(help: "Names of feeds.")
    var names: [String]

    func run() throws { try FeedDesk.pause(names, true, place) }
  }

  struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Poll feeds again that pause has left alone, when they are due.",
      discussion: """
        A feed that the configuration pauses (paused: true) stays so until that is changed.

        EXAMPLES
          wireroom feeds resume --state /var/lib/wireroom morrow-news

        EXIT STATUS  0; 66 there is no such feed; 75 the daemon does not answer; 77 this user may \
        not ask it.
        """)
    @OptionGroup var place: Place

    @Argument(help: "Names of feeds.")
    var names: [String]

    func run() throws { try FeedDesk.pause(names, false, place) }
  }
}
