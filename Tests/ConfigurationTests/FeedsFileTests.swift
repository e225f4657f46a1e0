import Configuration
import Testing

private let path = "/etc/wireroom/feeds.yaml"

private func file(_ text: String) throws -> FeedsFile {
  try FeedsFile(path: path, bytes: Array(text.utf8))
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite("The file of feeds")
struct FeedsFileTests {
  @Test("begins with a word of what it is, and reads back what was added, whatever its names hold")
  func adding() throws {
    var full = FeedConfiguration(name: "agency", url: "https://news.example/a?b=c&d=e#f:g")
    defer { #expect(full.afresh == full) }
    full.title = "Agency: \"North\" \\ 'South' #1\u{E9}"
    full.folder = "World/Europe"
    full.interval = .seconds(90)
    full.minInterval = .seconds(60)
    full.maxInterval = .seconds(7200)
    full.timeout = .milliseconds(1500)
    full.maxSize = 12_345
    full.credential = "agency.password"
    full.proxy = "socks5h://127.0.0.1:1080"
    full.allow = "10.1.0.0/16, feeds.internal"
    full.certificates = "/etc/ssl/ours.pem"
    full.headers = ["X-Key": "${agency.key}", "Accept-Language": "de, en;q=0.5"]
    full.pages = true
    full.paused = true
    let odd = ["null", "true", "1", "1e3", "0x1F", "no", "y", "a.b", "A-1_x"].enumerated().map {
      FeedConfiguration(name: $1, url: "http://a.example:80\($0)/:")
    }
    let bytes = try file("").adding([full] + odd)
    #expect(text(bytes).hasPrefix("# Feeds that `wireroom feeds` keeps."))
    #expect(try FeedsFile(path: path, bytes: bytes).feeds == [full] + odd)
    #expect(try file("").adding([]).isEmpty)
  }

  private static let written = """
    # Ours.
    feeds:
        # The first, by hand.
        - url: http://a.example/   # its address
          name: a

        # The second.
        - name: b
          url: http://b.example/
          # a remark inside

        - name: c
          url: http://c.example/
    # The end.
    """

  @Test("keeps what people wrote: comments, order and indents")
  func kept() throws {
    let before = try file(Self.written)
    #expect(before.feeds.map(\.name) == ["a", "b", "c"])
    let more = FeedConfiguration(name: "d", url: "http://d.example/")
    let after = text(try before.adding([more]))
    #expect(
      after == Self.written + "\n    - name: d\n      url: http://d.example/\n")
    let without = text(try file(after).removing(["b", "d"]))
    #expect(
      without == """
        # Ours.
        feeds:
            # The first, by hand.
            - url: http://a.example/   # its address
              name: a

            # The second.
              # a remark inside

            - name: c
              url: http://c.example/
        # The end.

        """)
    let none = try file(without).removing(["a", "c"])
    #expect(try FeedsFile(path: path, bytes: none).feeds.isEmpty)
    #expect(try FeedsFile(path: path, bytes: file(text(none)).adding([more])).feeds == [more])
  }

  @Test(
    "that is empty in another way takes a feed too",
    arguments: ["feeds: []\n", "feeds:", "# nothing yet", "\n", "feeds: []   # none", "feeds: ~"])
  func empty(_ before: String) throws {
    let feed = FeedConfiguration(name: "d", url: "http://d.example/")
    if before == "feeds: ~" {
      #expect(throws: FeedsFile.NotEditable.self) { try file(before).adding([feed]) }
    } else {
      let after = try file(before).adding([feed])
      #expect(try FeedsFile(path: path, bytes: after).feeds == [feed], "\(text(after))")
    }
  }

  @Test("that is written on one line is left to its writer")
  func flow() throws {
    let one = try file(
      "feeds: [{name: a, url: 'http://a.example/'}, {name: c, url: 'http://c.example/'}]\n")
    #expect(throws: FeedsFile.NotEditable.self) { try one.removing(["a"]) }
    #expect(throws: FeedsFile.NotEditable.self) {
      try one.adding([FeedConfiguration(name: "b", url: "http://b.example/")])
    }
    let windows = try file(Self.written.replacing("\n", with: "\r\n"))
    #expect(try file(text(windows.removing(["b"]))).feeds.map(\.name) == ["a", "c"])
  }

  private func read(_ main: String, _ list: String?) throws -> Configuration {
    try Configuration.parse(
      Array(main.utf8), file: "/etc/wireroom/wireroom.yaml", environment: [:]
    ) { asked in
      asked == path ? list.map { Array($0.utf8) } : []
    }
  }

  private func mistakes(_ main: String, _ list: String?) -> [String] {
    do {
      _ = try read(main, list)
      return []
    } catch {
      return (error as? ConfigurationErrors)?.errors.map(\.description) ?? []
    }
  }

  @Test("stands behind the feeds of the configuration, and its mistakes bear its own name")
  func together() throws {
    let main = "inboxes: [{name: in, path: /in}]\nfeeds: [{name: a, url: 'http://a.example'}]\n"
    let list = "feeds:\n  - name: b\n    url: http://b.example\n"
    #expect(try read(main, list).feeds.map(\.name) == ["a", "b"])
    #expect(try read(main, "").feeds.map(\.name) == ["a"])
    #expect(try read("feeds_file: feeds.yaml\n", list).feeds.map(\.name) == ["b"])
    #expect(try read("feeds_file: feeds.yaml\n", "").feeds.isEmpty)
    #expect(try read("feeds_file: ../other/x.yaml\n", nil).feedsFile == "/etc/other/x.yaml")
    #expect(try read("state: /s\n", list).feeds.map(\.name) == ["b"])
    #expect(mistakes("state: /s\n", "").first?.contains("neither inboxes nor feeds") == true)
    #expect(
      mistakes(main, nil)
        == ["\(path):1:1: cannot be read; let the daemon's user read it"])
    #expect(
      mistakes(main, "feeds:\n  - name: a\n    url: ftp://b.example\nlog: {}\n") == [
        "\(path):2:11: feed 'a' bears the name of a feed of the configuration; "
          + "give each a name of its own",
        "\(path):3:10: url ftp://b.example: not an address; begin it with http:// or https://",
        "\(path):4:1: unknown key 'log'; the keys here are feeds",
      ])
    #expect(mistakes(main, "feeds:\n  - name: in\n    url: http://b\n").count == 1)
    #expect(mistakes(main, list + "  - name: b\n    url: http://b.example\n").count == 1)
  }

  @Test("has ten thousand feeds and no more, with those of the configuration")
  func many() throws {
    let main = "inboxes: [{name: in, path: /in}]\nfeeds: [{name: a, url: 'http://a.example'}]\n"
    let feeds = (0..<9_999).map {
      FeedConfiguration(name: "f\($0)", url: "https://news-\($0).example/feeds/latest.xml")
    }
    let list = text(try file("").adding(feeds))
    #expect(try read(main, list).feeds.count == 10_000)
    let more = list + "  - name: last\n    url: http://z.example\n"
    #expect(mistakes(main, more).first?.contains("10001 feeds") == true)
  }
}

