/// A header whose value holds secrets, which are read when it is sent and kept nowhere.
package struct SecretHeader: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case text(String)
    /// The name of a credential whose content stands here.
    case credential(String)
  }

  package var name: String
  package var parts: [Part]

  package init(name: String, parts: [Part]) {
    self.name = name
    self.parts = parts
  }
}

extension Fetch {
  /// The request with its secrets. Throws where one is not there: asking without it would only be
  /// refused, and tell the server of a poller that does not look.
  func unsealed(
    by credentials: (String) -> String?
  ) throws(FetchFailure) -> HTTPRequest {
    func secret(_ name: String) throws(FetchFailure) -> String {
      guard let secret = credentials(name) else {
        throw FetchFailure(
          "no-credential", .hard, "the credential \(name) is not there",
          mend: "name it in the unit: LoadCredential=\(name):/path")
      }
      return secret
    }
    var request = request
    if let credential { request.credentials = try secret(credential) }
    for header in secretHeaders {
      var value = ""
      for part in header.parts {
        switch part {
        case .text(let text): value += text
        case .credential(let name): value += try secret(name)
        }
      }
      request.headers.append(HeaderField(header.name, value))
    }
    return request
  }
}
