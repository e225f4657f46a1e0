import Loopback
import Newsroom
import Testing
import Threads

@testable import Feeds

@Suite("The curl loop against a server with bad manners")
struct CurlLoopTests {
  private func fetch(
    _ path: String = "/", limit: Int = 1 << 20, total: Duration = .seconds(300),
    change: (inout HTTPRequest) -> Void = { _ in }, script: @escaping LoopbackServer.Script
  ) async throws -> (Result<HTTPResponse, FetchFailure>, LoopbackServer) {
    let server = try #require(LoopbackServer("127.0.0.1", script: script))
    let loop = try CurlLoop()
    defer { loop.stop() }
    var request = HTTPRequest(url: server.base + path)
    request.allowed = loopback
    request.maxBytes = limit
    request.totalTimeout = total
    request.userAgent = "Wireroom/0.1 (+test@example)"
    change(&request)
    do {
      return (.success(try await loop.send(request)), server)
    } catch {
      return (.failure(error), server)
    }
  }

  private func failure(_ result: Result<HTTPResponse, FetchFailure>) -> FetchFailure? {
    guard case .failure(let failure) = result else { return nil }
    return failure
  }

  @Test("A response comes with its status, its headers in lower case and its body")
  func plain() async throws {
    let (result, server) = try await fetch("/feed?a=b") { _ in
      .bytes(http("200 OK", ["ETag: W/\"a b\"", "X-Odd:   two  words  "], sampleFeed(["1"])))
    }
    let response = try result.get()
    #expect(response.status == 200)
    #expect(response.header("etag") == "W/\"a b\"")
    #expect(response.header("x-odd") == "two  words")
    #expect(response.body == sampleFeed(["1"]))
    let request = try #require(server.requests.first)
    #expect(request.path == "/feed?a=b")
    #expect(request.headers["user-agent"] == "Wireroom/0.1 (+test@example)")
    #expect(request.headers["accept-encoding"]?.contains("zstd") == true)
    #expect(request.headers["cookie"] == nil && request.headers["referer"] == nil)
  }

  @Test("A redirect is a response, not followed")
  func redirect() async throws {
    let (result, server) = try await fetch { _ in
      .bytes(http("301 Moved", ["Location: /elsewhere"]))
    }
    #expect(try result.get().status == 301)
    #expect(server.requests.count == 1)
  }

  @Test("gzip is undone")
  func gzip() async throws {
    let packed = try #require(RawArchive.gzip(sampleFeed(["1", "2"])))
    let (result, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: gzip"], packed))
    }
    #expect(try result.get().body == sampleFeed(["1", "2"]))
  }

  @Test("A small body that unpacks to a huge one ends at the limit")
  func bomb() async throws {
    let packed = try #require(RawArchive.gzip([UInt8](repeating: 0x20, count: 64 << 20)))
    #expect(packed.count < 100_000)
    let (result, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: gzip"], packed))
    }
    #expect(failure(result)?.code == "too-big")
  }

  @Test("A bomb in a bomb ends at the limit too")
  func doubleBomb() async throws {
    let once = try #require(RawArchive.gzip([UInt8](repeating: 0x20, count: 64 << 20)))
    let twice = try #require(RawArchive.gzip(once))
    let (result, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: gzip, gzip"], twice))
    }
    #expect(failure(result)?.code == "too-big")
  }

  @Test("zstd is undone, and its bomb ends at the limit")
  func zstd() async throws {
    // A frame of blocks that each say "this byte, 128 KB of it" (RFC 8878, section 3.1.1.2).
    @Sendable func frame(_ blocks: Int) -> [UInt8] {
      var out: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
      for n in 0..<blocks {
        let header = UInt32(131_072) << 3 | 1 << 1 | (n == blocks - 1 ? 1 : 0)
        out += [UInt8(header & 255), UInt8(header >> 8 & 255), UInt8(header >> 16), 0x41]
      }
      return out
    }
    let (small, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: zstd"], frame(2)))
    }
    #expect(try small.get().body == [UInt8](repeating: 0x41, count: 262_144))
    let (bomb, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: zstd"], frame(5000)))
    }
    #expect(failure(bomb)?.code == "too-big")
  }

