internal import Configuration
internal import Glibc
internal import Newsroom
internal import StoryLog
internal import Wireroom

/// What the commands of feeds ask of a daemon, or of a state directory where none runs.
enum FeedDesk {
  enum Answer {
    case line([UInt8])
    case refused(ControlRefusal)
    /// No daemon has this state directory.
    case absent
  }

  /// Asks the daemon of a state directory.
  static func ask(
    _ request: ControlRequest, _ state: String, within limit: Int64 = 30_000
  ) throws -> Answer {
    do throws(ControlSocket.Silence) {
      let line = try ControlSocket.ask(request, state: state, within: limit)
      return ControlRefusal(line: line).map { .refused($0) } ?? .line(line)
    } catch {
      let path = ControlSocket.path(state: state)
      switch error {
      case .absent: return .absent
      case .forbidden:
        throw Failure(
          status: 77, message: "\(path): this user may not ask; join the daemon's group")
      case .mute(let reason): throw Failure(status: 75, message: "\(path): \(reason)")
      }
    }
  }

  /// All feeds, and whether a daemon has told of them.
  static func list(
    _ state: String, _ configuration: Configuration?
  ) throws -> (feeds: [FeedEntry], isLive: Bool) {
    if case .line(let line) = try ask(.feeds, state), let feeds = FeedEntry.read(line) {
      return (feeds, true)
    }
    do {
      return (try FeedEntry.offline(state: state, configuration), false)
    } catch {
      throw Failure(status: 74, message: "\(error)")
    }
  }

  /// Polls a feed, waits for what comes of it and tells; the exit status.
  static func poll(_ name: String, _ state: String) async throws -> Int32 {
    let before = try list(state, nil).feeds.first { $0.name == name }
    let asked = Clock.now
    let line: [UInt8]
    switch try ask(.poll(name), state) {
    case .line(let answer): line = answer
    case .refused(let refusal):
      Console.error("\(name): \(refusal.detail)")
      return refusal.code == "unknown-feed" ? 66 : 69
    case .absent:
      throw Failure(
        status: 69,
        message: "\(state): no daemon runs here; 'wireroom check --poll' tries feeds without one")
    }
    let wait = (try? JSONValue.parse(line))?["after"]?.intValue ?? 0
    guard wait <= 60_000 else {
      let span = Columns.span(milliseconds: Int64(wait))
      Console.error("\(name): its host wants to be left alone; it is polled in \(span)")
      return 75
    }
    if wait > 3000 {
      Console.error("\(name): its host is asked in \(Columns.span(milliseconds: Int64(wait)))")
    }
    // A request may take two minutes, and others may be before it at its host.
    let patience = Clock.monotonic + Int64(wait) + 600_000
    while Clock.monotonic < patience {
      try await Task.sleep(for: .milliseconds(100))
      guard let feed = try list(state, nil).feeds.first(where: { $0.name == name }) else { break }
      guard feed.state != "polling", let last = feed.lastPoll, last >= asked else { continue }
      try Console.write(
        Array("\(JournalHandler.oneLine("\(name): \(outcome(feed, before))"))\n".utf8))
      return feed.lastError == nil ? 0 : 69
    }
    Console.error("\(name): it waits for its host still; list tells when it is polled")
    return 75
  }

  private static func outcome(_ feed: FeedEntry, _ before: FeedEntry?) -> String {
    if let error = feed.lastError { return error }
    let seen = feed.entriesSeen - (before?.entriesSeen ?? 0)
    let new = feed.storiesNew - (before?.storiesNew ?? 0)
    guard seen > 0 else { return "polled; nothing has changed" }
    return "polled; \(seen) \(seen == 1 ? "entry" : "entries"), \(new) new"
  }

  /// Pauses feeds, or takes that back.
  static func pause(_ names: [String], _ paused: Bool, _ place: FeedsCommand.Place) throws {
    let (state, configuration) = try place.load()
    var missing = 0
    for name in names {
      switch try ask(paused ? .pause(name) : .resume(name), state) {
      case .line: break
      case .absent: try pauseAlone(name, paused, state)
      case .refused(let refusal):
        guard refusal.code == "unknown-feed" else {
          throw Failure(status: 75, message: "\(name): \(refusal.detail)")
        }
        Console.error("\(name): \(refusal.detail)")
        missing += 1
        continue
      }
      let stays = configuration?.feeds.contains { $0.name == name && $0.paused } ?? false
      Console.error(
        paused
          ? "\(name): paused"
          : stays ? "\(name): the configuration pauses it still" : "\(name): polled when it is due")
    }
    if missing > 0 { throw Failure(status: 66, message: nil) }
  }

  /// Without a daemon the state's own table is written, under its lock.
  private static func pauseAlone(_ name: String, _ paused: Bool, _ state: String) throws {
    // A table that is made here would be this user's, and the daemon's no more.
    guard unsafe access("\(state)/feeds.sqlite", F_OK) == 0 else {
      throw Failure(
        status: 66,
        message: "\(state): no feed was polled here yet; write 'paused: true' in the configuration")
    }
    do {
      let lock = try StateLock(directory: state)
      defer { withExtendedLifetime(lock) {} }
      guard try FeedEntry.offline(state: state, nil).contains(where: { $0.name == name }) else {
        throw Failure.noInput("\(name): the state knows no feed of that name; list names them")
      }
      try FeedEntry.pause(name, paused, state: state)
    } catch let error as LogError {
      throw Failure(log: error)
    } catch let error as FeedKeeperError {
      throw Failure(status: 74, message: "\(error)")
    }
  }
}
