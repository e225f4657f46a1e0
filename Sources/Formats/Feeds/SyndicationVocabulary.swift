/// How often a feed says that it is updated. Source: web.resource.org/rss/1.0/modules/syndication.
enum SyndicationVocabulary {
  /// `sy:`, and what each element becomes.
  static let table: [String: FeedTerm] = [
    "updateperiod": FeedTerm(.updatePeriod),
    "updatefrequency": FeedTerm(.updateFrequency),
  ]

  /// The seconds of a period; nil where the word is none of the module's.
  static func seconds(_ period: String) -> Int? {
    switch period.lowercased() {
    case "hourly": 3600
    case "daily": 86_400
    case "weekly": 7 * 86_400
    case "monthly": 30 * 86_400
    case "yearly": 365 * 86_400
    default: nil
    }
  }
}
