internal import Newsroom

/// One poll under way: from its turn in a host's queue to its stories' being durable.
struct Poll: Sendable {
  enum Phase: Sendable {
    /// In a host's queue.
    case waiting
    case asking
    /// With the caller.
    case storing
  }

  let feed: String
  let settings: FeedSettings
  /// The feed's own address; what is secret goes to its host only.
  let origin: WebAddress
  var address: WebAddress
  var phase = Phase.waiting
  var hops = 0
  /// Addresses that have redirected: one of them again is a loop.
  var passed: [String] = []
  var permanent = true
  /// Validators went out with the request under way.
  var conditional = false
  var due: Int64
  /// What to remember once its stories are durable.
  var found: Found?
  /// The feed itself, while older pages of it are fetched.
  var held: Held?

  struct Found: Sendable {
    let validators: Validators?
    let digest: Digest
    let server: ServerHints
    let isDelta: Bool
  }

  static let mostHops = 10
}

/// A request to be sent now; its answer goes to `Rounds.answer` under the same number.
package struct Fetch: Sendable {
  package let poll: Int
  package let feed: String
  /// The name of the credential to send, if it may go to this host.
  package let credential: String?
  /// Likewise, headers that hold secrets.
  package let secretHeaders: [SecretHeader]
  package var request: HTTPRequest
}
