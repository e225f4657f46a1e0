import Glibc
import Testing

@Suite("Hostile files", .timeLimit(.minutes(20)))
struct HostileTests {
  private static let secret = "the-secret-of-the-other-file"

  /// Documents that were made to kill, to leak or to confuse, by name.
  private func documents(secretAt secret: String) -> [(name: String, bytes: [UInt8])] {
    func rss(_ item: String, prolog: String = "", attributes: String = "") -> [UInt8] {
      Array(
        (prolog + "<rss version=\"2.0\"\(attributes)><channel><title>t</title>"
          + "<item>\(item)</item></channel></rss>").utf8)
    }
    func many(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined() }
    let laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"lol\">"
      + many(9) { n in "<!ENTITY l\(n + 1) \"" + many(10) { _ in "&l\(n);" } + "\">" } + "]>"
    let circle =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"&l1;\"><!ENTITY l1 \"&l0;\">]>"
    let leak =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY x SYSTEM \"file://\(secret)\">]>"
    let parameters =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY % d SYSTEM \"file://\(secret)\">%d;]>"
    let text = Array(Copy.story(9001).utf8)
    return [
      ("laughs.xml", rss("<title>&l9;</title>", prolog: laughs)),
      ("self.xml", rss("<title>&l0;</title>", prolog: circle)),
      ("leak.xml", rss("<title>a &x; b</title><description>&x;</description>", prolog: leak)),
      ("leak-parameter.xml", rss("<title>a b c</title>", prolog: parameters)),
      (
        "include.xml",
        rss(
          "<title>i</title><description><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
            + "href=\"file://\(secret)\" parse=\"text\"/></description>")
      ),
      ("attributes.xml", rss("<title>a</title>", attributes: many(50_000) { " a\($0)=\"1\"" })),
      ("html-attributes.html", Array("<html><body \(many(50_000) { " a\($0)=\"1\"" })>x".utf8)),
      ("names.xml", rss(many(200_000) { "<n\($0)/>" })),
      ("deep.xml", rss(many(200_000) { _ in "<a>" })),
      (
        "deep-html.rss",
        rss("<title>d</title><description>\(many(100_000) { _ in "&lt;b&gt;" })x</description>")
      ),
      (
        "large-attribute.xml",
        rss("<title x=\"\(String(repeating: "A", count: 12 << 20))\">a</title>")
      ),
      (
        "large-entity.xml",
        rss("<title>&\(String(repeating: "e", count: 1 << 20));</title>")
      ),
      ("large-text.txt", [UInt8](repeating: 0x41, count: 20 << 20)),
      ("newlines.txt", [UInt8](repeating: 0x0A, count: 4 << 20)),
      ("nul.txt", [0x00] + text + [UInt8](repeating: 0, count: 5000)),
      ("nul.xml", rss("<title>n\u{0}ul</title><guid>nul</guid>")),
      ("surrogate.xml", rss("<title>s&#xD800;&#xDFFF;&#1114112; t</title><guid>sur</guid>")),
      ("surrogate.txt", [0xED, 0xA0, 0x80] + text + [0xED, 0xBF, 0xBF]),
      (
        "utf7.xml",
        Array("<?xml version=\"1.0\" encoding=\"utf-7\"?>+ADw-rss+AD4-+ADw-/rss+AD4-".utf8)
      ),
      ("utf16-half.xml", [0xFF, 0xFE, 0x3C, 0x00, 0x72]),
      (
        "bad-comment.xml",
        Array("<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- caf".utf8) + [0xE9]
          + Array(
            " --><rss version=\"2.0\"><channel><item><title>c</title></item></channel></rss>"
              .utf8)
      ),
      ("deep.json", Array(many(100_000) { _ in "[" }.utf8)),
      ("escape.txt", Array("\u{1B}[2J\u{1B}]0;owned\u{7}Headline\n\n\(Copy.story(9002))".utf8)),
      (
        "bidi.rss",
        rss(
          "<title>a\u{202E}b\u{2066}c\u{2028}d\u{2029}e&#x9B;f&#x202D;g</title><guid>bidi</guid>"
            + "<description>x\u{2028}y\u{85}z\u{200F}\u{61C}</description>")
      ),
      (
        "script.rss",
        rss(
          "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><guid>script</guid><description>"
            + "&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(2)&lt;/script&gt;words here"
            + "</description>")
      ),
      (
        "no-entry.rss", Array("<rss version=\"2.0\"><channel><title>t</title></channel></rss>".utf8)
      ),
      ("gzip.gz", [0x1F, 0x8B, 0x08, 0x00] + Copy.noise(3)),
    ]
  }

