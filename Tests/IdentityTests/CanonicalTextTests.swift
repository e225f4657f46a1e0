import Glibc
import Newsroom
import Testing

@testable import Identity

private func canon(_ text: String) -> String {
  String(decoding: CanonicalText(text).bytes, as: UTF8.self)
}

@Suite struct CanonicalTextTests {
  @Test("Each text of our own has the reference's words", arguments: Vector.own)
  func ownVectors(_ vector: Vector) {
    #expect(canon(vector.body) == vector.canon)
    #expect(CanonicalText(vector.body).tokenCount == vector.tokens)
  }

  @Test("There are more than forty vectors of our own, and texts of a group are one text")
  func groups() throws {
    #expect(Vector.own.count > 40)
    var first: [String: String] = [:]
    for vector in Vector.own {
      let group = try #require(vector.group)
      let words = canon(vector.body)
      if let known = first[group] { #expect(words == known, "\(vector.name)") }
      first[group] = words
    }
    #expect(Set(first.values).count == first.count, "two groups are one text")
  }

  @Test("What the rules of words keep, drop and part")
  func rules() {
    #expect(canon("It's 5.5, not 5. 5 or ,5,") == "its 5.5 not 5 5 or 5")
    #expect(canon("-5 (-6 $-7 x-8 - 9 --10") == "-5 -6 $ -7 x 8 9 10")
    #expect(canon("5%5$5") == "5 % 5 $ 5")
    #expect(canon("日本 語 ab 語") == "日本語 ab 語")
    #expect(canon("a1'b2 a'1") == "a1 b2 a 1")
  }

  @Test("Text is the same however it is cut for the fast and the slow way")
  func neighbours() {
    // What composes stands at each place of a run of bytes that need no ICU.
    for length in 0..<40 {
      let run = String(repeating: "x", count: length)
      #expect(canon(run + "e\u{301}" + run) == run + "é" + run)
      #expect(canon(run + "e\u{200B}\u{301}" + run) == run + "é" + run)
      #expect(canon(run + "\u{AD}\u{AD}" + run) == run + run)
      #expect(canon(run + "…ß" + run) == (run.isEmpty ? "ss" : run + " ss" + run))
    }
  }

  @Test("The fast ways give what the general way gives")
  func generalWay() {
    let alphabet = Array("aZ5  \n.,:-'`$%(é…ß”е漢\u{AD}\u{301}\u{FEFF}".unicodeScalars)
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<5000 {
      // Mostly letters, so that blocks of them and all else meet at each offset.
      let letters = next(12)
      let scalars = (0..<next(60)).map { _ in
        next(12) < letters ? alphabet[next(5)] : alphabet[next(alphabet.count)]
      }
      let text = String(String.UnicodeScalarView(scalars))
      let fast = CanonicalText(text)
      let general = Self.byGeneralWay(text)
      if fast.bytes != general.bytes || fast.tokenCount != general.tokenCount {
        Issue.record("differs on \(text.debugDescription)")
      }
    }
  }

  /// All of the text by ICU, one scalar after the other.
  private static func byGeneralWay(_ text: String) -> (bytes: [UInt8], tokenCount: Int) {
    var words = WordWriter()
    let folded = UnicodeFolding.fold(Array(text.utf16))
    let bytes = [UInt8](capacity: folded.count * 5) { out in
      CombiningOrder.forEachScalar(of: folded[...]) { scalar in
        words.take(scalar, CharacterClass(of: scalar), into: &out)
      }
    }
    return (bytes, words.tokenCount)
  }

  @Test("Bytes that are no UTF-8 part words, and nothing traps")
  func malformed() {
    let cases: [[UInt8]] = [
      [0x61, 0x80, 0x62], [0x61, 0xC3, 0x62], [0x61, 0xE2, 0x80, 0x62], [0x61, 0xF0, 0x9F, 0x62],
      [0x61, 0xED, 0xA0, 0x80, 0x62], [0x61, 0xC0, 0xAF, 0x62], [0x61, 0xFF, 0xFE, 0x62],
      [0x61, 0xF4, 0x90, 0x80, 0x80, 0x62],
    ]
    for bytes in cases {
      let whole = CanonicalText(utf8: bytes.span)
      #expect(whole.bytes == Array("a b".utf8))
      let cut = CanonicalText(utf8: bytes.span.extracting(droppingLast: 1))
      #expect(cut.bytes == Array("a".utf8))
    }
  }

  @Test("A long run of marks in the wrong order is put in order")
  func longRuns() {
    let count = 20_000
    let marks = String(repeating: "\u{301}\u{316}\u{F73}", count: count)
    let words = CanonicalText("q" + marks).bytes
    let again = CanonicalText(utf8: words.span)
    #expect(again.bytes == words)
    let order = Self.combiningClasses(Array(String(decoding: words, as: UTF8.self).utf16))
      .dropFirst()
    #expect(order.count == count * 4)
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("Canonical ordering of our own agrees with ICU's")
  func ordering() {
    var state: UInt64 = 42
    let scalars: [UInt32] = [
      0x61, 0x301, 0x316, 0x344, 0xF71, 0xF72, 0xF73, 0x1D165, 0x1D16D, 0x3099, 0x304B, 0xFDFA,
      0xAC00, 0x11A8, 0x1100, 0x1161, 0x200B, 0x1E0B, 0x323,
    ]
    for _ in 0..<500 {
      var text: [UInt16] = []
      for _ in 0..<20 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        CombiningOrder.append(scalars[Int(state >> 33) % scalars.count], to: &text)
      }
      let ordered = CombiningOrder.ordered(text)
      #expect(UnicodeFolding.nfkc(ordered) == UnicodeFolding.nfkc(text))
      let classes = Self.combiningClasses(ordered)
      #expect(zip(classes, classes.dropFirst()).allSatisfy { $0 <= $1 || $1 == 0 })
    }
  }

  private static func combiningClasses(_ text: [UInt16]) -> [UInt8] {
    String(decoding: text, as: UTF16.self).unicodeScalars
      .map(\.properties.canonicalCombiningClass.rawValue)
  }

  @Test("The reference agrees on random text", .enabled(if: fuzzFile != nil))
  func fuzz() throws {
    let path = try #require(Self.fuzzFile)
    let bytes = try #require(Vector.contents(of: path))
    var count = 0
    for line in try Vector.parse(bytes) {
      let text = try #require(line["text"]?.stringValue)
      let title = String(decoding: TitleHash.canonical(text).bytes, as: UTF8.self)
      count += 1
      if canon(text) != line["canon"]?.stringValue
        || CanonicalText(text).tokenCount != line["tokens"]?.intValue
        || title != line["title"]?.stringValue
      {
        Issue.record("differs on \(text.debugDescription)")
      }
    }
    #expect(count > 0)
  }

  private static var fuzzFile: String? {
    unsafe getenv("WIREROOM_CANON_FUZZ").map { unsafe String(cString: $0) }
  }
}
