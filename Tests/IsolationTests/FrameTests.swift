import CPlatform
import CopyDesk
import Glibc
import Newsroom
import Testing

@testable import Isolation

@Suite("What daemon and worker say to each other")
struct FrameTests {
  private static var story: Story {
    var story = Story(
      part: 0, of: 0, headline: "Fähre", uri: "tag:a,2026:1", isDeclared: true,
      url: "https://example.org/1", urlIsUnique: false, date: NewsDate(milliseconds: -1),
      version: -3, versionDate: NewsDate(milliseconds: 1_700_000_000_000), isCanceled: true,
      content: Digest(words: (1, 2, 3, .max)), title: .zero, derived: ["uri", "language"],
      warnings: [.noDate], item: Array(#"{"a":[1,"b"],"c":null}"#.utf8)[...])
    story.isCorrection = true
    story.follows = ["tag:a,2026:0"]
    story.hasOtherVersions = true
    story.isPartial = true
    story.filing = Filing(
      names: ["slug:a/ferry"], replaces: ["number:a/12"], mark: Filing.Mark(.update, number: 2))
    story.member = Member(name: "a/b.xml", format: .rss, charset: nil)
    return story
  }

  private func payload(_ write: (inout FrameWriter) -> Void) -> [UInt8] {
    var out = FrameWriter()
    out.begin(.stories)
    write(&out)
    out.end()
    return Array(out.bytes.dropFirst(Frame.headSize))
  }

  /// Reads a payload, or its first `count` bytes, to its end or not.
  private func read<Value>(
    _ bytes: [UInt8], count: Int? = nil,
    _ body: (inout FrameReader) throws(FrameError) -> Value
  ) throws(FrameError) -> Value {
    var reader = FrameReader(Array(bytes.prefix(count ?? bytes.count)))
    return try body(&reader)
  }

  @Test("A story arrives as it left")
  func story() throws {
    var bare = Self.story
    bare.member = nil
    (bare.headline, bare.url, bare.date, bare.version, bare.versionDate) = (nil, nil, nil, nil, nil)
    for story in [Self.story, bare] {
      let bytes = payload { $0.put(story) }
      let read = try read(bytes) { reader throws(FrameError) in
        let story = try reader.story()
        try reader.finish()
        return story
      }
      #expect("\(read)" == "\(story)")
    }
  }

  @Test("An assignment arrives as it left, but for what no parser looks at")
  func assignment() throws {
    var delivery = Delivery(
      id: "secret", route: .feed, source: "wire", name: "secret", url: "https://example.org/f",
      headers: ["content-type": "text/xml", "content-language": "de"],
      bytes: Array(repeating: 1, count: 77))
    let out = payload {
      $0.put(
        Assignment(delivery, by: Normaliser(writesHTML: true), breakingOff: true), share: 12)
    }.dropFirst(Frame.headSize)
    let bytes = Array(out)
    var house = HouseStyle()
    let (read, count, share) = try read(bytes) { reader throws(FrameError) in
      try Assignment.read(&reader, &house)
    }
    (delivery.id, delivery.name, delivery.bytes) = ("", nil, [])
    #expect("\(read.delivery)".count == "\(delivery)".count)
    #expect(read.delivery.headers == delivery.headers && read.delivery.url == delivery.url)
    #expect(read.normaliser.writesHTML && read.breakingOff && count == 77 && share == 12)
  }

  @Test("What a configuration maps arrives once, and again when it changes")
  func mappings() throws {
    var house = HouseStyle()
    var mapping = XMLMapping(name: "desk", root: "story", fields: [.headline: ["h", "t"]])
    for mappings in [[], [mapping], [mapping], []] {
      let text = HouseStyle.write(mappings)
      #expect(try house.normaliser(writesHTML: false, mappings: text[...]).mappings == mappings)
    }
    mapping.namespaces = ["a": "urn:a"]
    let changed = try house.normaliser(writesHTML: true, mappings: HouseStyle.write([mapping])[...])
    #expect(changed.mappings == [mapping] && changed.writesHTML)
    for bytes in ["nonsense", "{}", "[1]", #"[{"name":"a"}]"#] {
      #expect(throws: FrameError.self) {
        try house.normaliser(writesHTML: true, mappings: Array(bytes.utf8)[...])
      }
    }
  }

  @Test("Files of an archive that became no story keep their places among the stories")
  func lost() throws {
    func lost(_ part: Int) -> LostMember {
      LostMember(
        part: part, parts: 0, member: Member(name: "\(part).bin", format: .binary),
        rejection: Rejection(code: "unknown-format", detail: "d", format: .binary))
    }
    func transcript(_ stories: Int, _ parts: [Int]) throws -> Transcript {
      var transcript = Transcript(format: .rss, charset: nil, result: .success([]))
      transcript.lost = parts.map(lost)
      let bytes = Array(
        payload { $0.put(endOf: transcript, stories: stories) }.dropFirst(Frame.headSize))
      return try read(bytes) { reader throws(FrameError) in
        try reader.end(of: Array(repeating: Self.story, count: stories))
      }
    }
    let mixed = try transcript(3, [1, 4, 5])
    #expect(try mixed.result.get().map(\.part) == [2, 3, 6])
    #expect(mixed.lost.map(\.part) == [1, 4, 5] && mixed.lost.allSatisfy { $0.parts == 6 })
    #expect(mixed.lost.first?.member.name == "1.bin")
    #expect(try transcript(0, [1, 2]).lost.count == 2)
    for parts in [[0], [2, 2], [3, 1], [9], [1, 3, 5, 7, 9]] {
      #expect(throws: FrameError.self) { try transcript(2, parts) }
    }
  }

  @Test("A document's end arrives with what its feed's poller reckons with")
  func end() throws {
    var feed = FeedInfo()
    (feed.ttl, feed.updatePeriod, feed.updateFrequency) = (30, 3600, nil)
    (feed.skipHours, feed.skipDays) = ([0, 23], [6])
    feed.links = [Link(url: "https://a.example/2", rel: "prev-archive"), Link(url: "x")]
    feed.title = SourceText("<b>Morrow</b> &amp; Sons", kind: .html)
    var transcript = Transcript(
      format: .rss, charset: "utf-8", result: .success([Self.story, Self.story]), feed: feed)
    transcript.breaksOff = true
    let bytes = Array(
      payload { $0.put(endOf: transcript, stories: 2) }.dropFirst(Frame.headSize))
    let read = try self.read(bytes) { reader throws(FrameError) in
      try reader.end(of: [Self.story, Self.story])
    }
    #expect(read.format == .rss && read.charset == "utf-8" && read.breaksOff)
    #expect(read.feed?.ttl == 30 && read.feed?.updatePeriod == 3600)
    #expect(read.feed?.updateFrequency == nil)
    #expect(read.feed?.skipHours == [0, 23] && read.feed?.skipDays == [6])
    #expect(read.feed?.heading == "Morrow & Sons")
    #expect(read.feed?.links == feed.links)
    #expect(try read.result.get().map(\.part) == [1, 2])
    #expect(try read.result.get().map(\.parts) == [2, 2])
    #expect(throws: FrameError.self) {
      try self.read(bytes) { reader throws(FrameError) in try reader.end(of: [Self.story]) }
    }
  }

