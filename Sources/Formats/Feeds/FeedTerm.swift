internal import Newsroom

/// What an element of a feed becomes.
enum FeedRole: UInt8 {
  /// Nothing: the element is left out with all that it holds.
  case none
  /// Nothing itself, but what it holds counts.
  case group

  // What holds others.
  case feed, entry, image, author, contributor, source, mediaGroup, mediaContent

  // What is text.
  case title, subtitle, summary, content, info
  case id, link, comments, published, updated, date, created, expires
  case category, keywords, copyright, generator, language, ttl, icon, logo
  case skippedHour, skippedDay, updatePeriod, updateFrequency
  case creator, contributorName, personName, personEmail, personURL, imageURL, sourceName
  case mediaTitle, mediaText, mediaCredit, mediaKeywords, duration, version, located, genre

  // What is attributes.
  case enclosure, thumbnail, podcastImage, podcastCategory, newsSource

  var isText: Bool { rawValue >= FeedRole.title.rawValue && rawValue <= FeedRole.genre.rawValue }
  /// Text that may be markup, whose child elements are part of it.
  var isWords: Bool { rawValue >= FeedRole.title.rawValue && rawValue <= FeedRole.info.rawValue }
}

extension Warning {
  /// Text that was UTF-8, taken for windows-1252 and made UTF-8 again (`cafÃ©`), was put right.
  static let doubleEncoded = Warning(rawValue: "double-encoded")
  /// An entry has more authors, categories, links or media than are kept.
  static let valuesCapped = Warning(rawValue: "values-capped")
}

/// A rank for each role, held in place: an array would be checked for being shared at each write.
typealias FeedRanks = InlineArray<64, UInt8>

/// How a vocabulary writes the text of an element.
enum FeedSyntax: UInt8 {
  /// HTML where it looks like it (RSS says nothing of it).
  case guessed
  /// As its `type` and `mode` attributes say.
  case declared
  /// Always HTML.
  case html
}

/// One row of a vocabulary's table: an element and what it becomes. Where several elements become
/// the same thing, the highest rank wins, and of equals the first.
struct FeedTerm {
  var role: FeedRole
  var rank: UInt8
  var syntax: FeedSyntax
  /// Whether no element of HTML bears the name: seen inside of text, it shows that the text's own
  /// end tag is missing.
  var isDistinct = false

  init(_ role: FeedRole, _ rank: UInt8 = 5, _ syntax: FeedSyntax = .guessed) {
    self.role = role
    self.rank = rank
    self.syntax = syntax
  }

  /// The number that the XML parser bears for the element's name.
  var number: Int32 {
    Int32(role.rawValue) | Int32(rank) << 8 | Int32(syntax.rawValue) << 16
      | (isDistinct ? 1 << 24 : 0)
  }

  init(number: Int32) {
    role = FeedRole(rawValue: UInt8(truncatingIfNeeded: number)) ?? .none
    rank = UInt8(truncatingIfNeeded: number >> 8)
    syntax = FeedSyntax(rawValue: UInt8(truncatingIfNeeded: number >> 16)) ?? .guessed
    isDistinct = number >> 24 & 1 == 1
  }
}
