import Digests
import Glibc
import Newsroom
import Testing

@testable import StoryLog

@Suite("Appending")
struct AppendTests {
  @Test("What was committed is there after a new start, and the seq goes on")
  func reopen() throws {
    let scratch = try Scratch()
    do {
      let desk = try Desk(scratch.path)
      #expect(desk.log.nextSeq == 1)
      try desk.append(5)
      try desk.stage(2)
      #expect(desk.log.stagedCount == 2)
      #expect(desk.log.stagedBytes > 200)
      #expect(desk.log.status.committed == 5)
      desk.log.close()
    }
    let desk = try Desk(scratch.path)
    #expect(desk.log.nextSeq == 6, "what was staged only is not there")
    #expect(desk.loadedSeqs == [1, 2, 3, 4, 5])
    #expect(desk.events.items.isEmpty)
    try desk.append(1)
    #expect(try desk.log.line(seq: 6)?.starts(with: Desk.text(6)) == true)
    #expect(desk.log.status.segments == 1)
  }

  @Test("A line bears the chain of all before it, across rolls, and nothing else is in a segment")
  func chain() throws {
    let scratch = try Scratch()
    let segments = try write(20, scratch.path)
    #expect(segments.count >= 3)
    let paths = LogPaths(state: scratch.path, name: "stories")
    var previous = String(repeating: "0", count: 64)
    var seq: UInt64 = 0
    for first in segments {
      let file = try #require(try Disk.contents(paths.segment(first)))
      for line in lines(of: file) {
        seq += 1
        let body = Desk.text(seq)
        let chain = Digest(bytes: sha(Array(previous.utf8) + body))?.hex ?? ""
        #expect(line == body + Array(#","chain":"\#(chain)"}"#.utf8))
        previous = chain
      }
    }
    #expect(seq == 20)
  }

  /// RFC 6962, section 2.1, as it is written there.
  private func treeHash(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    if leaves.isEmpty { return sha([]) }
    if leaves.count == 1 { return sha([0] + leaves[leaves.startIndex]) }
    var k = 1
    while k * 2 < leaves.count { k *= 2 }
    let middle = leaves.startIndex + k
    return sha([1] + treeHash(leaves[..<middle]) + treeHash(leaves[middle...]))
  }

  @Test("A tree grown leaf by leaf has the hash that RFC 6962 defines", arguments: 0...40)
  func merkle(_ count: Int) {
    let leaves = (0..<count).map { Array("leaf \($0)".utf8) }
    var stack = MerkleStack()
    for leaf in leaves { unsafe leaf.withUnsafeBytes { unsafe stack.append($0) } }
    #expect(stack.root.bytes == treeHash(leaves[...]))
    #expect(stack.count == UInt64(count))
  }

