import CPlatform
import Glibc
import Newsroom
import Synchronization
import Testing

@testable import StoryLog

@Suite("Failing disks")
struct FullDiskTests {
  @Test("A flush that fails is final: it is never tried again, and nothing more is taken")
  func flush() throws {
    let scratch = try Scratch()
    let isBroken = Mutex(false)
    let flushes = Mutex(0)
    var settings = LogSettings()
    settings.probe = { step in
      guard step == .flush else { return 0 }
      flushes.withLock { $0 += 1 }
      return isBroken.withLock { $0 } ? ENOSPC : 0
    }
    do {
      let desk = try Desk(scratch.path, settings)
      try desk.append(2)
      isBroken.withLock { $0 = true }
      let error = logError { try desk.append(2) }
      #expect(error?.code == .flushFailed, "even where the disk calls it a lack of room")
      isBroken.withLock { $0 = false }
      let before = flushes.withLock { $0 }
      #expect(logError { try desk.log.commit(now: 0) }?.code == .flushFailed)
      #expect(logError { try desk.stage(1) }?.code == .flushFailed)
      #expect(logError { try desk.log.rollIfDue(now: 0) }?.code == .flushFailed)
      #expect(flushes.withLock { $0 } == before)
      #expect(desk.log.status.failure?.code == .flushFailed)
      #expect(desk.log.status.committed == 2)
    }
    let desk = try Desk(scratch.path)
    #expect(desk.log.status.segments == 2, "the segment was sealed and another begun")
    #expect(desk.log.nextSeq == 5)
  }

  @Test(
    "Any other failure of a commit or roll is final",
    arguments: [
      LogStep.write, .mark, .createSegment, .flushIndex, .writeSeal, .flushSeal, .flushDirectory,
      .flushState,
    ])
  func final(_ step: LogStep) throws {
    let scratch = try Scratch()
    let isBroken = Mutex(false)
    var settings = LogSettings.rolling(at: 500)
    settings.probe = { $0 == step && isBroken.withLock { $0 } ? EIO : 0 }
    do {
      let desk = try Desk(scratch.path, settings)
      isBroken.withLock { $0 = true }
      let error = logError { for _ in 0..<6 { try desk.append(3) } }
      #expect(error != nil)
      isBroken.withLock { $0 = false }
      let again = logError { try desk.log.commit(now: 0) }
      #expect(again?.description == error?.description)
    }
    let desk = try Desk(scratch.path)
    try desk.append(1)
    let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(report.isSound && report.lastSeq == desk.log.status.lastSeq)
  }

  @Test(
    "A roll that finds no room is put off, and loses nothing",
    arguments: [LogStep.createSegment, .linkTail, .trim, .writeIndex, .renameIndex, .writeSeal])
  func putOff(_ step: LogStep) throws {
    let scratch = try Scratch()
    let isFull = Mutex(true)
    var settings = LogSettings.rolling(at: 500)
    settings.probe = { $0 == step && isFull.withLock { $0 } ? ENOSPC : 0 }
    do {
      let desk = try Desk(scratch.path, settings)
      for _ in 0..<6 { try desk.append(3) }
      #expect(desk.log.status.segments == 1)
      #expect(desk.log.status.committed == 18)
      #expect(try Inventory(desk.log.paths).segments == [1])
      isFull.withLock { $0 = false }
      try desk.append(1)
      #expect(desk.log.status.segments == 2)
      let isTold = desk.events.items.contains { if case .rollPutOff = $0 { true } else { false } }
      #expect(isTold)
    }
    let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(report.isSound && report.lastSeq == 19)
  }

  @Test("A put-off roll whose empty segment survives a crash does not hide the lines after it")
  func putOffThenCrash() throws {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    do {
      let desk = try Desk(scratch.path)
      try desk.append(7)
    }
    try Scratch.put([], paths.segment(5))
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 8)
    #expect(try Inventory(paths).segments == [1])
  }

  @Test("A write cut short by a full disk is taken back, and goes through when there is room")
  func injected() throws {
    let scratch = try Scratch()
    let isFull = Mutex(false)
    var settings = LogSettings()
    settings.ballastBytes = 8192
    settings.probe = { step in
      [.write, .makeBallast].contains(step) && isFull.withLock { $0 } ? ENOSPC : 0
    }
    let desk = try Desk(scratch.path, settings)
    try desk.append(2)
    let size = try desk.log.active.file.size()
    isFull.withLock { $0 = true }
    for _ in 0..<2 {
      let error = logError { try desk.append(1) }
      #expect(error?.code == .noSpace && error?.disposition == .retry)
    }
    #expect(desk.log.stagedCount == 2)
    #expect(desk.log.status.degraded?.code == .noSpace)
    #expect(try desk.log.active.file.size() == size)
    #expect(try Disk.contents(desk.log.paths.ballast) == nil)
    isFull.withLock { $0 = false }
    try desk.log.commit(now: 0)
    #expect(desk.log.status.degraded == nil && desk.log.status.committed == 4)
    #expect(try Disk.contents(desk.log.paths.ballast)?.count == 8192)
    let names = desk.events.items.map { "\($0)".prefix(9) }
    #expect(names == ["degraded(", "recovered"])
  }

  /// A file system of 2 MiB in memory, where this machine lets us mount one.
  final class SmallDisk {
    let scratch: Scratch
    init?() {
      guard getuid() == 0, let scratch = try? Scratch(),
        unsafe mount("tmpfs", scratch.path, "tmpfs", 0, "size=2m") == 0
      else { return nil }
      self.scratch = scratch
    }
    // Lazily (MNT_DETACH): files may be open still.
    deinit { _ = unsafe umount2(scratch.path, 2) }
    static let isPossible = SmallDisk() != nil
  }

  @Test(
    "A disk that is really full takes nothing by halves, and the log goes on when there is room",
    .enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
  func tmpfs() throws {
    let disk = try #require(SmallDisk())
    let path = disk.scratch.path
    var settings = LogSettings.rolling(at: 200_000)
    settings.ballastBytes = 128 << 10
    settings.preallocateBytes = 64 << 10
    let filler = path + "/filler"
    var refused = 0
    do {
      let desk = try Desk(path, settings)
      try desk.append(10)
      let file = try File.open(filler, O_RDWR | O_CREAT)
      try file.allocate(max(0, (Disk.freeBytes(path) ?? 0) - 100_000))
      while refused < 5 {
        if logError({ try desk.append(1, padding: 3000) })?.code == .noSpace { refused += 1 }
        #expect(desk.log.status.failure == nil)
        try #require(desk.log.status.lastSeq < 1000)
      }
      #expect(desk.log.status.degraded != nil)
      #expect(desk.log.stagedCount > 0)
      #expect(try desk.log.active.file.size() == desk.log.status.activeBytes)
      let seq = desk.log.status.committed
      #expect(try Verifier.verify(stateDirectory: path, name: "stories").lastSeq == seq)
      try Disk.remove(filler)
      try file.cut(to: 0)
      try desk.log.commit(now: 1_000_000)
      #expect(desk.log.stagedCount == 0 && desk.log.status.degraded == nil)
      #expect(desk.log.status.committed == desk.log.nextSeq - 1)
      desk.log.close()
    }
    let report = try Verifier.verify(stateDirectory: path, name: "stories")
    #expect(report.problems.map(\.description) == [])
    let desk = try Desk(path, settings)
    #expect(desk.loadedSeqs.sorted() == Array(1...report.lastSeq))
  }
}
