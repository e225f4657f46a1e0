import Markup
import Newsroom

/// A page of the web: what it says of its article in JSON-LD, OpenGraph, meta elements and
/// microdata, and the text of the article without what stands round it.
enum PageParser {
  /// The story of a page. `text`: the page in UTF-8, from `start` on.
  static func parse(_ text: DecodedText, from start: Int, _ delivery: Delivery) -> Draft {
    let document = HTMLDocument(Array(text.bytes[min(start, text.bytes.count)...]))
    let facts = PageFacts(document)
    let linked = PageLinkedData(document.linkedData)
    var draft = Draft()
    let base = address(facts, linked, delivery, &draft)
    words(&draft, facts, linked)
    people(&draft, facts, linked)
    dates(&draft, facts, linked)
    let shown = body(&draft, document, linked, base)
    things(&draft, facts, linked, base, shown: shown)
    // An address is a name for all the world; a page that was saved without one has its headline.
    if draft.url == nil, let headline = draft.headline?.value {
      let read = FilingMarks.read(PlainTextParser.Run(headline))
      draft.filing = Filing(
        names: ["title:" + read.words.string], mark: read.mark,
        agency: draft.infoSources.first?.term)
    }
    return draft
  }

  // MARK: Address

  /// Sets the page's address, and returns the one its links are relative to.
  private static func address(
    _ facts: PageFacts, _ linked: PageLinkedData?, _ delivery: Delivery, _ draft: inout Draft
  ) -> String? {
    let fetched = delivery.url ?? delivery.headers["content-location"]
    let declared = [facts.canonical, facts.meta("og:url"), linked?.url, facts.meta("twitter:url")]
      .compactMap { $0 }.map { URLReference.resolve($0, against: fetched) }
    draft.url = declared.first { isPage($0) } ?? fetched
    if let url = draft.url { draft.links.append(Link(url: url, rel: "canonical")) }
    let own = fetched ?? draft.url
    return facts.base.map { URLReference.resolve($0, against: own) } ?? own
  }

