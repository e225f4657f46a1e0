/// The names of a log's files:
/// ```
/// stories.jsonl           the file to tail: a hard link to the active segment
/// stories/<first>.jsonl   a segment: lines, and nothing else
/// stories/<first>.seal    what is known for good about it: `Seal`
/// stories/<first>.idx     its keys for the dedup index: `IndexFile`; of a segment without a seal
///                         only those that it carries over from earlier ones
/// stories/committed       how far the log is safe: `Committed`
/// stories/retired         what retention has taken away: `Retired`
/// stories/ballast         room held back for a full disk
/// ```
struct LogPaths: Sendable {
  /// The state directory: both logs, their tail files and the lock.
  let state: String
  /// `stories` or `sightings`.
  let name: String

  /// No file may speak of a seq beyond this: a line a nanosecond gets there in 146 years.
  static let lastSeq: UInt64 = 1 << 62

  /// What a file bears until it is whole.
  static let temporarySuffix = ".tmp"

  var directory: String { "\(state)/\(name)" }
  /// The file to tail: a hard link to the active segment.
  var tail: String { "\(state)/\(name).jsonl" }
  /// The same, before it is renamed over the old one.
  var nextTail: String { tail + Self.temporarySuffix }
  var committed: String { "\(directory)/committed" }
  var retired: String { "\(directory)/retired" }
  var ballast: String { "\(directory)/ballast" }

  func segment(_ first: UInt64) -> String { "\(directory)/\(Self.stem(first)).jsonl" }
  func seal(_ first: UInt64) -> String { "\(directory)/\(Self.stem(first)).seal" }
  func index(_ first: UInt64) -> String { "\(directory)/\(Self.stem(first)).idx" }

  /// A seq in 20 digits, so that names sort as numbers do.
  static func stem(_ first: UInt64) -> String {
    let digits = String(first)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits
  }
}

/// What lies in a log's directory.
struct Inventory {
  /// First seqs, ascending.
  private(set) var segments: [UInt64] = []
  private(set) var seals: [UInt64] = []
  private(set) var indexes: [UInt64] = []
  /// Paths of files that were never finished.
  private(set) var leftovers: [String] = []

  init(_ paths: LogPaths) throws(LogError) {
    for name in try Disk.list(paths.directory) {
      if name.hasSuffix(LogPaths.temporarySuffix) {
        leftovers.append("\(paths.directory)/\(name)")
      } else if let first = Self.first(of: name, ".jsonl") {
        segments.append(first)
      } else if let first = Self.first(of: name, ".seal") {
        seals.append(first)
      } else if let first = Self.first(of: name, ".idx") {
        indexes.append(first)
      }
    }
    segments.sort()
    seals.sort()
    indexes.sort()
  }

  private static func first(of name: String, _ suffix: String) -> UInt64? {
    guard name.hasSuffix(suffix) else { return nil }
    let stem = name.dropLast(suffix.count)
    guard stem.utf8.count == 20, stem.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    // A name from outside must not bring the count to its end.
    guard let first = UInt64(stem), (1...LogPaths.lastSeq).contains(first) else { return nil }
    return first
  }
}
