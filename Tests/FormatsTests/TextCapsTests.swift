import Newsroom
import Testing

@testable import Formats

@Suite("The cap of plain text")
struct TextCapsTests {
  @Test("Beyond sixteen megabytes, in long lines or in one, a text is no story")
  func exceeded() {
    for line in [String(repeating: "many words ", count: 20) + "\n", "words without an end "] {
      let count = TextCaps.storyBytes / line.utf8.count + 1
      #expect {
        try Parsed("A headline of the day\n\n" + String(repeating: line, count: count))
      } throws: { error in
        (error as? Rejection)?.code == "hostile-text"
      }
    }
  }

  @Test("A megabyte in one line is one")
  func within() throws {
    let line = String(repeating: "word ", count: 200_000)
    let parsed = try Parsed("A headline of the day\n\n" + line + "\n\nAnd an end.\n")
    #expect(parsed.drafts.first?.headline?.value == "A headline of the day")
    #expect(parsed.drafts.first?.blocks.isEmpty == false)
  }

  @Test("A wire of a million line ends is no wire")
  func wires() {
    let ends = String(repeating: "\r", count: TextCaps.lineEnds + 1)
    #expect {
      try Parsed("ZCZC\r\(ends)A headline\r\rText of it.\rNNNN")
    } throws: { error in
      (error as? Rejection)?.code == "too-many-lines"
    }
  }
}