  /// File names that were made to forge a journal line, to break a path or a terminal.
  private let names: [[UInt8]] = [
    Array("x\nnotice: ready inboxes=99".utf8),
    Array("x\r\u{1B}[31mred\u{7}.txt".utf8),
    Array("quote\" reason=\"forged.txt".utf8),
    [0x66, 0xFF, 0xFE, 0x80] + Array(".txt".utf8),
    [UInt8](repeating: 0x6C, count: 255),
    Array(String(repeating: "é", count: 127).utf8),
    Array("%2e%2e%2f..%2f..\\etc\\passwd".utf8),
    Array("-rf".utf8),
    Array("\u{202E}txt.exe".utf8),
    Array("C1\u{9B}31m\u{85}next.txt".utf8),
    Array(" ".utf8),
    Array("{\"kind\":\"story\"}".utf8),
    Array("back\\slash.txt".utf8),
  ]

  @Test("each ends in a story or a sighting, leaks nothing, forges nothing, and holds up nobody")
  func hostile() async throws {
    try await Room.open { room in
      let secret = "\(room.path)/secret.txt"
      try Files.write(Self.secret, to: secret)
      let daemon = try await room.daemon()
      let documents = documents(secretAt: secret)
      for (name, bytes) in documents { try room.drop(name, bytes) }
      for (number, name) in names.enumerated() {
        try Files.write(
          Array(Copy.story(7000 + number).utf8), folder: room.inbox, name: name)
        // And once more, rejected: a name that also stands beside a reason, and in a warning.
        try Files.write(
          Array(Copy.noStory(number).utf8), folder: room.inbox,
          name: name.suffix(250) + [0x2E, 0x78])
      }
      do {
        let sparse = try Files.Writing("\(room.inbox)/sparse.txt")
        try sparse.stretch(to: 1 << 30)
      }
      try room.drop("honest.txt", Copy.story(8000))

      try await room.eventually("all is settled", within: .seconds(600)) { room.pending.isEmpty }
      #expect(daemon.isRunning)
      try room.drop("next.txt", Copy.story(8001))
      try await room.eventually("the next file goes through") {
        try room.stories().contains { $0.raw.name == "next.txt" }
      }
      try await room.eventually("it is settled") { room.pending.isEmpty }
      #expect(try await daemon.stop() == .exit(0))

      let arrived = try room.stories() + room.sightings()
      let seen = Set(arrived.compactMap(\.raw.name))
      for (name, _) in documents { #expect(seen.contains(name), "\(name) is in no log") }
      #expect(seen.contains("honest.txt"))
      // Stories, rejections, the documents, the sparse one, the honest one and the next.
      #expect(seen.count == names.count * 2 + documents.count + 3)
      #expect(arrived.first { $0.raw.name == "sparse.txt" }?.reason == "oversized")
      #expect(arrived.first { $0.raw.name == "no-entry.rss" }?.reason == "no-entries")
      try expectClean(room, daemon)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  private func expectClean(_ room: Room, _ daemon: Child) throws {
    for log in ["stories", "sightings"] {
      try Log.prove("\(room.state)/\(log)")
      for line in try Log.bytes("\(room.state)/\(log)") {
        #expect(!line.contains { $0 < 0x20 || $0 == 0x7F }, "a control byte in \(log)")
        let text = String(validating: line, as: UTF8.self)
        #expect(text != nil, "no UTF-8 in \(log)")
        #expect(text?.contains(Self.secret) == false, "it leaks a file")
        // Separators of lines and paragraphs, bidi controls, the C1 set: what turns a terminal over.
        let bad = text?.unicodeScalars.contains {
          switch $0.value {
          case 0x80..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
          default: false
          }
        }
        #expect(bad == false, "a control in \(log)")
      }
    }
    let journal = try Files.read(daemon.errPath)
    #expect(!journal.contains { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F })
    let lines = daemon.journal.split(separator: "\n")
    let levels = ["info: ", "notice: ", "warning: ", "error: "]
    for line in lines {
      #expect(levels.contains { line.hasPrefix($0) }, "no line of the journal's own: \(line)")
      #expect(!line.unicodeScalars.contains { (0x80..<0xA0).contains($0.value) })
      #expect(!line.unicodeScalars.contains { $0.value == 0x202E })
    }
    #expect(lines.filter { $0.hasPrefix("notice: ready") }.count == 1)
    #expect(!lines.contains { $0.contains(" reason=\"forged") })
  }
}