  @Test("brotli is undone, and its bomb of some twenty bytes ends at the limit")
  func brotli() async throws {
    let (small, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: br"], BrotliRun.stream(of: 300_000)))
    }
    #expect(try small.get().body == [UInt8](repeating: 0x41, count: 300_000))
    let bytes = BrotliRun.stream(of: 1 << 24)
    #expect(bytes.count < 40)
    let (bomb, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: br"], bytes))
    }
    #expect(failure(bomb)?.code == "too-big")
  }

  @Test("A body in chunks without end, and one of gzip without end, end at the limit")
  func endlessCoded() async throws {
    let chunk = Array("1000\r\n".utf8) + [UInt8](repeating: 0x41, count: 4096) + [0x0D, 0x0A]
    let (chunks, _) = try await fetch { _ in
      .endless(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8), chunk)
    }
    #expect(failure(chunks)?.code == "too-big")
    // gzip's members follow each other: each unpacks to a megabyte.
    let member = try #require(RawArchive.gzip([UInt8](repeating: 0x20, count: 1 << 19)))
    let (members, _) = try await fetch { _ in
      .endless(Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".utf8), member)
    }
    #expect(failure(members) != nil || (try? members.get().body.count) == 1 << 19)
  }

  @Test("A head that drips is given up after the total time")
  func drippingHead() async throws {
    let (result, _) = try await fetch(total: .milliseconds(300)) { _ in
      .drip(Array("HTTP/1.1 200 OK\r\nX-Slow: ".utf8))
    }
    #expect(failure(result)?.code == "timeout")
  }

