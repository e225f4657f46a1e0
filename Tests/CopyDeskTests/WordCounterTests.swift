import Testing

@testable import CopyDesk

@Suite("Counting words")
struct WordCounterTests {
  private func slowly(_ text: String) -> (Int, Int) {
    let words = text.unicodeScalars.split { $0 == " " || $0 == "\n" || $0 == "\t" }
    return (text.unicodeScalars.count, words.count)
  }

  @Test(
    "Sixteen bytes at a time count what one at a time would",
    arguments: ["", " ", "a", "a b", " a  b\n\nc\t", "é – “ü” 日本 😀", "word "])
  func counts(text: String) {
    for times in [1, 2, 3, 5, 16, 17, 1000, 5000] {
      let long = String(repeating: text, count: times)
      var counter = WordCounter()
      counter.take(long.utf8.span)
      #expect((counter.characters, counter.words) == slowly(long), "\(text) × \(times)")
    }
  }
}
