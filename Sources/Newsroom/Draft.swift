/// A piece of text as its source wrote it.
package struct SourceText: Hashable, Sendable {
  /// How the source says that the text is written.
  package enum Kind: String, Sendable {
    /// Text without markup: `<` is a less-than sign.
    case plain
    /// Markup of HTML, entities unescaped once by the document's own syntax.
    case html
  }

  /// UTF-8: most of it is only ever read byte by byte.
  package var utf8: [UInt8]
  package var value: String { String(decoding: utf8, as: UTF8.self) }
  package var kind: Kind
  /// The media type that the source declares or implies: `text/html`, `application/xhtml+xml` …
  package var mediaType: String?
  /// BCP 47, as declared on the element or inherited.
  package var language: String?
  /// Against which relative links inside are resolved (`xml:base`, content location).
  package var base: String?
  /// The source says itself which kind it is: then nothing about it is guessed.
  package var isDeclared: Bool

  package init(
    _ value: String, kind: Kind = .plain, mediaType: String? = nil, language: String? = nil,
    base: String? = nil, isDeclared: Bool = false
  ) {
    self.init(
      utf8: Array(value.utf8), kind: kind, mediaType: mediaType, language: language, base: base,
      isDeclared: isDeclared)
  }

  package init(
    utf8: [UInt8], kind: Kind, mediaType: String?, language: String?, base: String?,
    isDeclared: Bool
  ) {
    self.utf8 = utf8
    self.kind = kind
    self.mediaType = mediaType
    self.language = language
    self.base = base
    self.isDeclared = isDeclared
  }
}

/// Somebody whom a story or feed names.
package struct Person: Hashable, Sendable {
  package var name: String?
  package var email: String?
  package var url: String?
  package var avatar: String?

  package init(
    name: String? = nil, email: String? = nil, url: String? = nil, avatar: String? = nil
  ) {
    self.name = name
    self.email = email
    self.url = url
    self.avatar = avatar
  }
}

/// A link with its relation (Atom's vocabulary: `alternate`, `self`, `via`, `related` …).
package struct Link: Hashable, Sendable {
  package var url: String
  package var rel: String?
  package var mediaType: String?
  package var title: String?
  package var language: String?
  package var length: Int?

  package init(
    url: String, rel: String? = nil, mediaType: String? = nil, title: String? = nil,
    language: String? = nil, length: Int? = nil
  ) {
    self.url = url
    self.rel = rel
    self.mediaType = mediaType
    self.title = title
    self.language = language
    self.length = length
  }
}

/// A picture, video, sound or other file that belongs to a story.
package struct Media: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case picture, graphic, video, audio, text, composite, other
  }

  package var kind: Kind
  /// Nil where the source speaks of a medium without saying where it lies (a caption in a text).
  package var url: String?
  package var mediaType: String?
  package var bytes: Int?
  /// Seconds.
  package var duration: Double?
  package var width: Int?
  package var height: Int?
  package var title: String?
  package var caption: String?
  package var credit: String?
  /// True where a rule inferred it (an inline caption), rather than the source declaring it.
  package var isInferred: Bool
  /// A declared identity of its own.
  package var id: String?
  package var copyright: String?
  package var usageTerms: String?
  /// Its sizes and shapes beside the one above.
  package var renditions: [Rendition] = []

  package init(
    kind: Kind, url: String? = nil, mediaType: String? = nil, bytes: Int? = nil,
    duration: Double? = nil, width: Int? = nil, height: Int? = nil, title: String? = nil,
    caption: String? = nil, credit: String? = nil, isInferred: Bool = false
  ) {
    self.kind = kind
    self.url = url
    self.mediaType = mediaType
    self.bytes = bytes
    self.duration = duration
    self.width = width
    self.height = height
    self.title = title
    self.caption = caption
    self.credit = credit
    self.isInferred = isInferred
  }
}

/// One size or shape of a medium.
package struct Rendition: Hashable, Sendable {
  /// As the source names it: `original`, `highRes`, `thumbnail`.
  package var name: String?
  package var url: String?
  package var title: String?
  package var mediaType: String?
  package var bytes: Int?
  package var width: Int?
  package var height: Int?
  /// Seconds.
  package var duration: Double?

  package init(name: String? = nil, url: String? = nil) {
    self.name = name
    self.url = url
  }
}

/// A category or subject code, or another thing that a story names: a person, a place, a genre.
package struct Category: Hashable, Sendable {
  /// The code, or the name where there is none.
  package var term: String
  /// What the code is taken from.
  package var scheme: String?
  package var label: String?
  /// What the code means, as a URI of its own.
  package var uri: String?
  /// What it is to the story: `creator`, `keyword`, `about`.
  package var rel: String?

  package init(
    term: String, scheme: String? = nil, label: String? = nil, uri: String? = nil,
    rel: String? = nil
  ) {
    self.term = term
    self.scheme = scheme
    self.label = label
    self.uri = uri
    self.rel = rel
  }
}

/// Coverage that a planning item announces.
package struct PlannedCoverage: Hashable, Sendable {
  package var uri: String?
  package var title: String?
  /// In ninjs's words: `text`, `picture`, `video` …
  package var type: String?
  package var editorialNote: String?

  package init() {}
}

/// A piece of text with what it is to its story: a caption, a second headline.
package struct RoleText: Hashable, Sendable {
  package var role: String?
  package var text: SourceText

  package init(role: String?, text: SourceText) {
    self.role = role
    self.text = text
  }
}

