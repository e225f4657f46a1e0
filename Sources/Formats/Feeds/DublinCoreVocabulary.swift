/// Dublin Core as feeds use it. Source: dublincore.org/specifications/dublin-core/dcmi-terms.
enum DublinCoreVocabulary {
  /// `dc:`, and what each element becomes.
  static let table: [String: FeedTerm] = [
    "title": FeedTerm(.title, 3),
    "description": FeedTerm(.summary, 3),
    "creator": FeedTerm(.creator, 5),
    "author": FeedTerm(.creator, 5),
    "contributor": FeedTerm(.contributorName),
    "publisher": FeedTerm(.creator, 2),
    "date": FeedTerm(.date, 3),
    "subject": FeedTerm(.category),
    "language": FeedTerm(.language, 3),
    "rights": FeedTerm(.copyright, 3),
    "identifier": FeedTerm(.id, 2),
    "source": FeedTerm(.sourceName, 3),
  ]

  /// `dcterms:`, beside those of `dc:`.
  static let terms: [String: FeedTerm] = [
    "issued": FeedTerm(.published, 4),
    "created": FeedTerm(.created, 4),
    "modified": FeedTerm(.updated, 4),
    "abstract": FeedTerm(.summary, 2),
    "valid": FeedTerm(.expires, 3),
    "datecopyrighted": FeedTerm(.none),
  ]
}
