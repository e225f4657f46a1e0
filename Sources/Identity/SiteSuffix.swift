/// The site's name that web pages and feeds put behind a headline: ` - Site`, ` | Site`, ` — Site`.
/// It is cut off only if it is the feed's own title: a headline may well end in a dash and a name.
enum SiteSuffix {
  /// Where in `headline`, after `start`, the suffix begins, with the white space before its dash;
  /// nil if there is none, or nothing before it. The name is compared in its canonical form.
  static func start(in headline: Span<UInt8>, from start: Int, siteName: String) -> Int? {
    guard LeadLabel.hasMark(headline) else { return nil }
    var site: CanonicalText?
    var spaceBefore: Int?
    var hasWords = false
    var i = start
    while i < headline.count {
      let (scalar, width) = UTF8Scalar.decode(headline, at: i)
      let kind = CharacterClass(of: scalar)
      if kind == .space {
        spaceBefore = spaceBefore ?? i
      } else {
        if let cut = spaceBefore, hasWords, isSeparator(scalar),
          isSpace(headline, at: i + width)
        {
          let name = site ?? CanonicalText(siteName)
          site = name
          guard !name.bytes.isEmpty else { return nil }
          let rest = CanonicalText(utf8: headline.extracting((i + width)..<headline.count))
          if rest.bytes == name.bytes { return cut }
        }
        spaceBefore = nil
        hasWords = hasWords || kind.isWord
      }
      i += width
    }
    return nil
  }

  private static func isSpace(_ text: Span<UInt8>, at i: Int) -> Bool {
    i < text.count && CharacterClass(of: UTF8Scalar.decode(text, at: i).scalar) == .space
  }

  /// Hyphen, the dashes, a bar.
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x7C, 0x2013, 0x2014: true
    default: false
    }
  }
}
