/// RSS 0.90 to 2.0 and RSS 1.0 (RDF). Sources: rssboard.org/rss-specification,
/// web.resource.org/rss/1.0/spec.
enum RSSVocabulary {
  /// Each element, in lower case, and what it becomes.
  static let table: [String: FeedTerm] = [
    "rss": FeedTerm(.group),
    "rdf": FeedTerm(.group),
    "channel": FeedTerm(.feed),
    "item": distinct(.entry),
    "image": FeedTerm(.image),
    "textinput": FeedTerm(.none),
    "items": FeedTerm(.none),

    "title": FeedTerm(.title),
    "link": FeedTerm(.link),
    "description": distinct(.summary),
    "fulltext": distinct(.content),
    "fullitem": distinct(.content),
    "body": FeedTerm(.content, 4),
    "guid": distinct(.id),
    "pubdate": distinct(.published),
    "lastbuilddate": distinct(.updated, 4),
    "expirationdate": distinct(.expires),
    "author": FeedTerm(.author),
    "managingeditor": distinct(.creator, 5),
    "webmaster": distinct(.creator, 3),
    "category": FeedTerm(.category),
    "keywords": FeedTerm(.keywords),
    "comments": FeedTerm(.comments),
    "copyright": distinct(.copyright),
    "language": FeedTerm(.language),
    "generator": FeedTerm(.generator),
    "ttl": FeedTerm(.ttl),
    "skiphours": FeedTerm(.group),
    "skipdays": FeedTerm(.group),
    "hour": FeedTerm(.skippedHour),
    "day": FeedTerm(.skippedDay),
    "url": FeedTerm(.imageURL),
    "enclosure": distinct(.enclosure),
    "source": FeedTerm(.sourceName),
  ]

  /// The days of `skipDays`, in the order of their numbers.
  static let days = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]

  private static func distinct(_ role: FeedRole, _ rank: UInt8 = 5) -> FeedTerm {
    var term = FeedTerm(role, rank)
    term.isDistinct = true
    return term
  }
}
