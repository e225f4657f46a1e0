internal import Glibc
internal import Newsroom
internal import Synchronization

/// The age clock of a state directory, shared by all that forget and remove there. What it believes
/// outlives a run in `<state>/age-clock.json`: a machine whose clock is wrong when it starts is not
/// believed either.
package final class Ages: Sendable {
  private let clock: Mutex<AgeClock>
  private let path: String?

  /// Goes by the wall clock of now, and remembers nothing.
  package init() {
    path = nil
    clock = Mutex(AgeClock(wall: Clock.now.milliseconds, boot: Clock.sinceBoot))
  }

  /// Goes on from what was believed in a state directory.
  package init(state: String) {
    let path = "\(state)/age-clock.json"
    self.path = path
    let (wall, boot) = (Clock.now.milliseconds, Clock.sinceBoot)
    let memory = AgeClock.Memory(file: path) ?? Self.lastCommit(state)
    clock = Mutex(
      memory.map { AgeClock(after: $0, wall: wall, boot: boot) }
        ?? AgeClock(wall: wall, boot: boot))
  }

  /// The time by which to reckon ages, milliseconds since 1970.
  package func now() -> Int64 {
    clock.withLock { $0.now(wall: Clock.now.milliseconds, boot: Clock.sinceBoot) }
  }

  /// Notes what is believed for the next run. It is not flushed: where a power cut takes it, the
  /// time of the last commit stands for it.
  package func save() {
    guard let path else { return }
    let memory = clock.withLock {
      $0.memory(wall: Clock.now.milliseconds, boot: Clock.sinceBoot)
    }
    StatusFile.replace(path, with: memory.json + [0x0A])
  }

  /// When the log was last written to, by the file system: better evidence than none.
  private static func lastCommit(_ state: String) -> AgeClock.Memory? {
    var facts = stat()
    guard unsafe stat("\(state)/stories/committed", &facts) == 0 else { return nil }
    let (time, overflow) = Int64(facts.st_mtim.tv_sec).multipliedReportingOverflow(by: 1000)
    return overflow ? nil : AgeClock.Memory(believed: time, wall: time)
  }
}

extension AgeClock.Memory {
  /// Nil where there is none, or none that is whole.
  fileprivate init?(file: String) {
    guard let bytes = try? FileReading.read(file, limit: 4096),
      let json = try? JSONValue.parse(bytes), let believed = json["believed"]?.intValue,
      let wall = json["wall"]?.intValue
    else { return nil }
    self.init(
      believed: Int64(believed), wall: Int64(wall),
      doubted: json["doubted"]?.intValue.map(Int64.init))
  }

  fileprivate var json: [UInt8] {
    var json = JSONWriter(reserving: 128)
    json.beginObject()
    json.member("v", 1)
    json.member("believed", Int(believed))
    json.member("wall", Int(wall))
    if let doubted { json.member("doubted", Int(doubted)) }
    json.endObject()
    return json.take()
  }
}
