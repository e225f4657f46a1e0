import Glibc
import Testing

/// What only a real server shows: TLS, HTTP/2, proxies of the environment, who gets which header.
@Suite("Feeds on servers of their own", .timeLimit(.minutes(20)))
struct FeedServerTests {
  private static func has(_ program: String) -> Bool {
    ["/usr/bin", "/usr/local/bin", "/bin"].contains { folder in
      unsafe access("\(folder)/\(program)", X_OK) == 0
    }
  }

  /// Answers each request with the feed, or by a redirect to TO, and prints its path and the headers
  /// that SHOW names. TLS where there is a certificate. The first line is the port.
  private static let server = """
    import http.server, os, ssl
    class Handler(http.server.BaseHTTPRequestHandler):
      def do_GET(self):
        shown = [f"{n}={self.headers[n]}" for n in os.environ.get("SHOW", "").split(",")]
        print("GET", self.path, *shown, flush=True)
        to = os.environ.get("TO")
        self.send_response(302 if to else 200)
        if to: self.send_header("Location", to)
        body = b"" if to else open("one.rss", "rb").read()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
      def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer((os.environ.get("AT", "127.0.0.1"), 0), Handler)
    if os.path.exists("cert.pem"):
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain("cert.pem", "key.pem")
      server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  private func certify(_ room: Room) async throws {
    let made = try await room.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
        "-days", "2", "-subj", "/CN=feeds", "-addext", "subjectAltName=IP:127.0.0.1",
      ])
    #expect(made.ending == .exit(0), "\(made.errors)")
  }

  private func serve(
    _ room: Room, environment: [String: String] = [:]
  ) async throws -> (child: Child, port: Substring) {
    try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/one.rss")
    try Files.write(Self.server, to: "\(room.path)/server.py")
    let child = try room.start("python3", ["-u", "server.py"], environment: environment)
    try await room.eventually("the server listens") { child.output.contains("\n") }
    return (child, try #require(child.output.split(separator: "\n").first))
  }

  private func check(
    _ room: Room, _ url: String, _ lines: String..., environment: [String: String] = [:]
  ) async throws -> Outcome {
    var text =
      "state: \(room.state)\npolling: {host_gap: 0, contact: 'https://news.example/bots'}\nfeeds:\n"
    text += "  - name: one\n    url: \(url)\n    allow: 127.0.0.0/8, localhost\n"
    for line in lines { text += "    \(line)\n" }
    try Files.write(text, to: room.configuration)
    return try await room.run(
      Product.binary, ["check", "--config", room.configuration, "--poll"],
      environment: environment)
  }

  @Test(
    "A certificate is verified, against the system's authorities or the feed's own, and for its host",
    .enabled(if: has("openssl")))
  func verification() async throws {
    try await Room.open { room in
      try await certify(room)
      let (_, port) = try await serve(room)
      let strange = try await check(room, "https://127.0.0.1:\(port)/one.rss")
      #expect(strange.ending == .exit(78))
      #expect(
        strange.errors.contains("the certificate of 127.0.0.1 is not to be trusted"),
        "\(strange.errors)")
      let ours = try await check(room, "https://127.0.0.1:\(port)/", "certificates: cert.pem")
      #expect(ours.ending == .exit(0), "\(ours.errors)")
      #expect(ours.errors.contains("rss, 3 stories"))
      let other = try await check(room, "https://localhost:\(port)/", "certificates: cert.pem")
      #expect(other.ending == .exit(78))
      #expect(other.errors.contains("the certificate of localhost"), "\(other.errors)")
      let none = try await check(room, "https://127.0.0.1:\(port)/", "certificates: none.pem")
      #expect(none.errors.contains("the file of trusted certificates"), "\(none.errors)")
      let plain = try await check(room, "http://127.0.0.1:\(port)/")
      #expect(plain.ending == .exit(78))
    }
  }

  @Test("run --once polls what is due, once, and ends; what is not due is not asked")
  func once() async throws {
    try await Room.open { room in
      let (server, port) = try await serve(room)
      var text = "state: \(room.state)\nfeeds:\n"
      for name in ["one", "two"] {
        text += "  - {name: \(name), url: 'http://127.0.0.1:\(port)/\(name)', allow: 127.0.0.1}\n"
      }
      text += "  - {name: nobody, url: 'http://127.0.0.1:1/', allow: 127.0.0.1}\n"
      try Files.write(text, to: room.configuration)
      for _ in 0..<2 {
        let ended = try await room.run(
          Product.binary, ["run", "--config", room.configuration, "--once"])
        #expect(ended.ending == .exit(0), "\(ended.errors)")
        #expect(try room.stories().count == 3)
      }
      // The server says what it was asked a moment later; what it was not asked it never says.
      try await room.eventually("both were asked") {
        server.output.contains("GET /one") && server.output.contains("GET /two")
      }
      #expect(server.output.split(separator: "\n").count { $0.hasPrefix("GET") } == 2)
    }
  }

  /// Speaks nothing but HTTP/2 (Debian's python3-h2): answers each request with the feed, and prints
  /// the port, then its connections and what each of them asks for.
  private static let second = """
    import socket, ssl
    import h2.config, h2.connection, h2.events
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("cert.pem", "key.pem")
    context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
      try:
        client = context.wrap_socket(listener.accept()[0], server_side=True)
        print("speaks", client.selected_alpn_protocol(), flush=True)
        h2c = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        h2c.initiate_connection()
        client.sendall(h2c.data_to_send())
        while data := client.recv(65536):
          for event in h2c.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
              print("GET", dict(event.headers)[b":path"].decode(), flush=True)
              h2c.send_headers(event.stream_id, [(":status", "200"), ("etag", '"a"')])
              h2c.send_data(event.stream_id, open("one.rss", "rb").read(), end_stream=True)
          client.sendall(h2c.data_to_send())
      except (OSError, ssl.SSLError) as error:
        print("over:", error, flush=True)
    """

  @Test("HTTP/2 is spoken where the server can, and a connection is used again")
  func http2() async throws {
    try await Room.open { room in
      try await certify(room)
      try Files.write(Copy.feed(1, entries: 3), to: "\(room.path)/one.rss")
      try Files.write(Self.second, to: "\(room.path)/server.py")
      // Debian's own, for which its packages are: another may come first in the path.
      let server = try room.start("/usr/bin/python3", ["-u", "server.py"])
      try await room.eventually("the server listens") { server.output.contains("\n") }
      let port = try #require(server.output.split(separator: "\n").first)
      var text = "state: \(room.state)\npolling: {host_gap: 100ms}\nfeeds:\n"
      for name in ["one", "two"] {
        text += "  - {name: \(name), url: 'https://127.0.0.1:\(port)/\(name)', allow: 127.0.0.1, "
        text += "certificates: \(room.path)/cert.pem}\n"
      }
      try Files.write(text, to: room.configuration)
      let ended = try await room.run(
        Product.binary, ["run", "--config", room.configuration, "--once"])
      #expect(ended.ending == .exit(0), "\(ended.errors)")
      #expect(try room.stories().count == 3)
      try await room.eventually("both were asked") {
        server.output.contains("GET /one") && server.output.contains("GET /two")
      }
      #expect(server.output.split(separator: "\n").count { $0 == "speaks h2" } == 1)
    }
  }

  @Test("The environment's proxies are not looked at")
  func environment() async throws {
    try await Room.open { room in
      let (_, port) = try await serve(room)
      let nobody = "http://127.0.0.1:9"
      let told = try await check(
        room, "http://127.0.0.1:\(port)/",
        environment: ["http_proxy": nobody, "HTTP_PROXY": nobody, "all_proxy": nobody])
      #expect(told.ending == .exit(0), "\(told.errors)")
      let proxied = try await check(room, "http://127.0.0.1:\(port)/", "proxy: \(nobody)")
      #expect(proxied.errors.contains("the proxy takes no connection"), "\(proxied.errors)")
    }
  }

  @Test("Headers and their secrets go to the feed's own host, and to none that it redirects to")
  func headers() async throws {
    try await Room.open { room in
      let shown = ["SHOW": "X-Api-Key,X-Plain,Authorization,User-Agent,Cookie,Referer"]
      let (there, port) = try await serve(
        room, environment: shown.merging(["AT": "127.0.0.2"]) { $1 })
      let (here, first) = try await serve(
        room,
        environment: shown.merging(["TO": "http://127.0.0.2:\(port)/moved"]) { $1 })
      try Files.makeFolder("\(room.path)/credentials")
      try Files.write("s3cret\n", to: "\(room.path)/credentials/agency.key")
      try Files.write("ann:pw\n", to: "\(room.path)/credentials/agency.password")
      let keys = [
        "headers: {X-Api-Key: 'key ${agency.key}', X-Plain: plain}", "credential: agency.password",
      ]
      let told = try await check(
        room, "http://127.0.0.1:\(first)/feed", keys[0], keys[1],
        environment: ["CREDENTIALS_DIRECTORY": "\(room.path)/credentials"])
      #expect(told.ending == .exit(0), "\(told.errors)")
      #expect(there.output.contains("GET /moved X-Api-Key=None X-Plain=None Authorization=None"))
      #expect(here.output.contains("X-Api-Key=key s3cret X-Plain=plain Authorization=Basic "))
      #expect(here.output.contains("User-Agent=Wireroom/0.1.0 (+https://news.example/bots) "))
      #expect(here.output.contains("Cookie=None Referer=None"))
      #expect(!there.output.contains("s3cret") && !there.output.contains("Basic"))
      #expect(!told.errors.contains("s3cret"), "\(told.errors)")
      let none = try await check(room, "http://127.0.0.1:\(first)/feed", keys[0])
      #expect(none.errors.contains("the credential agency.key is not there"), "\(none.errors)")
      #expect(here.output.split(separator: "\n").count == 2)
    }
  }

  /// What stands in place of a feed on many a server.
  private static let places = """
    import http.server
    pages = {
      "/challenge": (403, {"cf-mitigated": "challenge"}, "<html><title>Just a moment...</title>"),
      "/captcha": (200, {}, "<!doctype html><html><div class='g-recaptcha'></div>"),
      "/login": (302, {"Location": "/account/sign-in?next=/feed"}, ""),
      "/account/sign-in": (200, {}, "<!doctype html><html><h1>Welcome back</h1></html>"),
      "/html-page": (200, {}, "<!doctype html><html><h1>News of today</h1></html>"),
      "/empty": (200, {}, "  \\n"),
      "/gone": (410, {}, ""),
      "/throttled": (429, {"Retry-After": "3600"}, ""),
      "/unknown-format": (200, {}, "<?xml version='1.0'?><payroll><clerk/></payroll>"),
    }
    class Handler(http.server.BaseHTTPRequestHandler):
      def do_GET(self):
        status, headers, body = pages[self.path.split("?")[0]]
        self.send_response(status)
        for name in headers: self.send_header(name, headers[name])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())
      def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  @Test("What stands in place of a feed is named as what it is, in list and in status")
  func places() async throws {
    let wanted = [
      ("challenge", "Cloudflare answered with a challenge page in place of the feed"),
      ("captcha", "a captcha page was answered in place of the feed"),
      ("login", "a login page was answered in place of the feed"),
      ("html-page", "an HTML page was answered in place of the feed"),
      ("empty", "an empty body was answered in place of the feed"),
      ("gone", "410 Gone: the server says that the feed is no more"),
    ]
    try await Room.open { room in
      try Files.write(Self.places, to: "\(room.path)/places.py")
      let server = try room.start("python3", ["-u", "places.py"])
      try await room.eventually("the server listens") { server.output.contains("\n") }
      let port = try #require(server.output.split(separator: "\n").first)
      var text = "state: \(room.state)\npolling: {host_gap: 0}\nfeeds:\n"
      for code in wanted.map(\.0) + ["unknown-format"] {
        text += "  - {name: \(code), url: 'http://127.0.0.1:\(port)/\(code)', allow: 127.0.0.1}\n"
      }
      try Files.write(text, to: room.configuration)
      let daemon = try await room.daemon()
      var listed = ""
      while daemon.isRunning, listed.split(separator: "\"error_code\":\"").count <= wanted.count + 1
      {
        listed = try await room.wireroom("feeds", "list", "--state", room.state, "--json").output
      }
      for line in listed.split(separator: "\n") {
        let name = line.split(separator: "\"")[3]
        #expect(line.contains("\"error_code\":\"\(name)\""), "\(line)")
      }
      let table = try await room.wireroom("feeds", "list", "--state", room.state).output
      for (code, words) in wanted { #expect(table.contains("\(code): \(words)"), "\(table)") }
      var status = ""
      while daemon.isRunning, !wanted.allSatisfy({ status.contains($0.1) }) {
        status = try await room.wireroom("status", "--state", room.state).output
      }
      #expect(try await daemon.stop() == .exit(0))
    }
  }

  @Test("A host that wants to be left alone is, also where somebody asks for a poll")
  func throttled() async throws {
    try await Room.open { room in
      try Files.write(Self.places, to: "\(room.path)/places.py")
      let server = try room.start("python3", ["-u", "places.py"])
      try await room.eventually("the server listens") { server.output.contains("\n") }
      let port = try #require(server.output.split(separator: "\n").first)
      var text = "state: \(room.state)\nfeeds:\n"
      for name in ["throttled", "empty"] {
        text += "  - {name: \(name), url: 'http://127.0.0.1:\(port)/\(name)', allow: 127.0.0.1}\n"
      }
      try Files.write(text, to: room.configuration)
      let daemon = try await room.daemon()
      try await room.eventually("it asks to be left alone") {
        daemon.journal.contains("host 127.0.0.1: left alone for 3600 s")
      }
      for name in ["throttled", "empty"] {
        let told = try await room.wireroom("feeds", "poll", "--state", room.state, name)
        #expect(told.ending == .exit(75), "\(told.output)\(told.errors)")
        #expect(told.errors.contains("its host wants to be left alone; it is polled in 59 min"))
      }
      #expect(try await daemon.stop() == .exit(0))
    }
  }
}
