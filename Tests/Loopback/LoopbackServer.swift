internal import Glibc
internal import Synchronization

/// A small HTTP server on an address of 127.0.0.0/8, with all the manners a bad one can have.
@safe package final class LoopbackServer: Sendable {
  package struct Request: Sendable {
    /// Of a request to a proxy the whole address.
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
  }

  package enum Reply: Sendable {
    /// Written as they are; the connection stays open for the next request.
    case bytes([UInt8])
    /// Written, then closed.
    case last([UInt8])
    /// Written, then the connection is broken off.
    case reset([UInt8])
    /// The first, then the second again and again for as long as somebody reads.
    case endless([UInt8], [UInt8])
    /// The first, then a byte now and then for as long as somebody reads.
    case drip([UInt8])
    /// Nothing, for as long as somebody waits.
    case silence
  }

  package typealias Script = @Sendable (Request) -> Reply

  package let address: String
  package let port: UInt16
  private let listener: Int32
  private let script: Script
  private let logs: Bool
  private let log = Mutex<[Request]>([])

  /// `logs`: whether `requests` remembers; a soak would measure that memory.
  package init?(_ address: String, logs: Bool = true, script: @escaping Script) {
    signal(SIGPIPE, SIG_IGN)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { return nil }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    unsafe inet_pton(AF_INET, address, &name.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &name) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe bind(listener, name, length) == 0 && listen(listener, 512) == 0
          && getsockname(listener, name, &length) == 0
      }
    }
    guard bound else { return nil }
    self.address = address
    port = UInt16(bigEndian: name.sin_port)
    self.listener = listener
    self.script = script
    self.logs = logs
    Self.start { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, let self else { return }
        Self.start { self.serve(connection) }
      }
    }
  }

  deinit {
    // Wakes the thread in accept.
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  package var base: String { "http://\(address):\(port)" }
  package var requests: [Request] { log.withLock { $0 } }

  private static func start(_ body: @escaping @Sendable () -> Void) {
    final class Box {
      let body: @Sendable () -> Void; init(_ b: @escaping @Sendable () -> Void) { body = b }
    }
    let box = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
    var id = pthread_t()
    unsafe pthread_create(
      &id, nil,
      { box in
        guard let box = unsafe box else { return nil }
        unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
        return nil
      }, box)
    pthread_detach(id)
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var pending: [UInt8] = []
    while let request = Self.read(connection, &pending) {
      if logs { log.withLock { $0.append(request) } }
      switch script(request) {
      case .bytes(let bytes):
        guard Self.write(connection, bytes) else { return }
      case .last(let bytes):
        _ = Self.write(connection, bytes)
        return
      case .reset(let bytes):
        _ = Self.write(connection, bytes)
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
          connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        return
      case .endless(let head, let chunk):
        guard Self.write(connection, head) else { return }
        while Self.write(connection, chunk) {}
        return
      case .drip(let head):
        guard Self.write(connection, head) else { return }
        while Self.write(connection, [0x20]) { usleep(20_000) }
        return
      case .silence:
        var byte: UInt8 = 0
        while unsafe recv(connection, &byte, 1, 0) > 0 {}
        return
      }
    }
  }

  private static func read(_ connection: Int32, _ pending: inout [UInt8]) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let at = pending.indices.first(where: { pending[$0...].starts(with: end) }) {
        let head = String(decoding: pending[..<at], as: UTF8.self)
        pending.removeFirst(at + 4)
        var lines = head.split(separator: "\r\n").map(String.init)
        guard !lines.isEmpty else { return nil }
        let words = lines.removeFirst().split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines {
          let pair = line.split(separator: ":", maxSplits: 1)
          guard pair.count == 2 else { continue }
          headers[pair[0].lowercased()] = String(pair[1].drop { $0 == " " })
        }
        return Request(path: words.count > 1 ? String(words[1]) : "", headers: headers)
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      pending += buffer[..<count]
    }
  }

  private static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(
          connection, $0.baseAddress?.advanced(by: done), $0.count - done, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}

/// A response's bytes; `Content-Length` is that of the body unless one is given.
package func http(
  _ status: String, _ headers: [String] = [], _ body: [UInt8] = [], length: Int? = nil
) -> [UInt8] {
  let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(length ?? body.count)"]
  return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
}
