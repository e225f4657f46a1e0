import CopyDesk
import Digests
import Glibc
import Newsroom
import StoryLog
import Testing

@testable import Wireroom

@Suite("Tracing")
struct TraceTests {
  /// Takes files in as the command does, one after the other.
  private func makeLog(_ state: String, _ files: [(String, String)]) async throws {
    let writer = try Writer(
      Writer.Settings(state: state, log: LogSettings(), horizonDays: 90, updatesPerDay: 24),
      report: { _ in })
    let normaliser = Normaliser(writesHTML: true)
    for (n, (name, text)) in files.enumerated() {
      let delivery = Delivery(
        id: id(n), route: .ingest, source: "test", name: name, bytes: Array(text.utf8))
      _ = try await writer.submit([normaliser.submission(for: delivery)])
    }
    await writer.stop()
  }

  private func id(_ n: Int) -> String { "01KB000000000000000000000" + "\(n)" }

  private func feed(_ guid: String, _ link: String, _ text: String) -> String {
    """
    <?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>Ferry late \
    again</title><guid isPermaLink="false">\(guid)</guid><link>\(link)</link><description>\(text)\
    </description></item></channel></rss>
    """
  }

  private func trace(_ word: String, _ state: String) throws -> [[String]] {
    try Trace.run(TraceQuery(word), state: state).map { chain in
      chain.map { entry in
        (entry.isHit ? "*" : "")
          + (entry.line.log == .stories ? "\(entry.line.seq)" : "s\(entry.line.seq)")
      }
    }
  }

