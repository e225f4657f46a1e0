internal import Identity
internal import Newsroom

/// A name that a story is filed under, as it is compared and as a record bears it.
enum FilingName {
  /// A headline of fewer words is a label, and proves nothing: `Weather`, `Markets today`.
  private static let fewestWords = 3
  private static let longest = 200

  /// Whose names they are: a source's or an agency's name in small letters, without the sign that
  /// ends it.
  static func scope(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.prefix(80).map { $0 == 0x2F ? 0x2D : $0 }, as: UTF8.self)
  }

  /// A name in the form in which it is compared, without whose it is: `Ferry/Night`, a slug, as
  /// `ferry/night`; nil where it names nothing.
  /// `canonical`: of `headline`, which is what most stories are filed under.
  static func folded(
    _ name: String, headline: String? = nil, _ canonical: CanonicalText = CanonicalText("")
  ) -> (kind: Substring, text: String)? {
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let kind = name[..<colon]
    let text = name[name.utf8.index(after: colon)...]
    let isHeadline = headline.map { $0.utf8.elementsEqual(text.utf8) } ?? false
    let bytes = isHeadline ? canonical.bytes : TitleHash.canonical(String(text)).bytes
    guard !bytes.isEmpty, bytes.count <= longest else { return nil }
    let isPath = kind == "slug" || kind == "key"
    let folded = isPath ? bytes.map { $0 == 0x20 ? 0x2F : $0 } : bytes
    return (kind, String(decoding: folded, as: UTF8.self))
  }

  /// Whether a full name is a headline that hardly two stories of a day bear.
  static func isTellingTitle(_ name: String) -> Bool {
    guard name.hasPrefix("title:"), let slash = name.firstIndex(of: "/") else { return false }
    let text = name[name.index(after: slash)...].utf8
    // Scripts without spaces have three bytes a character.
    let isDense = text.count >= 24 && text.count { $0 >= 0xE3 } * 4 > text.count
    return text.count { $0 == 0x20 } + 1 >= fewestWords || isDense
  }
}
