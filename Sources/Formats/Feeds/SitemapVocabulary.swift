/// Sitemaps with Google's news extension: each `url` is a story.
/// Source: developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
enum SitemapVocabulary {
  static let table: [String: FeedTerm] = [
    "urlset": FeedTerm(.feed),
    "url": FeedTerm(.entry),
    "loc": FeedTerm(.link),
    "lastmod": FeedTerm(.updated),
  ]

  /// `news:`, and what each element becomes.
  static let news: [String: FeedTerm] = [
    "news": FeedTerm(.group),
    "publication": FeedTerm(.group),
    "name": FeedTerm(.sourceName),
    "language": FeedTerm(.language),
    "title": FeedTerm(.title),
    "publication_date": FeedTerm(.published),
    "keywords": FeedTerm(.keywords),
    "genres": FeedTerm(.genre),
    "geo_locations": FeedTerm(.located),
  ]
}
