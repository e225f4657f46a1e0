import Configuration
import Testing

private let file = Array("workers: 2\ninboxes: [{name: a, path: /a}]\n".utf8)

private func read(_ environment: [String: String]) throws(ConfigurationErrors) -> Configuration {
  try Configuration.parse(file, file: "/etc/w.yaml", environment: environment)
}

@Suite("The environment")
struct EnvironmentTests {
  @Test("overrides every scalar key outside of a list")
  func overrides() throws {
    let read = try read([
      "WIREROOM_STATE": "state", "WIREROOM_WORKERS": "5", "WIREROOM_LOG_LEVEL": "trace",
      "WIREROOM_LOG_ROLL_SIZE": "1 MiB", "WIREROOM_LOG_ROLL_INTERVAL": "2h",
      "WIREROOM_LOG_ROLL_GAP": "0", "WIREROOM_LOG_KEEP": "30d", "WIREROOM_DEDUP_HORIZON": "0",
      "WIREROOM_DEDUP_UPDATES_PER_DAY": "3", "WIREROOM_RECORD_HTML_BODY": "false",
    ])
    var expected = Configuration()
    expected.inboxes = [InboxConfiguration(name: "a", path: "/a")]
    expected.state = "/etc/state"
    expected.workers = 5
    expected.logLevel = .trace
    expected.log.rollSize = 1 << 20
    expected.log.rollInterval = .seconds(7200)
    expected.log.rollGap = .zero
    expected.log.keep = .seconds(30 * 86_400)
    expected.dedup.horizon = nil
    expected.dedup.updatesPerDay = 3
    expected.record.htmlBody = false
    #expect(read == expected)
  }

  @Test("has a variable for each such key, and no two of one name")
  func variables() {
    let variables = Configuration.keys.compactMap(\.variable)
    #expect(
      variables == [
        "WIREROOM_STATE", "WIREROOM_FEEDS_FILE", "WIREROOM_POLLING_CONTACT",
        "WIREROOM_POLLING_HOST_GAP",
        "WIREROOM_POLLING_CONCURRENCY", "WIREROOM_POLLING_KEEP_RAW", "WIREROOM_LOG_ROLL_SIZE",
        "WIREROOM_LOG_ROLL_INTERVAL",
        "WIREROOM_LOG_ROLL_GAP", "WIREROOM_LOG_KEEP", "WIREROOM_DEDUP_HORIZON",
        "WIREROOM_DEDUP_UPDATES_PER_DAY", "WIREROOM_RECORD_HTML_BODY", "WIREROOM_WORKERS",
        "WIREROOM_ISOLATION", "WIREROOM_LOG_LEVEL",
      ])
    #expect(Set(variables).count == variables.count)
  }

  @Test("says null where the file could")
  func null() throws {
    let text = Array("log: {keep: 1d}\ninboxes: [{name: a, path: /a}]\n".utf8)
    let read = try Configuration.parse(
      text, file: "w", environment: ["WIREROOM_LOG_KEEP": "null"])
    #expect(read.log.keep == nil)
  }

  @Test("counts as unset where it is empty, and leaves to others what is theirs")
  func ignored() throws {
    let read = try read([
      "WIREROOM_WORKERS": "", "WIREROOM_SHARED": "/x", "WIREROOM_TEST_LONG": "1", "HOME": "/root",
      "wireroom_state": "/y",
    ])
    #expect(try read == Configuration.parse(file, file: "/etc/w.yaml", environment: [:]))
  }

  @Test("is named in its mistakes, which follow the file's")
  func mistakes() {
    let said = messages(
      Array("wokers: 1\ninboxes: [{name: a, path: /a}]\n".utf8),
      environment: [
        "WIREROOM_WORKERS": "-1", "WIREROOM_STATE": "~/news", "WIREROOM_LOG_LEVL": "info",
        "WIREROOM_INBOXES": "/a", "WIREROOM_XYZZY": "", "WIREROOM_RECORD_HTML_BODY": "1",
        "WIREROOM_LOG_ROLL_GAP": "1h", "WIREROOM_LOG_ROLL_INTERVAL": "1m",
      ])
    #expect(
      said == [
        "1:1: unknown key 'wokers'; did you mean 'workers'?",
        "WIREROOM_INBOXES: unknown variable; "
          + "unset it: lists and groups are written in the configuration file only",
        "WIREROOM_LOG_LEVL: unknown variable; did you mean 'WIREROOM_LOG_LEVEL'?",
        "WIREROOM_LOG_ROLL_GAP: roll_gap 1h is longer than roll_interval 1m; "
          + "make roll_gap the shorter one",
        "WIREROOM_RECORD_HTML_BODY: html_body 1: not a boolean; write true",
        "WIREROOM_STATE: state ~/news: '~' stands for no folder here; "
          + "write the folder in full, such as /home/you/news",
        "WIREROOM_WORKERS: workers -1: must be at least 0; write a whole number from 0 to 1024",
        "WIREROOM_XYZZY: unknown variable; "
          + "unset it; config/wireroom.yaml names the variables there are",
      ])
  }

  @Test("is checked though the file cannot be read as YAML")
  func besideBrokenFile() {
    let said = messages(Array("a: [".utf8), environment: ["WIREROOM_WORKERS": "x"])
    #expect(said.count == 2)
    #expect(said.last?.hasPrefix("WIREROOM_WORKERS: workers x: not a number") == true)
  }
}
