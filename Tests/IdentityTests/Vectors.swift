import Glibc
import Newsroom
import Testing

/// A text with the hashes that it must have.
struct Vector: CustomTestStringConvertible {
  let name: String
  /// Vectors of one group have one canonical text.
  let group: String?
  let headline: String
  let body: String
  let isHTML: Bool
  let canon: String?
  let tokens: Int?
  let nc1: String?
  let nt1: String?

  var testDescription: String { name }

  init(_ value: JSONValue) {
    func text(_ name: String) -> String? { value[name]?.stringValue }
    name = text("name") ?? text("id") ?? ""
    group = text("group")
    headline = text("headline") ?? text("title") ?? ""
    body = text("body") ?? ""
    isHTML = text("media") == "text/html"
    canon = text("canon")
    tokens = value["tokens"]?.intValue
    nc1 = text("nc1")
    nt1 = text("nt1")
  }

  /// Reads JSON lines.
  static func parse(_ lines: [UInt8]) throws -> [JSONValue] {
    try lines.split(separator: UInt8(ascii: "\n")).map { try JSONValue.parse(Array($0)) }
  }

  static let own: [Vector] = {
    let lines = try? parse(Array(ownVectorLines.utf8))
    return (lines ?? []).map(Vector.init)
  }()

  /// The shared vectors of nc1, none where the folder is not there.
  static let shared: [Vector] = {
    let environment = unsafe getenv("WIREROOM_SHARED")
    let folder =
      if let environment = unsafe environment {
        unsafe String(cString: environment)
      } else {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
          .joined(separator: "/") + "/../shared"
      }
    guard let bytes = contents(of: folder + "/spec/nc1-vectors.jsonl"),
      let lines = try? parse(bytes)
    else { return [] }
    return lines.map(Vector.init)
  }()

  /// A file's bytes, nil where it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
