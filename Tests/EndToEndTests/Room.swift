import Foundation
import Glibc
import Synchronization

/// A place of a test's own: a temporary folder with an inbox, a state directory, a configuration,
/// and the processes that were started in it. All of it goes with the test.
final class Room: Sendable {
  let path: String
  var inbox: String { "\(path)/inbox" }
  var state: String { "\(path)/state" }
  var configuration: String { "\(path)/wireroom.yaml" }
  private let children = Mutex<[Child]>([])

  /// Opens a room for as long as `body` runs. `keys`: further lines of the inbox's configuration,
  /// `log`: lines of the log's.
  static func open<R>(
    scanInterval: String = "1s", keys: [String] = [], log: [String] = [],
    _ body: (Room) async throws -> R
  ) async throws -> R {
    let room = try Room()
    defer { room.clear() }
    try room.configure(scanInterval: scanInterval, keys: keys, log: log)
    return try await body(room)
  }

  private init() throws {
    var template = Array("/tmp/wireroom-test-XXXXXX".utf8CString)
    guard let made = unsafe mkdtemp(&template) else {
      throw Files.Failed(call: "mkdtemp", path: "/tmp", cause: errno)
    }
    path = unsafe String(cString: made)
    try Files.makeFolder(inbox)
    try Files.makeFolder("\(path)/output")
  }

  func configure(scanInterval: String = "1s", keys: [String] = [], log: [String] = []) throws {
    var lines = [
      "state: \(state)", "inboxes:", "  - name: desk", "    path: \(inbox)",
      "    scan_interval: \(scanInterval)",
    ]
    lines += (keys.contains { $0.hasPrefix("settle:") } ? keys : keys + ["settle: 100ms"]).map {
      "    \($0)"
    }
    if !log.isEmpty { lines += ["log:"] + log.map { "  \($0)" } }
    try Files.write(lines.joined(separator: "\n") + "\n", to: configuration)
  }

  private func clear() {
    for child in children.withLock({ $0 }) { child.kill() }
    // rm takes every name there can be; Foundation does not.
    if let rm = try? Child(
      "rm", ["-rf", path], environment: Self.environment, folder: "/", output: nil)
    {
      while rm.isRunning { usleep(2000) }
    }
  }

  // MARK: Programs

  /// The environment of all children: ours, without what would configure them.
  static let environment: [String: String] = {
    var variables = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("WIREROOM_") && $0.key != "JOURNAL_STREAM" && $0.key != "NOTIFY_SOCKET"
    }
    variables["PATH"] = "\(Product.folder):\(variables["PATH"] ?? "/usr/bin:/bin")"
    // A reader in Python shows each line as it prints it.
    variables["PYTHONUNBUFFERED"] = "1"
    return variables
  }()

  /// Starts a program in this room's folder.
  func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Child {
    try children.withLock { children in
      let number = children.count + 1
      var inputPath: String?
      if let input {
        inputPath = "\(path)/output/\(number).in"
        try Files.write(input, to: "\(path)/output/\(number).in")
      }
      let child = try Child(
        program, arguments, environment: Self.environment.merging(environment) { $1 },
        folder: path, input: inputPath, output: "\(path)/output/\(number)")
      children.append(child)
      return child
    }
  }

  /// Runs a program to its end.
  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String? = nil, within limit: Duration = .seconds(300)
  ) async throws -> Outcome {
    let child = try start(program, arguments, environment: environment, input: input)
    let ending = try await child.end(within: limit)
    return Outcome(ending: ending, output: child.output, errors: child.journal)
  }

  /// Runs `wireroom` with these arguments to its end.
  func wireroom(_ arguments: String..., input: String? = nil) async throws -> Outcome {
    try await run(Product.binary, arguments, input: input)
  }

  /// Takes all that is pending by `run --once`.
  func once() async throws -> Outcome {
    try await wireroom("run", "--config", configuration, "--once")
  }

  func verify() async throws -> Outcome { try await wireroom("verify", "--state", state) }

  /// Starts the daemon and waits until it says that it is ready.
  func daemon(environment: [String: String] = [:]) async throws -> Child {
    let child = try start(
      Product.binary, ["run", "--config", configuration], environment: environment)
    try await eventually("the daemon is ready") {
      if let ending = child.ending {
        throw Late(what: "ready; it ended with \(ending)", context: child.journal)
      }
      return child.journal.contains("notice: ready")
    }
    return child
  }

  /// Waits, and shows all journals where it was for nothing.
  func eventually(
    _ what: String, within limit: Duration = .seconds(300), _ holds: () throws -> Bool
  ) async throws {
    try await EndToEndTests.eventually(what, within: limit, context: { self.journals }, holds)
  }

  private var journals: String {
    let tails = children.withLock { $0 }.suffix(3).map { child in
      "process \(child.pid), \(child.ending.map { "\($0)" } ?? "running"):\n"
        + child.journal.split(separator: "\n").suffix(30).joined(separator: "\n")
    }
    return tails.joined(separator: "\n") + "\ninbox: \(pending.prefix(20))"
  }

  // MARK: The inbox

  /// Drops a file as it should be done: under a name that is ignored, then under its own.
  func drop(_ name: String, _ text: String) throws { try drop(name, Array(text.utf8)) }

  func drop(_ name: String, _ bytes: [UInt8]) throws {
    try Files.write(bytes, to: "\(inbox)/\(name).part")
    try Files.rename("\(inbox)/\(name).part", "\(inbox)/\(name)")
  }

  /// Regular files that are in the inbox still, claimed or not, below the inbox.
  var pending: [String] {
    Files.walk(inbox).map { String($0.dropFirst(inbox.count + 1)) }.filter {
      !$0.hasPrefix("_done/") && !$0.hasPrefix("_failed/")
    }
  }

  /// Names in `_done`, without their day.
  var done: [String] {
    Files.walk("\(inbox)/_done").compactMap { $0.split(separator: "/").last.map(String.init) }
  }

  /// Names in `_failed`, without the reasons.
  var failed: [String] {
    Files.names("\(inbox)/_failed").filter { !$0.hasSuffix(".reason.json") }
  }

  // MARK: The logs

  func stories() throws -> [Line] { try Log.lines("\(state)/stories") }
  func sightings() throws -> [Line] { try Log.lines("\(state)/sightings") }
}

/// What is tested: the binary that was built with these tests.
enum Product {
  /// The package's own folder, two above this file.
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The folder of the binary: the one in which these tests lie, wherever that was built.
  static let folder: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: own).deletingLastPathComponent().path
    let isThere = FileManager.default.isExecutableFile(atPath: "\(beside)/wireroom")
    return isThere ? beside : "\(root)/.build/debug"
  }()

  static let binary = "\(folder)/wireroom"
}