  @Test("A frame that is cut anywhere, or has one byte changed, is an error or another story")
  func hostile() {
    let whole = payload { $0.put(Self.story) }
    for length in 0..<whole.count {
      #expect(throws: FrameError.self) {
        try read(whole, count: length) { reader throws(FrameError) in try reader.story() }
      }
    }
    // Nothing may trap; what is taken must fit the log.
    for n in whole.indices {
      for byte: UInt8 in [0, 1, 0x0A, 0x22, 0x7F, 0x80, 0xC2, 0xFF] {
        var bytes = whole
        bytes[n] = byte
        let story = try? read(bytes) { reader throws(FrameError) in try reader.story() }
        guard let story else { continue }
        #expect(story.item.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
      }
    }
  }

  @Test(
    "Lists and texts that are said to be longer than the frame make no room for themselves",
    arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [4, 0, 0, 0]] as [[UInt8]])
  func lies(length: [UInt8]) {
    let bytes = length + [1, 2, 3]
    #expect(throws: FrameError.self) {
      try read(bytes) { reader throws(FrameError) in try reader.text() }
    }
    #expect(throws: FrameError.self) {
      try read(bytes) { reader throws(FrameError) in try reader.texts(limit: 1 << 30) }
    }
    #expect(throws: FrameError.self) {
      try read(bytes) { reader throws(FrameError) in try reader.slice() }
    }
  }

  @Test("Stories must be as many as their frame says, and a worker ends no document but the next")
  func counts() throws {
    let story = payload { $0.put(Self.story) }
    func take(_ kind: Frame.Kind, _ bytes: [UInt8], into exchange: inout Exchange)
      throws(FrameError)
    {
      var reader = FrameReader(bytes)
      _ = try exchange.take(kind, bytes.count, &reader)
    }
    let delivery = Delivery(id: "", route: .inbox, source: "a", bytes: [1])
    let assignments = [Assignment(delivery, by: Normaliser(writesHTML: true))]
    for count: [UInt8] in [[0, 0, 0, 0], [2, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [1, 0, 0]] {
      var exchange = Exchange(assignments[...], arena: nil)
      #expect(throws: FrameError.self) { try take(.stories, count + story, into: &exchange) }
    }
    var exchange = Exchange(assignments[...], arena: nil)
    try take(.stories, [1, 0, 0, 0] + story, into: &exchange)
    let isAwaited = exchange.index == 0
    #expect(isAwaited)
    // One has come.
    for stories in [0, 2] {
      var other = Exchange(assignments[...], arena: nil)
      try take(.stories, [1, 0, 0, 0] + story, into: &other)
      let end = payload {
        $0.put(
          endOf: Transcript(format: .rss, charset: nil, result: .success([])), stories: stories)
      }
      #expect(throws: FrameError.self) {
        try take(.end, Array(end.dropFirst(Frame.headSize)), into: &other)
      }
    }
    let end = payload {
      $0.put(endOf: Transcript(format: .rss, charset: nil, result: .success([])), stories: 1)
    }
    try take(.end, Array(end.dropFirst(Frame.headSize)), into: &exchange)
    let isDone = exchange.index == nil
    #expect(isDone)
  }

  @Test("A reason is a word in lower case, and short")
  func reasons() throws {
    for code in ["", "Bad", "bad code", String(repeating: "a", count: 65), "bad\n"] {
      let bytes = Array(
        payload { $0.put(Rejection(code: code, detail: "d"), charset: nil) }
          .dropFirst(Frame.headSize))
      #expect(throws: FrameError.self) {
        try read(bytes) { reader throws(FrameError) in try reader.rejection() }
      }
    }
  }
}

