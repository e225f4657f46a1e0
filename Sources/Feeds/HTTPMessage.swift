/// A line of an HTTP head.
package struct HeaderField: Sendable, Hashable {
  /// In lower case in what came; as configured in what is sent.
  package var name: String
  /// Without the white space round it, else byte for byte.
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// One GET, with its limits. A redirect is not followed: it is a response like any other.
package struct HTTPRequest: Sendable {
  package var url: String
  package var headers: [HeaderField] = []
  package var userAgent = ""
  /// `user:password` for basic authentication.
  package var credentials: String?
  package var proxy: String?
  /// A file of certificates to trust in place of the system's.
  package var certificates: String?
  package var allowed = AddressAllowance.none
  package var connectTimeout = Duration.seconds(20)
  package var idleTimeout = Duration.seconds(30)
  package var totalTimeout = Duration.seconds(120)
  /// Of the decompressed body.
  package var maxBytes = 16 << 20

  package init(url: String) { self.url = url }
}

/// What a server answered, whole.
package struct HTTPResponse: Sendable {
  package var status: Int
  /// In the order they came, names in lower case.
  package var headers: [HeaderField]
  /// Decompressed.
  package var body: [UInt8]
  /// The body's part of what may be in memory, free again when nobody holds it any more.
  package let share: BodyShare?

  package init(
    status: Int, headers: [HeaderField] = [], body: [UInt8] = [], share: BodyShare? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.share = share
  }

  /// The first value of a header; `name` in lower case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}

/// What sends requests: libcurl, or a test's own servers.
///
/// `send` returns once for each call, with the response or with why there is none. It may be
/// called from any task, many times at once. After `stop` all that is under way ends at once with
/// `.stopped`, and so does every later call.
package protocol Transport: Sendable {
  func send(_ request: HTTPRequest) async throws(FetchFailure) -> HTTPResponse
  func stop()
}
