/// The names of a log's files, as the log's own page of the manual draws them.
struct LogPaths: Sendable {
  /// The state directory: both logs, their tail files and the lock.
  let state: String
  /// `stories` or `sightings`.
  let name: String

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
    return UInt64(stem)
  }
}
