import Digests
import Glibc
import Loopback
import Newsroom
import Testing

@testable import Feeds

@Suite("What is kept on disk")
struct StoreTests {
  private func full(_ name: String) -> FeedState {
    var state = FeedState(name: name, url: "https://a.example/ü")
    state.adopted = "https://b.example/"
    state.moving = "https://c.example/"
    state.movingSince = 1
    state.goneSince = 2
    state.validators = Validators(
      etag: "W/\"\u{0}é'\"", lastModified: nil, url: "https://b.example/", since: 3)
    state.content = SHA256.digest(of: [1, 2, 3])
    (state.attempted, state.unfinished, state.polled) = (4, 5, 6)
    (state.succeeded, state.due, state.interval) = (7, 8, 9)
    state.failures = 10
    state.failure = FeedState.Failure(code: "dns", kind: .temporary, words: "no name", since: 11)
    state.unreadable = "unknown-format"
    (state.polls, state.entriesSeen, state.storiesNew, state.gaps) = (12, 13, 14, 15)
    state.hints = FeedHints(
      ttlMinutes: 60, skipHours: [0, 23], skipDays: [6], updateSeconds: 3600)
    state.rhythm.note(fresh: 3, from: 0, to: 3_600_000)
    state.overlap = EntryOverlap(of: [7, 8, 9])
    return state
  }

  @Test("A state comes back as it was written, full and empty")
  func roundTrip() throws {
    let path = temporaryFolder() + "/feeds.sqlite"
    let states = [full("a"), FeedState(name: "b", url: "http://b.example/")]
    try FeedStore(path: path, now: 0).save(states, hosts: ["a.example": 77])
    let store = try FeedStore(path: path, now: 0)
    #expect(try store.state(of: "a") == states[0])
    #expect(try store.state(of: "b") == states[1])
    #expect(try store.state(of: "c") == nil)
    #expect(try store.hosts() == ["a.example": 77])
    #expect(store.movedAside == nil)
  }

  @Test("What nobody asks for any more is forgotten, after a time")
  func forget() throws {
    let store = try FeedStore(path: temporaryFolder() + "/feeds.sqlite", now: 0)
    try store.save([full("old"), full("kept")], hosts: ["x": 5, "y": 50])
    try store.forget(except: ["kept"], before: 4, now: 10)
    #expect(try store.state(of: "old") != nil)
    try store.forget(except: ["kept"], before: 5, now: 10)
    #expect(try store.state(of: "old") == nil)
    #expect(try store.state(of: "kept") != nil)
    #expect(try store.hosts() == ["y": 50])
  }

  @Test("A file that is damaged is moved aside and begun anew")
  func damaged() throws {
    let path = temporaryFolder() + "/feeds.sqlite"
    try FeedStore(path: path, now: 0).save((0..<200).map { full("feed-\($0)") })
    let file = unsafe open(path, O_RDWR)
    #expect(file >= 0)
    let junk = [UInt8](repeating: 0x5A, count: 8192)
    #expect(unsafe pwrite(file, junk, junk.count, 0) == junk.count)
    close(file)
    let store = try FeedStore(path: path, now: 99)
    #expect(store.movedAside == "\(path).damaged-99")
    #expect(try store.state(of: "feed-1") == nil)
    try store.save([full("a")])
    #expect(try store.state(of: "a") != nil)
  }

  @Test("A file of a later version is left as it is")
  func later() throws {
    let path = temporaryFolder() + "/feeds.sqlite"
    try SQLite(path: path).execute("PRAGMA user_version = 9")
    let error = #expect(throws: FeedsError.self) { _ = try FeedStore(path: path, now: 0) }
    #expect(error?.message.contains("later version") == true)
  }

