import Glibc
import Newsroom
import Testing

@testable import StoryLog

@Suite("Reading and retention")
struct ReaderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// All that a reader has to give for now, each line checked against its seq.
  private func drain(
    from seq: UInt64, to extent: LogReader.Extent = .committed, maxBytes: Int = 4096
  ) throws -> [UInt64] {
    var reader = LogReader(
      stateDirectory: scratch.path, name: "stories", from: seq, to: extent)
    var seqs: [UInt64] = []
    while let batch = try reader.next(maxBytes: maxBytes) {
      #expect(batch.bytes.last == 10)
      for n in 0..<batch.count {
        let found = LogLine.seq(of: batch[n].span)
        #expect(found == batch.firstSeq + UInt64(n))
        seqs.append(found ?? 0)
      }
    }
    return seqs
  }

  @Test("A reader begins at any seq and goes on across rolls")
  func anywhere() throws {
    try write(60, scratch.path)
    for seq in [1, 2, 17, 59, 60] as [UInt64] {
      #expect(try drain(from: seq) == Array(seq...60))
    }
    #expect(try drain(from: 61).isEmpty)
    #expect(try drain(from: 1000, to: .available).isEmpty)
  }

  @Test("A line longer than what was asked for is read whole")
  func longLine() throws {
    let desk = try Desk(scratch.path)
    try desk.append(1)
    try desk.append(1, padding: 50_000)
    try desk.append(1)
    #expect(try drain(from: 1) == [1, 2, 3])
    #expect(try desk.log.line(seq: 2)?.count ?? 0 > 100_000)
  }

  @Test("A strict reader stops at the mark, the other at the last whole line")
  func extents() throws {
    let paths = LogPaths(state: scratch.path, name: "stories")
    let mark: [UInt8]
    do {
      let desk = try Desk(scratch.path)
      try desk.append(2)
      mark = try #require(try Disk.contents(paths.committed))
      try desk.append(2)
      let file = desk.log.active.file
      try file.write(Desk.text(5), at: try file.size())
    }
    try Scratch.put(mark, paths.committed)
    #expect(try drain(from: 1) == [1, 2])
    #expect(try drain(from: 1, to: .available) == [1, 2, 3, 4])
    try Disk.remove(paths.committed)
    #expect(try drain(from: 1).isEmpty)
  }

  @Test("Lines that a crash took back are said to be so, and not confused with later ones")
  func rewound() throws {
    let desk = try Desk(scratch.path)
    try desk.append(4)
    var reader = LogReader(stateDirectory: scratch.path, name: "stories", to: .available)
    #expect(try reader.next()?.count == 4)
    try desk.log.active.file.cut(to: 100)
    do {
      _ = try reader.next()
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .rewound)
    }
  }

  @Test("A log that is not there yet has nothing to read, and is found when it comes")
  func notYet() throws {
    var reader = LogReader(stateDirectory: scratch.path + "/later", name: "stories")
    #expect(try reader.next() == nil)
    let desk = try Desk(scratch.path + "/later")
    #expect(try reader.next() == nil)
    try desk.append(3)
    #expect(try reader.next()?.count == 3)
    #expect(reader.nextSeq == 4)
  }

  @Test("Readers see each line once and in order while a writer rolls", arguments: [true, false])
  func live(_ isStrict: Bool) async throws {
    let path = scratch.path
    let total: UInt64 = 1500
    let done = Ledger<Bool>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { done.note(true) }
        let desk = try Desk(path, .rolling(at: 4000))
        while desk.log.nextSeq <= total {
          try desk.append(Int(min(desk.log.nextSeq % 9 + 1, total + 1 - desk.log.nextSeq)))
          await Task.yield()
        }
        #expect(desk.log.status.segments > 20)
      }
      group.addTask {
        var reader = LogReader(
          stateDirectory: path, name: "stories", to: isStrict ? .committed : .available)
        var expected: UInt64 = 1
        var idle = 0
        while expected <= total {
          guard let batch = try reader.next(maxBytes: 4096) else {
            // The writer has ended and so, at the second look, has the log.
            idle = done.items.isEmpty ? 0 : idle + 1
            try #require(idle < 3, "stopped at \(expected)")
            await Task.yield()
            continue
          }
          for n in 0..<batch.count {
            try #require(LogLine.seq(of: batch[n].span) == expected)
            expected += 1
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("Retention removes old segments, keeps their seals and, for the horizon, their keys")
  func retention() throws {
    let paths = LogPaths(state: scratch.path, name: "stories")
    var settings = LogSettings.rolling(at: 500)
    settings.keepSegmentsFor = .seconds(100)
    settings.keepIndexFor = .seconds(1000)
    let segments: [UInt64]
    do {
      let desk = try Desk(scratch.path, settings)
      for n in 0..<8 { try desk.append(3, now: 1_000_000 + Int64(n) * 50_000) }
      segments = try Inventory(paths).segments
      try #require(segments.count > 4)
      let before = desk.log.status
      desk.log.applyRetention(now: 1_350_000)
      let kept = try Inventory(paths).segments
      #expect(kept.count < segments.count && kept.count > 1)
      #expect(desk.log.status.segments == kept.count)
      #expect(desk.log.status.firstSeq == kept[0])
      #expect(desk.log.status.bytes < before.bytes)
      #expect(try desk.log.line(seq: 1) == nil)
      #expect(try desk.log.line(seq: kept[0]) != nil)
      #expect(try Inventory(paths).seals.count == segments.count - 1)
      #expect(try Inventory(paths).indexes.count == segments.count - 1)
      let error = logError { _ = try drain(from: 1) }
      #expect(error?.code == .retired && error?.hint.contains("seq \(kept[0]);") == true)
      #expect(try drain(from: kept[0]).last == 24)
    }
    let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(report.problems.map(\.description) == [])
    #expect(report.retiredSegments > 0)
    do {
      let desk = try Desk(scratch.path, settings, now: 1_400_000)
      #expect(desk.loadedSeqs.sorted() == Array(1...24), "dedup must not forget")
      desk.log.applyRetention(now: 2_250_000)
      #expect(try Inventory(paths).indexes.count < segments.count - 1)
    }
    let desk = try Desk(scratch.path, settings, now: 2_250_000)
    #expect(desk.loadedSeqs.count < 24 && desk.loadedSeqs.contains(24))
    #expect(try Verifier.verify(stateDirectory: scratch.path, name: "stories").isSound)
  }

  @Test("Retention that a crash cut short is ended by the next start")
  func retentionCrash() throws {
    let segments = try write(30, scratch.path)
    let paths = LogPaths(state: scratch.path, name: "stories")
    try Scratch.put(Retired(first: segments[2], index: 1).line, paths.retired)
    #expect(try Verifier.verify(stateDirectory: scratch.path, name: "stories").isSound)
    let desk = try Desk(scratch.path)
    #expect(try Inventory(paths).segments.first == segments[2])
    #expect(desk.loadedSeqs.sorted() == Array(1...30))
  }
}