@Suite("A feed's headers, file of certificates and labels")
struct FeedKeyTests {
  private func feed(_ lines: String) throws -> FeedConfiguration? {
    try parse(inbox + "feeds:\n  - name: f\n    url: http://a.example\n" + lines).feeds.first
  }

  @Test("are read")
  func read() throws {
    let read = try feed(
      """
          headers:
            X-Key: ${agency.key}
            Authorization: Bearer ${a}-${b}
          certificates: ours.pem
          pages: true
          title: "Überblick: alles"
          folder: Welt/Europa
      """)
    #expect(read?.headers == ["X-Key": "${agency.key}", "Authorization": "Bearer ${a}-${b}"])
    #expect(read?.certificates == "/etc/wireroom/ours.pem")
    #expect(read?.pages == true)
    #expect(read?.title == "Überblick: alles")
    #expect(read?.folder == "Welt/Europa")
  }

  @Test(
    "are refused where they would break a request or say what is ours to say",
    arguments: [
      "Host: a", "User-Agent: me", "accept-encoding: gzip", "If-None-Match: x", "Range: bytes=0-",
      "X Y: 1", "\"X:\": 1", "Key: \"a\\r\\nB: c\"", "Key: ü", "Key: ''", "Key: [a]",
      "Key: ${open", "Key: ${}", "Key: ${../x}", "Key: ${.x}", "Content-Length: 5",
      "Transfer-Encoding: chunked", "Referer: x",
    ])
  func refused(_ line: String) {
    #expect(throws: ConfigurationErrors.self) { _ = try feed("    headers:\n      \(line)\n") }
  }

  @Test("A header that stands twice is one too many, in any case of its letters")
  func twice() {
    #expect(throws: ConfigurationErrors.self) {
      _ = try feed("    headers: {X-Key: a, x-key: b}\n")
    }
  }

  @Test("Text is split where credentials stand in it")
  func credentials() {
    #expect(CredentialText.parts("abc") == [.text("abc")])
    #expect(CredentialText.parts("$a {b}") == [.text("$a {b}")])
    #expect(
      CredentialText.parts("a ${b.c} d${e}") == [
        .text("a "), .credential("b.c"), .text(" d"), .credential("e"),
      ])
    #expect(CredentialText.parts("${a/b}") == nil)
    #expect(CredentialText.parts("x${") == nil)
  }
}
