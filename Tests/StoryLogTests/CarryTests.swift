import Newsroom
import Testing

@testable import StoryLog

@Suite("Keys that are carried over")
struct CarryTests {
  /// The entry of a line as it is seen again later.
  private func renewed(_ seq: UInt64, tag: UInt64 = 99) -> IndexEntry {
    var entry = Desk.entry(seq)
    entry.tag = tag
    return entry
  }

  /// Entries of a seq that a start loads, in their order.
  private func loaded(_ seq: UInt64, _ directory: String, _ settings: LogSettings) throws
    -> [UInt64]
  {
    let desk = try Desk(directory, settings)
    defer { desk.log.close() }
    return desk.loaded.items.filter { $0.seq == seq }.map(\.tag)
  }

  private let quiet = LogSettings.rolling(at: 1_000_000)

  /// Ten lines in sealed segments.
  private func begin(_ scratch: Scratch) throws { try write(10, scratch.path) }

  @Test("They stand in the index of the segment that was active when it is sealed")
  func sealed() throws {
    let scratch = try Scratch()
    try begin(scratch)
    do {
      let desk = try Desk(scratch.path, quiet)
      desk.log.carry([renewed(1)])
      try desk.append(2)
      try desk.log.roll(now: 2_000_000)
      try desk.append(2)
      // Not closed: a kill.
    }
    #expect(try loaded(1, scratch.path, quiet) == [~1, 99])
    #expect(try loaded(11, scratch.path, quiet) == [~11])
    #expect(try verify(scratch.path))
  }

  @Test("They outlive a restart of an active segment, with lines in it or none", arguments: [0, 3])
  func restarted(lines: Int) throws {
    let scratch = try Scratch()
    try begin(scratch)
    do {
      let desk = try Desk(scratch.path, quiet)
      if desk.log.active.bytes > 0 { try desk.log.roll(now: 1_500_000) }
      if lines > 0 { try desk.append(lines) }
      desk.log.carry([renewed(1), renewed(2)])
      desk.log.close()
    }
    for _ in 0..<3 { #expect(try loaded(2, scratch.path, quiet) == [~2, 99]) }
    do {
      let desk = try Desk(scratch.path, quiet)
      try desk.append(2)
      try desk.log.roll(now: 3_000_000)
      desk.log.close()
    }
    #expect(try loaded(1, scratch.path, quiet) == [~1, 99])
    #expect(try verify(scratch.path))
  }

  @Test("A crash loses them and nothing else; a broken index of theirs is as good as none")
  func lost() throws {
    let scratch = try Scratch()
    try begin(scratch)
    let paths = LogPaths(state: scratch.path, name: "stories")
    do {
      let desk = try Desk(scratch.path, quiet)
      if desk.log.active.bytes > 0 { try desk.log.roll(now: 1_500_000) }
      desk.log.carry([renewed(1)])
      try desk.append(2)
    }
    #expect(try loaded(1, scratch.path, quiet) == [~1])
    do {
      let desk = try Desk(scratch.path, quiet)
      desk.log.carry([renewed(1)])
      let first = desk.log.active.first
      desk.log.close()
      var bytes = try #require(try Disk.contents(paths.index(first)))
      bytes[40] ^= 1
      try Scratch.put(bytes, paths.index(first))
    }
    #expect(try loaded(1, scratch.path, quiet) == [~1])
    #expect(try loaded(12, scratch.path, quiet) == [~12])
    #expect(try verify(scratch.path))
  }

  @Test("What the active segment's own lines say is not carried: they will say it again")
  func own() throws {
    let scratch = try Scratch()
    try begin(scratch)
    let desk = try Desk(scratch.path, quiet)
    try desk.append(1)
    let own = desk.log.nextSeq - 1
    desk.log.carry([renewed(own), renewed(1)])
    #expect(desk.log.active.carried.map(\.seq) == [1])
  }

  private func verify(_ directory: String) throws -> Bool {
    try Verifier.verify(stateDirectory: directory, name: "stories").isSound
  }
}