  @Test("A proxy is asked for the whole address, and gets no secret of the feed's by itself")
  func proxy() async throws {
    let proxy = try #require(
      LoopbackServer("127.0.0.1") { _ in .bytes(http("200 OK", [], sampleFeed(["1"]))) })
    let loop = try CurlLoop()
    defer { loop.stop() }
    // No name of this address exists: only the proxy could know it.
    var request = HTTPRequest(url: "http://news.example/feed?a=b")
    request.proxy = proxy.base
    #expect(try await loop.send(request).body == sampleFeed(["1"]))
    #expect(proxy.requests.map(\.path) == ["http://news.example/feed?a=b"])
    #expect(proxy.requests.first?.headers["proxy-authorization"] == nil)
    // What is spelled out as an address inside is refused before the proxy is asked.
    var inside = HTTPRequest(url: "http://169.254.169.254/latest/meta-data")
    inside.proxy = proxy.base
    let asked = inside
    let refused = await #expect(throws: FetchFailure.self) { _ = try await loop.send(asked) }
    #expect(refused?.code == "address-refused")
    #expect(proxy.requests.count == 1)
  }

  @Test("A proxy that refuses, or is not there, is named as the one that does")
  func proxyFailures() async throws {
    let proxy = try #require(
      LoopbackServer("127.0.0.1") { _ in .last(http("403 Forbidden", ["X-By: proxy"])) })
    let loop = try CurlLoop()
    defer { loop.stop() }
    var tunnel = HTTPRequest(url: "https://news.example/feed")
    tunnel.proxy = proxy.base
    let first = tunnel
    let refused = await #expect(throws: FetchFailure.self) { _ = try await loop.send(first) }
    #expect(refused?.code == "proxy-refused", "\(refused?.description ?? "")")
    #expect(refused?.words.contains("403") == true)
    #expect(proxy.requests.map(\.path) == ["news.example:443"])
    tunnel.proxy = "http://127.0.0.78:\(proxy.port)"
    let second = tunnel
    let absent = await #expect(throws: FetchFailure.self) { _ = try await loop.send(second) }
    #expect(absent?.code == "proxy", "\(absent?.description ?? "")")
  }

  @Test("An endless body ends at the limit")
  func endless() async throws {
    let (result, _) = try await fetch { _ in
      .endless(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), [UInt8](repeating: 0x41, count: 65536))
    }
    #expect(failure(result)?.code == "too-big")
  }

  @Test("A length beyond the limit is refused before the body")
  func announcedLength() async throws {
    let (result, _) = try await fetch { _ in
      .last(http("200 OK", [], [0x41], length: 5 << 20))
    }
    #expect(failure(result)?.code == "too-big")
  }

  @Test("Headers without end are refused")
  func headerFlood() async throws {
    let (result, _) = try await fetch { _ in
      .endless(Array("HTTP/1.1 200 OK\r\n".utf8), Array("X-More: and more\r\n".utf8))
    }
    #expect(failure(result)?.code == "too-many-headers")
  }

  @Test("One header without end is refused")
  func longHeader() async throws {
    let (result, _) = try await fetch { _ in
      .endless(Array("HTTP/1.1 200 OK\r\nX-Long: ".utf8), [UInt8](repeating: 0x41, count: 65536))
    }
    #expect(failure(result) != nil)
  }

  @Test("Interim responses without end are refused")
  func interimFlood() async throws {
    let (result, _) = try await fetch { _ in
      .endless([], Array("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".utf8))
    }
    #expect(failure(result)?.code == "too-many-headers")
  }

  @Test("A server that drips is given up after the total time")
  func drip() async throws {
    let (result, _) = try await fetch(total: .seconds(3)) { _ in
      .drip(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
    }
    #expect(failure(result)?.code == "timeout")
    #expect(failure(result)?.kind == .soft)
  }

  @Test("A server that says nothing is given up after the idle time")
  func silence() async throws {
    let (result, _) = try await fetch(change: { $0.idleTimeout = .seconds(1) }) { _ in .silence }
    #expect(failure(result)?.code == "timeout")
  }

  @Test("A server that takes the connection and never ends the handshake is given up long before")
  func handshake() async throws {
    let (result, _) = try await fetch(change: {
      $0.url = $0.url.replacing("http://", with: "https://")
      ($0.connectTimeout, $0.idleTimeout) = (.milliseconds(300), .seconds(300))
    }) { _ in .silence }
    #expect(failure(result)?.code == "timeout")
  }

  @Test("A body shorter than its length is truncated, not a feed")
  func shortBody() async throws {
    let (result, _) = try await fetch { _ in
      .last(http("200 OK", [], sampleFeed(["1"]), length: 5000))
    }
    #expect(failure(result)?.code == "truncated")
  }

  @Test("A gzip body that ends in the middle is no success")
  func truncatedGzip() async throws {
    let packed = try #require(RawArchive.gzip(sampleFeed((0..<500).map(String.init))))
    let (result, _) = try await fetch { _ in
      .bytes(http("200 OK", ["Content-Encoding: gzip"], Array(packed.dropLast(40))))
    }
    let body = try? result.get().body
    #expect(body == nil || body != sampleFeed((0..<500).map(String.init)))
  }

  @Test("A reset connection is a soft failure")
  func reset() async throws {
    let (result, _) = try await fetch { _ in .reset(Array("HTTP/1.1 200 OK\r\nConte".utf8)) }
    #expect(failure(result)?.kind == .soft)
  }

  @Test("Nobody at the port is a temporary failure that names the host")
  func refusedConnection() async throws {
    let port = try #require(LoopbackServer("127.0.0.1") { _ in .silence }).port
    let loop = try CurlLoop()
    defer { loop.stop() }
    var request = HTTPRequest(url: "http://127.0.0.77:\(port)/")
    request.allowed = loopback
    let failure = await #expect(throws: FetchFailure.self) { _ = try await loop.send(request) }
    #expect(failure?.code == "connect")
    #expect(failure?.kind == .temporary)
    #expect(failure?.words.contains("127.0.0.77") == true)
  }

  @Test("A name that does not exist is a temporary failure")
  func noName() async throws {
    let loop = try CurlLoop()
    defer { loop.stop() }
    // Longer than a label may be: the resolver knows that by itself, and asks nobody.
    let name = String(repeating: "n", count: 64) + ".invalid"
    let failure = await #expect(throws: FetchFailure.self) {
      _ = try await loop.send(HTTPRequest(url: "http://\(name)/"))
    }
    #expect(failure?.code == "dns")
  }

  @Test("Basic authentication and headers go out; one that would break the head does not")
  func sent() async throws {
    let (_, server) = try await fetch(change: {
      $0.credentials = "ann:s3cret"
      $0.headers = [
        HeaderField("X-Key", "k"), HeaderField("X-Bad", "a\r\nX-Forged: b"), HeaderField("", "c"),
      ]
    }) { _ in .bytes(http("200 OK", [], [0x41])) }
    let headers = try #require(server.requests.first).headers
    #expect(headers["authorization"] == "Basic YW5uOnMzY3JldA==")
    #expect(headers["x-key"] == "k")
    #expect(headers["x-bad"] == nil && headers["x-forged"] == nil)
  }

  @Test("More bodies at a time than there is room for end with a word; one alone never does")
  func budget() async throws {
    let body = [UInt8](repeating: 0x41, count: 60_000)
    let server = try #require(LoopbackServer("127.0.0.1") { _ in .bytes(http("200 OK", [], body)) })
    let loop = try CurlLoop(settings: CurlLoop.Settings(bodyBytes: 50_000))
    defer { loop.stop() }
    var request = HTTPRequest(url: server.base + "/")
    request.allowed = loopback
    var first: HTTPResponse? = try await loop.send(request)
    #expect(first?.body.count == body.count)
    #expect(loop.budget.count == body.count)
    let asking = request
    let failure = await #expect(throws: FetchFailure.self) { _ = try await loop.send(asking) }
    #expect(failure?.code == "busy" && failure?.kind == .temporary)
    #expect(loop.budget.count == body.count)
    // Who asked has done with it.
    first = nil
    #expect(loop.budget.count == 0)
    #expect(try await loop.send(request).status == 200)
  }

  @Test("The loop says when it will be heard of again, and nothing more once it has ended")
  func life() async throws {
    let hours: Int64 = 7_200_000
    let server = try #require(
      LoopbackServer("127.0.0.1") { _ in .bytes(http("200 OK", [], [0x41])) })
    let loop = try CurlLoop()
    var request = HTTPRequest(url: server.base + "/")
    request.allowed = loopback
    _ = try await loop.send(request)
    let later = monotonic + hours
    #expect(loop.life.lateness(at: later) > 0)
    loop.stop()
    while loop.life.lateness(at: later) > 0 { await Task.yield() }
  }

  @Test("Stopping ends what is under way and refuses what comes after")
  func stop() async throws {
    let server = try #require(LoopbackServer("127.0.0.1") { _ in .silence })
    let loop = try CurlLoop()
    var request = HTTPRequest(url: server.base + "/")
    request.allowed = loopback
    let asking = request
    let sending = Task { try await loop.send(asking) }
    while server.requests.isEmpty { await Task.yield() }
    loop.stop()
    let first = await #expect(throws: FetchFailure.self) { _ = try await sending.value }
    #expect(first?.kind == .stopped)
    let second = await #expect(throws: FetchFailure.self) { _ = try await loop.send(asking) }
    #expect(second?.kind == .stopped)
  }

  @Test("A connection that another feed opened does not get round the guard")
  func reusedConnection() async throws {
    let server = try #require(
      LoopbackServer("127.0.0.1") { _ in .bytes(http("200 OK", [], [0x41])) })
    // Two feeds name one host; the first may reach it, the second may not.
    let loop = try CurlLoop(
      settings: CurlLoop.Settings(resolve: ["inside.example:\(server.port):127.0.0.1"]))
    defer { loop.stop() }
    var request = HTTPRequest(url: "http://inside.example:\(server.port)/")
    request.allowed = loopback
    #expect(try await loop.send(request).status == 200)
    request.allowed = .none
    let stranger = request
    let failure = await #expect(throws: FetchFailure.self) { _ = try await loop.send(stranger) }
    #expect(failure?.code == "address-refused")
    #expect(server.requests.count == 1)
    request.allowed = AddressAllowance(hosts: ["inside.example"])
    #expect(try await loop.send(request).status == 200)
  }
}