  @Test("A folder that is not there is said in words")
  func noFolder() {
    let error = #expect(throws: FeedsError.self) {
      _ = try FeedStore(path: temporaryFolder() + "/none/feeds.sqlite", now: 0)
    }
    #expect(error?.code == .store)
  }

  @Test("Raw responses come back, are kept once, and go when their time is over")
  func archive() throws {
    let archive = RawArchive(path: temporaryFolder() + "/raw")
    let bytes = Array("<rss>".utf8) + [UInt8](repeating: 0x41, count: 300_000)
    let digest = SHA256.digest(of: bytes)
    let reference = try archive.keep(bytes, digest)
    #expect(reference == "\(digest.hex.prefix(2))/\(digest.hex).gz")
    #expect(archive.read(reference) == bytes)
    #expect(try archive.keep(bytes, digest) == reference)
    #expect(archive.read(reference, limit: 1000) == nil)
    #expect(archive.read("../\(reference)") == nil)
    let now: Int64 = 1_795_665_906_000
    let day: Int64 = 86_400_000
    // Kept while the clock was not set, or was years ahead: its age is not known, and begins now.
    for wrong in [86_400, 3_800_000_000] {
      let time = timespec(tv_sec: wrong, tv_nsec: 0)
      #expect(unsafe utimensat(AT_FDCWD, "\(archive.path)/\(reference)", [time, time], 0) == 0)
      #expect(archive.expire(before: -30 * day, now: 0) == 0, "that clock is not set either")
      #expect(archive.expire(before: now - 30 * day, now: now) == 0)
      #expect(archive.expire(before: now, now: now + 30 * day) == 0)
      #expect(archive.read(reference) == bytes)
    }
    #expect(archive.expire(before: now + 1, now: now + 30 * day) == 1)
    #expect(archive.read(reference) == nil)
  }

  @Test("A raw response that is damaged is none")
  func damagedRaw() throws {
    var packed = try #require(RawArchive.gzip(Array("some words, some words".utf8)))
    #expect(RawArchive.gunzip(packed, limit: 1000) == Array("some words, some words".utf8))
    packed[packed.count / 2] ^= 0x40
    #expect(RawArchive.gunzip(packed, limit: 1000) == nil)
    #expect(RawArchive.gunzip([1, 2, 3], limit: 1000) == nil)
  }

  @Test("What a command has paused is remembered apart, and read without a poller")
  func pauses() throws {
    let folder = temporaryFolder()
    let path = folder + "/feeds.sqlite"
    defer {
      for ending in ["", "-wal", "-shm"] { unsafe unlink(path + ending) }
      unsafe rmdir(folder)
    }
    let now = Moment(wall: 1_700_000_000_000, steady: 5)
    let settings = PollerSettings(contact: "", spread: .zero)
    let feeds = ["a", "b"].map { FeedSettings(name: $0, url: "http://\($0).example/") }
    func states(_ feeds: [FeedSettings]?) throws -> [String] {
      try FeedMemory.status(path: path, feeds: feeds, settings: settings, now: now)
        .map { "\($0.name) \($0.state.rawValue)" }
    }
    #expect(try states(feeds) == ["a new", "b new"])
    #expect(try states(nil).isEmpty)
    do {
      let store = try FeedStore(path: path, now: 1)
      var state = FeedState(name: "a", url: "http://a.example/")
      state.polled = 1_600_000_000_000
      state.succeeded = state.polled
      try store.save([state])
    }
    try FeedMemory.pause("b", true, path: path, now: now)
    #expect(try states(feeds) == ["a ok", "b paused"])
    #expect(try states(nil) == ["a ok"])
    try FeedMemory.pause("b", false, path: path, now: now)
    try FeedMemory.pause("b", false, path: path, now: now)
    #expect(try states(feeds) == ["a ok", "b new"])
    try FeedStore(path: path, now: 1).save([], hosts: ["b.example": now.wall + 3_600_000])
    let next = try FeedMemory.status(path: path, feeds: feeds, settings: settings, now: now)
    #expect(next.map { $0.nextPoll >= now.wall + 3_600_000 } == [false, true])
    // A table that an older version wrote knows of no pauses.
    try SQLite(path: path).execute("DROP TABLE paused")
    #expect(try states(feeds) == ["a ok", "b new"])
    #expect(throws: FeedsError.self) {
      _ = try FeedMemory.status(path: folder, feeds: nil, settings: settings, now: now)
    }
  }

  @Test("A credential is read from its folder without the line's end, and from nowhere else")
  func credentials() throws {
    let folder = temporaryFolder()
    let file = unsafe open("\(folder)/agency", O_WRONLY | O_CREAT, 0o600)
    #expect(unsafe write(file, "ann:s3cret\n", 11) == 11)
    close(file)
    #expect(SystemdCredential.read("agency", in: folder) == "ann:s3cret")
    #expect(SystemdCredential.read("other", in: folder) == nil)
    #expect(SystemdCredential.read("../agency", in: folder) == nil)
    #expect(SystemdCredential.read("", in: folder) == nil)
  }
}
