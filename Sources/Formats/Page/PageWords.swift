import Markup

/// What an element's class, id and role say of it.
struct PageWords {
  private(set) var isJunk = false
  /// The article's body, by microdata, hNews or a class that most publishing systems use.
  private(set) var isBody = false

  /// Words that name a part of the page round an article.
  private static let junk: Set<String> = [
    "ad", "ads", "adslot", "advert", "advertisement", "advertising", "banner", "bio", "breadcrumb",
    "breadcrumbs", "byline", "comment", "comments", "commentlist", "consent", "cookie", "cookies",
    "cta", "disqus", "donate", "donation", "footer", "gdpr", "hidden", "login", "masthead", "menu",
    "meta", "modal", "mostpopular", "mostread", "nav", "navbar", "navigation", "newsletter",
    "outbrain", "pager", "pagination", "paywall", "popular", "popup", "print", "printonly", "promo",
    "promoted", "promotion", "recirc", "recirculation", "recommendation", "recommendations",
    "recommended", "related", "relatedposts", "respond", "search", "share", "sharebar",
    "sharedaddy",
    "sharing", "sidebar", "signup", "skip", "social", "socials", "sponsor", "sponsored",
    "subscribe", "subscription", "taboola", "tags", "taglist", "teaser", "teasers", "timestamp",
    "toc", "toolbar", "tooltip", "topbar", "trending", "widget", "widgets",
  ]

  private static let pairs: Set<String> = [
    "author-box", "author-info", "follow-us", "jp-relatedposts", "more-from", "more-stories",
    "most-popular", "most-read", "next-article", "post-author", "post-footer", "post-navigation",
    "read-more", "read-next", "screen-reader-text", "sr-only", "table-of-contents",
    "visually-hidden",
  ]

  private static let bodies: Set<String> = [
    "article-body", "article-content", "article-text", "article__body", "article__content",
    "articlebody", "blog-content", "body-content", "content-body", "entry-content", "post-body",
    "post-content", "post__content", "rich-text-body", "story-body", "story-content", "storybody",
    "td-post-content",
  ]

  private static let roles: Set<String> = [
    "alert", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar", "navigation",
    "search", "toolbar",
  ]

  private static let longest = 512

  init(_ document: HTMLDocument, _ node: Int) {
    if let role = document.value(.role, of: node)?.lowercased(), Self.roles.contains(role) {
      isJunk = true
    }
    if let property = document.value(.itemprop, of: node) {
      isBody = property == "articleBody" || property == "text"
    }
    for attribute in [HTMLPageAttribute.class, .id] {
      guard let names = document.bytes(attribute, of: node)?.prefix(Self.longest) else { continue }
      for name in names.split(whereSeparator: { $0 <= 0x20 }) { read(name) }
    }
  }

  /// One class: whole, and the words it is made of (`post-share`, `postShare`, `post_share`).
  private mutating func read(_ name: ArraySlice<UInt8>) {
    let whole = String(decoding: name, as: UTF8.self).lowercased()
    if Self.bodies.contains(whole) { isBody = true }
    if Self.pairs.contains(whole) || Self.pairs.contains(where: { whole.hasSuffix($0) }) {
      isJunk = true
    }
    var word: [UInt8] = []
    var count = 0
    func isWord() -> Bool { Self.junk.contains(String(decoding: word, as: UTF8.self)) }
    for byte in name {
      let isUpper = (0x41...0x5A).contains(byte)
      let isLetter = isUpper || (0x61...0x7A).contains(byte)
      if !isLetter || (isUpper && word.count > 1) {
        if isWord() { isJunk = true }
        count += 1
        word.removeAll(keepingCapacity: true)
      }
      if isLetter { word.append(byte | 0x20) }
      // Utility classes (`hover:bg-[var(--ad-x)]`) are no names.
      if count > 8 { return }
    }
    if isWord() { isJunk = true }
  }

  private static let labels: Set<String> = [
    "ad", "advertisement", "also read", "comments", "follow us", "leave a comment",
    "leave a reply", "listen to this article", "more from this author", "more stories",
    "most popular", "most read", "newsletter", "on this page", "read also", "read more",
    "read next",
    "recommended", "related", "related articles", "related content", "related posts",
    "related stories", "related topics", "share", "share on", "share this", "share this article",
    "share this post", "share this story", "sign up", "sponsored", "story continues below",
    "story continues below advertisement", "subscribe", "table of contents", "tags", "topics",
    "you may also like", "you might also like",
  ]

  /// Whether a line is a label that pages put round articles.
  static func isLabel(_ line: String) -> Bool {
    var text = line.lowercased()
    while let last = text.last, ":.!…-– ".contains(last) { text.removeLast() }
    return labels.contains(text)
  }
}
