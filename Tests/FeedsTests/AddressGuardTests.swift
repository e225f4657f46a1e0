import Loopback
import Testing

@testable import Feeds

/// Spellings of addresses inside, as they come in a feed's URL or a redirect.
private let spellings = [
  "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
  "017700000001", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "127.255.255.254", "0", "0.0.0.0", "0x0",
  "10.0.0.1", "167772161", "012.0.0.1", "172.16.0.1", "172.31.255.255", "0xac.0x10.0.1",
  "192.168.0.1", "3232235521", "0300.0250.0.1", "192.168.1", "169.254.169.254", "2852039166",
  "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "100.64.0.1", "198.18.0.1", "192.0.2.1",
  "224.0.0.1", "255.255.255.255", "240.0.0.1", "168.63.129.16", "[::1]", "[::]",
  "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:10.0.0.1]",
  "[::127.0.0.1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456:789a::1]",
  "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:53aa:64c::1]", "[64:ff9b::127.0.0.1]",
  "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]",
  "localhost", "LOCALHOST", "localhost.", "user:pass@127.0.0.1", "example.com@127.0.0.1",
  "127.0.0.1%2e", "%31%32%37.0.0.1", "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1",
]

/// Those of them that mean an address, with what they mean as a name server would answer it.
private let meanings: [(spelling: String, address: String)] = [
  ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("127.0.1", "127.0.0.1"),
  ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("0x7f.1", "127.0.0.1"),
  ("0177.0.0.1", "127.0.0.1"), ("017700000001", "127.0.0.1"), ("127.0.0.1.", "127.0.0.1"),
  ("0x7f.0x0.0x0.0x1", "127.0.0.1"), ("0x7F.000.0.01", "127.0.0.1"),
  ("127.255.255.254", "127.255.255.254"), ("0", "0.0.0.0"), ("0.0.0.0", "0.0.0.0"),
  ("0x0", "0.0.0.0"), ("10.0.0.1", "10.0.0.1"), ("167772161", "10.0.0.1"),
  ("012.0.0.1", "10.0.0.1"), ("172.16.0.1", "172.16.0.1"), ("172.31.255.255", "172.31.255.255"),
  ("0xac.0x10.0.1", "172.16.0.1"), ("192.168.0.1", "192.168.0.1"), ("3232235521", "192.168.0.1"),
  ("0300.0250.0.1", "192.168.0.1"), ("192.168.1", "192.168.0.1"),
  ("169.254.169.254", "169.254.169.254"), ("2852039166", "169.254.169.254"),
  ("0xa9fea9fe", "169.254.169.254"), ("0251.0376.0251.0376", "169.254.169.254"),
  ("169.254.43518", "169.254.169.254"), ("100.64.0.1", "100.64.0.1"),
  ("198.18.0.1", "198.18.0.1"), ("192.0.2.1", "192.0.2.1"), ("224.0.0.1", "224.0.0.1"),
  ("255.255.255.255", "255.255.255.255"), ("240.0.0.1", "240.0.0.1"),
  ("168.63.129.16", "168.63.129.16"), ("[::1]", "[::1]"), ("[::]", "[::]"),
  ("[0:0:0:0:0:0:0:1]", "[::1]"), ("[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]"),
  ("[::ffff:7f00:1]", "[::ffff:127.0.0.1]"),
  ("[0:0:0:0:0:ffff:10.0.0.1]", "[::ffff:10.0.0.1]"), ("[::127.0.0.1]", "[::127.0.0.1]"),
  ("[fe80::1]", "[fe80::1]"), ("[fec0::1]", "[fec0::1]"), ("[fc00::1]", "[fc00::1]"),
  ("[fd12:3456:789a::1]", "[fd12:3456:789a::1]"), ("[2002:7f00:1::]", "[2002:7f00:1::]"),
  ("[2002:a00:1::1]", "[2002:a00:1::1]"), ("[2001:0:53aa:64c::1]", "[2001:0:53aa:64c::1]"),
  ("[64:ff9b::127.0.0.1]", "[64:ff9b::127.0.0.1]"), ("[64:ff9b::a00:1]", "[64:ff9b::a00:1]"),
  ("[64:ff9b:1::1]", "[64:ff9b:1::1]"), ("[ff02::1]", "[ff02::1]"),
  ("[2001:db8::1]", "[2001:db8::1]"), ("[100::1]", "[100::1]"),
  ("user:pass@127.0.0.1", "127.0.0.1"), ("example.com@127.0.0.1", "127.0.0.1"),
]

