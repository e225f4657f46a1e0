/// The vocabularies that feeds mix, told apart by namespace, else by the usual prefix.
enum FeedVocabulary {
  case rss, atom, dublinCore, dublinCoreTerms, content, media, itunes, sitemap, sitemapNews
  case channelDefinition, xhtml, wordPress, syndication, other

  /// How the addresses of namespaces begin, without scheme and `www.`: the first that fits counts.
  private static let namespaces: [(head: String, vocabulary: FeedVocabulary)] = [
    ("purl.org/rss/1.0/modules/content", .content),
    ("purl.org/rss/1.0/modules/syndication", .syndication),
    ("purl.org/rss/1.0/modules", .other),
    ("purl.org/rss/1.0", .rss),
    ("purl.org/net/rss1.1", .rss),
    ("my.netscape.com/rdf/simple/0.9", .rss),
    ("channel.netscape.com/rdf/simple/0.9", .rss),
    ("my.netscape.com/publish/formats/rss", .rss),
    ("backend.userland.com/rss", .rss),
    ("blogs.law.harvard.edu/tech/rss", .rss),
    ("cyber.law.harvard.edu/rss", .rss),
    ("rssboard.org/media-rss", .media),
    ("rssboard.org", .rss),
    ("w3.org/1999/02/22-rdf-syntax-ns", .rss),
    ("w3.org/2005/atom", .atom),
    ("purl.org/atom/", .atom),
    ("purl.org/net/atom", .atom),
    ("purl.org/dc/elements", .dublinCore),
    ("purl.org/dc/terms", .dublinCoreTerms),
    ("search.yahoo.com/mrss", .media),
    ("itunes.com/dtds/podcast", .itunes),
    ("sitemaps.org/schemas/sitemap", .sitemap),
    ("google.com/schemas/sitemap-news", .sitemapNews),
    ("w3.org/1999/xhtml", .xhtml),
    ("wordpress.org/export", .wordPress),
  ]

  /// The vocabulary of a namespace; nil where nobody uses that one.
  static func named(uri: String) -> FeedVocabulary? {
    var address = uri.lowercased()[...]
    for head in ["http://", "https://", "www."] where address.hasPrefix(head) {
      address = address.dropFirst(head.count)
    }
    return namespaces.first { address.hasPrefix($0.head) }?.vocabulary
  }

  /// The vocabulary of a prefix that is bound to nothing known.
  static func usual(prefix: String) -> FeedVocabulary? {
    switch prefix.lowercased() {
    case "rss", "rdf": .rss
    case "atom", "atom10", "a10": .atom
    case "dc": .dublinCore
    case "dcterms", "dct", "dcterm": .dublinCoreTerms
    case "content": .content
    case "media", "mrss": .media
    case "itunes": .itunes
    case "news": .sitemapNews
    case "xhtml", "html": .xhtml
    case "wp", "excerpt": .wordPress
    case "sy": .syndication
    default: nil
    }
  }

  /// What an element of the vocabulary becomes; its name in lower case.
  func term(_ name: String) -> FeedTerm? {
    switch self {
    case .rss: RSSVocabulary.table[name] ?? AtomVocabulary.table[name]
    case .atom: AtomVocabulary.table[name] ?? RSSVocabulary.table[name]
    case .dublinCore: DublinCoreVocabulary.table[name]
    case .dublinCoreTerms: DublinCoreVocabulary.terms[name] ?? DublinCoreVocabulary.table[name]
    case .content: name == "encoded" ? FeedTerm(.content, 6, .html) : nil
    case .media: MediaVocabulary.table[name]
    case .itunes: ITunesVocabulary.table[name]
    case .sitemap: SitemapVocabulary.table[name]
    case .sitemapNews: SitemapVocabulary.news[name]
    case .channelDefinition: ChannelDefinitionVocabulary.table[name]
    case .xhtml: name == "body" || name == "div" ? FeedTerm(.content, 5, .html) : nil
    case .wordPress: name == "post_date_gmt" ? FeedTerm(.published, 3) : nil
    case .syndication: SyndicationVocabulary.table[name]
    case .other: nil
    }
  }
}
