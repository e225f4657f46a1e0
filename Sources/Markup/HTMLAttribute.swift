/// The attributes that some rule reads. All others are gone before the parser sees them.
enum HTMLAttribute: UInt8, CaseIterable, Sendable {
  case abbr, alt, cite, colspan, controls, datetime, dir, height, href, hreflang, kind, label, lang
  case media, poster, reversed, rowspan, scope, sizes, span, src, srclang, srcset, start, title
  case type, value, width
  // Read, never written.
  case hidden
  case dataLazySrc, dataOriginal, dataSrc

  static let named = HTMLNameTable(allCases.map { (name: $0.spelling, value: $0) })
  private static let names = allCases.map { HTMLName($0.spelling.utf8) ?? HTMLName() }

  /// As it is written.
  var name: HTMLName { Self.names[Int(rawValue)] }

  private var spelling: String {
    switch self {
    case .dataLazySrc: "data-lazy-src"
    case .dataOriginal: "data-original"
    case .dataSrc: "data-src"
    default: "\(self)"
    }
  }

  /// What may stand in a value.
  enum Rule {
    /// Any text: it is escaped.
    case text
    /// One address of a scheme that runs nothing.
    case url
    /// A list of such addresses with descriptors.
    case addresses
    /// Digits, or digits and `%`.
    case number
    /// Letters, digits, hyphen, slash, plus, dot: language tags, media types, keywords.
    case keyword
    /// No value.
    case flag
  }

  /// What may stand in this attribute of `element`; nil where it is not written.
  func rule(on element: HTMLElement) -> Rule? {
    switch (self, element) {
    case (.title, _): .text
    case (.lang, _), (.dir, _): .keyword
    case (.href, .a): .url
    case (.hreflang, .a): .keyword
    case (.src, .img), (.src, .source), (.src, .video), (.src, .audio), (.src, .track): .url
    case (.srcset, .img), (.srcset, .source): .addresses
    case (.sizes, .img), (.sizes, .source), (.media, .source): .text
    case (.alt, .img): .text
    case (.width, .img), (.height, .img), (.width, .source), (.height, .source), (.width, .video),
      (.height, .video):
      .number
    case (.type, .source), (.type, .ol): .keyword
    case (.poster, .video): .url
    case (.controls, .video), (.controls, .audio): .flag
    case (.kind, .track), (.srclang, .track): .keyword
    case (.label, .track): .text
    case (.cite, .blockquote), (.cite, .q), (.cite, .ins), (.cite, .del): .url
    case (.datetime, .ins), (.datetime, .del), (.datetime, .time): .text
    case (.start, .ol), (.value, .li): .number
    case (.reversed, .ol): .flag
    case (.colspan, .td), (.colspan, .th), (.rowspan, .td), (.rowspan, .th), (.span, .col),
      (.span, .colgroup):
      .number
    case (.scope, .th): .keyword
    case (.abbr, .th), (.abbr, .td): .text
    default: nil
    }
  }
}