  @Test("A word is taken for what it looks like")
  func words() throws {
    let hex = String(repeating: "ab", count: 32)
    let digest = try #require(Digest(hex: hex))
    #expect(try TraceQuery("12") == .seq(12))
    #expect(try TraceQuery("0") == .words("0"))
    for scheme in ["", "nc1:", "nt1:", "sha256:"] {
      #expect(try TraceQuery(scheme + hex) == .hash(digest))
    }
    #expect(try TraceQuery(hex.uppercased()) == .hash(digest))
    #expect(try TraceQuery("md5:" + hex) == .words("md5:" + hex))
    #expect(try TraceQuery(id(1)) == .delivery(id(1)))
    #expect(
      try TraceQuery("http://News.example/a/?utm_source=x") == .address(key: "//news.example/a"))
    #expect(try TraceQuery("/no/such/file.txt") == .words("/no/such/file.txt"))
    #expect(try TraceQuery("urn:x:1") == .words("urn:x:1"))
    #expect(throws: FileReading.Failure.self) {
      let scratch = try Scratch()
      _ = unsafe system("cd '\(scratch.path)' && truncate -s 2G big")
      _ = try TraceQuery(scratch.path + "/big")
    }
  }

  @Test("A needle is text as it stands in a line of JSON")
  func needles() throws {
    #expect(try TraceQuery("a \"b\"\n").needles == [Array(#"a \"b\"\n"#.utf8)])
    #expect(
      try TraceQuery("https://news.example/a?b=1").needles == [Array("//news.example/a".utf8)])
  }

  @Test("By any name the whole chain is told: revisions, duplicates, and what was asked for marked")
  func chain() async throws {
    let scratch = try Scratch()
    let state = scratch.path + "/state"
    let link = "https://news.example/ferry?id=7"
    try await makeLog(
      state,
      [
        ("other.txt", "Another headline\n\nWords of quite another story stand in here.\n"),
        ("one.rss", feed("f1", link, "It left nine minutes late.")),
        ("in/two.rss", feed("f1", link, "It left nine minutes late. It came ten late.")),
        ("copy.rss", feed("f1", link, "It left nine minutes late. It came ten late.")),
        ("three.rss", feed("f1", link, "It has not left.")),
        ("no.xml", "<?xml version=\"1.0\"?><payroll/>"),
      ])
    let all = ["2", "3", "s1", "4"]
    func marked(_ hits: String...) -> [[String]] {
      [all.map { hits.contains($0) ? "*" + $0 : $0 }]
    }
    #expect(try trace("2", state) == marked("2"))
    #expect(try trace("4", state) == marked("4"))
    #expect(try trace("copy.rss", state) == marked("s1"))
    #expect(try trace("two.rss", state) == marked("3"))
    #expect(try trace("in/two.rss", state) == marked("3"))
    #expect(try trace(id(3), state) == marked("s1"))
    #expect(
      try trace("http://NEWS.example/ferry/?utm_campaign=z&id=7", state)
        == marked("2", "3", "4", "s1"))
    #expect(try trace("no.xml", state) == [["*s2"]])
    #expect(try trace("1", state) == [["*1"]])
    #expect(try trace("5", state).isEmpty)
    #expect(try trace("wo.rss", state).isEmpty)
    #expect(try trace("https://news.example/ferr", state).isEmpty)
    let uri = try #require(
      try Trace.run(TraceQuery("2"), state: state).first?.first?.line.uri)
    #expect(try trace(uri, state) == marked("2", "3", "4", "s1"))
    let words = try #require(try Trace.run(TraceQuery("3"), state: state).first).count
    #expect(words == 4)
  }

  @Test("A file is found by its bytes and by the story in it, whatever it was called")
  func files() async throws {
    let scratch = try Scratch()
    let state = scratch.path + "/state"
    let text = "A headline here\n\nThe words of this one story stand in this paragraph here.\n"
    try await makeLog(
      state, [("a.txt", text), ("no.xml", "<?xml version=\"1.0\"?><payroll/>")])
    _ = unsafe system(
      """
      cd '\(scratch.path)' && printf '<?xml version="1.0"?><payroll/>' > renamed.xml && printf \
      'A headline here\\r\\n\\r\\nThe words of this one story stand in this paragraph here.\\r\\n' \
      > crlf.txt && echo nothing > other.txt
      """)
    #expect(try trace(scratch.path + "/renamed.xml", state) == [["*s1"]])
    #expect(try trace(scratch.path + "/crlf.txt", state) == [["*1"]])
    #expect(try trace(scratch.path + "/other.txt", state).isEmpty)
    let content = try #require(try Trace.run(TraceQuery("1"), state: state).first?.first?.line)
    #expect(try trace(try #require(content.content), state) == [["*1"]])
    #expect(try trace(SHA256.digest(of: Array(text.utf8)).hex, state) == [["*1"]])
  }

  @Test("It is told in lines that nothing from a story can forge")
  func told() async throws {
    let scratch = try Scratch()
    let state = scratch.path + "/state"
    try await makeLog(state, [("a\nb\u{1B}[2J.xml", "<?xml version=\"1.0\"?><payroll/>")])
    let chain = try #require(
      try Trace.run(TraceQuery(id(0)), state: state).first)
    let words = Trace.words(chain)
    #expect(words.first?.hasPrefix("* sighting 1  rejected") == true)
    #expect(words.contains { $0.contains("unknown-format") })
    #expect(!words.contains { $0.contains("\n") || $0.contains("\u{1B}") })
  }

  @Test("The keys of single deliveries are found again in the logs themselves")
  func deliveries() async throws {
    let scratch = try Scratch()
    let settings = Writer.Settings(
      state: scratch.path, log: LogSettings(), horizonDays: 90, updatesPerDay: 24)
    let writer = try Writer(settings, report: { _ in })
    _ = try await writer.submit([submission("one", delivery: id(1))])
    _ = try await writer.submit([submission("two", delivery: id(2))])
    let entries = DeliverySearch.entries(of: [id(2), id(3)], state: scratch.path)
    #expect(entries.map(\.seq) == [2])
    // Read again without that knowledge it is a duplicate, with it it is silent.
    await writer.remember([id(2), id(3)], entries)
    let again = try await writer.submit([
      submission("two", delivery: id(2)), submission("three", delivery: id(3)),
    ])
    #expect(again.map(\.verdicts) == [[.unchanged(of: 2)], [.story(seq: 3)]])
    await writer.forgetUnfinished()
    await writer.stop()
  }

  @Test(
    "Versions that are linked by what they are filed under are one chain, whichever is asked for")
  func filed() async throws {
    let scratch = try Scratch()
    let state = scratch.path + "/state"
    let text = "VELL, Nov 26 (PRX) - The night ferry is to sail again, the board said.\n"
    try await makeLog(
      state,
      [
        ("1.txt", "Night ferry to sail again\n\n" + text),
        ("2.txt", "UPDATE 1-Night ferry to sail again\n\n" + text + "\nIt costs nothing.\n"),
      ])
    #expect(try trace("1.txt", state) == [["*1", "2"]])
    #expect(try trace("2.txt", state) == [["1", "*2"]])
  }

  @Test("A file that a mapping reads is found by its stories, whatever it was called")
  func mapped() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.xml"
    guard let file = unsafe fopen(path, "w") else {
      Issue.record("no file")
      return
    }
    let text = "<fjord><h>Ferry sails</h><t>The night ferry is to sail again.</t></fjord>"
    unsafe _ = fputs(text, file)
    unsafe _ = fclose(file)
    let mapping = XMLMapping(
      name: "m", root: "fjord", fields: [.headline: ["h"], .body: ["t"]])
    guard case .file(_, _, let without) = try TraceQuery(path),
      case .file(_, _, let with) = try TraceQuery(path, mappings: [mapping])
    else {
      Issue.record("no file")
      return
    }
    #expect(without.isEmpty && with.count == 1)
  }
}
