import Newsroom
import Packing
import Testing

@Suite("Archives that are dropped", .timeLimit(.minutes(5)))
struct ArchiveTests {
  private var evening: [UInt8] {
    Packed.tar(
      [
        .file("in/a.txt", Copy.story(1)), .file("in/noise.bin", Copy.noise(1)),
        .link("in/l", to: "/etc/passwd"), .file("b.rss", Copy.feed(2, entries: 2)),
      ], "gzip")
  }

  @Test("become the stories in them; what is none is sighted; a bomb is refused whole")
  func dropped() async throws {
    try await Room.open { room in
      try room.drop("evening", evening)
      try room.drop("alone.gz", Packed.single(Array(Copy.story(3).utf8), "zstd"))
      let blank = [UInt8](repeating: 0x20, count: 40 << 20)
      try room.drop("bomb.zip", Packed.zip([.file("a.txt", Copy.story(4)), .file("b", blank)]))
      try room.drop("noise.zip", Packed.zip([.file("n", Copy.noise(2))]))
      #expect(try await room.once().ending == .exit(0))

      let stories = try room.stories()
      #expect(stories.count == 4)
      #expect(!stories.contains { $0.headline == Copy.headline(4) })
      #expect(
        try Set(room.sightings().map { "\($0.raw.name ?? "-") \($0.reason ?? "-")" }) == [
          "evening unknown-format", "evening link", "bomb.zip archive-bomb",
          "noise.zip unknown-format",
        ])
      #expect(room.failed == ["bomb.zip", "noise.zip"])
      #expect(try await room.verify().ending == .exit(0))

      // Found again by the name in the archive, by a file of the same bytes, by the archive.
      try Files.write(Copy.story(1), to: "\(room.path)/same.txt")
      try Files.write(evening, to: "\(room.path)/evening")
      for query in ["a.txt", "same.txt", "evening"] {
        let trace = try await room.wireroom("trace", "--state", room.state, query)
        #expect(trace.ending == .exit(0))
        #expect(trace.output.contains("in it in/a.txt"), "\(query): \(trace.output)")
      }
    }
  }

  @Test("are parsed, inspected and taken by bulk as they are by the inbox")
  func commands() async throws {
    try await Room.open { room in
      try Files.write(evening, to: "\(room.path)/evening.tgz")
      let parse = try await room.wireroom("parse", "evening.tgz")
      #expect(parse.ending == .exit(65))
      #expect(parse.lines.count == 3)
      #expect(parse.errors.contains("evening.tgz: in/noise.bin: unknown-format: "))
      #expect(parse.errors.contains("evening.tgz: in/l: link: "))
      let inspect = try await room.wireroom("inspect", "evening.tgz")
      #expect(inspect.ending == .exit(65))
      #expect(inspect.lines.count == 2)
      let ingest = try await room.wireroom("ingest", "--state", room.state, "evening.tgz")
      #expect(ingest.ending == .exit(65))
      #expect(ingest.errors.contains("evening.tgz: in/l: link: "))
      #expect(try room.stories().count == 3)
      #expect(try room.sightings().count == 2)
    }
  }

  @Test("that blow up to a gigabyte take neither memory nor time")
  func bomb() async throws {
    try await Room.open { room in
      // A gigabyte of spaces, packed by a program of its own: a megabyte.
      let made = try await room.run(
        "sh", ["-c", "head -c 1073741824 /dev/zero | tr '\\0' ' ' | gzip -1 > bomb.gz"])
      #expect(made.ending == .exit(0))
      let parse = try await room.run(
        "sh", ["-c", "ulimit -v 700000; exec \(Product.binary) parse bomb.gz"])
      #expect(parse.ending == .exit(65))
      #expect(parse.errors.contains("archive-bomb"))
    }
  }
}
