/// Microsoft's Channel Definition Format. Source: w3.org/TR/NOTE-CDFsubmit.
enum ChannelDefinitionVocabulary {
  static let table: [String: FeedTerm] = [
    "channel": FeedTerm(.feed),
    "item": FeedTerm(.entry),
    "title": FeedTerm(.title),
    "abstract": FeedTerm(.summary),
    "logo": FeedTerm(.podcastImage),
    "a": FeedTerm(.link),
  ]
}
