/// The names in an XPath expression, read without evaluating it: a prefix or a function that does
/// not exist is an error only when it is reached, which may be never in one document and always in
/// the next. Source: XPath 1.0, 3.7.
struct XPathWords {
  private(set) var prefixes: [String] = []
  private(set) var functions: [String] = []
  private(set) var variables: [String] = []

  /// What XPath itself has, and libxml2 with it.
  static let knownFunctions = [
    "last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat",
    "starts-with", "contains", "substring-before", "substring-after", "substring", "string-length",
    "normalize-space", "translate", "boolean", "not", "true", "false", "lang", "number", "sum",
    "floor", "ceiling", "round",
  ]
  /// What else may stand before a bracket: tests of a node's type, and operators.
  private static let otherWords: Set<String> = [
    "node", "text", "comment", "processing-instruction", "and", "or", "div", "mod",
  ]

  init(_ expression: String) {
    let bytes = Array(expression.utf8)
    var i = 0
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        let quote = bytes[i]
        i += 1
        while i < bytes.count, bytes[i] != quote { i += 1 }
        i += 1
      case UInt8(ascii: "$"):
        variables.append(Self.name(bytes, &i, from: i + 1))
      case let byte where Self.isNameStart(byte):
        take(Self.name(bytes, &i, from: i), bytes, &i)
      case 0x30...0x39:
        while i < bytes.count, Self.isName(bytes[i]) { i += 1 }
      default: i += 1
      }
    }
  }

  /// A name that ends at `i`: what follows tells what it is.
  private mutating func take(_ name: String, _ bytes: [UInt8], _ i: inout Int) {
    var next = i
    while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
    guard next < bytes.count else { return }
    if bytes[next] == UInt8(ascii: ":") {
      // `child::` is an axis.
      if next + 1 < bytes.count, bytes[next + 1] == UInt8(ascii: ":") {
        i = next + 2
      } else {
        prefixes.append(name)
        _ = Self.name(bytes, &i, from: next + 1)
      }
    } else if bytes[next] == UInt8(ascii: "("), !Self.otherWords.contains(name) {
      functions.append(name)
    }
  }

  private static func name(_ bytes: [UInt8], _ i: inout Int, from start: Int) -> String {
    i = start
    while i < bytes.count, isName(bytes[i]) { i += 1 }
    return String(decoding: bytes[start..<i], as: UTF8.self)
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) && byte > 0x40 || byte == 0x5F || byte >= 0x80
  }

  private static func isName(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
  }
}
