import Digests
import Foundation
import Newsroom

/// A line of either log, as far as the tests look at it.
struct Line: Decodable, Sendable {
  struct Hash: Decodable, Sendable {
    let content: String?
    let raw: String?
  }

  struct Raw: Decodable, Sendable {
    let delivery: String
    let name: String?
    let bytes: Int
    let format: String?
    let part: [Int]?
  }

  let seq: UInt64
  let kind: String
  let source: String
  let headline: String?
  let uri: String?
  let rev: Int?
  let prev: UInt64?
  let of: UInt64?
  let by: String?
  let reason: String?
  let warnings: [String]?
  let hash: Hash
  let raw: Raw

  /// The file's name and which of its stories.
  var origin: String { "\(raw.name ?? "-")#\(raw.part?.first ?? 0)" }
}

/// The logs as any reader sees them: files of lines.
enum Log {
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  /// The segments of a log, in their order.
  static func segments(_ folder: String) -> [String] {
    Files.names(folder).filter { $0.hasSuffix(".jsonl") }.map { "\(folder)/\($0)" }
  }

  /// All whole lines of a log, as bytes without their newlines.
  static func bytes(_ folder: String) throws -> [ArraySlice<UInt8>] {
    try segments(folder).flatMap { path in
      let bytes = try Files.read(path)
      let end = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      return bytes[..<end].split(separator: 0x0A)
    }
  }

  static func lines(_ folder: String) throws -> [Line] {
    let decoder = JSONDecoder()
    return try bytes(folder).map { try decoder.decode(Line.self, from: Data($0)) }
  }

  /// How many lines there are, without reading what they say.
  static func count(_ folder: String) -> Int { (try? bytes(folder).count) ?? 0 }

  /// Works out each chain as the record's page tells, apart from the product's own reader, and
  /// demands seqs without a gap. Throws where a line is not what it should be.
  static func prove(_ folder: String) throws {
    var chain = String(repeating: "0", count: 64)
    let key = Array(#","chain":""#.utf8)
    for (number, line) in try bytes(folder).enumerated() {
      // The last member, a constant length before the end: key, 64 digits, quote, brace.
      let start = line.endIndex - 66 - key.count
      guard start > line.startIndex, Array(line[start..<start + key.count]) == key else {
        throw Broken(description: "\(folder): line \(number + 1) does not end in its chain")
      }
      let declared = String(decoding: line[(start + key.count)...].prefix(64), as: UTF8.self)
      var hex: [UInt8] = []
      SHA256.digest(of: Array(chain.utf8) + line[..<start]).appendHex(to: &hex)
      chain = String(decoding: hex, as: UTF8.self)
      guard declared == chain else {
        throw Broken(description: "\(folder): the chain of line \(number + 1) is wrong")
      }
      guard line.starts(with: #"{"v":1,"seq":\#(number + 1),"#.utf8) else {
        throw Broken(description: "\(folder): line \(number + 1) bears another seq")
      }
    }
  }
}
