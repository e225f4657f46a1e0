/// Atom 1.0 and 0.3. Sources: RFC 4287; the drafts of 2003 for `issued`, `modified`, `tagline`.
enum AtomVocabulary {
  /// Each element, in lower case, and what it becomes.
  static let table: [String: FeedTerm] = [
    "feed": FeedTerm(.feed),
    "entry": distinct(.entry),
    "source": FeedTerm(.source),

    "title": FeedTerm(.title, 5, .declared),
    "subtitle": distinct(.subtitle, 5, .declared),
    "tagline": distinct(.subtitle, 5, .declared),
    "info": FeedTerm(.info, 5, .declared),
    "summary": FeedTerm(.summary, 5, .declared),
    "content": FeedTerm(.content, 5, .declared),
    "link": FeedTerm(.link),
    "id": distinct(.id),
    "published": distinct(.published),
    "issued": distinct(.published),
    "updated": distinct(.updated),
    "modified": distinct(.updated),
    "created": distinct(.created),
    "author": FeedTerm(.author),
    "contributor": FeedTerm(.contributor),
    "name": FeedTerm(.personName),
    "email": FeedTerm(.personEmail),
    "uri": FeedTerm(.personURL),
    "url": FeedTerm(.personURL),
    "homepage": FeedTerm(.personURL),
    "category": FeedTerm(.category),
    "rights": FeedTerm(.copyright, 5, .declared),
    "copyright": FeedTerm(.copyright, 5, .declared),
    "generator": FeedTerm(.generator),
    "icon": FeedTerm(.icon),
    "logo": FeedTerm(.logo),
  ]

  private static func distinct(
    _ role: FeedRole, _ rank: UInt8 = 5, _ syntax: FeedSyntax = .guessed
  ) -> FeedTerm {
    var term = FeedTerm(role, rank, syntax)
    term.isDistinct = true
    return term
  }
}
