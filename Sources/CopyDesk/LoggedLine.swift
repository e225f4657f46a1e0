package import Newsroom

/// What a line of either log says of the identity of its story: all that dedup needs of it.
package struct LoggedLine: Sendable {
  package var seq: UInt64
  package var at: NewsDate?
  package var kind: String
  package var source: String
  package var uri: String?
  package var url: String?
  package var content: Digest?
  package var title: Digest?
  /// The line before it in its chain.
  package var prev: UInt64?
  /// How many words its text has.
  package var words: Int?
  /// Other names of its chain: `Story.follows`.
  package var follows: [String]
  /// Under what it is filed: `Filing.names`.
  package var filed: [String]
  package var route: Route?
  package var delivery: String?
  package var part: Int
  package var of: UInt64?
  package var identity: String?
  /// Whether there is a headline, and so a title to know it by.
  private var hasHeadline = false
  package var warnings: [Warning]

  /// Reads a line; nil where it is none of ours.
  package init?(_ line: ArraySlice<UInt8>) {
    var read = LoggedLine()
    var scanner = LineScanner(line)
    while let (name, value) = scanner.next() {
      // The item comes after all else that is of use here, and is long.
      if name.equals("item") {
        read.words = read.hasHeadline ? Summary.words(ofItem: value) : nil
        break
      }
      read.take(name, value)
    }
    guard read.seq > 0, !read.kind.isEmpty else { return nil }
    self = read
  }

  private init() {
    seq = 0
    kind = ""
    source = ""
    part = 1
    warnings = []
    follows = []
    filed = []
  }

  private mutating func take(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    if name.equals("seq") { seq = value.jsonSeq ?? 0 }
    if name.equals("ts") { at = value.jsonString.flatMap(NewsDate.init(timestamp:)) }
    if name.equals("kind") { kind = value.jsonString ?? "" }
    if name.equals("source") { source = value.jsonString ?? "" }
    if name.equals("uri") { uri = value.jsonString }
    if name.equals("url") { url = value.jsonString }
    if name.equals("headline") { hasHeadline = value.first == UInt8(ascii: "\"") }
    if name.equals("prev") { prev = value.jsonSeq }
    if name.equals("of") { of = value.jsonSeq }
    if name.equals("identity") { identity = value.jsonString }
    if name.equals("hash") { readHash(value) }
    if name.equals("raw") { readRaw(value) }
    if name.equals("warnings") { warnings = Self.strings(value).map(Warning.init) }
    if name.equals("follows") { follows = Self.strings(value) }
    if name.equals("filed") { filed = Self.strings(value) }
  }

  private mutating func readHash(_ value: ArraySlice<UInt8>) {
    var members = LineScanner(value)
    while let (name, value) = members.next() {
      let isContent = name.equals("content")
      guard isContent || name.equals("title"), let text = value.jsonString else { continue }
      let digest = Digest(hex: text.dropFirst(4))
      if isContent { content = text.hasPrefix("nc1:") ? digest : nil } else { title = digest }
    }
  }

  /// Whether the same story may come again with more of its text: it is short, or it has grown.
  var mayGrow: Bool {
    guard let words else { return false }
    return prev != nil || Summary.lengths.contains(words)
  }

  private mutating func readRaw(_ value: ArraySlice<UInt8>) {
    var members = LineScanner(value)
    while let (name, value) = members.next() {
      if name.equals("route") { route = value.jsonString.flatMap(Route.init) }
      if name.equals("delivery") { delivery = value.jsonString }
      if name.equals("part") {
        part =
          value.dropFirst().prefix { $0 != UInt8(ascii: ",") }.jsonSeq.flatMap {
            Int(exactly: $0)
          } ?? 1
      }
    }
  }

  private static func strings(_ value: ArraySlice<UInt8>) -> [String] {
    guard value.count > 2, let list = try? JSONValue.parse(Array(value)).arrayValue else {
      return []
    }
    return list.compactMap(\.stringValue)
  }
}

extension NewsDate {
  /// A log line's own `ts`: `2026-11-26T03:04:05.678Z`, exactly.
  package init?(timestamp text: String) {
    let b = Array(text.utf8)
    guard b.count == 24, b[10] == UInt8(ascii: "T"), b[23] == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int {
      b[range].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }
    self.init(
      year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
      minute: number(14..<16), second: number(17..<19), millisecond: number(20..<23))
  }

  /// Days since 1970, for the dedup horizon.
  package var day: Int { Int(milliseconds / 86_400_000) }
}
