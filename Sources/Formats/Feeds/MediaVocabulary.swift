/// Media RSS. Source: rssboard.org/media-rss.
enum MediaVocabulary {
  /// `media:`, and what each element becomes.
  static let table: [String: FeedTerm] = [
    "group": FeedTerm(.group),
    "content": FeedTerm(.mediaContent),
    "title": FeedTerm(.mediaTitle, 2, .declared),
    "description": FeedTerm(.mediaText, 2, .declared),
    "text": FeedTerm(.mediaText, 1, .declared),
    "credit": FeedTerm(.mediaCredit),
    "thumbnail": FeedTerm(.thumbnail),
    "keywords": FeedTerm(.mediaKeywords),
    "category": FeedTerm(.category),
  ]
}
