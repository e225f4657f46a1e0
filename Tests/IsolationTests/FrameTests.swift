import CPlatform
import CopyDesk
import Newsroom
import Testing

@testable import Isolation

@Suite("What daemon and worker say to each other")
struct FrameTests {
  private static var story: Story {
    var story = Story(
      part: 0, parts: 0, headline: "Fähre", uri: "tag:a,2026:1", isDeclared: true,
      url: "https://example.org/1", urlIsUnique: false, date: NewsDate(milliseconds: -1),
      version: -3, versionDate: NewsDate(milliseconds: 1_700_000_000_000), isCanceled: true,
      content: Digest(words: (1, 2, 3, .max)), title: .zero, derived: ["uri", "language"],
      warnings: [.noDate], item: Array(#"{"a":[1,"b"],"c":null}"#.utf8))
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

  @Test("A story arrives as it left")
  func story() throws {
    var bare = Self.story
    bare.member = nil
    (bare.headline, bare.url, bare.date, bare.version, bare.versionDate) = (nil, nil, nil, nil, nil)
    for story in [Self.story, bare] {
      let bytes = payload { $0.put(story) }
      var reader = FrameReader(bytes, in: 0..<bytes.count)
      let read = try reader.story()
      try reader.finish()
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
    var reader = FrameReader(bytes, in: 0..<bytes.count)
    var house = HouseStyle()
    let (read, count, share) = try Assignment.read(&reader, &house)
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
    func read(_ stories: Int, _ parts: [Int]) throws -> Transcript {
      var transcript = Transcript(format: .rss, charset: nil, result: .success([]))
      transcript.lost = parts.map(lost)
      let bytes = Array(
        payload { $0.put(endOf: transcript, stories: stories) }.dropFirst(Frame.headSize))
      var reader = FrameReader(bytes, in: 0..<bytes.count)
      return try reader.end(of: Array(repeating: Self.story, count: stories))
    }
    let mixed = try read(3, [1, 4, 5])
    #expect(try mixed.result.get().map(\.part) == [2, 3, 6])
    #expect(mixed.lost.map(\.part) == [1, 4, 5] && mixed.lost.allSatisfy { $0.parts == 6 })
    #expect(mixed.lost.first?.member.name == "1.bin")
    #expect(try read(0, [1, 2]).lost.count == 2)
    for parts in [[0], [2, 2], [3, 1], [9], [1, 3, 5, 7, 9]] {
      #expect(throws: FrameError.self) { try read(2, parts) }
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
    var reader = FrameReader(bytes, in: 0..<bytes.count)
    let read = try reader.end(of: [Self.story, Self.story])
    #expect(read.format == .rss && read.charset == "utf-8" && read.breaksOff)
    #expect(read.feed?.ttl == 30 && read.feed?.updatePeriod == 3600)
    #expect(read.feed?.updateFrequency == nil)
    #expect(read.feed?.skipHours == [0, 23] && read.feed?.skipDays == [6])
    #expect(read.feed?.heading == "Morrow & Sons")
    #expect(read.feed?.links == feed.links)
    #expect(try read.result.get().map(\.part) == [1, 2])
    #expect(try read.result.get().map(\.parts) == [2, 2])
    var other = FrameReader(bytes, in: 0..<bytes.count)
    #expect(throws: FrameError.self) { try other.end(of: [Self.story]) }
  }

  @Test("A frame that is cut anywhere, or has one byte changed, is an error or another story")
  func hostile() {
    let whole = payload { $0.put(Self.story) }
    for length in 0..<whole.count {
      var reader = FrameReader(whole, in: 0..<length)
      #expect(throws: FrameError.self) { try reader.story() }
    }
    // Nothing may trap; what is taken must fit the log.
    for n in whole.indices {
      for byte: UInt8 in [0, 1, 0x0A, 0x22, 0x7F, 0x80, 0xC2, 0xFF] {
        var bytes = whole
        bytes[n] = byte
        var reader = FrameReader(bytes, in: 0..<bytes.count)
        guard let story = try? reader.story() else { continue }
        #expect(story.item.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
      }
    }
  }

  @Test(
    "Lists and texts that are said to be longer than the frame make no room for themselves",
    arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [4, 0, 0, 0]] as [[UInt8]])
  func lies(length: [UInt8]) {
    let bytes = length + [1, 2, 3]
    var text = FrameReader(bytes, in: 0..<bytes.count)
    #expect(throws: FrameError.self) { try text.text() }
    var list = FrameReader(bytes, in: 0..<bytes.count)
    #expect(throws: FrameError.self) { try list.texts(limit: 1 << 30) }
  }

  @Test("A reason is a word in lower case, and short")
  func reasons() throws {
    for code in ["", "Bad", "bad code", String(repeating: "a", count: 65), "bad\n"] {
      let bytes = Array(
        payload { $0.put(Rejection(code: code, detail: "d"), charset: nil) }
          .dropFirst(Frame.headSize))
      var reader = FrameReader(bytes, in: 0..<bytes.count)
      #expect(throws: FrameError.self) { try reader.rejection() }
    }
  }
}

@Suite("The memory that a worker shares")
struct ArenaTests {
  @Test("gives back what was laid in it, to its last byte and no further")
  func bounds() throws {
    let arena = try #require(Arena())
    #expect(arena.filled == 0)
    #expect(arena.put([1, 2, 3], at: 0) && arena.put([4], at: Arena.capacity - 1))
    #expect(!arena.put([4, 5], at: Arena.capacity - 1) && !arena.put([1], at: .max))
    #expect(!arena.put([1], at: -1))
    // What a worker says of it may be anything.
    for number in [Int.max, -1, Arena.capacity + 1] {
      arena.filled = number
      #expect((0...Arena.capacity).contains(arena.filled))
    }
    var whole = Inbound(reserving: 16)
    whole.take(0..<Arena.capacity, of: arena)
    #expect(try whole.frame(limit: 1 << 20)?.1 == 0x0302)
    arena.closeDescriptor()
    #expect(arena.put([9], at: 0))
  }

  @Test("holds frames that come out as those of the socket do, however they were cut")
  func frames() throws {
    let arena = try #require(Arena())
    var out = FrameWriter()
    for n in 0..<200 { out.put(Rejection(code: "no-\(n)", detail: "d"), charset: nil) }
    #expect(arena.put(out.bytes, at: 0))
    for step in [1, 7, 100, 5000] {
      var inbound = Inbound(reserving: 64)
      var (at, found) = (0, 0)
      while at < out.bytes.count {
        let end = min(out.bytes.count, at + step)
        inbound.take(at..<end, of: arena)
        at = end
        while let (kind, length) = try inbound.frame(limit: 1000) {
          var reader = inbound.payload(length)
          #expect(kind == .rejected)
          #expect(try reader.rejection().result.failure?.code == "no-\(found)")
          inbound.drop(length)
          found += 1
        }
      }
      #expect(found == 200)
    }
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
  func good(item: String) { #expect(ItemCheck.isItem(Array(item.utf8)[...])) }

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
  func bad(item: String) { #expect(!ItemCheck.isItem(Array(item.utf8)[...])) }

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