/// One block of a text story's body.
package enum Block: Hashable, Sendable {
  case paragraph(String)
  case heading(String)
}

/// A story as its source declares it: what the parser of a format makes, before normalising.
/// Nothing here is invented; what a rule inferred is listed in `derived`.
package struct Draft: Sendable {
  // Identity
  /// The declared guid, atom:id, rdf:about or uri, as written.
  package var id: String?
  /// The story's page, resolved.
  package var url: String?
  package var links: [Link] = []
  /// A declared version number or string.
  package var version: String?
  /// `usable`, `withheld` or `canceled`.
  package var pubStatus: String?
  package var altIDs: [(role: String, value: String)] = []
  /// What the item is, in ninjs's words; nil: `text`.
  package var type: String?
  /// The declared ids of earlier stories that this one takes the place of (previousVersion,
  /// Replaces, take keys), as written: the desk links them.
  package var follows: [String] = []
  /// The source says that it corrects what came before.
  package var isCorrection = false
  /// It says only what has changed since the version before: the rest is that one's.
  package var isPartial = false
  /// Under what it is filed, where the format knows no identity.
  package var filing: Filing?

  // Words
  package var headline: SourceText?
  package var slugline: String?
  /// "By X", without the By.
  package var byline: String?
  /// The place of the dateline: "Lucca, Italy".
  package var located: String?
  package var highlights: [String] = []
  package var summary: SourceText?
  /// The body where the source gives one piece of markup or text (a feed, a page, a mail).
  package var content: SourceText?
  /// True where one element serves as summary and as content (an RSS description alone).
  package var summaryIsContent = false
  /// The body where the format itself has blocks (a plain-text story). Empty: see `content`.
  package var blocks: [Block] = []
  /// The whole text as it came after headline, highlights and dateline, for the content hash
  /// (canonical-text: identity never hangs on a low-confidence guess). Nil: taken from the body.
  package var identityText: String?
  package var editorialNote: String?
  package var copyright: String?
  package var copyrightHolder: String?
  package var usageTerms: String?
  package var language: String?
  package var genre: String?
  package var genres: [Category] = []
  /// The item's short working title, which is no headline.
  package var title: String?
  /// Headlines beside the main one, with their roles.
  package var headlines: [RoleText] = []
  /// Captions and other descriptions beside the summary, with their roles.
  package var descriptions: [RoleText] = []
  package var comments: String?

  // Dates
  package var published: NewsDate?
  package var updated: NewsDate?
  package var created: NewsDate?
  package var expires: NewsDate?
  package var embargo: NewsDate?
  package var contentCreated: NewsDate?
  /// When the event of an event item begins and ends.
  package var eventStart: NewsDate?
  package var eventEnd: NewsDate?

  // People and things
  package var authors: [Person] = []
  package var contributors: [Person] = []
  package var categories: [Category] = []
  package var media: [Media] = []
  /// The organisation that the story comes from: CNN, Reuters.
  package var infoSources: [Category] = []
  package var urgency: Int?
  /// Who made it and whom it is about; authors and contributors apart.
  package var people: [Category] = []
  package var organisations: [Category] = []
  package var places: [Category] = []
  package var objects: [Category] = []
  package var events: [Category] = []
  /// The shapes of the item itself, where it is a picture, a sound or a video.
  package var renditions: [Rendition] = []
  package var coverage: [PlannedCoverage] = []

  /// Item properties that a rule inferred (`headline`, `located` …).
  package var derived: [String] = []
  package var warnings: [Warning] = []

  package init() {}
}

/// What a feed says of itself.
package struct FeedInfo: Sendable {
  /// The version of its format that the feed is in: `rss20`, `rss10`, `atom03`, `json11` …
  package var dialect: String?
  package var id: String?
  package var title: SourceText?
  package var subtitle: SourceText?
  package var info: SourceText?
  /// What a feed has beside its subtitle (`itunes:summary`).
  package var summary: SourceText?
  package var url: String?
  package var links: [Link] = []
  package var language: String?
  package var authors: [Person] = []
  package var contributors: [Person] = []
  package var categories: [Category] = []
  package var copyright: String?
  package var generator: String?
  package var icon: String?
  package var image: String?
  package var published: NewsDate?
  package var updated: NewsDate?
  package var created: NewsDate?
  /// Minutes for which the feed may be cached.
  package var ttl: Int?
  /// Hours of the day, 0 to 23 GMT, in which it wants to be left alone.
  package var skipHours: Set<Int> = []
  /// Days of the week, 0 for Sunday, likewise.
  package var skipDays: Set<Int> = []
  /// Seconds in which the feed says that it is updated `updateFrequency` times.
  package var updatePeriod: Int?
  package var updateFrequency: Int?

  package init() {}
}

/// What stands above the stories of a document: how it was read, and what a feed says of itself.
package struct DocumentInfo: Sendable {
  package var format: Format
  /// Why the sniffer chose that format, in words.
  package var reason: String
  /// The character set that the bytes were read in, its WHATWG or IANA name in lower case.
  package var charset: String
  /// Nil where the format is no feed.
  package var feed: FeedInfo?
  /// Warnings that hold for the whole document; each record of it bears them.
  package var warnings: [Warning] = []

  package init(format: Format, reason: String, charset: String, feed: FeedInfo? = nil) {
    self.format = format
    self.reason = reason
    self.charset = charset
    self.feed = feed
  }
}
