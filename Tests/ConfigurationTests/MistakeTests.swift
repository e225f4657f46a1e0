import Configuration
import Testing

/// A text, and all that is said of it, without the file's name.
struct Mistake: Sendable, CustomTestStringConvertible {
  let text: String
  let messages: [String]
  var testDescription: String { messages.first ?? text }

  /// The cases of a golden text, each below `head`.
  static func golden(head: String = "", _ text: String) -> [Mistake] {
    text.split(separator: "\n\n").map { part in
      let lines = part.split(separator: "\n")
      let said = lines.filter { $0.hasPrefix("=> ") }
      let yaml = lines.filter { !$0.hasPrefix("=> ") }
      return Mistake(
        text: head + yaml.map { $0 + "\n" }.joined(), messages: said.map { String($0.dropFirst(3)) }
      )
    }
  }
}

/// The messages for a file of these bytes; none if it is right.
func messages(_ bytes: [UInt8], environment: [String: String] = [:]) -> [String] {
  do throws(ConfigurationErrors) {
    _ = try Configuration.parse(bytes, file: "/w.yaml", environment: environment)
    return []
  } catch {
    return error.errors.map { $0.description.replacing("/w.yaml:", with: "") }
  }
}

@Suite("A mistake is named with its place and its mend")
struct MistakeTests {
  @Test("in a value of an inbox", arguments: Mistake.inboxValues)
  func inboxValue(_ mistake: Mistake) { check(mistake) }

  @Test("in another value", arguments: Mistake.otherValues)
  func otherValue(_ mistake: Mistake) { check(mistake) }

  @Test("in the keys", arguments: Mistake.keys)
  func key(_ mistake: Mistake) { check(mistake) }

  @Test("in what two values say together", arguments: Mistake.agreement)
  func agreement(_ mistake: Mistake) { check(mistake) }

  @Test("in the YAML itself", arguments: Mistake.yaml)
  func yaml(_ mistake: Mistake) { check(mistake) }

  private func check(_ mistake: Mistake) {
    // A case without a message would be a configuration that is right.
    #expect(!mistake.messages.isEmpty)
    #expect(messages(Array(mistake.text.utf8)) == mistake.messages)
  }

  @Test("an empty file lacks inboxes and feeds")
  func empty() {
    for text in ["", "\u{FEFF}", "\n\n", "---\n"] {
      let said = messages(Array(text.utf8))
      #expect(said.count == 1)
      #expect(said.first?.contains("neither inboxes nor feeds") == true, "\(said)")
    }
  }

  @Test("a list may be too long")
  func tooMany() {
    let text = "inboxes:\n" + (0..<257).map { "  - {name: a\($0), path: /a/\($0)}\n" }.joined()
    #expect(messages(Array(text.utf8)) == ["2:3: inboxes has 257 entries; write at most 256"])
  }

  @Test("a wrong value is not held against another one")
  func noConsequences() {
    let text = """
      state: ~/s
      inboxes: [{name: a, path: /var/lib/wireroom/in, depth: -1, sources: {a/b/c/d/e/f/g/h/i: x}}]
      log: {roll_interval: 1s, roll_gap: x}
      """
    #expect(messages(Array(text.utf8)).count == 3)
  }

  @Test("what is too long is named in short")
  func tooLong() {
    let name = String(repeating: "n", count: 65)
    #expect(
      messages(Array("inboxes: [{name: \(name), path: /a}]".utf8)) == [
        "1:18: name \(name.prefix(60))…: longer than 64 characters; choose a shorter name"
      ])
    let path = "/" + String(repeating: "p", count: 4095)
    #expect(
      messages(Array("inboxes: [{name: a, path: \(path)}]".utf8)) == [
        "1:27: path \(path.prefix(60))…: longer than 4095 bytes; choose a shorter path"
      ])
  }

  @Test("bytes that are not UTF-8 are found where they are")
  func notUTF8() {
    let head = Array("inboxes: []\n# å caf".utf8)
    let message = "2:8: bytes that are not UTF-8; save it as UTF-8"
    #expect(messages(head + [0xE9, 0x0A]) == [message])
    #expect(messages(head + [0xC0, 0x80]) == [message])
    #expect(messages(head + [0xED, 0xA0, 0x80]) == [message])
    #expect(messages([0xFF, 0xFE, 0x61, 0]) == ["1:1: the file is UTF-16; save it as UTF-8"])
    #expect(messages([0xFE, 0xFF, 0, 0x61]) == ["1:1: the file is UTF-16; save it as UTF-8"])
  }

  @Test("lines are counted alike for each line end, and the mark is no column")
  func places() {
    for end in ["\n", "\r\n", "\r"] {
      let text = "\u{FEFF}wokers: 1\(end)inboxes: 4\(end)log: 5\(end)x: '\u{7}'"
      #expect(messages(Array(text.utf8)).first?.hasPrefix("4:5: ") == true)
      let first = messages(Array(text.replacing("\u{7}", with: "").utf8))
      #expect(first.map { $0.prefix(4) } == ["1:1:", "2:10", "3:6:", "4:1:"], "\(first)")
    }
  }

  @Test("a file of more than 1 MiB is refused unread")
  func tooLarge() {
    let said = messages([UInt8](repeating: 0x23, count: 10 << 20))
    #expect(
      said == [
        "1:1: the file is larger than 1 MiB; a configuration is a few kilobytes: "
          + "is this the right file?"
      ])
  }

  @Test(
    "a hostile file ends in an error",
    arguments: [
      "[", "{a: ", "- ", "? ", "a: [", "- - ", "'", "\"", "&a ", "*a ", "!a ", "a", "a\n", "a:\n",
      ": ", ",", "#\n", "%\n", "---\n", "...\n", "|\n", ">\n ", "\\", "[]: ", "{}\n", "\r",
    ])
  func hostile(piece: String) {
    let text = String(repeating: piece, count: 65_536 / piece.utf8.count)
    let said = messages(Array(text.utf8))
    #expect((1...101).contains(said.count))
    #expect(!messages(Array(("inboxes: " + text).utf8)).isEmpty)
  }

  @Test("a hundred mistakes are listed, the others counted")
  func many() throws {
    let text = "inboxes: [{name: a, path: /a}]\n" + (0..<150).map { "key\($0): 1\n" }.joined()
    let said = messages(Array(text.utf8))
    #expect(said.count == 101)
    #expect(said.last?.hasSuffix("50 more mistakes are not listed; mend these first") == true)
  }

  @Test("no cut and no changed byte of a configuration traps")
  func damaged() {
    let text = Array(
      "state: /s\ninboxes:\n  - {name: 'a', path: \"/a\", sources: {b: c}}\nlog: {keep: 1d}\n".utf8)
    #expect(messages(text) == [])
    var refused = 0
    for index in text.indices {
      if !messages(Array(text[..<index])).isEmpty { refused += 1 }
      for byte: UInt8 in [0, 0x09, 0x0A, 0x22, 0x2A, 0x3A, 0x5B, 0x7B, 0x80, 0xFF] {
        var damaged = text
        damaged[index] = byte
        if !messages(damaged).isEmpty { refused += 1 }
      }
    }
    #expect(refused > text.count)
  }
}
