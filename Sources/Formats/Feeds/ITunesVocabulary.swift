/// Apple's podcast elements. Source: help.apple.com/itc/podcasts_connect.
enum ITunesVocabulary {
  /// `itunes:`, and what each element becomes.
  static let table: [String: FeedTerm] = [
    "title": FeedTerm(.title, 2),
    "author": FeedTerm(.creator, 4),
    "summary": FeedTerm(.summary, 2),
    "subtitle": FeedTerm(.subtitle, 2),
    "owner": FeedTerm(.group),
    "name": FeedTerm(.personName),
    "email": FeedTerm(.personEmail),
    "image": FeedTerm(.podcastImage),
    "category": FeedTerm(.podcastCategory),
    "keywords": FeedTerm(.keywords),
    "duration": FeedTerm(.duration),
  ]
}
