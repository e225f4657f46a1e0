import CopyDesk
import Glibc
import Isolation
import Logging
import Newsroom
import StoryLog
import Testing

@testable import Wireroom

@Suite("Intake in batches")
struct IntakeTests {
  @Test("Batches keep the order, and neither their count nor their weight goes beyond the limit")
  func batches() {
    let values = [5, 5, 5, 20, 1, 1, 1, 1, 9]
    let batches = values.batches(count: 3, weight: 10, of: \.self)
    #expect(batches.flatMap(Array.init) == values)
    #expect(batches.map(Array.init) == [[5, 5], [5], [20], [1, 1, 1], [1, 9]])
    #expect([Int]().batches(count: 3, weight: 10, of: \.self).isEmpty)
  }

  @Test("A weight that no sum could hold does not trap")
  func heavy() {
    let batches = [Int.max, Int.max, -1].batches(count: 8, weight: 100, of: \.self)
    #expect(batches.map(\.count) == [1, 2])
  }

  @Test("A walk finds the regular files, names what it passes over, and follows a named link only")
  func walk() throws {
    let scratch = try Scratch()
    let root = scratch.path
    _ = unsafe system(
      """
      cd '\(root)' && mkdir -p a/b && echo 1 > a/2.txt && echo 1 > a/b/1.txt && echo 1 > a/.hidden \
      && ln -s 2.txt a/link && mkfifo a/pipe
      """)
    let walk = FileWalk(["\(root)/a", "\(root)/none", "\(root)/a/link"])
    #expect(
      walk.files.map { $0.path.dropFirst(root.utf8.count + 1) } == [
        "a/2.txt", "a/b/1.txt", "a/link",
      ])
    #expect(
      walk.skipped.map(\.reason) == ["a symbolic link", "a FIFO", "No such file or directory"])
  }

  @Test("A name that is no UTF-8 is walked and read by its bytes, and shown without a raw one")
  func latinName() throws {
    let scratch = try Scratch()
    _ = unsafe system(
      "cd '\(scratch.path)' && mkdir old && printf 'words' > \"old/$(printf 'caf\\351\\nb').txt\"")
    let walk = FileWalk(["\(scratch.path)/old"])
    let file = try #require(walk.files.first)
    #expect(walk.skipped.isEmpty)
    #expect(file.path == scratch.path + #"/old/caf\xE9\x0Ab.txt"#)
    #expect(try FileReading.read(file.place, limit: 100) == Array("words".utf8))
  }

  @Test("Bulk intake leaves its files alone, and sights each of them when it is run again")
  func bulk() async throws {
    let scratch = try Scratch()
    _ = unsafe system(
      "cd '\(scratch.path)' && mkdir in && for n in 1 2 3; do "
        + "printf 'Headline %s\\n\\nWords of story %s stand here.\\n' $n $n > in/$n.txt; done; "
        + ": > in/4.txt")
    let writer = try Writer(
      Writer.Settings(
        state: scratch.path + "/state", log: LogSettings(), horizonDays: 90, updatesPerDay: 24),
      report: { _ in })
    let intake = BulkIntake(
      writer: writer, source: "bulk", parsers: .inProcess(width: 2), maxBytes: 1 << 20,
      normaliser: Normaliser(writesHTML: true))
    let files = FileWalk([scratch.path + "/in"]).files
    var failures: [String] = []
    let first = try await intake.take(files) { failures += $1.map(\.rejection.code) }
    let second = try await intake.take(files) { _, _ in }
    #expect(first.stories == 3 && first.rejected == 1 && failures == ["empty"])
    #expect(second.stories == 0 && second.duplicates == 3 && second.rejected == 1)
    #expect(FileWalk([scratch.path + "/in"]).files.count == 4)
    await writer.stop()
  }

  @Test("A file beyond the limit is rejected by its size, unread")
  func oversized() async throws {
    let scratch = try Scratch()
    _ = unsafe system("head -c 5000 /dev/zero > '\(scratch.path)/big'")
    #expect(throws: FileReading.Failure.self) {
      try FileReading.read(scratch.path + "/big", limit: 4999)
    }
    #expect(try FileReading.read(scratch.path + "/big", limit: 5000).count == 5000)
    #expect(throws: FileReading.Failure.self) { try FileReading.read(scratch.path, limit: 10) }
  }
}

@Suite("The journal")
struct JournalTests {
  @Test(
    "Whatever a story or a file name holds, an event stays one harmless line",
    arguments: [
      ("two\nlines", #"two\u{a}lines"#), ("\u{1B}[31mred", #"\u{1b}[31mred"#),
      ("\u{202E}gnp.exe", #"\u{202e}gnp.exe"#), ("\u{2028}", #"\u{2028}"#), ("é 日本", "é 日本"),
      ("\u{9B}2J", #"\u{9b}2J"#),
    ])
  func oneLine(text: String, line: String) {
    #expect(JournalHandler.oneLine(text) == line)
  }

  @Test("A tally says in words what is not zero")
  func tally() {
    var tally = Tally()
    tally.add(
      Receipt(delivery: "d", verdicts: [.story(seq: 1), .story(seq: 2), .duplicate(of: 1)]))
    #expect(tally.summary == "2 stories, 1 duplicate")
    #expect(Tally().summary == "nothing new")
  }
}
