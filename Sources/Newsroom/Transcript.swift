/// What a parser makes of a delivery's bytes: all of a submission that hangs on them alone. It is
/// what a worker sends home; where the bytes came from, and their digest, the daemon knows itself.
package struct Transcript: Sendable {
  package var format: Format?
  package var charset: String?
  package var result: Result<[Story], Rejection>
  /// Members of an archive that became no story, in its order.
  package var lost: [LostMember] = []
  /// What a feed says of itself; nil where the bytes were no feed.
  package var feed: FeedInfo?
  /// Whether a polled feed broke off before its end; its last entry is then not among the stories.
  package var breaksOff = false

  package init(
    format: Format?, charset: String?, result: Result<[Story], Rejection>, feed: FeedInfo? = nil
  ) {
    self.format = format
    self.charset = charset
    self.result = result
    self.feed = feed
  }
}

extension Submission {
  /// What a delivery has become. `digest`: of its bytes, which are not looked at here.
  package init(of delivery: Delivery, digest: Digest, _ transcript: Transcript) {
    let provenance = Provenance(
      of: delivery, byteCount: delivery.bytes.count, digest: digest, format: transcript.format,
      charset: transcript.charset)
    switch transcript.result {
    case .success(let stories):
      self.init(provenance: provenance, outcome: .stories(stories))
      lost = transcript.lost
      feed = transcript.feed
      breaksOff = transcript.breaksOff
    case .failure(let rejection):
      self.init(provenance: provenance, outcome: .rejected(rejection))
    }
  }
}