@Suite("Addresses inside are refused, however they are spelt")
struct AddressGuardTests {
  /// What became of a request; the server that stands in for the inside must not be asked.
  private func refusal(of url: String, _ resolve: [String] = []) async throws -> String? {
    let loop = try CurlLoop(settings: CurlLoop.Settings(resolve: resolve))
    defer { loop.stop() }
    do {
      _ = try await loop.send(HTTPRequest(url: url))
      return nil
    } catch {
      return error.code
    }
  }

  /// A whole poll of a feed whose own server, which it may ask, redirects to `target`.
  private func refusal(ofRedirectTo target: String) async throws -> String? {
    let server = try #require(
      LoopbackServer("127.0.0.1") { _ in .bytes(http("302 Found", ["Location: \(target)"])) })
    let loop = try CurlLoop(
      settings: CurlLoop.Settings(resolve: ["feed.example:\(server.port):127.0.0.1"]))
    defer { loop.stop() }
    var rounds = Rounds(settings: PollerSettings(contact: "", hostGap: .zero, spread: .zero))
    let feed = FeedSettings(name: "f", url: "http://feed.example:\(server.port)/") {
      $0.allowed = AddressAllowance(hosts: ["feed.example"])
    }
    rounds.set([feed], now: Moment(wall: 1, steady: 1))
    var time: Int64 = 10
    while let fetch = rounds.next(now: Moment(wall: time, steady: time)).first {
      let result: Result<HTTPResponse, FetchFailure>
      do {
        result = .success(try await loop.send(fetch.request))
      } catch {
        result = .failure(error)
      }
      _ = rounds.answer(fetch.poll, result, now: Moment(wall: time, steady: time))
      time += 10
    }
    #expect(server.requests.count == 1)
    return rounds.status(now: Moment(wall: time, steady: time)).first?.errorCode
  }

  @Test("each spelling directly, by a redirect, and by a name that changes its address to it")
  func table() async throws {
    let inside = try #require(
      LoopbackServer("127.0.0.1") { _ in .bytes(http("200 OK", [], [0x41])) })
    var refused = 0
    for (spelling, address) in meanings {
      let url = "http://\(spelling):\(inside.port)/feed.xml"
      let ways = [
        "direct": try await refusal(of: url),
        "redirect": try await refusal(ofRedirectTo: url),
        "rebinding": try await refusal(
          of: "http://rebound.example:\(inside.port)/feed.xml",
          ["rebound.example:\(inside.port):\(address)"]),
      ]
      for (way, code) in ways {
        #expect(code == "address-refused", "\(spelling), \(way): \(code ?? "answered")")
        if code == "address-refused" { refused += 1 }
      }
    }
    print(
      "addresses inside: \(meanings.count) spellings × direct, redirect, rebinding: "
        + "\(refused) of \(meanings.count * 3) refused, \(inside.requests.count) reached")
    #expect(meanings.count >= 40 && refused == meanings.count * 3)
    #expect(inside.requests.isEmpty)
  }

  @Test("asked for directly", arguments: spellings)
  func direct(_ host: String) async throws {
    let loop = try CurlLoop()
    defer { loop.stop() }
    let failure = await #expect(throws: FetchFailure.self) {
      _ = try await loop.send(HTTPRequest(url: "http://\(host)/feed.xml"))
    }
    // A spelling that no reader of URLs takes for an address is none, or a name that is not there.
    let code = try #require(failure).code
    #expect(["address-refused", "bad-address", "dns"].contains(code), "\(code)")
    // `localhost.` may be a name to the resolver or none.
    if host.allSatisfy({ $0.isASCII && !"%@".contains($0) }) && host != "localhost." {
      #expect(code == "address-refused", "\(code)")
    }
  }

  @Test("redirected to", arguments: spellings)
  func redirected(_ host: String) async throws {
    let server = try #require(
      LoopbackServer("127.0.0.1") { _ in
        .bytes(http("302 Found", ["Location: http://\(host):1/feed.xml"]))
      })
    // The feed itself is allowed, by its name alone.
    let feed = FeedSettings(name: "f", url: "http://feed.example:\(server.port)/") {
      $0.allowed = AddressAllowance(hosts: ["feed.example"])
    }
    let named = try CurlLoop(
      settings: CurlLoop.Settings(resolve: ["feed.example:\(server.port):127.0.0.1"]))
    defer { named.stop() }
    var rounds = Rounds(settings: PollerSettings(contact: "", hostGap: .zero, spread: .zero))
    rounds.set([feed], now: Moment(wall: 1, steady: 1))
    var time: Int64 = 10
    while true {
      let fetches = rounds.next(now: Moment(wall: time, steady: time))
      guard let fetch = fetches.first else { break }
      let result: Result<HTTPResponse, FetchFailure>
      do {
        result = .success(try await named.send(fetch.request))
      } catch {
        result = .failure(error)
      }
      _ = rounds.answer(fetch.poll, result, now: Moment(wall: time, steady: time))
      time += 10
    }
    #expect(server.requests.count == 1)
    let status = try #require(rounds.status(now: Moment(wall: time, steady: time)).first)
    #expect(status.state == .failing, "\(status.words)")
  }

  @Test(
    "a name whose address changes to one inside",
    arguments: [
      "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.7.7", "100.100.1.1", "0.0.0.0",
      "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[2002:7f00:1::]",
    ])
  func rebinding(_ address: String) async throws {
    let loop = try CurlLoop(
      settings: CurlLoop.Settings(resolve: ["rebound.example:80:\(address)"]))
    defer { loop.stop() }
    let failure = await #expect(throws: FetchFailure.self) {
      _ = try await loop.send(HTTPRequest(url: "http://rebound.example/feed.xml"))
    }
    #expect(failure?.code == "address-refused", "\(failure?.words ?? "")")
    #expect(failure?.words.contains("rebound.example") == true)
  }

  @Test(
    "Public addresses are not",
    arguments: [
      "8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1",
      "192.167.1.1", "198.17.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
      "64:ff9b::8.8.8.8",
    ])
  func publicAddress(_ text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(AddressPolicy.refusal(of: address, host: "", allowed: .none) == nil)
  }

  @Test("An allowance holds for its range and its names only")
  func allowance() throws {
    let (allowed, wrong) = AddressAllowance.parse([
      "10.1.0.0/16", "fd00::/8", "Intranet.Example", "10.0.0.0/33", "",
    ])
    #expect(wrong == ["10.0.0.0/33", ""])
    func refusal(_ text: String, _ host: String = "") throws -> String? {
      AddressPolicy.refusal(of: try #require(IPAddress(text)), host: host, allowed: allowed)
    }
    #expect(try refusal("10.1.2.3") == nil)
    #expect(try refusal("10.2.2.3") == "private")
    #expect(try refusal("fd00::5") == nil)
    #expect(try refusal("127.0.0.1", "intranet.example") == nil)
    #expect(try refusal("127.0.0.1", "other.example") == "loopback")
    #expect(try refusal("::ffff:10.1.2.3") == "IPv4-mapped")
  }

  @Test("Ranges of no bits, of all bits and across the middle of IPv6")
  func ranges() throws {
    let one = try #require(IPAddress("2001:db8::1"))
    let other = try #require(IPAddress("2001:db8::2"))
    #expect(AddressRange("::/0")?.contains(one) == true)
    #expect(AddressRange("0.0.0.0/0")?.contains(one) == false)
    #expect(AddressRange("2001:db8::1/128")?.contains(other) == false)
    #expect(AddressRange("2001:db8::1")?.contains(one) == true)
    #expect(AddressRange("2001:db8::/64")?.contains(other) == true)
    #expect(AddressRange("2001:db8:0:1::/64")?.contains(other) == false)
    #expect(AddressRange("2001:db8::/126")?.contains(other) == true)
    #expect(AddressRange("10.0.0.1/-1") == nil)
    #expect(AddressRange("10.0.0.1/8/8") == nil)
  }
}
