package import Newsroom

/// Who gets the stories of a document, each when it is whole, in the document's order.
package struct DraftReceiver {
  /// Called once before the first story of a feed, with what the feed has said of itself so far:
  /// nearly always all that it will say.
  let begin: (FeedInfo) -> Void
  let take: (consuming Draft) -> Void
  /// Called with each archive that is attached to a mail: this module unpacks nothing.
  let unpack: (PackedAttachment) -> Void

  package init(
    begin: @escaping (FeedInfo) -> Void = { _ in },
    unpack: @escaping (PackedAttachment) -> Void = { _ in },
    take: @escaping (consuming Draft) -> Void
  ) {
    self.begin = begin
    self.unpack = unpack
    self.take = take
  }
}

/// An archive that came with a mail.
package struct PackedAttachment: Sendable {
  /// The name that it is to be saved under.
  package var name: String?
  package var bytes: [UInt8]
}
