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
  /// The site's own address as it is compared: a link to it is a link to no story.
  private let frontPage: String?

  /// `frontPage`: the address that the feed names as its site's.
  init(_ stories: [Story], frontPage: String?) {
    self.frontPage = frontPage.map { CleanURL.key($0) }
    // Of one story nothing can be shared.
    guard stories.count > 1 else { return }
    var byURI: [String: Int] = [:]
    var byURL: [String: Int] = [:]
    byURI.reserveCapacity(stories.count)
    byURL.reserveCapacity(stories.count)
    for (n, story) in stories.enumerated() {
      if let url = story.url, let first = Self.first(n, under: url, in: &byURL),
        stories[first].content != story.content
      {
        urls.insert(url)
      }
      guard story.isDeclared, let first = Self.first(n, under: story.uri, in: &byURI),
        stories[first].content != story.content
      else { continue }
      if stories[first].url == story.url, stories[first].title == story.title {
        versions.insert(story.uri)
      } else {
        uris.insert(story.uri)
      }
    }
  }

  /// The story that bore a name before this one did.
  private static func first(_ n: Int, under name: String, in known: inout [String: Int]) -> Int? {
    if let first = known[name] { return first }
    known[name] = n
    return nil
  }

  /// Whether a cleaned address names several stories, or the whole site.
  func isShared(url: String) -> Bool {
    if urls.contains(url) { return true }
    // Most addresses are longer than any spelling of the site's.
    guard let frontPage, url.utf8.count <= frontPage.utf8.count + 8 else { return false }
    return CleanURL.key(url) == frontPage
  }
}

extension Warning {
  /// Another story of the same document bears the same guid, which therefore names neither.
  package static let guidShared = Warning(rawValue: "guid-shared")
}
