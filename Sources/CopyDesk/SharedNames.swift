internal import Identity
package import Newsroom

/// Which declared uris and addresses of one document name one story each, and which name several
/// and so none of them. An entry that merely stands twice shares nothing with itself.
struct SharedNames {
  /// Uris borne by entries that are different stories.
  private(set) var uris: Set<String> = []
  /// Uris borne by several versions of one story: one title, one address, other words.
  private(set) var versions: Set<String> = []
  private var urls: Set<String> = []
  private var shortestURL = Int.max
  private var byURI = FirstBearers()
  private var byURL = FirstBearers()

  init() {}

  init(_ stories: [Story]) {
    for n in stories.indices { add(n, of: stories) }
  }

  /// Notes the names of a story, after those before it. Stories are large: they are looked at where
  /// they stand.
  mutating func add(_ n: Int, of stories: [Story]) {
    if let url = stories[n].url { shortestURL = min(shortestURL, url.utf8.count) }
    if let url = stories[n].url,
      let first = byURL.first(n, under: url, where: { stories[$0].url == url }),
      stories[first].content != stories[n].content
    {
      urls.insert(url)
    }
    let uri = stories[n].uri
    guard stories[n].isDeclared,
      let first = byURI.first(n, under: uri, where: { stories[$0].uri == uri }),
      stories[first].content != stories[n].content
    else { return }
    if stories[first].url == stories[n].url, stories[first].title == stories[n].title {
      versions.insert(uri)
    } else {
      uris.insert(uri)
    }
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