  @Test("A seal says what its segment holds, and names the seal before it")
  func seals() throws {
    let scratch = try Scratch()
    let segments = try write(20, scratch.path)
    let paths = LogPaths(state: scratch.path, name: "stories")
    var previous = Digest.zero
    for (first, following) in zip(segments, segments.dropFirst()) {
      let file = try #require(try Disk.contents(paths.segment(first)))
      let seal = try #require(try Seal.read(paths.seal(first)))
      #expect(seal.first == first && seal.last == following - 1)
      #expect(seal.bytes == file.count)
      #expect(seal.root.bytes == treeHash(lines(of: file)[...]))
      #expect(seal.chain == lines(of: file).last.flatMap { LogLine.chain(of: $0.span) })
      #expect(seal.previous == previous)
      previous = SHA256.digest(of: try #require(try Disk.contents(paths.seal(first))))
    }
  }

  @Test("What is not the next line of the log is refused, and nothing is staged")
  func malformed() throws {
    let scratch = try Scratch()
    let desk = try Desk(scratch.path)
    let wrong = [
      #"{"v":1,"seq":2,"a":1"#, #"{"v":1,"seq":1"#, #"{"seq":1,"v":1,"a":1"#,
      #"{"v":1,"seq":01,"a":1"#,
      "{\"v\":1,\"seq\":1,\"a\":\n1", "", #"{"v":1,"seq":99999999999999999999999,"a":1"#,
    ]
    for text in wrong {
      let error = logError { try desk.log.stage(Array(text.utf8), entries: []) }
      #expect(error?.code == .malformed, "\(text)")
    }
    #expect(desk.log.stagedCount == 0 && desk.log.nextSeq == 1)
  }

  @Test("Any line is found by its seq: staged, active and sealed")
  func lookup() throws {
    let scratch = try Scratch()
    // Lines of very different lengths, so that bisecting a sealed segment meets long ones.
    let desk = try Desk(scratch.path, .rolling(at: 600_000))
    for n in 0..<400 {
      try desk.stage(1, padding: n % 37 == 0 ? 40_000 : n % 50 * 20)
      if n % 8 == 7 { try desk.log.commit(now: 1_000_000) }
    }
    try desk.stage(40)
    #expect(desk.log.status.segments > 1)
    for seq in 1...UInt64(440) {
      let line = try #require(try desk.log.line(seq: seq))
      #expect(LogLine.seq(of: line.span) == seq)
      #expect(LogLine.chain(of: line.span) != nil)
    }
    #expect(try desk.log.line(seq: 441) == nil)
    #expect(try desk.log.line(seq: 0) == nil)
  }

  @Test("The file to tail is the active segment itself, after each roll and start")
  func tail() throws {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    do {
      let desk = try Desk(scratch.path, .rolling(at: 500))
      #expect(Disk.isSame(paths.tail, paths.segment(1)))
      for _ in 0..<6 { try desk.append(3) }
      #expect(desk.log.status.segments > 3)
      #expect(Disk.isSame(paths.tail, desk.log.active.file.path))
    }
    try Disk.remove(paths.tail)
    try Scratch.put([], paths.tail)
    let desk = try Desk(scratch.path)
    #expect(Disk.isSame(paths.tail, desk.log.active.file.path))
  }

  @Test("A segment is rolled by age, even where the clock is set back, and never too soon")
  func age() throws {
    let scratch = try Scratch()
    var settings = LogSettings()
    settings.rollBytes = 1
    settings.rollInterval = .seconds(100)
    let desk = try Desk(scratch.path, settings, now: 1_000_000)
    try desk.append(1, now: 1_009_999)
    #expect(desk.log.status.segments == 1, "10 s have not gone by")
    try desk.log.rollIfDue(now: 1_010_000)
    #expect(desk.log.status.segments == 2)
    try desk.log.rollIfDue(now: 9_000_000)
    #expect(desk.log.status.segments == 2, "an empty segment is not rolled")
    try desk.append(1, now: 500_000)
    try desk.log.rollIfDue(now: 510_000)
    #expect(desk.log.status.segments == 3, "10 s on the new clock")
    #expect(desk.log.nextSeq == 3)
  }

  @Test("The age of a segment outlives a restart")
  func ageAcrossRestart() throws {
    let scratch = try Scratch()
    do {
      let desk = try Desk(scratch.path, now: 1_000_000)
      try desk.append(1, now: 1_000_000)
      desk.log.close()
    }
    let desk = try Desk(scratch.path, now: 80_000_000)
    try desk.log.rollIfDue(now: 87_000_000)
    #expect(desk.log.status.segments == 1)
    try desk.log.rollIfDue(now: 87_400_000)
    #expect(desk.log.status.segments == 2)
  }

  @Test("A second writer is refused and told who holds the lock, until that one goes")
  func lock() throws {
    let scratch = try Scratch()
    #expect(!StateLock.isHeld(directory: scratch.path))
    do {
      let first = try StateLock(directory: scratch.path)
      #expect(StateLock.isHeld(directory: first.directory))
      let error = logError { _ = try StateLock(directory: scratch.path) }
      #expect(error?.code == .locked)
      #expect(error?.detail.contains("process \(getpid())") == true)
    }
    #expect(logError { _ = try StateLock(directory: scratch.path) } == nil)
  }

  @Test("The mark of a log of any length keeps its width")
  func markWidth() {
    let long = Committed(
      seq: LogPaths.lastSeq, segment: .max, offset: .max, chain: .zero, began: .min)
    #expect(long.line.count == Committed.width)
    #expect(Committed(line: long.line) == long)
    let short = Committed(seq: 0, segment: 1, offset: 0, chain: .zero, began: 0)
    #expect(short.line.count == Committed.width)
    for n in short.line.indices {
      var torn = short.line
      torn[n] ^= 1
      #expect(Committed(line: torn) == nil, "byte \(n)")
    }
  }
}
