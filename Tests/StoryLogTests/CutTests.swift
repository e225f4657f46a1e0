import Glibc
import Newsroom
import Testing

@testable import StoryLog

/// The segment in use, ending at each of its bytes: what was acknowledged is missed, the rest is taken
/// up line by line.
@Suite("A segment that ends anywhere")
struct CutTests {
  /// Six lines in two groups: the segment, the mark after the first group and after both, and where
  /// lines begin.
  private struct Written {
    var segment: [UInt8]
    var first: [UInt8]
    var both: [UInt8]
    var starts: [Int]
  }

  private static func write() throws -> Written {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    let desk = try Desk(scratch.path)
    try desk.append(3, padding: 2)
    let first = try #require(try Disk.contents(paths.committed))
    try desk.append(3, padding: 2)
    desk.log.close()
    let segment = try #require(try Disk.contents(paths.segment(1)))
    return Written(
      segment: segment, first: first, both: try #require(try Disk.contents(paths.committed)),
      starts: [0] + segment.indices.filter { segment[$0] == 10 }.map { $0 + 1 })
  }

  private static func lay(_ segment: some Sequence<UInt8>, _ mark: [UInt8]) throws -> Scratch {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    try Disk.makeDirectory(paths.directory)
    try Scratch.put(Array(segment), paths.segment(1))
    try Scratch.put(mark, paths.committed)
    return scratch
  }

  @Test("before its mark: verify says so, and a start is refused and changes nothing")
  func acknowledged() throws {
    let written = try Self.write()
    for cut in 0..<written.segment.count {
      let scratch = try Self.lay(written.segment[..<cut], written.both)
      let paths = LogPaths(state: scratch.path, name: "stories")
      let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
      #expect(report.problems.contains { $0.code == .committed }, "cut at \(cut)")
      let isTorn = !written.starts.contains(cut)
      #expect(report.problems.contains { $0.code == .torn } == isTorn, "cut at \(cut)")
      let error = logError { _ = try Desk(scratch.path) }
      #expect(error?.code == .lost, "cut at \(cut)")
      #expect(
        try Disk.contents(paths.segment(1)) == Array(written.segment[..<cut]), "cut at \(cut)")
    }
  }

  @Test("behind its mark: whole lines are taken up, the torn one is set aside, and nothing else")
  func unacknowledged() throws {
    let written = try Self.write()
    for cut in written.starts[3]...written.segment.count {
      let scratch = try Self.lay(written.segment[..<cut], written.first)
      let paths = LogPaths(state: scratch.path, name: "stories")
      let whole = try #require(written.starts.lastIndex { $0 <= cut })
      do {
        let desk = try Desk(scratch.path)
        #expect(desk.log.nextSeq == UInt64(whole) + 1, "cut at \(cut)")
        try desk.append(1)
        desk.log.close()
      }
      let torn = try Disk.list(paths.directory).filter { $0.contains(".torn-") }
      #expect(torn.isEmpty == (cut == written.starts[whole]), "cut at \(cut)")
      for name in torn {
        let bytes = try Disk.contents("\(paths.directory)/\(name)")
        #expect(bytes == Array(written.segment[written.starts[whole]..<cut]), "cut at \(cut)")
      }
      let kept = try Disk.contents(paths.segment(1)) ?? []
      #expect(kept.starts(with: written.segment[..<written.starts[whole]]), "cut at \(cut)")
      let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
      #expect(report.isSound, "cut at \(cut): \(report.problems)")
    }
  }
}
