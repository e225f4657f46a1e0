import Glibc
import Identity
import Newsroom
import Testing

@testable import CopyDesk

/// Edited versions of news stories, where the corpora lie beside the project.
@Suite("Near-duplicates of the corpus")
struct NearCorpusTests {
  struct Row {
    var cluster: Int
    var signature: NearSignature?
  }

  static let file: String = {
    let shared = unsafe getenv("WIREROOM_SHARED").map { unsafe String(cString: $0) } ?? "../shared"
    return shared + "/corpora/near-duplicates.jsonl"
  }()
  static let isThere = unsafe access(file, R_OK) == 0

  static func rows() throws -> [Row] {
    guard let file = unsafe fopen(file, "r") else { return [] }
    defer { unsafe _ = fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let n = unsafe fread(&buffer, 1, buffer.count, file), n > 0 { bytes += buffer[..<n] }
    return try bytes.split(separator: 0x0A).map { line in
      let row = try JSONValue.parse(Array(line))
      var json = JSONWriter()
      json.string(row["text"]?.stringValue ?? "")
      let text = json.take()
      return Row(
        cluster: row["cluster"]?.intValue ?? 0,
        signature: NearSignature(escaped: text.span.extracting(1..<text.count - 1)))
    }
  }

  @Test("pairs are found and no others", .enabled(if: isThere))
  func pairs() throws {
    let rows = try Self.rows()
    var index = NearIndex()
    var found: [UInt64] = []
    for (n, row) in rows.enumerated() {
      let seq = UInt64(n + 1)
      guard let signature = row.signature else {
        found.append(seq)
        continue
      }
      let cluster = index.cluster(of: signature, before: seq, day: 1) ?? seq
      index.learn(signature, seq: seq, cluster: cluster, day: 1)
      found.append(cluster)
    }
    func pairs(_ names: [String]) -> Int {
      names.reduce(into: [:]) { $0[$1, default: 0] += 1 }.values.reduce(0) {
        $0 + $1 * ($1 - 1) / 2
      }
    }
    let theirs = pairs(rows.map { "\($0.cluster)" })
    let ours = pairs(found.map { "\($0)" })
    let both = pairs(zip(rows, found).map { "\($0.cluster) \($1)" })
    let precision = Double(both) / Double(max(1, ours))
    let recall = Double(both) / Double(max(1, theirs))
    print("near-duplicates: \(rows.count) texts, precision \(precision), recall \(recall)")
    #expect(precision >= 0.987)
    #expect(recall >= 0.99)
  }
}
