import Newsroom
import Testing

@testable import CopyDesk

@Suite("Scanning a line of the log")
struct LineScannerTests {
  @Test("A string ends at its quotation mark, however long it is and wherever an escape stands")
  func strings() throws {
    for length in 0...40 {
      for place in 0...length {
        var text = String(repeating: "x", count: length)
        text.insert(contentsOf: #"\"\\"#, at: text.index(text.startIndex, offsetBy: place))
        let line = Array(#"{"a":"\#(text)","b":[{"c":"\#(text)"}],"d":1}"#.utf8)
        var members = LineScanner(line[...])
        var values: [String] = []
        while let (_, value) = members.next() {
          values.append(String(decoding: value, as: UTF8.self))
        }
        #expect(values == ["\"\(text)\"", "[{\"c\":\"\(text)\"}]", "1"])
      }
    }
  }

  @Test(
    "What breaks off is no member",
    arguments: [#"{"a":"x"#, #"{"a":"x\"#, #"{"a"#, #"{"a":[1"#, "{"])
  func brokenOff(line: String) {
    var members = LineScanner(Array(line.utf8)[...])
    #expect(members.next() == nil)
  }

  @Test("The first body of an item is found where there is one")
  func firstBody() throws {
    func names(_ item: String) -> [String]? {
      var body = LineScanner.firstBody(ofItem: Array(item.utf8)[...])
      guard body != nil else { return nil }
      var names: [String] = []
      while let (name, _) = body?.next() { names.append(String(decoding: name, as: UTF8.self)) }
      return names
    }
    let item =
      #"{"uri":"u","headlines":[{"value":"h"}],"bodies":[{"role":"main","value":"t"},{"x":1}]}"#
    #expect(names(item) == ["role", "value"])
    #expect(names(#"{"uri":"u","bodies":[],"y":1}"#) == [])
    #expect(names(#"{"uri":"u","bodies":null}"#) == [])
    #expect(names(#"{"uri":"u","byline":"bodies"}"#) == nil)
    #expect(names("") == nil)
  }
}
