internal import Identity
package import Newsroom

/// Which guids and addresses of one document name one story each, and which name several and so
/// none of them. An entry that merely stands twice shares nothing with itself.
struct SharedNames {
  /// Guids borne by entries that are different stories.
  private var guids: Set<String> = []
  /// Guids borne by several versions of one story: one title, one address, other words.
  private var versions: Set<String> = []
  private var urls: Set<String> = []
  /// The site's own address as it is compared: a link to it is a link to no story.
  private let frontPage: String?

  /// `urls`: the drafts' addresses, cleaned. `frontPage`: the address that the feed names as its
  /// site's.
  init(_ drafts: [Draft], urls addresses: [String?], frontPage: String?) {
    self.frontPage = frontPage.map { CleanURL.key($0) }
    var byGuid: [String: Int] = [:]
    var byURL: [String: Int] = [:]
    byGuid.reserveCapacity(drafts.count)
    byURL.reserveCapacity(drafts.count)
    for (n, draft) in drafts.enumerated() {
      if let url = addresses[n] {
        if let first = byURL[url] {
          if !draft.hasSameWords(as: drafts[first]) { urls.insert(url) }
        } else {
          byURL[url] = n
        }
      }
      guard let guid = draft.id else { continue }
      guard let first = byGuid[guid] else {
        byGuid[guid] = n
        continue
      }
      if draft.hasSameWords(as: drafts[first]) { continue }
      if addresses[n] == addresses[first], draft.hasSameTitle(as: drafts[first]) {
        versions.insert(guid)
      } else {
        guids.insert(guid)
      }
    }
  }

  /// Whether a guid names several stories, and so none.
  func isShared(guid: String) -> Bool { guids.contains(guid) }

  /// Whether a guid's story stands in the document in several versions.
  func hasVersions(guid: String) -> Bool { versions.contains(guid) }

  /// Whether a cleaned address names several stories, or the whole site.
  func isShared(url: String) -> Bool {
    if urls.contains(url) { return true }
    guard let frontPage else { return false }
    return CleanURL.key(url) == frontPage
  }
}

extension Draft {
  fileprivate func hasSameWords(as other: Draft) -> Bool {
    headline?.value == other.headline?.value && content?.value == other.content?.value
      && summary?.value == other.summary?.value
  }

  fileprivate func hasSameTitle(as other: Draft) -> Bool {
    guard let title = headline?.value, let otherTitle = other.headline?.value else { return false }
    return TitleHash.nt1(title) == TitleHash.nt1(otherTitle)
  }
}

extension Warning {
  /// Another story of the same document bears the same guid, which therefore names neither.
  package static let guidShared = Warning(rawValue: "guid-shared")
}
