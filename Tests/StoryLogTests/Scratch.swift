import CPlatform
import Digests
import Glibc
import Newsroom
import Synchronization
import Testing

@testable import StoryLog

/// A directory of a test's own, removed with it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    var template = Array("\(Self.base)/storylog-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    try #require(isMade)
    path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// In memory where there is such a place: these tests flush thousands of times.
  private static let base = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

  static func remove(_ path: String) {
    for name in (try? Disk.list(path)) ?? [] {
      let child = "\(path)/\(name)"
      if unsafe unlink(child) != 0 { remove(child) }
    }
    _ = unsafe rmdir(path)
  }

  /// Copies a tree as a crash of the process would leave it, hard links kept.
  static func copy(_ from: String, to: String) throws {
    var seen: [UInt64: String] = [:]
    try copy(from, to: to, &seen)
  }

  private static func copy(_ from: String, to: String, _ seen: inout [UInt64: String]) throws {
    try Disk.makeDirectory(to)
    for name in try Disk.list(from) where name != "lock" {
      let source = "\(from)/\(name)"
      let target = "\(to)/\(name)"
      var status = stat()
      guard unsafe stat(source, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try copy(source, to: target, &seen)
      } else if let twin = seen[UInt64(status.st_ino)] {
        try Disk.link(twin, to: target)
      } else {
        seen[UInt64(status.st_ino)] = target
        try put(try Disk.contents(source) ?? [], target)
      }
    }
  }

  static func put(_ bytes: [UInt8], _ path: String) throws {
    let file = try File.open(path, O_RDWR | O_CREAT | O_TRUNC)
    try file.write(bytes, at: 0)
  }
}

/// What happened, from any thread.
final class Ledger<Element: Sendable>: Sendable {
  private let all = Mutex<[Element]>([])
  func note(_ element: Element) { all.withLock { $0.append(element) } }
  var items: [Element] { all.withLock { $0 } }
}

/// A log in a scratch directory, with its lock and what it said.
struct Desk: ~Copyable {
  let lock: StateLock
  let log: AppendLog
  let loaded: Ledger<IndexEntry>
  /// When the lines of those were written at the earliest.
  let sinces = Ledger<Int64>()
  let events: Ledger<LogEvent>

  init(_ directory: String, _ settings: LogSettings = LogSettings(), now: Int64 = 1_000_000)
    throws
  {
    let loaded = Ledger<IndexEntry>()
    let sinces = sinces
    let events = Ledger<LogEvent>()
    let lock = try StateLock(directory: directory)
    let log = try AppendLog.open(
      lock: lock, name: "stories", settings: settings, now: now,
      index: { line, seq in
        try #require(LogLine.seq(of: line.span) == seq)
        return [Self.entry(seq)]
      },
      load: { entry, since in
        loaded.note(entry)
        sinces.note(since)
      }, event: { events.note($0) })
    self.lock = lock
    self.log = log
    self.loaded = loaded
    self.events = events
  }

  /// The seqs of the entries that a start loaded, in their order.
  var loadedSeqs: [UInt64] { loaded.items.map(\.seq) }

  /// A key that is not in the order of seq.
  static func entry(_ seq: UInt64) -> IndexEntry {
    IndexEntry(high: seq &* 0x9E37_79B9_7F4A_7C15, low: 1, seq: seq, tag: ~seq)
  }

  /// The text of a line, without its chain.
  static func text(_ seq: UInt64, padding: Int = 20) -> [UInt8] {
    Array(
      #"{"v":1,"seq":\#(seq),"headline":"Line \#(seq)","x":"\#(String(repeating: "é", count: padding))""#
        .utf8)
  }

  /// Stages lines with their keys.
  func stage(_ count: Int, padding: Int = 20) throws {
    for _ in 0..<count {
      let seq = log.nextSeq
      try log.stage(Self.text(seq, padding: padding), entries: [Self.entry(seq)])
    }
  }

  func append(_ count: Int, padding: Int = 20, now: Int64 = 1_000_000) throws {
    try stage(count, padding: padding)
    try log.commit(now: now)
  }
}

extension LogSettings {
  /// Rolls as soon as a segment holds so many bytes.
  static func rolling(at bytes: Int) -> LogSettings {
    var settings = LogSettings()
    settings.rollBytes = bytes
    settings.rollMinimumGap = .zero
    settings.ballastBytes = 4096
    return settings
  }
}

/// Writes a log of some segments and closes it; gives the first seqs of the segments.
@discardableResult
func write(_ lines: Int, _ directory: String, rollBytes: Int = 1000, group: Int = 3) throws
  -> [UInt64]
{
  let desk = try Desk(directory, .rolling(at: rollBytes))
  var left = lines
  while left > 0 {
    try desk.append(min(left, group))
    left -= group
  }
  desk.log.close()
  return try Inventory(LogPaths(state: directory, name: "stories")).segments
}

/// The error that a body throws, if it is a log's.
func logError(_ body: () throws -> Void) -> LogError? {
  do {
    try body()
    return nil
  } catch {
    return error as? LogError
  }
}

func sha(_ bytes: some Sequence<UInt8>) -> [UInt8] { SHA256.digest(of: Array(bytes)).bytes }

func lines(of file: [UInt8]) -> [[UInt8]] {
  file.split(separator: 10, omittingEmptySubsequences: true).map(Array.init)
}
