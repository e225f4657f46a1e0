package import Newsroom

/// A line of either log, as far as its fate is told by it.
package struct TracedLine: Sendable {
  package enum Log: String, Sendable { case stories, sightings }

  package let log: Log
  package let seq: UInt64
  package let ts: String
  /// `story` `update` `correction` `cancel`, or `duplicate` `late` `rejected`.
  package let kind: String
  package let source: String
  package let headline: String?
  package let uri: String?
  package let url: String?
  /// Under what it is filed, where its format knows no identity.
  package let filed: [String]
  package let rev: Int?
  package let prev: UInt64?
  /// Of a sighting: the story that it repeats, and by what it was known.
  package let of: UInt64?
  package let by: String?
  package let reason: String?
  package let detail: String?
  package let content: String?
  package let rawHash: String?
  package let hashes: Set<Digest>
  package let route: String?
  package let delivery: String?
  package let name: String?
  package let fetchedFrom: String?
  package let bytes: Int
  package let format: String?
  package let part: (Int, Int)?
  /// The file's name in the archive that came.
  package let member: String?
  /// The line itself.
  package let line: [UInt8]

  /// Nil where it is no line of ours.
  init?(_ line: ArraySlice<UInt8>, of log: Log) {
    let bytes = Array(line)
    guard let json = try? JSONValue.parse(bytes), let seq = json["seq"]?.intValue, seq > 0,
      let kind = json["kind"]?.stringValue
    else { return nil }
    func number(_ name: String) -> UInt64? { json[name]?.intValue.flatMap(UInt64.init(exactly:)) }
    let (hash, raw) = (json["hash"], json["raw"])
    self.log = log
    self.seq = UInt64(seq)
    self.line = bytes
    self.kind = kind
    ts = json["ts"]?.stringValue ?? ""
    source = json["source"]?.stringValue ?? ""
    headline = json["headline"]?.stringValue
    uri = json["uri"]?.stringValue
    url = json["url"]?.stringValue
    filed = json["filed"]?.arrayValue?.compactMap(\.stringValue) ?? []
    rev = json["rev"]?.intValue
    prev = number("prev")
    of = number("of")
    by = json["by"]?.stringValue
    reason = json["reason"]?.stringValue
    detail = json["detail"]?.stringValue
    content = hash?["content"]?.stringValue
    rawHash = hash?["raw"]?.stringValue
    hashes = Set(
      ["content", "title", "raw"].compactMap { name in
        hash?[name]?.stringValue.flatMap { $0.split(separator: ":").last }.flatMap {
          Digest(hex: $0)
        }
      })
    route = raw?["route"]?.stringValue
    delivery = raw?["delivery"]?.stringValue
    name = raw?["name"]?.stringValue
    fetchedFrom = raw?["url"]?.stringValue
    self.bytes = raw?["bytes"]?.intValue ?? 0
    format = raw?["format"]?.stringValue
    member = raw?["member"]?.stringValue
    let parts = (raw?["part"]?.arrayValue ?? []).compactMap(\.intValue)
    part = parts.count == 2 ? (parts[0], parts[1]) : nil
  }
}
