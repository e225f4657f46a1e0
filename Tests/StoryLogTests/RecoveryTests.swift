import Glibc
import Newsroom
import Synchronization
import Testing

@testable import StoryLog

@Suite("Recovery")
struct RecoveryTests {
  private let scratch: Scratch
  private let paths: LogPaths

  init() throws {
    scratch = try Scratch()
    paths = LogPaths(state: scratch.path, name: "stories")
  }

  private func contents(_ path: String) throws -> [UInt8] {
    try #require(try Disk.contents(path))
  }

  private func append(_ bytes: [UInt8], to path: String) throws {
    let file = try File.open(path, O_RDWR)
    try file.write(bytes, at: try file.size())
  }

  /// Writes three lines as one committed group, and hands back where each begins.
  private func threeLines() throws -> [Int] {
    let desk = try Desk(scratch.path)
    try desk.append(3)
    desk.log.close()
    let file = try contents(paths.segment(1))
    return [0] + file.indices.filter { file[$0] == 10 }.map { $0 + 1 }
  }

  @Test("A torn tail is copied away, cut off, and its segment sealed")
  func tornTail() throws {
    _ = try threeLines()
    let good = try contents(paths.segment(1))
    let torn = Array(Desk.text(4).dropLast(5))
    try append(torn, to: paths.segment(1))
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 4)
    #expect(try contents(paths.segment(1)) == good)
    let copies = try Disk.list(paths.directory).filter { $0.contains(".jsonl.torn-") }
    #expect(copies.count == 1)
    for copy in copies { #expect(try contents("\(paths.directory)/\(copy)") == torn) }
    #expect(desk.log.status.segments == 2)
    try desk.append(2)
    #expect(desk.loadedSeqs == [1, 2, 3])
    #expect(
      try Verifier.verify(stateDirectory: scratch.path, name: "stories").problems.isEmpty)
  }

  @Test("Whole lines beyond the mark are written again, kept, and their segment sealed")
  func beyondMark() throws {
    let mark: [UInt8]
    do {
      let desk = try Desk(scratch.path)
      try desk.append(2)
      mark = try contents(paths.committed)
      try desk.append(2)
    }
    try Scratch.put(mark, paths.committed)
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 5)
    #expect(desk.loadedSeqs == [1, 2, 3, 4])
    #expect(desk.log.status.segments == 2)
    let rewritten = desk.events.items.contains { if case .rewritten = $0 { true } else { false } }
    #expect(rewritten)
  }

  @Test("A rewrite that the disk does not confirm stops the start")
  func rewriteFails() throws {
    _ = try threeLines()
    try Disk.remove(paths.committed)
    var settings = LogSettings()
    settings.probe = { $0 == .flushRewrite ? EIO : 0 }
    let error = logError { _ = try Desk(scratch.path, settings) }
    #expect(error?.code == .flushFailed)
    #expect(error?.disposition == .stop(exit: 74))
  }

  @Test("A missing or garbled mark is a lower bound of nothing", arguments: [true, false])
  func noMark(_ isMissing: Bool) throws {
    _ = try threeLines()
    try Disk.remove(paths.committed)
    if !isMissing { try Scratch.put(Array("{\"v\":1,\"seq\":9".utf8), paths.committed) }
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 4)
    #expect(try Committed.read(paths.committed)?.seq == 3)
  }

  @Test("A bad line before good ones refuses the start, by file, line and byte", arguments: 0..<2)
  func badLine(_ number: Int) throws {
    let starts = try threeLines()
    for isMarked in [true, false] {
      if !isMarked { try Disk.remove(paths.committed) }
      var file = try contents(paths.segment(1))
      let good = file
      file[starts[number] + 30] ^= 1
      try Scratch.put(file, paths.segment(1))
      let error = logError { _ = try Desk(scratch.path) }
      #expect(error?.code == .damaged)
      #expect(error?.path == paths.segment(1))
      #expect(error?.line == number + 1)
      #expect(error?.byte == starts[number])
      #expect(error?.hint.contains("truncate -s \(starts[number])") == true)
      #expect(try contents(paths.segment(1)) == file, "nothing was changed")
      try Scratch.put(good, paths.segment(1))
    }
  }

  @Test("A line taken from the middle refuses the start")
  func missingLine() throws {
    let starts = try threeLines()
    var file = try contents(paths.segment(1))
    file.removeSubrange(starts[1]..<starts[2])
    try Scratch.put(file, paths.segment(1))
    try Disk.remove(paths.committed)
    let error = logError { _ = try Desk(scratch.path) }
    #expect(error?.code == .damaged && error?.line == 2 && error?.byte == starts[1])
  }

  @Test("A block that the disk never wrote, in a group that was never marked, is a torn tail")
  func unwritten() throws {
    var mark: [UInt8] = []
    do {
      let desk = try Desk(scratch.path)
      try desk.append(2)
      mark = try contents(paths.committed)
      try desk.append(20, padding: 300)
    }
    try Scratch.put(mark, paths.committed)
    var file = try contents(paths.segment(1))
    for n in 4096..<8192 { file[n] = 0 }
    try Scratch.put(file, paths.segment(1))
    do {
      let desk = try Desk(scratch.path)
      #expect(desk.log.nextSeq > 3 && desk.log.nextSeq < 20)
      let isTold = desk.events.items.contains { if case .tornTail = $0 { true } else { false } }
      #expect(isTold)
    }
  }

  @Test("A block of zeros in what was marked is damage, not a torn tail")
  func zeroed() throws {
    do {
      let desk = try Desk(scratch.path)
      try desk.append(20, padding: 300)
      desk.log.close()
    }
    var file = try contents(paths.segment(1))
    for n in 4096..<8192 { file[n] = 0 }
    try Scratch.put(file, paths.segment(1))
    #expect(logError { _ = try Desk(scratch.path) }?.code == .damaged)
  }

  @Test("A log that ends before its mark has lost what was acknowledged, and says so")
  func lost() throws {
    let starts = try threeLines()
    let file = try contents(paths.segment(1))
    for end in [starts[2], starts[2] + 10] {
      try Scratch.put(Array(file[..<end]), paths.segment(1))
      let error = logError { _ = try Desk(scratch.path) }
      #expect(error?.code == .lost)
      #expect(error?.detail.contains("3 was committed and the log ends at 2") == true)
      #expect(try contents(paths.segment(1)).count == end, "nothing was changed")
    }
    try Disk.remove(paths.segment(1))
    #expect(logError { _ = try Desk(scratch.path) }?.code == .lost)
  }

  @Test("Another log in the place of this one is refused")
  func stranger() throws {
    _ = try threeLines()
    let other = try Scratch()
    do {
      let desk = try Desk(other.path)
      try desk.append(3, padding: 21)
      desk.log.close()
    }
    let theirs = LogPaths(state: other.path, name: "stories")
    try Scratch.put(try contents(theirs.segment(1)), paths.segment(1))
    #expect(logError { _ = try Desk(scratch.path) }?.code == .damaged)
  }

  @Test("A sealed segment whose index is missing or broken gets a new one", arguments: [-1, 3, 40])
  func index(_ broken: Int) throws {
    let segments = try write(20, scratch.path)
    let path = paths.index(segments[1])
    let good = try contents(path)
    if broken < 0 {
      try Disk.remove(path)
    } else {
      var bad = good
      bad[broken] ^= 1
      try Scratch.put(bad, path)
    }
    let desk = try Desk(scratch.path)
    #expect(desk.loadedSeqs.sorted() == Array(1...20))
    #expect(try contents(path) == good)
    let rebuilt = desk.events.items.contains {
      if case .indexRebuilt(paths.segment(segments[1]), _) = $0 { true } else { false }
    }
    #expect(rebuilt)
  }

  @Test("An index is sorted by key, and a later seq of one key comes last")
  func indexOrder() {
    let entries = (1...50).map { (seq: UInt64) in
      // Keys in one bucket, in the first and in the last.
      IndexEntry(
        high: (seq * 7 % 5) &* (seq % 2 == 0 ? 1 : .max / 4), low: seq * 3 % 4, seq: 51 - seq,
        tag: seq)
    }
    var read: [IndexEntry] = []
    let file = IndexFile.bytes(first: 9, entries: entries)
    #expect(IndexFile.read(file, first: 9) { read.append($0) } == nil)
    #expect(read.count == entries.count && Set(read) == Set(entries))
    for (a, b) in zip(read, read.dropFirst()) {
      #expect((a.high, a.low, a.seq) < (b.high, b.low, b.seq))
    }
    #expect(IndexFile.read(file, first: 8) { _ in } != nil)
    for n in file.indices {
      var bad = file
      bad[n] ^= 4
      #expect(IndexFile.read(bad, first: 9) { _ in } != nil, "byte \(n)")
    }
  }

  @Test("A segment that has lost its seal is verified and sealed before another is trusted")
  func lateSeal() throws {
    let segments = try write(20, scratch.path)
    let last = segments[segments.count - 2]
    let seal = try contents(paths.seal(last))
    try Disk.remove(paths.seal(last))
    do {
      let desk = try Desk(scratch.path)
      #expect(desk.log.nextSeq == 21)
      #expect(try contents(paths.seal(last)) == seal)
    }
    try Disk.remove(paths.seal(last))
    var file = try contents(paths.segment(last))
    file[50] ^= 1
    try Scratch.put(file, paths.segment(last))
    #expect(logError { _ = try Desk(scratch.path) }?.code == .damaged)
  }

  @Test("A crash between any two calls of a commit or a roll is recovered from")
  func crashes() throws {
    let crash = try Scratch()
    let states = Mutex<[(step: LogStep, path: String, acknowledged: UInt64)]>([])
    let acknowledged = Mutex<UInt64>(0)
    let from = scratch.path
    let to = crash.path
    var settings = LogSettings.rolling(at: 1000)
    settings.probe = { step in
      states.withLock { states in
        let path = "\(to)/\(states.count)"
        if (try? Scratch.copy(from, to: path)) == nil { return EIO }
        states.append((step, path, acknowledged.withLock { $0 }))
        return 0
      }
    }
    do {
      let desk = try Desk(from, settings)
      for _ in 0..<9 {
        try desk.append(3)
        acknowledged.withLock { $0 = desk.log.status.committed }
      }
    }
    let all = states.withLock { $0 }
    #expect(all.count > 70)
    for state in all {
      let desk = try Desk(state.path, .rolling(at: 1000))
      let next = desk.log.nextSeq
      #expect(next > state.acknowledged, "\(state.step)")
      #expect(next <= state.acknowledged + 4, "\(state.step)")
      #expect(desk.loadedSeqs.sorted() == Array(1..<next), "\(state.step)")
      try desk.append(2)
      let report = try Verifier.verify(stateDirectory: state.path, name: "stories")
      #expect(report.problems.map(\.description) == [], "\(state.step)")
      #expect(report.lastSeq == next + 1)
      let tail = LogPaths(state: state.path, name: "stories").tail
      #expect(Disk.isSame(tail, desk.log.active.file.path), "\(state.step)")
    }
    let met = Set(all.map(\.step))
    for step in LogStep.allCases.prefix(while: { $0 != .rewrite })
    where ![.cut, .dropBallast].contains(step) {
      #expect(met.contains(step), "\(step) was never reached")
    }
  }

  @Test("A crash in the middle of a recovery is recovered from")
  func crashesOfRecovery() throws {
    _ = try threeLines()
    try append(Array(Desk.text(4).dropLast(9)), to: paths.segment(1))
    let crash = try Scratch()
    let states = Ledger<LogStep>()
    let from = scratch.path
    let to = crash.path
    var settings = LogSettings.rolling(at: 100_000)
    settings.probe = { step in
      if (try? Scratch.copy(from, to: "\(to)/\(states.items.count)")) == nil { return EIO }
      states.note(step)
      return 0
    }
    do { _ = try Desk(from, settings) }
    let met = states.items
    for step in [LogStep.rewrite, .flushRewrite, .copyTorn, .flushTorn, .cutTorn, .renameSeal] {
      #expect(met.contains(step), "\(step) was never reached")
    }
    for (number, step) in met.enumerated() {
      let path = "\(to)/\(number)"
      let desk = try Desk(path, .rolling(at: 100_000))
      #expect(desk.log.nextSeq == 4, "\(step)")
      #expect(desk.loadedSeqs.sorted() == [1, 2, 3], "\(step)")
      let report = try Verifier.verify(stateDirectory: path, name: "stories")
      #expect(report.problems.map(\.description) == [], "\(step)")
    }
  }

  @Test("A power cut that undoes the names of a roll one by one loses no line")
  func powerCuts() throws {
    let segments = try write(20, scratch.path)
    // The roll before the last line was written: its new segment is empty.
    let sealed = segments[segments.count - 2]
    let fresh = segments[segments.count - 1]
    try Scratch.put([], paths.segment(fresh))
    let seal = try #require(try Seal.read(paths.seal(sealed)))
    let mark = Committed(
      seq: seal.last, segment: sealed, offset: seal.bytes, chain: seal.chain, began: 0)
    try Scratch.put(mark.line, paths.committed)
    let names = [
      paths.segment(fresh), paths.index(sealed), paths.seal(sealed), paths.tail, paths.committed,
    ]
    // Without a flush of the directory, any of these may be there or not.
    for kept in 0..<1 << names.count {
      let copy = try Scratch()
      try Scratch.copy(scratch.path, to: copy.path)
      let copied = LogPaths(state: copy.path, name: "stories")
      for (n, name) in names.enumerated() where kept >> n & 1 == 0 {
        try Disk.remove(copy.path + name.dropFirst(scratch.path.count))
      }
      try Scratch.put([1, 2, 3], copied.seal(fresh) + LogPaths.temporarySuffix)
      try Scratch.put([1, 2, 3], copied.nextTail)
      do {
        let desk = try Desk(copy.path)
        #expect(desk.log.nextSeq == fresh, "\(kept)")
        #expect(desk.loadedSeqs.sorted() == Array(1..<fresh), "\(kept)")
        try desk.append(3)
        #expect(Disk.isSame(copied.tail, desk.log.active.file.path), "\(kept)")
      }
      let report = try Verifier.verify(stateDirectory: copy.path, name: "stories")
      #expect(report.problems.map(\.description) == [], "\(kept)")
      #expect(report.lastSeq == fresh + 2)
      let leftovers = try Inventory(copied).leftovers
      #expect(leftovers.isEmpty)
    }
  }

  @Test("Names that no log of ours makes are let alone, and bring nothing down")
  func strangeNames() throws {
    try write(3, scratch.path)
    for name in [
      "18446744073709551615.jsonl", "00000000000000000000.jsonl", "1.jsonl", "notes.txt",
      "99999999999999999999.seal",
    ] {
      try Scratch.put(Array("hello\n".utf8), "\(paths.directory)/\(name)")
    }
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 4)
    #expect(try Verifier.verify(stateDirectory: scratch.path, name: "stories").isSound)
    #expect(try contents("\(paths.directory)/notes.txt") == Array("hello\n".utf8))
  }

  @Test("A log copied while it is written is the log up to some moment")
  func killed() async throws {
    let crash = try Scratch()
    let from = scratch.path
    let done = Ledger<Bool>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { done.note(true) }
        let desk = try Desk(from, .rolling(at: 20_000))
        for n in 0..<300 { try desk.append(n % 7 + 1) }
      }
      let paths = paths
      group.addTask {
        var number = 0
        while done.items.isEmpty || number == 0 {
          guard let mark = try Committed.read(paths.committed), mark.seq > 0 else {
            await Task.yield()
            continue
          }
          // The mark first, then the segments in their order: a prefix of the log that holds at
          // least what the mark says, as a kill would leave it.
          let path = "\(crash.path)/\(number)"
          let copied = LogPaths(state: path, name: "stories")
          try Disk.makeDirectory(path)
          try Disk.makeDirectory(copied.directory)
          try Scratch.put(mark.line, copied.committed)
          for first in try Inventory(paths).segments {
            try Scratch.put(try Disk.contents(paths.segment(first)) ?? [], copied.segment(first))
          }
          let desk = try Desk(path)
          let next = desk.log.nextSeq
          #expect(next > mark.seq)
          #expect(desk.loadedSeqs == Array(1..<next))
          try desk.append(1)
          let report = try Verifier.verify(stateDirectory: path, name: "stories")
          #expect(report.problems.map(\.description) == [])
          Scratch.remove(path)
          number += 1
        }
        #expect(number > 0)
      }
      try await group.waitForAll()
    }
  }
}
