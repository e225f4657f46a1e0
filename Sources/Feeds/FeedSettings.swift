/// One feed as its operator configured it.
///
/// Name and address are its own; all else it has in common with most of ten thousand others, which
/// `share` makes hold one copy of it.
@dynamicMemberLookup
package struct FeedSettings: Sendable, Equatable {
  /// `source` in every record that came by it; unique.
  package var name: String
  /// Where it is asked for: http or https. A user and password in it go only to its own host.
  package var url: String
  private var held: Held

  private indirect enum Held: Sendable { case terms(FeedTerms) }

  /// How it is to be asked for.
  package var terms: FeedTerms {
    get {
      switch held {
      case .terms(let terms): terms
      }
    }
    set { held = .terms(newValue) }
  }

  /// `change`: what is not as usual.
  package init(name: String, url: String, _ change: (inout FeedTerms) -> Void = { _ in }) {
    self.name = name
    self.url = url
    var terms = FeedTerms()
    change(&terms)
    held = .terms(terms)
  }

  package subscript<Value>(dynamicMember term: WritableKeyPath<FeedTerms, Value>) -> Value {
    get { terms[keyPath: term] }
    set { terms[keyPath: term] = newValue }
  }

  /// Holds `other`'s copy of the terms, where they are the same.
  package mutating func share(with other: FeedSettings) {
    if terms == other.terms { held = other.held }
  }

  package static func == (a: FeedSettings, b: FeedSettings) -> Bool {
    a.name == b.name && a.url == b.url && a.terms == b.terms
  }
}

/// How a feed is to be asked for.
package struct FeedTerms: Sendable, Equatable {
  /// Between two polls, until the feed's own rhythm is known.
  package var interval = Duration.seconds(900)
  /// Never polled more often, whatever its rhythm is.
  package var minInterval = Duration.seconds(300)
  /// Never polled less often, unless its server asks for it by Retry-After.
  package var maxInterval = Duration.seconds(4 * 3600)
  /// From the start of a connection to its end, name lookup and TLS with it.
  package var connectTimeout = Duration.seconds(20)
  /// Without a byte for so long the transfer is given up. Whole seconds.
  package var idleTimeout = Duration.seconds(30)
  /// For the whole of one request, against a server that drips.
  package var totalTimeout = Duration.seconds(120)
  /// Of the body, after decompression.
  package var maxBytes = 16 << 20
  /// Sent to the host of the feed's own address only.
  package var headers: [HeaderField] = []
  /// Likewise, with secrets in their values.
  package var secretHeaders: [SecretHeader] = []
  /// The name of a credential that holds `user:password`; sent to that host only.
  package var credential: String?
  /// `http://host:port`, `socks5h://…`; nil for none. The environment's proxy is never used.
  package var proxy: String?
  /// A file of certificates to trust in place of the system's, for a private authority.
  package var certificates: String?
  /// Addresses inside the operator's own network that this feed may be fetched from.
  package var allowed = AddressAllowance.none
  /// Whether HTML is what is wanted; else a page in place of a feed is an error named as that.
  package var acceptsPages = false
  /// Asked for no more until it is taken back.
  package var paused = false

  package init() {}
}

/// What holds for all feeds.
package struct PollerSettings: Sendable, Equatable {
  /// Names product, version and whom to write to.
  package var userAgent: String
  /// Between the end of one answer of a host and the next request to it.
  package var hostGap: Duration
  /// Requests at one time and responses not yet stored, together: what bounds the memory.
  package var maxConcurrent: Int
  /// A new feed, and one that is overdue at start, waits up to this for each feed there is.
  package var spread: Duration
  /// How long `raw/` keeps a response.
  package var keepRaw: Duration
  /// After so long an unchanged feed is asked for, and handed on, whole: a server that answers 304
  /// for ever is found out, and dedup does not forget what is still shown.
  package var rereadAfter = Duration.milliseconds(Validators.lifetime)

  package init(
    contact: String, version: String = "0.1", hostGap: Duration = .seconds(2),
    maxConcurrent: Int = 64, spread: Duration = .milliseconds(10),
    keepRaw: Duration = .seconds(30 * 86_400)
  ) {
    userAgent = contact.isEmpty ? "Wireroom/\(version)" : "Wireroom/\(version) (+\(contact))"
    self.hostGap = hostGap
    self.maxConcurrent = maxConcurrent
    self.spread = spread
    self.keepRaw = keepRaw
  }
}
