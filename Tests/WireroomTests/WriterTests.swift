import Digests
import Glibc
import Newsroom
import StoryLog
import Synchronization
import Testing

@testable import Wireroom

/// A directory of its own for a test, removed when it ends.
struct Scratch: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/wireroom-test-XXXXXX".utf8CString)
    path = try #require(
      unsafe template.withUnsafeMutableBufferPointer { buffer in
        unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
      })
  }

  deinit { _ = unsafe system("rm -rf '\(path)'") }
}

func submission(_ text: String, delivery: String = "d") -> Submission {
  let content = SHA256.digest(of: Array(text.utf8))
  let uri = "ni:///sha-256;\(content.base64URL)"
  let story = Story(
    part: 1, of: 1, headline: text, uri: uri, isDeclared: false, url: nil, urlIsUnique: true,
    date: nil, version: nil, versionDate: nil, isCanceled: false, content: content, title: content,
    derived: ["uri"], warnings: [], item: Array(#"{"uri":"\#(uri)"}"#.utf8)[...])
  return Submission(
    provenance: Provenance(
      delivery: delivery, route: .inbox, source: "test", name: "a", url: nil, byteCount: 1,
      digest: content, format: .text, charset: "utf-8"), outcome: .stories([story]))
}

@Suite("The writer")
struct WriterTests {
  private func settings(
    _ scratch: borrowing Scratch, unfinished: [String] = [],
    probe: (@Sendable (LogStep) -> Int32)? = nil
  ) -> Writer.Settings {
    var log = LogSettings()
    log.ballastBytes = 4096
    log.preallocateBytes = 0
    log.probe = probe
    return Writer.Settings(
      state: scratch.path, log: log, horizonDays: 90, updatesPerDay: 24, unfinished: unfinished)
  }

  private func lines(_ state: String, _ log: String = "stories") throws -> [[UInt8]] {
    var reader = LogReader(stateDirectory: state, name: log, to: .committed)
    var lines: [[UInt8]] = []
    while let batch = try reader.next() {
      for n in 0..<batch.count { lines.append(Array(batch[n])) }
    }
    return lines
  }

  @Test("A hundred producers at once: every story is durable once its receipt is there")
  func group() async throws {
    let scratch = try Scratch()
    let writer = try Writer(settings(scratch), report: { _ in })
    let seqs = try await withThrowingTaskGroup(of: Verdict?.self) { group in
      for n in 0..<100 {
        group.addTask { try await writer.submit([submission("story \(n)")]).first?.verdicts.first }
      }
      var seqs: Set<UInt64> = []
      for try await verdict in group {
        if case .story(let seq)? = verdict { seqs.insert(seq) }
      }
      return seqs
    }
    #expect(seqs == Set(1...100))
    #expect(try lines(scratch.path).count == 100)
    await writer.stop()
    let report = try Verifier.verify(stateDirectory: scratch.path, name: "stories")
    #expect(report.isSound)
  }

  @Test("A restart knows what the last run wrote, and continues its seqs")
  func restart() async throws {
    let scratch = try Scratch()
    do {
      let writer = try Writer(settings(scratch), report: { _ in })
      _ = try await writer.submit([submission("one"), submission("two")])
      await writer.stop()
    }
    let writer = try Writer(settings(scratch), report: { _ in })
    let receipts = try await writer.submit([submission("two"), submission("three")])
    #expect(receipts.map(\.verdicts) == [[.duplicate(of: 2)], [.story(seq: 3)]])
    await writer.stop()
  }

  @Test("A delivery that was appended and not settled is silent when it is read again")
  func reread() async throws {
    let scratch = try Scratch()
    do {
      let writer = try Writer(settings(scratch), report: { _ in })
      _ = try await writer.submit([submission("one", delivery: "D")])
      await writer.stop()
    }
    let writer = try Writer(settings(scratch, unfinished: ["D"]), report: { _ in })
    #expect(
      try await writer.submit([submission("one", delivery: "D")]).map(\.verdicts)
        == [[.unchanged(of: 1)]])
    await writer.forgetUnfinished()
    #expect(
      try await writer.submit([submission("one", delivery: "D")]).map(\.verdicts)
        == [[.duplicate(of: 1)]])
    await writer.stop()
  }

  @Test("A full disk holds the receipt back until there is room, and says so once each way")
  func fullDisk() async throws {
    let scratch = try Scratch()
    let refusals = Atomic(2)
    let said = Mutex<[String]>([])
    let probe: @Sendable (LogStep) -> Int32 = { step in
      guard step == .write else { return 0 }
      return refusals.load(ordering: .relaxed) > 0
        && refusals.subtract(1, ordering: .relaxed).oldValue > 0 ? ENOSPC : 0
    }
    let writer = try Writer(settings(scratch, probe: probe)) { event in
      switch event {
      case .diskFull: said.withLock { $0.append("full") }
      case .diskHasRoom: said.withLock { $0.append("room") }
      case .log: break
      }
    }
    let receipts = try await writer.submit([submission("one")])
    #expect(receipts.map(\.verdicts) == [[.story(seq: 1)]])
    try await writer.admit()
    #expect(said.withLock { $0 } == ["full", "room"])
    #expect(try lines(scratch.path).count == 1)
    await writer.stop()
  }

  @Test("When the daemon is asked to end on a full disk, it ends, and nothing is acknowledged")
  func fullDiskAtTheEnd() async throws {
    let scratch = try Scratch()
    let probe: @Sendable (LogStep) -> Int32 = { $0 == .write ? ENOSPC : 0 }
    let writer = try Writer(settings(scratch, probe: probe), report: { _ in })
    writer.giveUpWaiting()
    await #expect(throws: LogError.self) { try await writer.submit([submission("one")]) }
    #expect(try lines(scratch.path).isEmpty)
    await writer.stop()
  }

  @Test("A flush that fails is never tried again: every later call fails too")
  func failedFlush() async throws {
    let scratch = try Scratch()
    let flushes = Atomic(0)
    let probe: @Sendable (LogStep) -> Int32 = { step in
      guard step == .flush else { return 0 }
      return flushes.add(1, ordering: .relaxed).oldValue == 1 ? EIO : 0
    }
    let writer = try Writer(settings(scratch, probe: probe), report: { _ in })
    _ = try await writer.submit([submission("one")])
    await #expect(throws: LogError.self) { try await writer.submit([submission("two")]) }
    await #expect(throws: LogError.self) { try await writer.submit([submission("three")]) }
    await #expect(throws: LogError.self) { try await writer.admit() }
    #expect(flushes.load(ordering: .relaxed) == 2)
    await writer.stop()
  }

  @Test("A second writer on the same state is refused, and the first goes on")
  func lock() async throws {
    let scratch = try Scratch()
    let writer = try Writer(settings(scratch), report: { _ in })
    do {
      _ = try Writer(settings(scratch), report: { _ in })
      Issue.record("two writers hold one state directory")
    } catch {
      #expect(error.disposition == .stop(exit: 75))
    }
    #expect(try await writer.submit([submission("one")]).count == 1)
    await writer.stop()
  }
}