@Suite("The memory that a worker shares")
struct ArenaTests {
  @Test("gives back what was laid in it, to its last byte and no further")
  func bounds() throws {
    let arena = try #require(Arena())
    #expect(arena.filled == 0)
    // What a worker says of it may be anything.
    for number in [Int.max, -1, Arena.answers + 1] {
      arena.filled = number
      #expect((0...Arena.answers).contains(arena.filled))
    }
    #expect(arena.lay([1, 2, 3], at: 0) && arena.lay([4], at: Arena.documents - 1))
    #expect(!arena.lay([4, 5], at: Arena.documents - 1) && !arena.lay([1], at: .max))
    #expect(!arena.lay([1], at: -1))
    #expect(arena.document(at: 0, count: 3) == [1, 2, 3])
    #expect(arena.document(at: Arena.documents - 1, count: 1) == [4])
    #expect(arena.document(at: Arena.documents, count: 0) == [])
    for (at, count) in [(Arena.documents - 1, 2), (-1, 2), (0, -1), (.max, 1), (1, .max)] {
      #expect(arena.document(at: at, count: count) == nil)
    }
    arena.closeDescriptor()
    #expect(arena.lay([9], at: 0))
  }

  @Test("holds frames that come out as they went in, and goes on elsewhere when it is full")
  func frames() throws {
    let arena = try #require(Arena())
    for start in [0, 100, Arena.answers - 2000] {
      var out = arena.writer(from: start)
      for n in 0..<40 { out.put(Rejection(code: "no-\(n)", detail: "d"), charset: nil) }
      let isThere = out.isInLentMemory
      #expect(isThere)
      var found = 0
      var at = start
      while at < start + out.count {
        var head = FrameReader(arena.answers(at..<at + Frame.headSize))
        let (kind, length) = try head.head()
        at += Frame.headSize
        var payload = FrameReader(arena.answers(at..<at + length))
        at += length
        #expect(kind == .rejected)
        #expect(try payload.rejection().result.failure?.code == "no-\(found)")
        found += 1
      }
      #expect(found == 40)
    }
    var full = arena.writer(from: Arena.answers - 100)
    for _ in 0..<40 { full.put(Rejection(code: "no", detail: "d"), charset: nil) }
    let wentOn = !full.isInLentMemory
    let all = full.bytes
    #expect(wentOn && all.count > 100)
    for n in 0..<40 {
      let from = n * all.count / 40
      var reader = FrameReader(Array(all[from..<from + all.count / 40]))
      _ = try reader.head()
      #expect(try reader.rejection().result.failure?.code == "no")
    }
    // Not even room for what a buffer begins with.
    let none = arena.writer(from: Arena.answers)
    let isThere = none.isInLentMemory
    #expect(!isThere)
  }

