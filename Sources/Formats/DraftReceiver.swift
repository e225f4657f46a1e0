package import Newsroom

/// Who gets the stories of a document, each when it is whole, in the document's order.
package struct DraftReceiver {
  /// Called once before the first story of a feed, with what the feed has said of itself so far:
  /// nearly always all that it will say.
  let begin: (FeedInfo) -> Void
  let take: (consuming Draft) -> Void

  package init(
    begin: @escaping (FeedInfo) -> Void = { _ in }, take: @escaping (consuming Draft) -> Void
  ) {
    self.begin = begin
    self.take = take
  }
}
