internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Inbox
internal import Isolation
internal import Logging
internal import StoryLog
internal import Wireroom

/// `wireroom run`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the daemon: take in what is dropped into the inboxes.",
    discussion: """
      EXAMPLES
        wireroom run --config /etc/wireroom/wireroom.yaml
        wireroom run --config demo.yaml --once      take what is pending, poll what is due, end
        WIREROOM_LOG_LEVEL=debug wireroom run --config demo.yaml

      SIGHUP has it read its configuration again: inboxes come, go and change without a restart, \
      and a file with a mistake leaves the old one in force. SIGTERM and SIGINT end it when all that is acknowledged is durable; what is not lies in the \
      inbox.

      EXIT STATUS  0; 74 a disk did not confirm a flush; 75 another daemon has this state \
      directory; 65 the log is damaged; 78 the configuration is wrong.
      """)

  @Option(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String

  @Flag(help: "Take everything that is pending, poll the feeds that are due, and end.")
  var once = false

  @concurrent
  func run() async throws {
    do {
      try await runDaemon()
    } catch let failure as Failure {
      // What `systemctl status` shows of a daemon that has ended.
      NotifySocket.ofEnvironment?.send([.status(failure.message ?? "ended")])
      throw failure
    }
  }

  private func runDaemon() async throws {
    guard !once else { return try await keep(nil) }
    let signals: Signals
    do throws(Signals.Unheard) { signals = try Signals() } catch {
      throw Failure(status: 71, message: "\(error)")
    }
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        await signals.listen {
          Console.error("notice: stopped: before it had begun")
          // Other threads are at work: nothing of theirs is to be taken apart.
          _exit(0)
        }
      }
      defer { signals.finish() }
      try await keep(signals)
    }
  }

  /// `signals`: nil takes what is pending and returns.
  private func keep(_ signals: Signals?) async throws {
    let read = { @Sendable () throws(ConfigurationErrors) -> Configuration in
      try Configuration.read(path: config, environment: Environment.variables)
    }
    let configuration: Configuration
    do {
      configuration = try read()
    } catch {
      throw Failure.configuration("\(error)")
    }
    let level = JournalLevel(Logger.Level(configuration.logLevel))
    let logger = Logger(label: "wireroom") { _ in JournalHandler(level: level) }
    do {
      let origin = Daemon.Origin(file: config, read: read) { level.value = Logger.Level($0) }
      let daemon = try await Daemon(configuration, origin: origin, logger: logger)
      if let signals {
        try await daemon.run(hearing: signals)
      } else {
        _ = try await daemon.runOnce()
      }
    } catch let error as LogError {
      throw Failure(log: error)
    } catch let error as InboxError {
      throw Failure(status: error.disposition.exitStatus, message: "\(error)")
    } catch let error as IsolationError {
      throw Failure(status: 71, message: "\(error)")
    } catch let error as FeedKeeperError {
      throw Failure(status: 74, message: error.message)
    } catch let error as Machine.DirectoryError {
      throw Failure(status: 73, message: "\(error)")
    }
  }
}

extension Failure {
  /// A failure of the log, with the exit status that it asks for.
  init(log error: LogError) {
    let status: Int32 = if case .stop(let exit) = error.disposition { exit } else { 74 }
    self.init(status: status, message: "\(error)")
  }
}

extension Logger.Level {
  init(_ level: LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}

extension InboxError.Disposition {
  fileprivate var exitStatus: Int32 {
    if case .stop(let code) = self { code } else { 74 }
  }
}

/// The process's environment.
enum Environment {
  static var variables: [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let line = unsafe String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      unsafe entry += 1
    }
    return variables
  }
}
