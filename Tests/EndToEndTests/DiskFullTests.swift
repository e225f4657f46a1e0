import Glibc
import Testing

@Suite("A full disk", .timeLimit(.minutes(20)))
struct DiskFullTests {
  @Test(
    "stops the intake and not the daemon, which goes on by itself when there is room",
    .enabled(if: geteuid() == 0, "only root may mount the small tmpfs that this needs"))
  func full() async throws {
    try await Room.open { room in
      try Files.makeFolder(room.state)
      let mounted = try await room.run(
        "mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", room.state])
      guard mounted.ending == .exit(0) else {
        // A container's root may not mount: there is nothing to be tested there.
        print("skipped, no tmpfs could be mounted: \(mounted.errors)")
        return
      }
      do {
        try await fillAndFree(room)
      } catch {
        _ = try await room.run("umount", ["-l", room.state])
        throw error
      }
      _ = try await room.run("umount", ["-l", room.state])
    }
  }

  private func fillAndFree(_ room: Room) async throws {
    let daemon = try await room.daemon()
    try room.drop("before.txt", Copy.story(1))
    try await room.eventually("a line is there") { room.done == ["before.txt"] }

    let filler = try Files.Writing("\(room.state)/filler")
    let block = [UInt8](repeating: 0x55, count: 1 << 16)
    while (try? filler.append(block)) != nil {}
    while (try? filler.append([0x55])) != nil {}

    // More than the room that is held back for this very day.
    let count = 900
    for number in 2...count {
      try room.drop("n\(number).txt", Copy.story(number, paragraphs: 40))
    }
    try await room.eventually("the journal says so") {
      daemon.journal.contains("nothing is taken in until there is room")
    }
    #expect(daemon.isRunning)
    // None has gone from the inbox that is not in the log, which is counted last: what was in hand
    // may still find its way in.
    let (done, pending) = (room.done.count, room.pending.count)
    let taken = Log.count("\(room.state)/stories")
    #expect(taken < count)
    #expect(done <= taken)
    #expect(pending >= count - taken)

    // Whoever asks is told, and a reload waits for its turn.
    let (ending, status) = try await OperatingTests.status(room)
    #expect(ending == .exit(69))
    #expect(status.problems.first?.contains("nothing is taken in") == true)
    try room.configure(keys: ["max_size: 1 MiB"])
    daemon.send(SIGHUP)
    try await room.eventually("it is read again") {
      daemon.journal.contains("reading the configuration again")
    }
    #expect(daemon.isRunning)

    #expect(unsafe unlink("\(room.state)/filler") == 0)
    filler.close()
    try await goOn(room, daemon, count)
  }

  /// The filler's blocks are free by now.
  private func goOn(_ room: Room, _ daemon: Child, _ count: Int) async throws {
    try await room.eventually("all is taken") { room.pending.isEmpty }
    #expect(daemon.isRunning)
    #expect(daemon.journal.contains("there is room again"))
    #expect(daemon.journal.contains("the new configuration is in force closed=desk"))
    #expect(try await OperatingTests.status(room).ending == .exit(0))
    #expect(try await daemon.stop() == .exit(0))
    #expect(
      Set(try room.stories().compactMap(\.raw.name))
        == Set(["before.txt"] + (2...count).map { "n\($0).txt" }))
    #expect(try room.stories().count == count)
    #expect(try room.sightings().isEmpty)
    let verified = try await room.verify()
    #expect(verified.ending == .exit(0), "\(verified.errors)")
  }
}
