import Glibc
import Newsroom
import Testing

@testable import StoryLog

@Suite("Verifying")
struct VerifierTests {
  private let scratch: Scratch
  private let paths: LogPaths
  private let segments: [UInt64]

  init() throws {
    scratch = try Scratch()
    paths = LogPaths(state: scratch.path, name: "stories")
    segments = try StoryLogTests.write(40, scratch.path)
    try #require(segments.count > 4)
  }

  private func verify() throws -> VerifyReport {
    try Verifier.verify(stateDirectory: scratch.path, name: "stories")
  }

  private func contents(_ path: String) throws -> [UInt8] {
    try #require(try Disk.contents(path))
  }

  /// Where the lines of a file begin, and its end.
  private func starts(_ file: [UInt8]) -> [Int] {
    [0] + file.indices.filter { file[$0] == 10 }.map { $0 + 1 }
  }

  /// Changes a file, gives what the verifier says to it, and puts the file back.
  private func after(_ path: String, _ change: (inout [UInt8]) -> Void) throws -> VerifyReport {
    let good = try contents(path)
    var bad = good
    change(&bad)
    try Scratch.put(bad, path)
    defer { try? Scratch.put(good, path) }
    return try verify()
  }

  @Test("A log as it was written has no problem, and all of it is read")
  func sound() throws {
    var steps = 0
    let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories") {
      #expect($0.bytes <= $0.totalBytes)
      steps += 1
    }
    #expect(report.problems.map(\.description) == [] && report.isSound)
    #expect(report.lines == 40 && report.lastSeq == 40 && report.segments == segments.count)
    #expect(report.committed?.seq == 40 && !report.hasWriter)
    #expect(steps == segments.count)
    let bytes = try segments.reduce(0) { $0 + (try contents(paths.segment($1))).count }
    #expect(report.bytes == bytes)
  }

  @Test("Every flipped byte of a segment is found, in its line", arguments: [1, -1])
  func flips(_ which: Int) throws {
    // A sealed segment and, last but one, the one before the active.
    let first = which > 0 ? segments[1] : segments[segments.count - 2]
    let path = paths.segment(first)
    let file = try contents(path)
    let starts = starts(file)
    for n in file.indices {
      let report = try after(path) { $0[n] ^= 1 }
      let line = starts.lastIndex { $0 <= n } ?? 0
      let told = report.problems.first
      #expect(told?.path == path, "byte \(n)")
      #expect(told?.line == line + 1, "byte \(n)")
      #expect(told?.byte == starts[line], "byte \(n)")
    }
  }

  @Test("A flipped byte in the text or chain of a line is one problem")
  func oneProblem() throws {
    let path = paths.segment(segments[1])
    let start = starts(try contents(path))[1]
    for offset in [start + 30, start - 20] {
      #expect(try after(path) { $0[offset] ^= 1 }.problems.count == 1)
    }
  }

  @Test("Every flipped byte of a seal, an index, the mark or the note of retention is found")
  func smallFiles() throws {
    try Scratch.put(Retired().line, paths.retired)
    #expect(try verify().isSound)
    for path in [
      paths.seal(segments[1]), paths.seal(segments[segments.count - 2]), paths.committed,
      paths.retired, paths.index(segments[0]),
    ] {
      let count = try contents(path).count
      // A prime step reaches every field of each.
      for n in stride(from: 0, to: count, by: 7) {
        let report = try after(path) { $0[n] ^= 1 }
        #expect(report.problems.contains { $0.path == path }, "byte \(n) of \(path)")
      }
    }
  }

  @Test("A line that was taken out is found where it is missing")
  func removedLine() throws {
    let path = paths.segment(segments[1])
    let starts = starts(try contents(path))
    let report = try after(path) { $0.removeSubrange(starts[1]..<starts[2]) }
    #expect(report.problems.first?.code == .missing)
    #expect(report.problems.first?.line == 2)
    let last = try after(path) { $0.removeSubrange(starts[starts.count - 2]...) }
    #expect(last.problems.contains { $0.path == path && $0.code == .seal })
  }

  @Test("Lines that changed places are found")
  func swapped() throws {
    let path = paths.segment(segments[1])
    let starts = starts(try contents(path))
    let report = try after(path) { file in
      let a = file[starts[0]..<starts[1]]
      let b = file[starts[1]..<starts[2]]
      file.replaceSubrange(starts[0]..<starts[2], with: b + a)
    }
    #expect(report.problems.contains { $0.code == .order && $0.line == 2 })
  }

  @Test("A forged line whose chain was made anew does not match the seal")
  func forged() throws {
    let last = segments[segments.count - 2]
    let path = paths.segment(last)
    let report = try after(path) { file in
      // The last line of a sealed segment, so that no later chain gives it away inside.
      let start = starts(file).dropLast().last ?? 0
      let before = starts(file).dropLast(2).last ?? 0
      let previous = LogLine.chain(of: file[before..<start - 1].span)
      var body = Array(file[start..<file.count - 1 - LogLine.suffixCount])
      body[40] ^= 1
      let chain = unsafe body.withUnsafeBytes {
        unsafe LogLine.chain(after: previous ?? .zero, body: $0)
      }
      file.replaceSubrange(start..., with: body + LogLine.chainKey)
      HexText(chain).append(to: &file)
      file += LogLine.closing
    }
    #expect(report.problems.contains { $0.path == path && $0.code == .seal })
  }

  @Test("A missing segment, seal or index is found", arguments: 0..<4)
  func missingFile(_ number: Int) throws {
    let first = segments[number]
    for path in [paths.segment(first), paths.seal(first), paths.index(first)] {
      let good = try contents(path)
      try Disk.remove(path)
      let report = try verify()
      #expect(report.problems.contains { $0.path == path }, "\(path)")
      #expect(report.problems.count <= 2, "\(report.problems)")
      try Scratch.put(good, path)
    }
    try Disk.remove(paths.segment(first))
    try Disk.remove(paths.seal(first))
    #expect(try verify().problems.contains { $0.code == .segment })
  }

  @Test("A tail that was cut off is found by the mark, and one cut within a line by itself")
  func cutTail() throws {
    let scratch = try Scratch()
    let paths = LogPaths(state: scratch.path, name: "stories")
    do {
      let desk = try Desk(scratch.path)
      try desk.append(5)
      desk.log.close()
    }
    let file = try contents(paths.segment(1))
    let starts = starts(file)
    try Scratch.put(Array(file[..<starts[4]]), paths.segment(1))
    let whole = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(whole.problems.map(\.code) == [.committed])
    try Scratch.put(Array(file[..<(starts[4] + 9)]), paths.segment(1))
    let torn = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(torn.problems.map(\.code) == [.torn, .committed])
    #expect(torn.problems.first?.line == 5 && torn.problems.first?.byte == starts[4])
  }

  @Test("A running writer's log is verified up to its mark, whatever it is doing beyond")
  func live() async throws {
    let path = scratch.path
    let done = Ledger<Bool>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { done.note(true) }
        let desk = try Desk(path, .rolling(at: 3000))
        for n in 0..<400 {
          try desk.append(n % 8 + 1)
          await Task.yield()
        }
      }
      group.addTask {
        var runs = 0
        while done.items.isEmpty || runs == 0 {
          let report = try Verifier.verify(stateDirectory: path, name: "stories")
          #expect(report.problems.map(\.description) == [])
          #expect(report.lastSeq >= report.committed?.seq ?? 0)
          runs += 1
          await Task.yield()
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("What a running writer has not committed is nobody's fault, what it has is")
  func uncommitted() throws {
    let desk = try Desk(scratch.path)
    try desk.append(3)
    let file = desk.log.active.file
    try file.write(Array("half a li".utf8), at: desk.log.status.activeBytes)
    #expect(try verify().isSound)
    let line = try #require(try file.read(at: 40, count: 1).first)
    try file.write([line ^ 1], at: 40)
    let report = try verify()
    #expect(report.hasWriter)
    #expect(report.problems.map(\.code).first == .line)
  }
}