  @Test("by the socket frames come out whole however they were cut")
  func cut() throws {
    var out = FrameWriter()
    for n in 0..<200 { out.put(Rejection(code: "no-\(n)", detail: "d"), charset: nil) }
    let bytes = out.bytes
    for step in [1, 7, 100, 5000] {
      var ends: [Int32] = [-1, -1]
      try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
      defer { for end in ends { close(end) } }
      var inbound = Inbound(reserving: 64)
      var (at, found) = (0, 0)
      while at < bytes.count {
        let piece = bytes[at..<min(bytes.count, at + step)]
        try #require(
          unsafe piece.withUnsafeBytes { unsafe write(ends[0], $0.baseAddress, $0.count) }
            == piece.count)
        at += piece.count
        var received = 0
        while received < piece.count {
          let n = inbound.receive(from: ends[1])
          try #require(n > 0)
          received += n
        }
        while let (kind, length) = try inbound.frame(limit: 1000) {
          #expect(kind == .rejected)
          var reader = inbound.take(length)
          #expect(try reader.rejection().result.failure?.code == "no-\(found)")
          found += 1
        }
      }
      #expect(try found == 200 && inbound.frame(limit: 0) == nil)
    }
  }
}

extension FrameWriter {
  /// A copy of what has been written.
  fileprivate var bytes: [UInt8] {
    withSpan { span in unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}

@Suite("An item that a worker sends")
struct ItemCheckTests {
  @Test(
    "is one JSON object on a line",
    arguments: [
      "{}", #"{"a":1}"#, #"{"a":{"b":[]},"c":[{},[1,2]],"d":-1.5e+3,"e":true,"f":null}"#,
      #"{"ä":"日本 \u00e4\n\\\"\/"}"#, #"{"a":"\#u{A0}\#u{2010}\#u{61B}"}"#, #"{"a":0}"#,
      #"{"a":"12345678901234567890"}"#,
    ])
  func good(item: String) { #expect(ItemCheck.isItem((Array(item.utf8))[...])) }

  @Test(
    "is refused where it is none, or would do harm in a line or a terminal",
    arguments: [
      "", "{", "}", "[]", "1", #""a""#, "{}{}", "{} ", " {}", "{\n}", #"{"a":1,}"#, #"{"a"}"#,
      #"{"a":}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":+1}"#, #"{"a":nul}"#, #"{"a":"\x"}"#,
      #"{"a":"\u12g4"}"#, #"{"a":"\u123"#, "{\"a\":\"\u{1B}[31m\"}", "{\"a\":\"\n\"}",
      "{\"a\":\"\u{7F}\"}", "{\"a\":\"\u{9B}\"}", "{\"a\":\"\u{2028}\"}", "{\"a\":\"\u{202E}\"}",
      "{\"a\":\"\u{2066}\"}", "{\"a\":\"\u{61C}\"}", "{\"a\":\"\u{200E}\"}", #"{"a":1]"#,
      #"{"a":[1}"#, #"{1:2}"#, #"{"a" :1}"#, #"{"a":"b"#, #"{"a":"b\"#, #"{"a":-}"#, #"{"a":1e}"#,
    ])
  func bad(item: String) { #expect(!ItemCheck.isItem((Array(item.utf8))[...])) }

  @Test("is looked through to the same byte wherever that stands")
  func everywhere() {
    for byte in UInt8.min...UInt8.max {
      let isHit =
        byte < 0x20 || [0x22, 0x5C, 0x7F, 0xC2, 0xD8, 0xE2].contains(byte)
      for length in [1, 7, 15, 16, 17, 31, 33, 50] {
        for at in 0..<length {
          for filler: UInt8 in [0x61, 0xC3] {
            var text = [UInt8](repeating: filler, count: length)
            text[at] = byte
            let found = unsafe text.withUnsafeBytes { unsafe JSONWriter.firstSuspect($0, from: 0) }
            #expect(found == (isHit ? at : length), "\(byte) at \(at) of \(length)")
          }
        }
      }
    }
  }

  @Test("is refused where it is no UTF-8, and where it nests beyond reason")
  func depth() {
    for bytes: [UInt8] in [
      [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xE2], [0xE2, 0x80],
    ] {
      #expect(!ItemCheck.isItem((Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8))[...]))
    }
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        (#"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
          + "}").utf8)
    }
    #expect(ItemCheck.isItem(nested(ItemCheck.deepest - 1)[...]))
    #expect(!ItemCheck.isItem(nested(ItemCheck.deepest)[...]))
    #expect(!ItemCheck.isItem(nested(1_000_000)[...]))
  }
}
