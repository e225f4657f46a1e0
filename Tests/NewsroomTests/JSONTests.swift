import Newsroom
import Testing

@Suite("JSON lines")
struct JSONWriterTests {
  private func written(_ value: String) -> String {
    var json = JSONWriter()
    json.string(value)
    return String(decoding: json.take(), as: UTF8.self)
  }

  @Test(
    "What could break a line or a terminal leaves as an escape",
    arguments: [
      ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
      ("\u{0}\u{1B}[2J\u{7F}", #""\u0000\u001b[2J\u007f""#), ("\u{85}\u{9B}", #""\u0085\u009b""#),
      ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{202E}abc\u{2066}", #""\u202eabc\u2066""#),
      ("\u{61C}\u{200F}", #""\u061c\u200f""#), ("é – “ü” 日本 😀", "\"é – “ü” 日本 😀\""),
      ("\u{A0}\u{2010}\u{2030}", "\"\u{A0}\u{2010}\u{2030}\""), ("", "\"\""),
    ])
  func escapes(value: String, json: String) {
    #expect(written(value) == json)
  }

  @Test("Commas stand between members and elements, and nowhere else")
  func commas() {
    var json = JSONWriter()
    json.beginObject()
    json.member("a", 1)
    json.key("b")
    json.beginArray()
    json.endArray()
    json.member("c", ["x", "y"])
    json.nullable("d", nil)
    json.member("e", nil as String?)
    json.key("f")
    json.number(1.5)
    json.key("g")
    json.number(.infinity)
    json.key("h")
    json.raw(Array("{}".utf8).span)
    json.key("i")
    json.bool(true)
    json.endObject()
    let text = String(decoding: json.take(), as: UTF8.self)
    #expect(
      text == #"{"a":1,"b":[],"c":["x","y"],"d":null,"f":1.5,"g":null,"h":{},"i":true}"#)
  }

  @Test("A document of more values than memory should hold is malformed")
  func mostValues() throws {
    func list(_ count: Int) -> [UInt8] {
      Array("[".utf8) + Array(repeating: Array("1,".utf8), count: count - 1).joined()
        + Array("1]".utf8)
    }
    #expect(try JSONValue.parse(list(JSONValue.mostValues - 1)).arrayValue?.count == 999_999)
    #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse(list(JSONValue.mostValues)) }
    var budget = 5
    _ = try JSONValue.parse(list(3), budget: &budget)
    #expect(budget == 1)
    #expect(throws: JSONValue.Malformed.self) { try JSONValue.parse(list(3), budget: &budget) }
  }

  @Test("Every scalar survives being written and read")
  func everyScalar() throws {
    var text = String.UnicodeScalarView()
    for value in UInt32(0)...0x10FFFF {
      if let scalar = Unicode.Scalar(value) { text.append(scalar) }
    }
    let whole = String(text)
    let line = Array(written(whole).utf8)
    #expect(!line.contains { $0 < 0x20 })
    #expect(try JSONValue.parse(line) == .string(whole))
  }
}

@Suite("JSON documents")
struct JSONValueTests {
  private func parse(_ text: String) throws(JSONValue.Malformed) -> JSONValue {
    try JSONValue.parse(Array(text.utf8))
  }

  @Test("A document becomes a tree, with its members in order and its numbers as written")
  func reads() throws {
    let json = try parse(#" {"a":[1,-2.50,true,null],"b":{"c":"\u00e9\ud83d\ude00\/"}} "#)
    #expect(json["a"]?.arrayValue == [.number("1"), .number("-2.50"), .bool(true), .null])
    #expect(json["b"]?["c"]?.stringValue == "é😀/")
    #expect(json["a"]?.arrayValue?.first?.intValue == 1)
    #expect(json["none"] == nil)
  }

  @Test(
    "What is no JSON is refused with its place",
    arguments: [
      "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "01", "1.", "1e", "tru", "\"a", "\"\\x\"",
      "\"\\u12\"",
      "[1] 2", "{a:1}", "'a'", "\"\u{1}\"", "-", "nul",
    ])
  func refuses(text: String) {
    #expect(throws: JSONValue.Malformed.self) { try parse(text) }
  }

  @Test("Depth is bounded, so that no document can exhaust the stack")
  func bounded() throws {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONValue.Malformed.self) { try parse(deep) }
    let fits = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: Never.self) { try parse(fits) }
  }

  @Test("A lone surrogate and bad UTF-8 become the replacement character")
  func repairs() throws {
    #expect(try parse(#""a\ud800b""#).stringValue == "a\u{FFFD}b")
    #expect(try JSONValue.parse([0x22, 0xFF, 0x22]).stringValue == "\u{FFFD}")
  }

  @Test("A document cut at any byte is refused, and never a trap")
  func truncated() {
    let whole = Array(#"{"a":[1,2.5e3,"x\u00e9\n"],"b":{"c":null,"d":false}}"#.utf8)
    for length in 0..<whole.count {
      #expect(throws: JSONValue.Malformed.self) {
        try JSONValue.parse(Array(whole[..<length]))
      }
    }
  }
}
