package import Newsroom

/// A response that bears new content, handed to the caller whose stories must be durable before
/// anything of it is remembered.
package struct FetchedFeed: Sendable {
  /// Names the poll to `Rounds.stored`.
  package let poll: Int
  package var delivery: Delivery
  /// SHA-256 of the bytes.
  package let digest: Digest
  /// 226: only new entries stand in it.
  package let isDelta: Bool
  /// The same bytes came before and were not believed: they are what the server means.
  package var isRepeated = false
  /// Where the raw archive keeps it; set by the poller.
  package var raw: String?
}
