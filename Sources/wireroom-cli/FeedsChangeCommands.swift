internal import ArgumentParser
internal import Configuration
internal import Newsroom
internal import Wireroom

extension FeedsCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a feed by its address, or by that of a page which names it.",
      discussion: """
        The address is fetched once. A page is looked through for the feeds it names, and the \
        first that works is taken. A feed that is there already is not added twice. A credential \
        that only the daemon can read leaves a feed untried: poll then tells how it does.

        EXAMPLES
          wireroom feeds add --config /etc/wireroom/wireroom.yaml https://news.example/
          wireroom feeds add --config wireroom.yaml news.example/feed.xml --name morrow-news
          wireroom feeds add --config wireroom.yaml http://10.1.2.3/wire.xml --allow 10.1.2.3
          sudo wireroom feeds add --config wireroom.yaml https://agency.example/wire \\
            --credential agency.password

        EXIT STATUS  0 added, or there already; 69 there is no feed at that address; 73 the file of \
        feeds cannot be written; 78 the configuration is wrong.
        """)
    @OptionGroup var file: File

    @Option(help: "The feed's name, which stands in each record; else its own title makes one.")
    var name: String?

    @Option(help: "Where lists of feeds file it: World/Europe.")
    var folder: String?

    @Option(help: "Addresses of your own network that it may be fetched from: 10.1.0.0/16.")
    var allow: String?

    @Option(help: "The systemd credential that holds user:password for it.")
    var credential: String?

    @Option(help: "The proxy that it is fetched through.")
    var proxy: String?

    @Flag(help: "Do not fetch it first.")
    var untried = false

    @Argument(help: "The address of a feed or of a page.")
    var url: String

    @concurrent
    func run() async throws {
      var feed = FeedConfiguration(name: name ?? "", url: FeedList.address(typed: url))
      feed.folder = folder
      feed.allow = allow
      feed.credential = credential
      feed.proxy = proxy
      var checked = feed
      if name == nil { checked.name = "feed" }
      if let mistake = FeedsFile.mistake(of: checked) {
        throw Failure(status: 64, message: mistake)
      }
      let before = try file.load()
      if let owner = FeedList(before).owner(of: feed.url) {
        return Console.error("\(feed.url): is there already, as \(owner)")
      }
      let lacked = credential.flatMap { FeedTrial.hasCredential($0) ? nil : $0 }
      let isTried = !untried && lacked == nil
      if isTried {
        guard let tried = try await FeedSearch.find(feed, under: before) else { return }
        feed = tried
      }
      let change = try FeedsFileChange(file)
      defer { change.end() }
      var list = FeedList(change.configuration)
      switch list.add(feed) {
      case .known(let owner): Console.error("\(feed.url): is there already, as \(owner)")
      case .refused(let words): throw Failure(status: 64, message: "\(feed.url): \(words)")
      case .added(let feed):
        try change.add([feed])
        if FeedList.bearsSecret(feed.url) {
          Console.error("(its password stands in \(change.path) now; a credential keeps it apart)")
        }
        try Console.write(Array("\(feed.name)\n".utf8))
        // Its host was asked just now, and the daemon asks a new feed at once.
        if isTried { try await Task.sleep(for: before.polling.hostGap) }
        try change.takeUp()
        if !isTried { tellUntried(feed.name, lacked) }
      }
    }

    private func tellUntried(_ name: String, _ lacked: String?) {
      if let lacked {
        Console.error(
          "(not tried: the credential \(lacked) is not to be had here. The daemon has it if its unit "
            + "says LoadCredential=\(lacked):/path and was restarted since)")
      }
      Console.error("(how it does: wireroom feeds poll --config \(file.config) \(name))")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove feeds by name or address. What they brought stays.",
      discussion: """
        EXAMPLES
          wireroom feeds remove --config /etc/wireroom/wireroom.yaml morrow-news
          wireroom feeds remove --config wireroom.yaml https://news.example/feed.xml

        EXIT STATUS  0; 66 there is no such feed, or it stands in the configuration itself; 73 the \
        file of feeds cannot be written; 78 the configuration is wrong.
        """)
    @OptionGroup var file: File

    @Argument(help: "Names or addresses.")
    var feeds: [String]

    func run() throws {
      let change = try FeedsFileChange(file)
      defer { change.end() }
      let list = FeedList(change.configuration)
      let ours = Set(change.feeds.map(\.name))
      var names: Set<String> = []
      for word in feeds {
        let name = list.isFeed(word) ? word : list.owner(of: FeedList.address(typed: word))
        guard let name else { throw Failure.noInput("\(word): there is no such feed") }
        guard ours.contains(name) else {
          throw Failure.noInput(
            "\(name): it stands in \(file.config), which is yours to write: remove it there")
        }
        names.insert(name)
      }
      try change.remove(names)
      for name in names.sorted() { Console.error("removed: \(name)") }
      try change.takeUp()
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add the feeds of an OPML list, as other readers export it.",
      discussion: """
        None is fetched first: the daemon polls them in its own time, and list shows how they do. \
        What is there already is passed over, so to import again is safe. `-` is the standard input.

        EXAMPLES
          wireroom feeds import --config /etc/wireroom/wireroom.yaml subscriptions.opml
          curl -s https://news.example/list.opml | wireroom feeds import --config wireroom.yaml -

        EXIT STATUS  0; 65 it is no OPML, or addresses in it are none (each is named with its \
        line, and the others are added); 66 there is no such file; 73 the file of feeds cannot be \
        written; 78 the configuration is wrong.
        """)
    @OptionGroup var file: File

    @Argument(
      help: "The list; - for the standard input.", completion: .file(extensions: ["opml", "xml"]))
    var list: String

    func run() throws {
      let bytes: [UInt8]
      do {
        bytes =
          try list == "-"
          ? FileReading.readInput(limit: 16 << 20) : FileReading.read(list, limit: 16 << 20)
      } catch {
        throw Failure.noInput("\(error)")
      }
      let change = try FeedsFileChange(file)
      defer { change.end() }
      var feeds = FeedList(change.configuration)
      let passed: (known: [FeedList.Passed], refused: [FeedList.Passed])
      do {
        passed = try feeds.add(opml: bytes)
      } catch {
        throw Failure.data("\(list): \(error.detail)")
      }
      for one in passed.refused {
        let place = one.line > 0 ? "\(list):\(one.line)" : list
        Console.error(JournalHandler.oneLine("\(place): \(one.url): refused: \(one.words)"))
      }
      if !feeds.added.isEmpty {
        try change.add(feeds.added)
        try change.takeUp()
      }
      Console.error(
        "added \(feeds.added.count), known \(passed.known.count), refused \(passed.refused.count)")
      if !passed.refused.isEmpty { throw Failure(status: 65, message: nil) }
    }
  }
}
