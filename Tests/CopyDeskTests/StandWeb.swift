import Loopback
import Synchronization

/// The web as one server has it, by whole addresses.
struct StandWeb {
  /// What stands at an address.
  enum Page: Sendable {
    /// Answered with 304 to whoever has its entity tag already.
    case document([UInt8], type: String, tag: String)
    /// The same, with 304 to whoever has any tag of any age.
    case stuck([UInt8], type: String, tag: String)
    /// Without validators.
    case bare([UInt8], type: String)
    case redirect(Int, to: String)
    case status(String, [String])
    /// The connection ends with only so many bytes of the document sent.
    case broken([UInt8], after: Int)
  }

  private final class Pages: Sendable {
    let all = Mutex<[String: Page]>([:])
    let unchanged = Mutex(0)
    let editions = Mutex(0)
  }

  private let pages: Pages
  private let server: LoopbackServer

  struct NoServer: Error {}

  init() throws {
    let pages = Pages()
    guard
      let server = LoopbackServer(
        "127.0.0.1",
        script: { request in
          guard let page = pages.all.withLock({ $0[request.path] }) else {
            return .bytes(http("404 Not Found"))
          }
          let reply = Self.reply(page, to: request.headers["if-none-match"])
          if reply == nil { pages.unchanged.withLock { $0 += 1 } }
          return reply ?? .bytes(Array("HTTP/1.1 304 Not Modified\r\n\r\n".utf8))
        })
    else { throw NoServer() }
    self.pages = pages
    self.server = server
  }

  /// nil: 304.
  private static func reply(_ page: Page, to held: String?) -> LoopbackServer.Reply? {
    switch page {
    case .document(let bytes, let type, let tag):
      if held == tag { return nil }
      return .bytes(http("200 OK", ["Content-Type: \(type)", "ETag: \(tag)"], bytes))
    case .stuck(let bytes, let type, let tag):
      if held != nil { return nil }
      return .bytes(http("200 OK", ["Content-Type: \(type)", "ETag: \(tag)"], bytes))
    case .bare(let bytes, let type):
      return .bytes(http("200 OK", ["Content-Type: \(type)"], bytes))
    case .redirect(let status, let address):
      return .bytes(http("\(status) Elsewhere", ["Location: \(address)"]))
    case .status(let line, let headers):
      return .bytes(http(line, headers))
    case .broken(let bytes, let count):
      return .last(
        http(
          "200 OK", ["Content-Type: application/rss+xml", "ETag: \"half\""],
          Array(bytes.prefix(count)), length: bytes.count))
    }
  }

  /// Where it is asked, as a proxy.
  var base: String { server.base }
  /// What was asked for, in its order.
  var requests: [LoopbackServer.Request] { server.requests }
  /// How often 304 was answered.
  var unchanged: Int { pages.unchanged.withLock { $0 } }

  func put(_ page: Page, at address: String) { pages.all.withLock { $0[address] = page } }

  /// Puts a document there under a new entity tag.
  func serve(_ bytes: [UInt8], type: String = "application/rss+xml", at address: String) {
    put(.document(bytes, type: type, tag: "W/\"\(edition())\""), at: address)
  }

  /// The feed's document with something at its end that no other has, and that says nothing: a
  /// comment, or in JSON so many spaces.
  func numbered(_ feed: Feed) -> [UInt8] {
    let edition = edition()
    let end =
      feed.type.contains("json")
      ? String(repeating: " ", count: edition) : "<!-- edition \(edition) -->"
    return Array((feed.document + end).utf8)
  }

  private func edition() -> Int {
    pages.editions.withLock { editions in
      editions += 1
      return editions
    }
  }
}
