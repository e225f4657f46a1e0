import Testing

extension Room {
  /// Serves the room's folder `www` on loopback; the address of its root.
  func serveFolder() async throws -> String {
    try Files.makeFolder("\(path)/www")
    let server = try start(
      "python3",
      ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", "\(path)/www"])
    try await eventually("the server listens") { server.output.contains(" port ") }
    let port = try #require(
      server.output.split(separator: " ").drop { $0 != "port" }.dropFirst().first)
    return "http://127.0.0.1:\(port)"
  }
}
