internal import Configuration
internal import Glibc
internal import Wireroom

/// A change of the file of feeds: read, written as one step, and taken up by a daemon that runs.
struct FeedsFileChange {
  let path: String
  let configuration: Configuration
  private let list: FeedsFile
  private let config: String
  /// Held until the change is written: two commands must not undo each other's.
  private let lock: Int32

  init(_ file: FeedsCommand.File) throws {
    config = file.config
    lock = unsafe open(config, O_RDONLY | O_CLOEXEC)
    if lock >= 0 { flock(lock, LOCK_EX) }
    do {
      configuration = try file.load()
      path = configuration.feedsPath(besides: config)
      list = try FeedsFile.load(path: path)
    } catch let error as ConfigurationErrors {
      close(lock)
      throw Failure.configuration("\(error)")
    } catch {
      close(lock)
      throw error
    }
  }

  func end() { close(lock) }

  /// The feeds that stand in this file.
  var feeds: [FeedConfiguration] { list.feeds }

  func add(_ feeds: [FeedConfiguration]) throws {
    let count = configuration.feeds.count + feeds.count
    guard count <= 10_000 else {
      throw Failure(
        status: 73, message: "with these there would be \(count) feeds; have at most 10000")
    }
    try change { try list.adding(feeds) }
  }

  func remove(_ names: Set<String>) throws { try change { try list.removing(names) } }

  private func change(_ make: () throws -> [UInt8]) throws {
    do {
      try FileReplacement.write(try make(), to: path, like: config)
    } catch let error as FeedsFile.NotEditable {
      throw Failure(status: 73, message: "\(error)")
    } catch let error as FileReplacement.Failure {
      throw Failure(status: 73, message: "\(error)")
    }
  }

  /// Has a running daemon read its configuration again, and says what came of it.
  func takeUp() throws {
    let answer: FeedDesk.Answer
    do {
      answer = try FeedDesk.ask(.reload, configuration.state, within: 120_000)
    } catch let failure as Failure {
      throw Failure(
        status: failure.status,
        message: "written, but a daemon that runs has not taken it up (reload it): "
          + (failure.message ?? "it does not answer"))
    }
    guard case .line(let line) = answer else {
      Console.error("(no daemon runs; it takes this up when it starts)")
      return
    }
    guard let reason = ReloadAnswer(line: line)?.reason else { return }
    throw Failure(status: 78, message: "written, but the daemon's configuration is \(reason)")
  }
}
