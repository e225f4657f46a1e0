internal import Identity
package import Newsroom

/// Which declared uris and addresses of one document name one story each, and which name several
/// and so none of them. An entry that merely stands twice shares nothing with itself.
///
/// What it holds of a story is small: a document may be too long for its stories to be held.
struct SharedNames {
  /// Uris borne by entries that are different stories.
  private(set) var uris: Set<String> = []
  /// Uris borne by several versions of one story: one title, one address, other words.
  private(set) var versions: Set<String> = []
  /// How many stories there are.
  var count: Int { bearers.count }

  private var urls: Set<String> = []
  private var shortestURL = Int.max

  /// A story's names by their hashes, seeded anew in each process: no document can bring collisions,
  /// and by chance one in a thousand million documents has one.
  private struct Bearer {
    var uri: UInt64
    var url: UInt64?
    var content: Digest
    var title: Digest
  }

  private var bearers: [Bearer] = []
  private var byURI = FirstBearers()
  private var byURL = FirstBearers()

  init() {}

  init(_ stories: [Story]) {
    for n in stories.indices { add(stories[n]) }
  }

  /// Notes the names of a story, after those before it.
  mutating func add(_ story: borrowing Story) {
    let n = bearers.count
    let bearer = Bearer(
      uri: story.isDeclared ? Self.hash(story.uri) : 0, url: story.url.map(Self.hash),
      content: story.content, title: story.title)
    bearers.append(bearer)
    if let url = story.url, let hash = bearer.url {
      shortestURL = min(shortestURL, url.utf8.count)
      if let first = byURL.first(n, under: hash, where: { [bearers] in bearers[$0].url == hash }),
        bearers[first].content != bearer.content
      {
        urls.insert(url)
      }
    }
    guard story.isDeclared,
      let first = byURI.first(
        n, under: bearer.uri, where: { [bearers] in bearers[$0].uri == bearer.uri }),
      bearers[first].content != bearer.content
    else { return }
    if bearers[first].url == bearer.url, bearers[first].title == bearer.title {
      versions.insert(story.uri)
    } else {
      uris.insert(story.uri)
    }
  }

  private static func hash(_ name: String) -> UInt64 {
    var hasher = Hasher()
    unsafe name.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }

  /// Whether any address is shared: of most documents none is, and none needs to be asked for.
  func mayShareAddresses(frontPage: String?) -> Bool {
    !urls.isEmpty || shortestURL <= Self.longest(spelling: frontPage)
  }

  /// Most addresses are longer than any spelling of the site's.
  private static func longest(spelling frontPage: String?) -> Int {
    frontPage.map { $0.utf8.count + 8 } ?? 0
  }

  /// Whether a cleaned address names several stories, or the whole site. `frontPage`: the address
  /// that the feed names as its site's, as it is compared; a link to it is a link to no story.
  func isShared(url: String, frontPage: String?) -> Bool {
    if urls.contains(url) { return true }
    guard url.utf8.count <= Self.longest(spelling: frontPage) else { return false }
    return CleanURL.key(url) == frontPage
  }
}

extension Warning {
  /// Another story of the same document bears the same guid, which therefore names neither.
  package static let guidShared = Warning(rawValue: "guid-shared")
}
