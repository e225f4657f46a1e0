import Identity
import Newsroom
import Testing

@testable import CopyDesk

@Suite("Nearly the same story")
struct NearTests {
  /// Prose of that many sentences, the same for the same seed.
  static func prose(_ seed: UInt64, sentences: Int = 12) -> [String] {
    let words = [
      "harbour", "ferry", "council", "winter", "bridge", "money", "school", "river", "engine",
      "island", "market", "mayor", "storm", "railway", "library", "fisher", "court", "union",
      "museum", "border", "price", "festival", "doctor", "factory", "lighthouse", "election",
    ]
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next() -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return words[Int(state >> 40) % words.count] + "s"
    }
    return (0..<sentences).map { _ in
      "The \(next()) of \(next()) and \(next()) said \(next()) before \(next()) when \(next()) met."
    }
  }

  private func text(_ seed: UInt64) -> String { Self.prose(seed).joined(separator: "\n\n") }

  private func clusters(_ desk: TestDesk) throws -> [Int?] {
    try desk.stories.records().map { $0["cluster"]?.intValue }
  }

  @Test("is a story of its own in the cluster of the first")
  func edited() throws {
    var desk = TestDesk()
    var edited = Self.prose(1)
    edited[4] = "Nobody was hurt, the fire service said in the evening."
    let verdicts = try desk.take(
      story(text(1), uri: "urn:a:1"), story(text(2), uri: "urn:a:2"),
      story(edited.joined(separator: "\n\n"), uri: "urn:b:1", title: "Another title"),
      story(edited.dropLast(3).joined(separator: "\n\n"), uri: "urn:c:1"))
    #expect(verdicts == [.story(seq: 1), .story(seq: 2), .story(seq: 3), .story(seq: 4)])
    #expect(try clusters(desk) == [1, 2, 1, 1])
  }

  @Test("keeps its cluster through its updates, and they are found too")
  func updated() throws {
    var desk = TestDesk()
    let longer = text(1) + "\n\n" + Self.prose(9, sentences: 9).joined(separator: "\n\n")
    _ = try desk.take(story(text(1), uri: "urn:a:1"))
    _ = try desk.take(story(longer, uri: "urn:a:1"))
    _ = try desk.take(story(longer + "\n\nMore is to follow.", uri: "urn:b:1"))
    #expect(try clusters(desk) == [1, 1, 1])
    #expect(
      try desk.stories.records().map { $0["kind"]?.stringValue } == ["story", "update", "story"])
  }

  @Test("is told the same after a restart")
  func restarted() throws {
    var desk = TestDesk()
    for seed in 1...40 { _ = try desk.take(story(text(UInt64(seed)), uri: "urn:a:\(seed)")) }
    for fromLines in [true, false] {
      var again = desk.restarted(fromLines: fromLines)
      _ = try again.take(story(text(17) + "\n\nMore is to follow.", uri: "urn:b:\(fromLines)"))
      let found = try clusters(again)
      #expect(found.last == 17, "\(found)")
    }
  }

  @Test("is not looked for in texts of a line or two")
  func short() throws {
    var desk = TestDesk()
    _ = try desk.take(
      story("The council meets on Monday at nine.", uri: "urn:a:1"),
      story("The council meets on Monday at ten.", uri: "urn:a:2"))
    #expect(try clusters(desk) == [1, 2])
  }

  private func signature(_ text: String) throws -> NearSignature {
    var json = JSONWriter()
    json.string(text)
    let bytes = json.take()
    let signature = NearSignature(escaped: bytes.span.extracting(1..<bytes.count - 1))
    return try #require(signature)
  }

  @Test("does not hang on case, marks and spaces")
  func marks() throws {
    let plain = Self.prose(3)
    let other = plain.map { "\u{201C}" + $0.uppercased() + "\u{201D}" }.joined(separator: "\r\n\t")
    #expect(try signature(plain.joined(separator: " ")) == signature(other))
  }

  @Test("agrees with itself in all bins, and with all else in as many as either says")
  func agreement() throws {
    let all = try (1...8).map { try signature(text($0)) }
    for one in all {
      #expect(one.agreement(with: one) == NearSignature.binCount)
      for other in all where other != one {
        #expect(one.agreement(with: other) == other.agreement(with: one))
        #expect(one.agreement(with: other) < NearSignature.binCount)
      }
    }
  }

  @Test("is found in scripts that part no words")
  func scripts() throws {
    let text = "政府は二十日、島へ渡る船の運賃を来年春から一割上げる方針を固めた。港の改修費を賄うためで、住民には割引を設ける。"
    let edited = text.replacing("一割", with: "二割")
    #expect(try signature(text).agreement(with: signature(edited)) > 40)
    let other = "首相は記者会見で、来月の選挙では地方の医療を第一に訴えると述べ、野党の批判には直接答えなかった。"
    #expect(try signature(text).agreement(with: signature(other)) < 10)
  }

  @Test("is forgotten behind the window and after two weeks")
  func window() throws {
    var index = NearIndex(window: 8)
    let first = try signature(text(1))
    index.learn(first, seq: 1, cluster: 1, day: 100)
    for seq in 2...8 {
      index.learn(
        try signature(text(UInt64(seq))), seq: UInt64(seq), cluster: UInt64(seq), day: 100)
    }
    #expect(index.cluster(of: first, before: 9, day: 100) == 1)
    #expect(index.cluster(of: first, before: 10, day: 100) == nil)
    #expect(index.cluster(of: first, before: 9, day: 115) == nil)
    for seq in 9...600 {
      let signature = try signature(text(UInt64(seq)))
      #expect(index.cluster(of: signature, before: UInt64(seq), day: 100) == nil)
      index.learn(signature, seq: UInt64(seq), cluster: UInt64(seq), day: 100)
    }
    for seq in 593...600 {
      #expect(
        index.cluster(of: try signature(text(UInt64(seq))), before: 601, day: 100) == UInt64(seq))
    }
  }
}
