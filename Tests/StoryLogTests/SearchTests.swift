import Newsroom
import Testing

@testable import StoryLog

@Suite("Searching a log for bytes")
struct SearchTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func seqs(_ needles: [String], from seq: UInt64 = 1, atMost most: Int = .max) throws
    -> [UInt64]
  {
    let search = LogSearch(
      stateDirectory: scratch.path, name: "stories", needles: needles.map { Array($0.utf8) })
    var seqs: [UInt64] = []
    try search.run(from: seq) { line in
      seqs.append(LogLine.seq(of: line.span) ?? 0)
      return seqs.count < most
    }
    return seqs
  }

  @Test("finds each line that holds a needle, in order and once, over all segments")
  func lines() throws {
    try #require(try write(60, scratch.path).count > 3)
    #expect(try seqs(["\"seq\":17,"]) == [17])
    #expect(try seqs(["\"seq\":41,", "\"seq\":3,", "\"v\":1,\"seq\":3,"]) == [3, 41])
    #expect(try seqs(["\"v\":1"]) == Array(1...60))
    #expect(try seqs(["nowhere in it"]).isEmpty)
    #expect(try seqs([]).isEmpty)
    #expect(try seqs([""]).isEmpty)
  }

  @Test("ends where it is told, and passes over segments that lie before the wanted seq")
  func bounds() throws {
    let segments = try write(60, scratch.path)
    #expect(try seqs(["\"v\":1"], atMost: 2) == [1, 2])
    let third = segments[2]
    #expect(try seqs(["\"v\":1"], from: third + 1).first == third)
    #expect(try seqs(["\"v\":1"], from: 10_000) == Array((segments.last ?? 0)...60))
  }

  @Test("leaves out a line that has no end yet")
  func unfinished() throws {
    let segments = try write(6, scratch.path, rollBytes: 1 << 20)
    let path = LogPaths(state: scratch.path, name: "stories").segment(try #require(segments.last))
    let whole = try #require(try Disk.contents(path))
    try File.open(path, 1).write(Array(#"{"v":1,"seq":7,"ts":""#.utf8), at: whole.count)
    #expect(try seqs(["\"v\":1"]) == Array(1...6))
  }

  @Test("tells how far it has come, and that at the end all was read")
  func progress() throws {
    try write(60, scratch.path)
    let search = LogSearch(
      stateDirectory: scratch.path, name: "stories", needles: [Array("nowhere".utf8)])
    var last = LogSearch.Progress(bytes: 0, totalBytes: -1)
    try search.run(progress: { last = $0 }) { _ in true }
    #expect(last.bytes > 0 && last.bytes == last.totalBytes)
  }

  @Test("A log's extent is what its directory holds")
  func extent() throws {
    let segments = try write(60, scratch.path)
    let extent = try LogReader.extent(stateDirectory: scratch.path, name: "stories")
    #expect(extent.segments == segments.count)
    #expect(extent.bounds == LogBounds(first: 1, last: 60))
    #expect(extent.committed == 60)
    let bytes = try segments.map {
      try Disk.contents(LogPaths(state: scratch.path, name: "stories").segment($0))?.count ?? 0
    }
    #expect(extent.bytes == bytes.reduce(0, +))
    #expect(throws: LogError.self) {
      try LogReader.extent(stateDirectory: scratch.path, name: "nothing")
    }
  }
}
