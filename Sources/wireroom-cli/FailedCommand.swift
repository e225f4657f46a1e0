internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Inbox
internal import Newsroom
internal import Wireroom

/// `wireroom failed`
struct FailedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failed",
    abstract: "Deal with the files that became no story: list, show, retry, drop.",
    discussion: """
      They lie in _failed/ of their inbox, each beside a .reason.json, until somebody deals with \
      them. Names are given as `list` shows them: a byte that is no text is \\xNN.

      EXAMPLES
        wireroom failed list --config /etc/wireroom/wireroom.yaml
        wireroom failed show --inbox /srv/inbox story.xml
        wireroom failed retry --inbox /srv/inbox story.xml    it is read again, as if it came now
        wireroom failed retry --inbox /srv/inbox --reason unknown-format
        wireroom failed drop --inbox /srv/inbox --all --yes   deletes for good

      EXIT STATUS  0; 66 there is no such file or inbox; 74 one could not be moved or deleted \
      (each is named); 64 where drop is not confirmed.
      """,
    subcommands: [List.self, Show.self, Retry.self, Drop.self])

  /// Which inboxes are meant.
  struct Place: ParsableArguments {
    @Option(
      help: "The configuration: all its inboxes.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: "One inbox, by its folder.", completion: .directory)
    var inbox: String?

    func validate() throws {
      if (config == nil) == (inbox == nil) {
        throw ValidationError("Give --config or --inbox, one of the two.")
      }
    }

    /// Folders and markers.
    func inboxes() throws -> [(path: String, marker: String?)] {
      if let inbox { return [(inbox, nil)] }
      guard let config else { return [] }
      do {
        return try Configuration.read(path: config, environment: Environment.variables)
          .inboxes.map { ($0.path, $0.marker) }
      } catch {
        throw Failure.configuration("\(error)")
      }
    }

    /// Opens each, and calls `body` with its path, shelf and marker.
    func each(_ body: (String, FailedShelf, String?) throws -> Void) throws {
      for (path, marker) in try inboxes() {
        let shelf: FailedShelf
        do throws(InboxError) {
          shelf = try FailedShelf(inbox: path)
        } catch {
          // An inbox of the configuration that no daemon has kept yet has no failures either.
          if inbox == nil { continue }
          throw Failure.noInput("\(error)")
        }
        try body(path, shelf, marker)
      }
    }
  }

  /// Which files are meant.
  struct Choice: ParsableArguments {
    @Flag(help: "All of them.")
    var all = false

    @Option(help: "All that were rejected for this reason, a code such as unknown-format.")
    var reason: String?

    @Argument(help: "Names, as list shows them.")
    var names: [String] = []

    func validate() throws {
      let ways = [all, reason != nil, !names.isEmpty].count { $0 }
      if ways != 1 { throw ValidationError("Give names, or --reason, or --all.") }
    }

    func chosen(in shelf: FailedShelf) -> [FailedShelf.Item] {
      if names.count == 1, let name = names.first { return shelf.find(name).map { [$0] } ?? [] }
      let wanted = Set(names)
      return shelf.list().filter { item in
        all || (reason.map { $0 == item.reason?.code } ?? wanted.contains(item.name))
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name each file with its reason, age and size, the latest last.",
      discussion: """
        EXAMPLES
          wireroom failed list --config /etc/wireroom/wireroom.yaml
          wireroom failed list --inbox /srv/inbox --json | jq -r .code | sort | uniq -c

        EXIT STATUS  0; 66 there is no such inbox.
        """)
    @OptionGroup var place: Place

    @Flag(help: "One line of JSON for each.")
    var json = false

    func run() throws {
      try place.each { path, shelf, _ in
        let items = shelf.list()
        if json { return try items.forEach { try Console.write(Self.line($0, path)) } }
        guard !items.isEmpty else { return }
        let now = Clock.now.milliseconds
        let rows = items.map {
          [
            "\(Columns.span(milliseconds: now - $0.failedAt)) ago", Columns.size(Int($0.size)),
            $0.reason?.code ?? "no-reason", $0.name,
          ]
        }
        try Console.write(Array("\(path): \(items.count)\n".utf8))
        for line in Columns.align(rows) { try Console.write(Array("  \(line)\n".utf8)) }
      }
    }

    private static func line(_ item: FailedShelf.Item, _ inbox: String) -> [UInt8] {
      var json = JSONWriter(reserving: 512)
      json.beginObject()
      json.member("inbox", inbox)
      json.member("name", item.name)
      json.key("bytes")
      json.int(item.size)
      json.member("failed", NewsDate(milliseconds: item.failedAt).rfc3339(milliseconds: true))
      json.nullable("source", item.reason?.source)
      json.nullable("delivery", item.reason?.delivery)
      json.nullable("code", item.reason?.code)
      json.nullable("detail", item.reason?.detail)
      json.endObject()
      return json.take() + [0x0A]
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell why a file became no story, and show its first bytes harmlessly.",
      discussion: """
        EXAMPLES
          wireroom failed show --inbox /srv/inbox story.xml
          wireroom failed show --inbox /srv/inbox story.xml --bytes 4096

        EXIT STATUS  0; 66 there is no such file or inbox.
        """)
    @OptionGroup var place: Place

    @Option(help: "How many bytes.")
    var bytes = 1024

    @Argument(help: "The name, as list shows it.")
    var name: String

    func run() throws {
      var isFound = false
      try place.each { path, shelf, _ in
        guard let item = shelf.find(name) else { return }
        isFound = true
        let now = Clock.now.milliseconds
        var rows = [
          ["file", "\(path)/_failed/\(item.name)"],
          ["size", Columns.size(Int(item.size))],
          ["failed", "\(Columns.span(milliseconds: now - item.failedAt)) ago"],
        ]
        if let reason = item.reason {
          rows += [
            ["source", reason.source], ["delivery", reason.delivery],
            ["reason", "\(reason.code): \(reason.detail)"],
          ]
        } else {
          rows.append(["reason", "no .reason.json can be read beside it"])
        }
        for line in Columns.align(rows) {
          try Console.write(Array("\(JournalHandler.oneLine(line))\n".utf8))
        }
        do {
          let beginning = try shelf.beginning(of: item, count: min(max(0, bytes), 1 << 20))
          try Console.write(Array("\n".utf8) + Harmless.text(beginning))
        } catch let error as InboxError {
          throw Failure(status: 74, message: "\(error)")
        }
      }
      if !isFound { throw Failure.noInput("\(name): no such file in _failed") }
    }
  }

  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move files back into the inbox: they are read again, as if they came now.",
      discussion: """
        EXAMPLES
          wireroom failed retry --inbox /srv/inbox story.xml
          wireroom failed retry --config /etc/wireroom/wireroom.yaml --reason unknown-format

        EXIT STATUS  0; 66 there is no such file or inbox; 74 one could not be moved.
        """)
    @OptionGroup var place: Place
    @OptionGroup var choice: Choice

    func run() throws {
      try FailedCommand.deal(place, choice, word: "put back") {
        shelf, item, marker throws(InboxError) in
        try shelf.retry(item, marker: marker)
      }
    }
  }

  struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete files for good. Their sightings stay in the log.",
      discussion: """
        EXAMPLES
          wireroom failed drop --inbox /srv/inbox story.xml        asks first
          wireroom failed drop --inbox /srv/inbox --all --yes

        EXIT STATUS  0; 64 not confirmed; 66 there is no such file or inbox; 74 one could not be \
        deleted.
        """)
    @OptionGroup var place: Place
    @OptionGroup var choice: Choice

    @Flag(help: "Do not ask.")
    var yes = false

    func run() throws {
      if !yes { try confirm() }
      try FailedCommand.deal(place, choice, word: "deleted") {
        shelf, item, _ throws(InboxError) in
        try shelf.drop(item)
      }
    }

    private func confirm() throws {
      var count = 0
      try place.each { path, shelf, _ in
        for item in choice.chosen(in: shelf) {
          count += 1
          Console.error("\(path)/_failed/\(item.name)")
        }
      }
      guard count > 0 else { return }
      guard isatty(0) == 1 else {
        throw Failure(
          status: 64, message: "nothing was deleted: say --yes, or ask from a terminal")
      }
      Console.progress(
        "Delete \(count == 1 ? "this file" : "these \(count) files") for good? [y/N] ")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
        throw Failure(status: 64, message: "nothing was deleted")
      }
    }
  }

  /// Does something to each chosen file; one that fails holds up no other.
  private static func deal(
    _ place: Place, _ choice: Choice, word: String,
    _ body: (FailedShelf, FailedShelf.Item, String?) throws(InboxError) -> Void
  ) throws {
    var done = 0
    var failed = 0
    var isForbidden = false
    var found: Set<String> = []
    try place.each { path, shelf, marker in
      for item in choice.chosen(in: shelf) {
        found.insert(item.name)
        do throws(InboxError) {
          try body(shelf, item, marker)
          done += 1
          Console.error("\(word): \(path)/_failed/\(item.name)")
        } catch {
          failed += 1
          isForbidden = isForbidden || error.cause == EACCES || error.cause == EPERM
          Console.error("\(error)")
        }
      }
    }
    let missing = choice.names.filter { !found.contains($0) }
    for name in missing { Console.error("\(name): no such file in _failed") }
    if failed > 0 {
      throw Failure(
        status: isForbidden ? 77 : 74,
        message: "\(failed) of \(done + failed) files stayed where they are")
    }
    if !missing.isEmpty { throw Failure.noInput("\(missing.count) of the names are not there") }
  }
}

/// Bytes from outside, made fit for a terminal.
enum Harmless {
  /// Text as text, line by line; what is no UTF-8, and every control character but the newline, as
  /// `\xNN`. It ends with a newline.
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var out = ""
    var rest = bytes[...]
    while let byte = rest.first {
      let width = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      if byte == 0x0A {
        out += "\n"
        rest = rest.dropFirst()
      } else if byte >= 0x20, byte != 0x7F,
        let text = String(validating: rest.prefix(width), as: UTF8.self)
      {
        out += JournalHandler.oneLine(text)
        rest = rest.dropFirst(width)
      } else {
        out += byte == 0x09 ? "\t" : byte < 0x10 ? "\\x0\(byte.hex)" : "\\x\(byte.hex)"
        rest = rest.dropFirst()
      }
    }
    if !out.hasSuffix("\n") { out += "\n" }
    return Array(out.utf8)
  }
}

extension UInt8 {
  fileprivate var hex: String { String(self, radix: 16, uppercase: true) }
}
