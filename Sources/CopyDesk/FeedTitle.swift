internal import Markup
package import Newsroom

extension FeedInfo {
  /// What the feed calls itself, on one line and without markup.
  package var heading: String? { title?.line(by: HTMLReader()) }
}