  /// An address of the web; a site's front page is what careless templates say.
  private static func isPage(_ url: String) -> Bool {
    guard let scheme = URLReference.scheme(of: url)?.lowercased(),
      ["http", "https"].contains(scheme)
    else { return false }
    let path = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2)
    return path.first.map { !$0.isEmpty && !$0.hasPrefix("?") && !$0.hasPrefix("#") } ?? false
  }

  // MARK: Words

  private static func words(_ draft: inout Draft, _ facts: PageFacts, _ linked: PageLinkedData?) {
    let site = facts.meta("og:site_name", "application-name") ?? linked?.publisher
    draft.headline = PageTitle.choose(
      headings: facts.headings, linked: linked?.headline ?? facts.property("headline"),
      openGraph: facts.meta("og:title", "twitter:title", "dc.title", "sailthru.title"),
      title: facts.title, site: site
    ).map { SourceText($0) }
    draft.summary = [
      facts.meta("og:description"), linked?.description, facts.meta("description"),
      facts.property("description"), facts.meta("twitter:description", "dc.description"),
    ].lazy.compactMap { $0 }.first.map { SourceText($0) }
    let language =
      linked?.language ?? facts.language
      ?? facts.meta("og:locale", "content-language", "dc.language", "inlanguage")
    draft.language = language.flatMap { $0.split { ", ;".contains($0) }.first }
      .map { String($0).replacing("_", with: "-") }
    draft.copyright = facts.meta("copyright", "dcterms.rights", "dc.rights", "dcterms.rightsholder")
    if let publisher = linked?.publisher ?? site ?? facts.property("publisher") {
      draft.infoSources.append(Category(term: publisher))
    }
  }

  private static func things(
    _ draft: inout Draft, _ facts: PageFacts, _ linked: PageLinkedData?, _ base: String?,
    shown: Set<String>
  ) {
    var terms = facts.all("article:section") + (linked?.section ?? [])
    terms += facts.all("article:tag") + (linked?.keywords ?? [])
    terms += (facts.meta("news_keywords", "keywords") ?? "").split(separator: ",").map {
      PlainTextParser.Run(String($0)).trimmed.string
    }
    var seen: Set<String> = []
    for term in terms where !term.isEmpty && term.utf8.count <= 100 && draft.categories.count < 60 {
      if seen.insert(term.lowercased()).inserted { draft.categories.append(Category(term: term)) }
    }
    let images =
      (linked?.images ?? [])
      + [facts.meta("og:image:secure_url", "og:image", "twitter:image")]
      .compactMap { $0 }
    // In the text it stands with its caption.
    if let image = images.first.map({ URLReference.resolve($0, against: base) }),
      !shown.contains(image)
    {
      draft.media.append(
        Media(
          kind: .picture, url: image,
          width: facts.meta("og:image:width").flatMap { Int($0) },
          height: facts.meta("og:image:height").flatMap { Int($0) },
          caption: facts.meta("og:image:alt")))
    }
    if let video = facts.meta("og:video:secure_url", "og:video:url", "og:video") {
      draft.media.append(Media(kind: .video, url: URLReference.resolve(video, against: base)))
    }
  }

  // MARK: People

  private static func people(_ draft: inout Draft, _ facts: PageFacts, _ linked: PageLinkedData?) {
    if let authors = linked?.authors.filter({ isName($0.name ?? "") }), !authors.isEmpty {
      draft.authors = authors
    } else {
      let declared = [
        facts.all("author"), facts.all("article:author"), facts.all("byl"),
        facts.all("dc.creator"), facts.all("sailthru.author"), facts.all("parsely-author"),
        facts.properties("author"), facts.properties("creator"),
        facts.labelled("written by"),
      ].lazy.map { $0.map(withoutBy).filter(isName) }.first { !$0.isEmpty }
      if let declared {
        draft.authors = unique(declared)
      } else {
        draft.authors = unique(facts.bylines.map(withoutBy).filter(isName).prefix(1))
        if !draft.authors.isEmpty { draft.derived.append("people") }
      }
    }
  }

  private static func unique(_ names: some Sequence<String>) -> [Person] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0.lowercased()).inserted }.map { Person(name: $0) }
  }

  private static func withoutBy(_ text: String) -> String {
    var text = text
    // `ByAnn Example`: two elements without a space between them.
    if text.hasPrefix("By"), text.dropFirst(2).first?.isUppercase == true {
      text = String(text.dropFirst(2))
    }
    for opener in ["by ", "posted by ", "written by ", "author: ", "author "]
    where text.lowercased().hasPrefix(opener) {
      text = String(text.dropFirst(opener.count))
    }
    for mark in [" | ", " • ", " · ", " – ", " — "] {
      if let found = text.firstRange(of: mark) { text = String(text[..<found.lowerBound]) }
    }
    return text
  }

  /// An address of a profile is no name.
  private static func isName(_ text: String) -> Bool {
    text.contains { $0.isLetter } && text.utf8.count <= 120 && !text.contains("://")
      && !text.hasPrefix("@")
      && !["admin", "administrator", "author", "editor", "staff", "guest"].contains(
        text.lowercased())
  }

  // MARK: Dates

  private static func dates(_ draft: inout Draft, _ facts: PageFacts, _ linked: PageLinkedData?) {
    let published = [
      linked?.published,
      facts.meta("article:published_time", "og:published_time", "datepublished"),
      facts.property("datePublished"),
      facts.meta(
        "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date",
        "dc.date", "pubdate", "publish-date", "publish_date", "publishdate", "article.published",
        "published_time", "published-date", "date", "ptime"),
    ].compactMap { $0 }
    draft.published = published.lazy.compactMap { NewsDateParser.parse($0) }.first
    if draft.published == nil {
      let times =
        facts.times.filter(\.isPublished) + facts.times.filter { !$0.isPublished }.prefix(1)
      draft.published =
        times.lazy.compactMap { NewsDateParser.parse($0.value) }.first
        ?? facts.dates.lazy.compactMap { NewsDateParser.parse(withoutLabel($0)) }.first
      if draft.published != nil { draft.derived.append("firstCreated") }
    }
    if draft.published == nil, !published.isEmpty { draft.warnings.append(.badDate) }
    let updated = [
      linked?.modified,
      facts.meta("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
      facts.property("dateModified"), facts.meta("lastmod", "last-modified", "revised"),
    ].compactMap { $0 }
    draft.updated = updated.lazy.compactMap { NewsDateParser.parse($0) }.first
    draft.expires = facts.meta("article:expiration_time").flatMap { NewsDateParser.parse($0) }
  }

  /// `Published on 9 July 2025`, `Posted: …`
  private static func withoutLabel(_ line: String) -> String {
    var text = line
    let labels = ["first published", "published", "posted", "date", "created"]
    for opener in labels where text.lowercased().hasPrefix(opener) {
      text = String(text.dropFirst(opener.count))
      break
    }
    while let first = text.first, ": ".contains(first) { text.removeFirst() }
    return text.lowercased().hasPrefix("on ") ? String(text.dropFirst(3)) : text
  }

  // MARK: Body

  /// Sets the body; the addresses of the pictures in it.
  private static func body(
    _ draft: inout Draft, _ document: HTMLDocument, _ linked: PageLinkedData?, _ base: String?
  ) -> Set<String> {
    var selection = ArticleText.find(in: document)
    if let headline = draft.headline?.value { dropTitle(headline, document, &selection) }
    let html = PageMarkup.write(selection, of: document)
    draft.content = SourceText(html, kind: .html, mediaType: "text/html", base: base)
    // A page that its scripts fill has its text there alone.
    if let text = linked?.body, text.utf8.count > 400 {
      let length = selection.roots.reduce(0) { $0 + document.line(of: $1).utf8.count }
      if length * 3 < text.utf8.count { draft.content = SourceText(text, mediaType: "text/plain") }
    }
    if document.isCut { draft.warnings.append(.markupCut) }
    return pictures(selection, document, base)
  }

  private static func pictures(
    _ selection: ArticleText.Selection, _ document: HTMLDocument, _ base: String?
  ) -> Set<String> {
    var addresses: Set<String> = []
    for root in selection.roots {
      for i in root..<Int(document.nodes[root].end) where document.nodes[i].element == .img {
        guard !selection.dropped.contains(i), let src = document.value(.src, of: i) else {
          continue
        }
        addresses.insert(URLReference.resolve(src, against: base))
      }
    }
    return addresses
  }

  /// The headline stands above the text, not in it.
  private static func dropTitle(
    _ headline: String, _ document: HTMLDocument, _ selection: inout ArticleText.Selection
  ) {
    let folded = PageText.folded(headline)
    for root in selection.roots {
      for i in root..<Int(document.nodes[root].end) {
        guard let element = document.nodes[i].element, element == .h1 || element == .h2 else {
          continue
        }
        if PageText.folded(document.line(of: i)) == folded {
          selection.dropped.insert(i)
          return
        }
      }
    }
  }
}

extension Warning {
  /// A page's tags were too many or too deep: some were left out or unwrapped.
  static let markupCut = Warning(rawValue: "markup-too-large")
}
