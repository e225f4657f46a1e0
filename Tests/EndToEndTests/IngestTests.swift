import Glibc
import Testing

@Suite("wireroom ingest", .timeLimit(.minutes(20)))
struct IngestTests {
  /// A folder with stories in it and below it, and what is no story file.
  private func makeArchive(_ room: Room) throws -> String {
    let archive = "\(room.path)/archive"
    try Files.makeFolder(archive)
    try Files.makeFolder("\(archive)/2025")
    for number in 1...12 {
      let folder = number % 2 == 0 ? archive : "\(archive)/2025"
      try Files.write(Copy.story(number), to: "\(folder)/n\(number).txt")
      try Files.age("\(folder)/n\(number).txt", to: 1_700_000_000 + number)
    }
    try Files.write(Copy.feed(50, entries: 3), to: "\(archive)/feed.rss")
    try Files.write(Copy.story(77), to: "\(room.path)/elsewhere.txt")
    #expect(unsafe symlink("\(room.path)/elsewhere.txt", "\(archive)/link.txt") == 0)
    #expect(unsafe mkfifo("\(archive)/pipe", 0o644) == 0)
    return archive
  }

  @Test("takes a folder whole, leaves it as it was, and sights it all the second time")
  func twice() async throws {
    try await Room.open { room in
      let archive = try makeArchive(room)
      let before = try Files.walk(archive).map(Files.facts)
      let first = try await room.wireroom(
        "ingest", "--state", room.state, "--source", "archive", archive)
      #expect(first.ending == .exit(0), "\(first.errors)")
      #expect(try Files.walk(archive).map(Files.facts) == before)
      let stories = try room.stories()
      #expect(stories.count == 15)
      #expect(Set(stories.map(\.source)) == ["archive"])
      #expect(Set(stories.compactMap(\.raw.name)) == Set(Files.walk(archive)))
      #expect(try room.sightings().isEmpty)
      #expect(first.output.isEmpty)
      let summary = try #require(first.errors.split(separator: "\n").last)
      #expect(summary.hasPrefix("13 files in "))
      #expect(summary.hasSuffix(": 15 stories; 2 passed over"))
      #expect(first.errors.contains("passed over \(archive)/link.txt: a symbolic link"))
      #expect(first.errors.contains("passed over \(archive)/pipe: a FIFO"))

      let second = try await room.wireroom(
        "ingest", "--state", room.state, "--source", "archive", archive)
      #expect(second.ending == .exit(0), "\(second.errors)")
      #expect(try room.stories().count == 15)
      let sightings = try room.sightings()
      #expect(sightings.map(\.kind) == Array(repeating: "duplicate", count: 15))
      #expect(Set(sightings.compactMap(\.of)) == Set(1...15))
      #expect(second.errors.contains(": 15 duplicates; 2 passed over"))
      #expect(try Files.walk(archive).map(Files.facts) == before)
      #expect(try await room.verify().ending == .exit(0))
    }
  }

  @Test("names what became no story, and says so by its exit status")
  func failures() async throws {
    try await Room.open { room in
      let archive = try makeArchive(room)
      try Files.write(Copy.noStory(1), to: "\(archive)/payroll.xml")
      try Files.write("", to: "\(archive)/nothing.txt")
      try Files.write(Copy.story(9, paragraphs: 40), to: "\(archive)/large.txt")
      let outcome = try await room.wireroom(
        "ingest", "--state", room.state, "--max-size", "9000", archive)
      #expect(outcome.ending == .exit(65))
      #expect(outcome.errors.contains("\(archive)/payroll.xml: unknown-format: "))
      #expect(outcome.errors.contains("\(archive)/nothing.txt: empty: "))
      #expect(outcome.errors.contains("\(archive)/large.txt: oversized: "))
      #expect(outcome.errors.contains("3 of 16 files became no story"))
      #expect(try room.stories().count == 15)
      #expect(
        Set(try room.sightings().compactMap(\.reason)) == ["unknown-format", "empty", "oversized"])
      #expect(Files.kind("\(archive)/payroll.xml") == S_IFREG)
    }
  }

  @Test("takes files whatever bytes their names are, and forges no line of what it says")
  func names() async throws {
    try await Room.open { room in
      let archive = "\(room.path)/archive"
      try Files.makeFolder(archive)
      let names: [[UInt8]] = [
        Array("caf".utf8) + [0xE9] + Array(".txt".utf8), Array("two\nlines.txt".utf8),
        Array("\u{1B}[31mred.txt".utf8), Array("-n".utf8),
      ]
      for (number, name) in names.enumerated() {
        try Files.write(Array(Copy.story(number).utf8), folder: archive, name: name)
        try Files.write(
          Array(Copy.noStory(number).utf8), folder: archive, name: name + Array(".xml".utf8))
      }
      let outcome = try await room.wireroom("ingest", "--state", room.state, archive)
      #expect(outcome.ending == .exit(65))
      #expect(
        try room.stories().compactMap(\.raw.name)
          == ["\\x1B[31mred.txt", "-n", "caf\\xE9.txt", "two\\x0Alines.txt"].map {
            "\(archive)/\($0)"
          })
      #expect(try room.sightings().count == names.count)
      #expect(outcome.errors.split(separator: "\n").count == names.count + 2)
      #expect(!outcome.errors.utf8.contains { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F })
    }
  }

  @Test("names a file that may not be read, and takes the others")
  func unreadable() async throws {
    try await Room.open { room in
      let archive = try makeArchive(room)
      #expect(unsafe chmod("\(archive)/n2.txt", 0) == 0)
      let command = [Product.binary, "ingest", "--state", room.state, archive]
      // Root reads everything, but for one without the capability to do so.
      let outcome =
        geteuid() == 0
        ? try await room.run(
          "setpriv", ["--bounding-set=-dac_override,-dac_read_search"] + command)
        : try await room.run(command[0], Array(command.dropFirst()))
      #expect(outcome.ending == .exit(65), "\(outcome.errors)")
      #expect(outcome.errors.contains("\(archive)/n2.txt: unreadable: "))
      #expect(outcome.errors.contains("1 of 13 files became no story"))
      #expect(try room.stories().count == 14)
      #expect(try room.sightings().map(\.reason) == ["unreadable"])
    }
  }

  @Test("ends with 66 where there is nothing, 75 where a daemon works, 64 on a wrong command line")
  func endings() async throws {
    try await Room.open { room in
      let nothing = try await room.wireroom(
        "ingest", "--state", room.state, "\(room.path)/nowhere")
      #expect(nothing.ending == .exit(66))
      #expect(nothing.errors.contains("\(room.path)/nowhere"))
      #expect(try await room.wireroom("ingest", "--state", room.state).ending == .exit(64))

      let daemon = try await room.daemon()
      let archive = try makeArchive(room)
      let locked = try await room.wireroom("ingest", "--state", room.state, archive)
      #expect(locked.ending == .exit(75))
      #expect(locked.errors.contains("process \(daemon.pid)"))
      #expect(try await daemon.stop() == .exit(0))
      #expect(try room.stories().isEmpty)
    }
  }
}
