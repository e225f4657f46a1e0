internal import Identity
internal import Newsroom

/// A name that a story is filed under, as it is compared and as a record bears it.
enum FilingName {
  /// A headline of fewer words is a label: `Weather`, `Markets at a glance`.
  private static let fewestWords = 3
  private static let longest = 200

  /// `slug:Ferry/Night` of `PRX` as `slug:prx/ferry/night`; nil where it names nothing.
  static func full(_ name: String, scope: String) -> String? {
    guard let colon = name.firstIndex(of: ":") else { return nil }
    let kind = name[..<colon]
    let text = String(name[name.index(after: colon)...])
    let canonical = String(decoding: TitleHash.canonical(text).bytes, as: UTF8.self)
    let words = canonical.split(separator: " ")
    guard !words.isEmpty, canonical.utf8.count <= longest else { return nil }
    // A key is a name that was made to be one.
    if kind == "key" { return "key:\(scope)/\(words.joined(separator: "/"))" }
    if kind == "title", words.count < fewestWords { return nil }
    let joined = kind == "slug" ? words.joined(separator: "/") : canonical
    return "\(kind):\(scope)/\(joined)"
  }
}
