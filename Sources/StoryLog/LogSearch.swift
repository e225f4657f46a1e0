internal import CPlatform

/// Finds the lines of a log that hold one of some byte strings, without the lock and beside a
/// running writer. The bytes are searched before any line is looked at: a log of gigabytes goes by
/// at the speed of memmem(3), and only what is found is a line to be read.
package struct LogSearch {
  /// How far a search has come.
  package struct Progress: Sendable {
    package var bytes: Int
    package var totalBytes: Int
  }

  private let paths: LogPaths
  private let needles: [[UInt8]]

  /// `needles`: none of them empty, none with a newline.
  package init(stateDirectory: String, name: String, needles: [[UInt8]]) {
    paths = LogPaths(state: stateDirectory, name: name)
    self.needles = needles.filter { !$0.isEmpty }
  }

  /// At a time: few system calls, and it stays in the processor's cache's reach.
  private static let chunk = 4 << 20

  /// Calls `body` with each line that holds a needle, without its newline, in the log's order, until
  /// it answers false. `from`: lines before this seq are not wanted; whole segments are passed over,
  /// single lines are not. `progress` is called now and then.
  package func run(
    from seq: UInt64 = 1, progress: (Progress) -> Void = { _ in },
    _ body: (ArraySlice<UInt8>) -> Bool
  ) throws(LogError) {
    guard !needles.isEmpty else { return }
    let all = try Inventory(paths).segments
    let start = all.lastIndex { $0 <= seq } ?? 0
    let segments = all.dropFirst(start)
    var report = Progress(bytes: 0, totalBytes: 0)
    for first in segments {
      report.totalBytes += try File.openIfThere(paths.segment(first))?.size() ?? 0
    }
    for first in segments {
      // Retention may have taken it meanwhile.
      guard let file = try File.openIfThere(paths.segment(first)) else { continue }
      let goesOn = try search(file, &report, progress, body)
      if !goesOn { return }
    }
  }

  private func search(
    _ file: File, _ report: inout Progress, _ progress: (Progress) -> Void,
    _ body: (ArraySlice<UInt8>) -> Bool
  ) throws(LogError) -> Bool {
    var offset = 0
    var wanted = Self.chunk
    while true {
      let bytes = try file.read(at: offset, count: wanted)
      // Whole lines only; what is left belongs to the next reading.
      guard let last = bytes.lastIndex(of: 0x0A) else {
        if bytes.count < wanted { return true }
        wanted *= 2
        continue
      }
      if !find(in: bytes[...last], body) { return false }
      offset += last + 1
      report.bytes += last + 1
      progress(report)
      wanted = Self.chunk
    }
  }

  /// The lines of a run of whole lines that hold a needle.
  private func find(in run: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Bool) -> Bool {
    // Where each needle is found next, so that the lines come in their order and none twice.
    var hits = needles.map { Self.first($0, in: run) }
    while let place = hits.compactMap(\.self).min() {
      let start = run[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? run.startIndex
      let end = run[place...].firstIndex(of: 0x0A) ?? run.endIndex
      if !body(run[start..<end]) { return false }
      for n in hits.indices {
        if let hit = hits[n], hit < end { hits[n] = Self.first(needles[n], in: run[end...]) }
      }
    }
    return true
  }

  private static func first(_ needle: [UInt8], in run: ArraySlice<UInt8>) -> Int? {
    unsafe run.withUnsafeBytes { hay in
      unsafe needle.withUnsafeBytes { needle in
        guard let base = hay.baseAddress, let word = needle.baseAddress,
          let hit = unsafe wr_find(base, hay.count, word, needle.count)
        else { return nil }
        return unsafe run.startIndex + (hit - base)
      }
    }
  }
}
