import Glibc
import Testing

@Suite("wireroom verify", .timeLimit(.minutes(20)))
struct VerifyTests {
  /// A log of several segments, and a sighting.
  private func makeLog(_ room: Room) async throws {
    for run in 0..<4 {
      for number in 1...5 {
        try room.drop("n\(number).txt", Copy.story(run * 5 + number, paragraphs: 60))
      }
      try room.drop("no.xml", Copy.noStory(run))
      #expect(try await room.once().ending == .exit(0))
    }
    try #require(Log.segments("\(room.state)/stories").count > 3)
    let verified = try await room.verify()
    #expect(verified.ending == .exit(0), "\(verified.errors)")
    #expect(verified.errors.contains("stories: "))
    #expect(verified.errors.contains("sightings: "))
  }

  /// Breaks something, demands that `verify` names `path`, and mends it again.
  private func expect(
    _ room: Room, _ what: Comment, names path: String, changed bytes: [UInt8]
  ) async throws {
    let whole = try Files.read(path)
    try Files.write(bytes, to: path)
    let verified = try await room.verify()
    #expect(verified.ending == .exit(65), what)
    #expect(verified.errors.contains(path), "\(what): \(verified.errors)")
    try Files.write(whole, to: path)
    #expect(try await room.verify().ending == .exit(0), what)
  }

  @Test("finds a flipped byte, a removed or moved line, and a missing segment, and names the file")
  func damage() async throws {
    try await Room.open(log: ["roll_size: 64 KiB", "roll_gap: 0"]) { room in
      try await makeLog(room)
      let segments = Log.segments("\(room.state)/stories")
      let sealed = segments[1]
      let whole = try Files.read(sealed)

      for place in [10, whole.count / 2, whole.count - 3] {
        var bytes = whole
        bytes[place] ^= 0x01
        try await expect(room, "byte \(place) flipped", names: sealed, changed: bytes)
      }
      let lines = whole.split(separator: 0x0A)
      try #require(lines.count > 2)
      func joined(_ lines: [ArraySlice<UInt8>]) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }
      try await expect(
        room, "a line removed", names: sealed, changed: joined([lines[0]] + Array(lines[2...])))
      try await expect(
        room, "two lines in each other's place", names: sealed,
        changed: joined([lines[1], lines[0]] + Array(lines[2...])))
      try await expect(
        room, "the last line removed", names: sealed, changed: joined(Array(lines.dropLast())))

      var seal = try Files.read(String(sealed.dropLast(5)) + "seal")
      seal[seal.count / 2] ^= 0x01
      try await expect(
        room, "a seal changed", names: String(sealed.dropLast(5)) + "seal", changed: seal)

      let sightings = try #require(Log.segments("\(room.state)/sightings").last)
      var sighted = try Files.read(sightings)
      sighted[100] ^= 0x20
      try await expect(room, "a sighting changed", names: sightings, changed: sighted)

      try Files.rename(sealed, "\(room.path)/aside")
      let missing = try await room.verify()
      #expect(missing.ending == .exit(65))
      #expect(missing.errors.contains(sealed))
      try Files.rename("\(room.path)/aside", sealed)

      // And nothing of it was mended behind our back.
      #expect(try await room.verify().ending == .exit(0))
      #expect(
        try await room.wireroom("verify", "--state", "\(room.path)/nowhere").ending == .exit(66))
    }
  }

  @Test("a daemon refuses to start on a log that was changed, and says where")
  func damagedStart() async throws {
    try await Room.open { room in
      for number in 1...6 { try room.drop("n\(number).txt", Copy.story(number)) }
      #expect(try await room.once().ending == .exit(0))
      let segment = try #require(Log.segments("\(room.state)/stories").last)
      var bytes = try Files.read(segment)
      bytes[bytes.count / 3] ^= 0x01
      try Files.write(bytes, to: segment)
      try room.drop("more.txt", Copy.story(7))
      let outcome = try await room.once()
      #expect(outcome.ending == .exit(65))
      #expect(outcome.errors.contains("\(segment), line "))
      #expect(try Files.read(segment) == bytes)
      #expect(room.pending == ["more.txt"])
    }
  }

  @Test("a torn last line is kept aside, cut off, and its story taken again")
  func tornTail() async throws {
    try await Room.open { room in
      for number in 1...3 { try room.drop("n\(number).txt", Copy.story(number)) }
      #expect(try await room.once().ending == .exit(0))
      let segment = try #require(Log.segments("\(room.state)/stories").last)
      let whole = try Files.read(segment)
      // What a power cut may leave: half a line beyond all that was committed.
      try Files.write(whole + Array(#"{"v":1,"seq":4,"ts":"2026-"#.utf8), to: segment)
      #expect(try await room.verify().ending == .exit(65))
      try room.drop("n4.txt", Copy.story(4))
      let outcome = try await room.once()
      #expect(outcome.ending == .exit(0), "\(outcome.errors)")
      #expect(try room.stories().map(\.raw.name) == (1...4).map { "n\($0).txt" })
      #expect(try Files.read(segment).starts(with: whole))
      #expect(Files.names("\(room.state)/stories").contains { $0.contains(".torn-") })
      #expect(try await room.verify().ending == .exit(0))
    }
  }
}
