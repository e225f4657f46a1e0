import Foundation
import Testing

@Suite("wireroom feeds", .timeLimit(.minutes(20)))
struct FeedsCommandTests {
  private func configure(_ room: Room) throws {
    let text = """
      # Written by hand.
      state: \(room.state)
      inboxes:
        - name: desk
          path: \(room.inbox)
      polling:
        host_gap: 50ms

      """
    try Files.write(text, to: room.configuration)
  }

  private func feeds(_ room: Room, _ command: String, _ arguments: String...) async throws
    -> Outcome
  {
    try await room.run(
      Product.binary, ["feeds", command, "--config", room.configuration] + arguments)
  }

  /// One line of `list --json`.
  private struct Entry: Decodable {
    let name: String
    let state: String
    let entriesSeen: Int
    let storiesNew: Int
    let lastPoll: String?
  }

  private func list(_ room: Room, state: Bool = true) async throws -> [Entry] {
    let place = state ? ["--state", room.state] : ["--config", room.configuration]
    let outcome = try await room.run(Product.binary, ["feeds", "list", "--json"] + place)
    #expect(outcome.ending == .exit(0), "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try outcome.lines.map {
      try decoder.decode(Entry.self, from: Data($0.utf8))
    }
  }

  @Test("add finds the feed that a page names, a daemon takes it up, and nothing is added twice")
  func add() async throws {
    try await Room.open { room in
      let root = try await room.serveFolder()
      try configure(room)
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/www/one.rss")
      try Files.write(
        """
        <!doctype html><html><head><title>Morrow</title>
        <link rel="alternate" type="application/rss+xml" href="/gone.rss">
        <link rel="alternate" type="application/rss+xml" href="/one.rss?a=1&amp;b=2"></head></html>
        """, to: "\(room.path)/www/index.html")
      let before = try Files.text(room.configuration)
      let daemon = try await room.daemon()
      let none = try await feeds(room, "add", "\(root)/none", "--allow", "127.0.0.1")
      #expect(none.ending == .exit(69))
      #expect(none.errors.contains("404: there is no feed at this address"), "\(none.errors)")
      #expect(Files.kind("\(room.path)/feeds.yaml") == 0)

      let added = try await feeds(room, "add", "\(root)/", "--allow", "127.0.0.1")
      #expect(added.ending == .exit(0), "\(added.errors)")
      #expect(added.output == "morrow-news-1\n")
      #expect(added.errors.contains("a page that names 2 feeds"))
      #expect(added.errors.contains("gone.rss: 404"))
      #expect(added.errors.contains("rss, 3 stories"))
      try await room.eventually("its stories are there") {
        Log.count("\(room.state)/stories") == 3
      }
      for spelling in ["\(root)/one.rss?b=2&a=1&utm_source=x", "\(root)/"] {
        let again = try await feeds(room, "add", spelling, "--allow", "127.0.0.1")
        #expect(again.ending == .exit(0), "\(again.errors)")
        #expect(again.errors.contains("is there already, as morrow-news-1"), "\(again.errors)")
      }
      let wrong = try await feeds(room, "add", "http://a.example/", "--name", "a b", "--untried")
      #expect(wrong.ending == .exit(64))
      let checked = try await room.wireroom("check", "--config", room.configuration, "--poll")
      #expect(checked.errors.contains("rss, 3 stories"), "\(checked.errors)")

      let removed = try await feeds(room, "remove", "morrow-news-1")
      #expect(removed.ending == .exit(0), "\(removed.errors)")
      #expect(try await list(room).isEmpty)
      #expect(try await feeds(room, "remove", "morrow-news-1").ending == .exit(66))
      #expect(try Files.text(room.configuration) == before)
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("import says what it added, knew and refused, and export gives it back")
  func lists() async throws {
    try await Room.open { room in
      try configure(room)
      try Files.write(
        try Files.text(room.configuration)
          + "feeds:\n  - name: mine\n    url: https://mine.example/feed\n", to: room.configuration)
      let opml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
        <opml version="1.1"><head/><body>
          <outline text="Welt">
            <outline text="Süd &amp; Nord &x;" type="rss" xmlUrl="http://sued.example/rss?a=1&amp;b=2"/>
            <outline text="Süd &amp; Nord" xmlUrl="https://nord.example/rss"/>
            <outline text="odd" xmlUrl="gopher://old.example/"/>
          </outline>
          <outline title="Mine" xmlURL="HTTP://mine.example/feed/?utm_medium=rss"/>
          <outline text="desk" xmlUrl="feed://desk.example/atom"/>
        </body></opml>
        """
      try Files.write(opml, to: "\(room.path)/list.opml")
      let first = try await feeds(room, "import", "\(room.path)/list.opml")
      #expect(first.ending == .exit(65))
      #expect(first.errors.contains("added 3, known 1, refused 1"), "\(first.errors)")
      #expect(first.errors.contains("list.opml:7: gopher://old.example/: refused"))
      let again = try await feeds(room, "import", "\(room.path)/list.opml")
      #expect(again.errors.contains("added 0, known 4, refused 1"), "\(again.errors)")
      let text = try Files.text("\(room.path)/feeds.yaml")
      #expect(!text.contains("root:"))
      #expect(text.contains("folder: Welt"))
      let known = try await list(room, state: false)
      #expect(known.map(\.name) == ["desk-2", "mine", "sud-nord", "sud-nord-x"])
      #expect(known.allSatisfy { $0.state == "new" && $0.lastPoll == nil })

      let export = try await feeds(room, "export")
      #expect(export.ending == .exit(0))
      try Files.write(export.output, to: "\(room.path)/again.opml")
      try Files.write("", to: "\(room.path)/feeds.yaml")
      let back = try await room.wireroom(
        "feeds", "import", "--config", room.configuration, "-", input: export.output)
      #expect(back.errors.contains("added 3, known 1, refused 0"), "\(back.errors)")
      #expect(try await feeds(room, "export").output == export.output)

      // Each of these would keep libxml2 busy for minutes, or take all memory.
      let many = (0..<40_000).map { " a\($0)='1'" }.joined()
      let names = (0..<20_000).map { "<n\($0)/>" }.joined()
      let long = String(repeating: "n", count: 200_000)
      for hostile in [
        String(repeating: "<outline text='a'>", count: 500), "<outline\(many)/>", names,
        "<\(long)/>", "<outline text='&\(long);'/>",
      ] {
        try Files.write("<opml><body>" + hostile, to: "\(room.path)/hostile.opml")
        let refused = try await feeds(room, "import", "\(room.path)/hostile.opml")
        #expect(refused.ending == .exit(65))
        #expect(refused.errors.contains("more than the cap"), "\(refused.errors)")
      }
      try Files.write("<rss/>", to: "\(room.path)/no.opml")
      #expect(try await feeds(room, "import", "\(room.path)/no.opml").ending == .exit(65))
      #expect(try await feeds(room, "import", "\(room.path)/none.opml").ending == .exit(66))
      let mine = try await feeds(room, "remove", "mine")
      #expect(mine.ending == .exit(66))
      #expect(mine.errors.contains("which is yours to write"))
    }
  }

  /// Answers with the feed who is ann, others with 401.
  private static let guarded = """
    import base64, http.server
    class Handler(http.server.BaseHTTPRequestHandler):
      def do_GET(self):
        known = "Basic " + base64.b64encode(b"ann:pw").decode()
        isKnown = self.headers["Authorization"] == known
        body = open("one.rss", "rb").read() if isKnown else b""
        if self.path == "/page":
          body = b"<html><head><link rel=alternate type='application/rss+xml' href='%s'></head>" % (
            b"http://127.0.0.2:1/rss")
        self.send_response(200 if isKnown else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
      def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  @Test("add tries a feed with its credential, and without that says how it can be tried")
  func credentials() async throws {
    try await Room.open { room in
      try configure(room)
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/one.rss")
      try Files.write(Self.guarded, to: "\(room.path)/server.py")
      let server = try room.start("python3", ["-u", "server.py"])
      try await room.eventually("the server listens") { server.output.contains("\n") }
      let port = try #require(server.output.split(separator: "\n").first)
      try Files.makeFolder("\(room.path)/credentials")
      try Files.write("ann:pw\n", to: "\(room.path)/credentials/ann")
      try Files.write("ann:wrong\n", to: "\(room.path)/credentials/wrong")
      func add(_ path: String, _ credential: String, _ folder: String?) async throws -> Outcome {
        try await room.run(
          Product.binary,
          [
            "feeds", "add", "--config", room.configuration, "http://127.0.0.1:\(port)/\(path)",
            "--allow", "127.0.0.1", "--name", path, "--credential", credential,
          ], environment: folder.map { ["CREDENTIALS_DIRECTORY": $0] } ?? [:])
      }
      let folder = "\(room.path)/credentials"
      let tried = try await add("tried", "ann", folder)
      #expect(tried.ending == .exit(0), "\(tried.errors)")
      #expect(tried.errors.contains("rss, 3 stories"), "\(tried.errors)")
      let wrong = try await add("wrong", "wrong", folder)
      #expect(wrong.ending == .exit(69))
      #expect(wrong.errors.contains("401"), "\(wrong.errors)")
      let page = try await add("page", "ann", folder)
      #expect(page.ending == .exit(69))
      #expect(page.errors.contains("would be sent the credential"), "\(page.errors)")
      let blind = try await add("blind", "no-such-credential", nil)
      #expect(blind.ending == .exit(0))
      #expect(blind.errors.contains("not tried"), "\(blind.errors)")
      #expect(
        blind.errors.contains("feeds poll --config \(room.configuration) blind"),
        "\(blind.errors)")
      let known = try await list(room, state: false)
      #expect(known.map(\.name) == ["blind", "tried"])
    }
  }

  @Test("pause holds over a restart and without a daemon, poll tells what came of it")
  func pause() async throws {
    try await Room.open { room in
      let root = try await room.serveFolder()
      try configure(room)
      try Files.write(Copy.feed(1, entries: 2), to: "\(room.path)/www/one.rss")
      let options = ["--allow", "127.0.0.1", "--name"]
      let added = try await room.run(
        Product.binary,
        ["feeds", "add", "--config", room.configuration, "\(root)/one.rss"] + options + ["one"])
      #expect(added.ending == .exit(0), "\(added.errors)")
      #expect(try await feeds(room, "poll", "one").ending == .exit(69))
      #expect(try await feeds(room, "pause", "one").ending == .exit(66))
      var daemon = try await room.daemon()
      try await room.eventually("its stories are there") {
        Log.count("\(room.state)/stories") == 2
      }
      let poll = try await feeds(room, "poll", "one")
      #expect(poll.ending == .exit(0), "\(poll.errors)")
      #expect(poll.output == "one: polled; nothing has changed\n")
      #expect(try await feeds(room, "poll", "none").ending == .exit(66))
      #expect(try await feeds(room, "pause", "none").ending == .exit(66))
      #expect(try await feeds(room, "pause", "one").ending == .exit(0))
      #expect(try await list(room).map(\.state) == ["paused"])
      #expect(try await daemon.stop() == .exit(0))
      let left = try await list(room)
      #expect(left.map(\.state) == ["paused"])
      #expect(left.map(\.entriesSeen) == [2] && left.map(\.storiesNew) == [2])

      daemon = try await room.daemon()
      #expect(try await list(room).map(\.state) == ["paused"])
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/www/one.rss")
      let once = try await feeds(room, "poll", "one")
      #expect(once.output == "one: polled; 3 entries, 1 new\n", "\(once.output)\(once.errors)")
      #expect(try await list(room).map(\.state) == ["paused"])
      #expect(try await daemon.stop() == .exit(0))

      #expect(try await feeds(room, "resume", "one").ending == .exit(0))
      #expect(try await list(room).map(\.state) == ["ok"])
      let table = try await room.wireroom("feeds", "list", "--state", room.state)
      #expect(table.output.contains("feed  state  last poll"), "\(table.output)")
      #expect(try await room.wireroom("feeds", "list").ending == .exit(64))
    }
  }

  /// Some entries, newest first, and where the older ones are.
  private func page(_ entries: ClosedRange<Int>, next: String?) -> String {
    let items = entries.reversed().map { n in
      "<item><title>\(Copy.headline(n))</title><guid isPermaLink=\"false\">entry-\(n)</guid>"
        + "<link>https://news.example/entry/\(n)</link>"
        + "<description>What was said of number \(n), and what came of it.</description></item>"
    }
    let link = next.map { "<atom:link rel=\"next\" href=\"\($0)\"/>" } ?? ""
    return "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"
      + "<title>Morrow</title>\(link)\(items.joined())</channel></rss>"
  }

  @Test("A window that has rolled over between two polls is read back along the feed's pages")
  func pages() async throws {
    try await Room.open { room in
      let root = try await room.serveFolder()
      try configure(room)
      try Files.write(page(1...4, next: nil), to: "\(room.path)/www/feed.rss")
      let added = try await room.run(
        Product.binary,
        [
          "feeds", "add", "--config", room.configuration, "\(root)/feed.rss", "--allow",
          "127.0.0.1", "--name", "paged",
        ])
      #expect(added.ending == .exit(0), "\(added.errors)")
      let daemon = try await room.daemon()
      try await room.eventually("its stories are there") {
        Log.count("\(room.state)/stories") == 4
      }
      // The feed of before has become its third page.
      try Files.write(page(1...4, next: nil), to: "\(room.path)/www/page3.rss")
      try Files.write(page(5...8, next: "/page3.rss"), to: "\(room.path)/www/page2.rss")
      try Files.write(page(9...12, next: "page2.rss"), to: "\(room.path)/www/feed.rss")
      // So that a server which tells time in seconds does not take it for the same.
      try Files.age("\(room.path)/www/feed.rss", to: 1_900_000_000)
      let polled = try await feeds(room, "poll", "paged")
      #expect(polled.ending == .exit(0), "\(polled.errors)")
      #expect(polled.output == "paged: polled; 12 entries, 8 new\n")
      #expect(Log.count("\(room.state)/stories") == 12)
      #expect(daemon.journal.contains("feed paged: 2 older pages read"), "\(daemon.journal)")
      #expect(!daemon.journal.contains("no entry of the last poll"))
      #expect(try await daemon.stop() == .exit(0))
      #expect(try room.sightings().isEmpty)
    }
  }
}
