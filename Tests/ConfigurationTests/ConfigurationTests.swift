import Configuration
import Testing

/// The least that is a configuration.
let inbox = "inboxes:\n  - name: wire\n    path: /srv/wire\n"

/// What `text` says, as the file `/etc/wireroom/wireroom.yaml`.
func parse(
  _ text: String, environment: [String: String] = [:]
) throws(ConfigurationErrors) -> Configuration {
  try Configuration.parse(
    Array(text.utf8), file: "/etc/wireroom/wireroom.yaml", environment: environment)
}

@Suite("A configuration that is right")
struct ConfigurationTests {
  @Test("an inbox alone has every default")
  func defaults() throws {
    var expected = Configuration()
    expected.inboxes = [InboxConfiguration(name: "wire", path: "/srv/wire")]
    #expect(try parse(inbox) == expected)
    #expect(expected.state == "/var/lib/wireroom")
    #expect(expected.log.rollSize == 268_435_456)
    #expect(expected.log.rollInterval == .seconds(86_400))
    #expect(expected.log.rollGap == .seconds(10))
    #expect(expected.log.keep == nil)
    #expect(expected.dedup.horizon == .seconds(90 * 86_400))
    #expect(expected.dedup.updatesPerDay == 24)
    #expect(expected.record.htmlBody)
    #expect(expected.workers == 0)
    #expect(expected.logLevel == .info)
    #expect(expected.inboxes[0].scanInterval == .seconds(30))
    #expect(expected.inboxes[0].settle == .seconds(2))
    #expect(expected.inboxes[0].keepDone == .seconds(30 * 86_400))
  }

  @Test("every key sets its own member")
  func everyKey() throws {
    let read = try parse(
      """
      state: /s
      inboxes:
        - name: North.Wire_1
          path: /in/north
          scan_interval: 5s
          polling: true
          marker: .done
          max_size: 1 MiB
          depth: 3
          sources: { sport: north-sport, a/b/c/: abc }
          settle: 1500ms
          keep_done: null
        - { name: south, path: /in/south }
      log: { roll_size: 1GB, roll_interval: 1h, roll_gap: 0, keep: 365d }
      dedup: { horizon: 0, updates_per_day: 7 }
      record: { html_body: false }
      workers: 3
      log_level: debug
      """)
    var expected = Configuration()
    expected.state = "/s"
    var north = InboxConfiguration(name: "North.Wire_1", path: "/in/north")
    north.scanInterval = .seconds(5)
    north.polling = true
    north.marker = ".done"
    north.maxSize = 1_048_576
    north.depth = 3
    north.sources = ["sport": "north-sport", "a/b/c": "abc"]
    north.settle = .milliseconds(1500)
    north.keepDone = nil
    expected.inboxes = [north, InboxConfiguration(name: "south", path: "/in/south")]
    expected.log.rollSize = 1_000_000_000
    expected.log.rollInterval = .seconds(3600)
    expected.log.rollGap = .zero
    expected.log.keep = .seconds(365 * 86_400)
    expected.dedup.horizon = nil
    expected.dedup.updatesPerDay = 7
    expected.record.htmlBody = false
    expected.workers = 3
    expected.logLevel = .debug
    #expect(read == expected)
  }

  @Test("a group without keys is as if it were not there")
  func emptyGroups() throws {
    #expect(try parse(inbox + "log:\ndedup: ~\nrecord: {}\n") == parse(inbox))
  }

  @Test("a byte order mark, other line ends, comments and a YAML directive change nothing")
  func surfaces() throws {
    let expected = try parse(inbox)
    #expect(try parse("\u{FEFF}" + inbox) == expected)
    #expect(try parse(inbox.replacing("\n", with: "\r\n")) == expected)
    #expect(try parse("%YAML 1.2\n---\n# It is\n" + inbox + "...\n") == expected)
  }

  @Test(
    "durations have each unit",
    arguments: [
      ("1000ms", 1), ("59s", 59), ("2m", 120), ("2 m", 120), ("24h", 86_400), ("1d", 86_400),
      ("\"30s\"", 30),
    ])
  func durations(text: String, seconds: Int64) throws {
    let read = try parse(inbox + "    scan_interval: \(text)\n")
    #expect(read.inboxes.first?.scanInterval == .seconds(seconds))
  }

  @Test(
    "sizes have each unit",
    arguments: [
      ("1048576", 1_048_576), ("5000 B", 5_000), ("256kB", 256_000), ("256 KB", 256_000),
      ("256MB", 256_000_000), ("1GB", 1_000_000_000), ("4KiB", 4_096), ("64 MiB", 67_108_864),
      ("1 GiB", 1_073_741_824), ("'2 MiB'", 2_097_152),
    ])
  func sizes(text: String, bytes: Int) throws {
    #expect(try parse(inbox + "    max_size: \(text)\n").inboxes.first?.maxSize == bytes)
  }

  @Test("each level and each limit of a range is allowed")
  func limits() throws {
    for level in LogLevel.allCases {
      #expect(try parse(inbox + "log_level: \(level.rawValue)").logLevel == level)
    }
    #expect(try parse(inbox + "workers: 1024").workers == 1024)
    #expect(try parse(inbox + "    depth: 0").inboxes.first?.depth == 0)
    #expect(try parse(inbox + "    max_size: 1024").inboxes.first?.maxSize == 1024)
    #expect(try parse(inbox + "dedup: {horizon: 1h}").dedup.horizon == .seconds(3600))
  }

  @Test(
    "relative paths begin at the file's folder",
    arguments: [
      ("../demo/state", "/etc/demo/state"), ("./a//b/./c/", "/etc/wireroom/a/b/c"),
      ("../../../../x", "/x"), ("/var/./x/../y", "/var/y"), ("a folder", "/etc/wireroom/a folder"),
    ])
  func paths(text: String, path: String) throws {
    #expect(try parse(inbox + "state: \(text)\n").state == path)
  }

  @Test("a relative file leaves its paths relative, as far as .. can go")
  func relativeFile() throws {
    let text = Array("state: ../s\ninboxes: [{name: a, path: ../../b}]".utf8)
    let read = try Configuration.parse(text, file: "config/w.yaml", environment: [:])
    #expect(read.state == "s")
    #expect(read.inboxes.first?.path == "../b")
    let moved = try Configuration.parse(text, file: "w.yaml", folder: "/p/q", environment: [:])
    #expect(moved.state == "/p/s")
  }

  @Test("folders that only begin alike are beside each other")
  func neighbours() throws {
    let text = "state: /srv/wire-state\n" + inbox + "  - {name: other, path: /srv/wire2}\n"
    #expect(try parse(text).inboxes.count == 2)
  }
}
