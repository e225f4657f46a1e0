import Glibc
import Newsroom
import Synchronization
import Testing
import Threads

@testable import Wireroom

/// Asks from a thread of its own: asking blocks, and the cooperative pool has few threads.
private actor Asker {
  private let executor: ThreadExecutor

  init() throws { executor = try ThreadExecutor(name: "asker") }

  deinit { executor.end() }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Waits for a server that has not come to its turn yet: only a fault makes it wait for long.
  func ask(_ state: String, _ request: ControlRequest = .status) throws -> [UInt8] {
    try ControlSocket.ask(request, state: state, within: 240_000)
  }
}

@Suite("The control socket")
struct ControlTests {
  private func refusal(_ line: String) -> String? {
    do throws(ControlRefusal) {
      _ = try ControlRequest(line: Array(line.utf8))
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    "A request is one line of JSON with a command that there is",
    arguments: [
      ("", "malformed"), ("status", "malformed"), ("{}", "malformed"), ("[]", "malformed"),
      (#"{"command":7}"#, "malformed"), (#"{"command":"stop"}"#, "unknown-command"),
      (#"[[[[[[[["#, "malformed"), (#"{"command":"poll"}"#, "malformed"),
      (#"{"command":"pause","feed":1}"#, "malformed"),
    ])
  func refused(line: String, code: String) {
    #expect(refusal(line) == code)
  }

  @Test("A request's own line is read as that request; what else it says is passed over")
  func request() throws {
    let requests: [ControlRequest] = [
      .status, .feeds, .poll("a"), .pause("b \"c\""), .resume(""), .reload,
    ]
    #expect(requests.count == ControlRequest.commands.count)
    for request in requests {
      #expect(try ControlRequest(line: request.line.dropLast()) == request)
    }
    #expect(refusal(#" {"command":"status","more":[1,{"a":2}]}"#) == nil)
  }

  @Test("A connection gathers a line in pieces, answers it once, and is over when that is sent")
  func connection() {
    var connection = ControlConnection(at: 100)
    var asked: [[UInt8]] = []
    func reply(_ line: [UInt8]) -> [UInt8] {
      asked.append(line)
      return Array("abc\n".utf8)
    }
    for piece in ["{\"a\"", ":1}", "\nrest is not looked at"] {
      #expect(connection.wish == .read)
      connection.received(Array(piece.utf8)[...], at: 100, reply: reply)
    }
    #expect(asked == [Array("{\"a\":1}".utf8)])
    #expect(connection.wish == .write)
    connection.sent(3)
    #expect(Array(connection.unsent) == [0x0A])
    #expect(connection.wish == .write)
    connection.sent(1)
    #expect(connection.wish == .close)
  }

  @Test("Who sends no end of a line, too much of one, or goes away, gets what is due")
  func rude() {
    func reply(_ line: [UInt8]) -> [UInt8] { [1] }
    var cut = ControlConnection(at: 0)
    cut.received(Array("{".utf8)[...], at: 0, reply: reply)
    cut.received([], at: 0, reply: reply)
    #expect(cut.wish == .close)
    var long = ControlConnection(at: 0)
    for _ in 0..<5 {
      long.received([UInt8](repeating: 0x61, count: 1024)[...], at: 0, reply: reply)
    }
    #expect(long.wish == .write)
    #expect(String(decoding: long.unsent, as: UTF8.self).contains("too-long"))
    long.sent(-32)
    #expect(long.wish == .close)
  }

  @Test("An answer that takes its time is waited for, and has then its own time to be taken")
  func late() {
    var connection = ControlConnection(at: 0)
    connection.received(Array("x\n".utf8)[...], at: 4000) { _ in nil }
    #expect(connection.wish == .wait)
    #expect(connection.patience(at: 4000) == ControlConnection.answerPatience)
    connection.received([0x61], at: 4001) { _ in [0x62] }
    connection.sent(1)
    #expect(connection.wish == .wait)
    connection.answered([0x61, 0x0A], at: 90_000)
    #expect(connection.wish == .write && connection.patience(at: 90_001) == 4999)
    connection.answered([0x62], at: 90_001)
    #expect(Array(connection.unsent) == [0x61, 0x0A])
    var gone = ControlConnection(at: 0)
    gone.received(Array("x\n".utf8)[...], at: 0) { _ in nil }
    gone.leave()
    gone.answered([0x61], at: 1)
    #expect(gone.wish == .close)
  }

  @Test("A connection has five seconds from its first moment")
  func patience() {
    let connection = ControlConnection(at: 1000)
    #expect(connection.patience(at: 1000) == 5000)
    #expect(connection.patience(at: 5999) == 1)
    #expect(connection.patience(at: 6000) == 0)
    #expect(connection.patience(at: .max) == 0)
  }

  /// Runs a server for as long as `body` does.
  private func serve(_ state: String, _ body: () async throws -> Void) async throws {
    let server = try ControlServer(state: state)
    let stop = StopSignal()
    let well = Array(#"{"condition":"well"}"#.utf8)
    let isAsked = Latch()
    async let running: Void = server.run(stop: stop) { request in
      switch request {
      case .status: .now(well)
      // Answered once somebody asks for the feeds.
      case .reload:
        .later {
          await isAsked.wait()
          return Array("reloaded".utf8)
        }
      default:
        .later {
          isAsked.open()
          return Array("feeds".utf8)
        }
      }
    }
    do {
      try await body()
    } catch {
      stop.raise()
      throw error
    }
    stop.raise()
    await running
  }

  @Test("The server answers on a socket that its owner and group may speak to, and takes it away")
  func server() async throws {
    let scratch = try Scratch()
    let path = scratch.path
    #expect(throws: ControlSocket.Silence.absent) { try ControlSocket.ask(.status, state: path) }
    // What a dead daemon has left.
    _ = unsafe system("touch '\(path)/control.sock'")
    try await serve(path) {
      for _ in 0..<3 {
        let answer = try await Asker().ask(path)
        #expect(answer == Array(#"{"condition":"well"}"#.utf8))
      }
      var facts = stat()
      #expect(unsafe stat("\(path)/control.sock", &facts) == 0)
      #expect(facts.st_mode & 0o777 == 0o660)
    }
    #expect(unsafe access("\(path)/control.sock", F_OK) != 0)
  }

  @Test("Connections that say nothing do not keep out those that ask")
  func idle() async throws {
    let scratch = try Scratch()
    let path = scratch.path
    try await serve(path) {
      var idlers: [Int32] = []
      defer { for idler in idlers { close(idler) } }
      for _ in 0..<(ControlServer.mostConnections - 1) {
        idlers.append(try connect(path))
      }
      let answer = try await Asker().ask(path)
      #expect(answer.count == 20)
    }
  }

  @Test("Who waits for a late answer keeps nobody else waiting, and who goes away is forgotten")
  func lateAnswer() async throws {
    let scratch = try Scratch()
    let path = scratch.path
    try await serve(path) {
      let gone = try connect(path)
      let line = ControlRequest.reload.line
      _ = unsafe line.withUnsafeBytes { unsafe send(gone, $0.baseAddress, $0.count, 0) }
      close(gone)
      let asker = try Asker()
      async let slow = asker.ask(path, .reload)
      let quick = try Asker()
      for _ in 0..<5 { #expect(try await quick.ask(path).count == 20) }
      #expect(try await quick.ask(path, .feeds) == Array("feeds".utf8))
      #expect(try await slow == Array("reloaded".utf8))
    }
  }

  private func connect(_ state: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
      for (n, byte) in "\(state)/control.sock".utf8.enumerated() { unsafe path[n] = byte }
    }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let answer = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, size)
      }
    }
    try #require(answer == 0)
    return descriptor
  }

  @Test("A state directory whose path no socket address holds is served all the same")
  func long() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/" + String(repeating: "long-", count: 30)
    #expect(unsafe mkdir(path, 0o755) == 0)
    try await serve(path) {
      let answer = try await Asker().ask(path)
      #expect(answer.count == 20)
    }
  }
}
