internal import Digests
package import Newsroom

/// nt1, the identity of a headline: lead labels and the site's own name do not count.
/// Source: canonical-text.
package enum TitleHash {
  /// nt1 of a headline without markup. `siteName`: the feed's own title.
  package static func nt1(_ headline: String, siteName: String? = nil) -> Digest {
    nt1(of: canonical(headline, siteName: siteName))
  }

  /// nt1 of what `canonical` returns.
  package static func nt1(of title: CanonicalText) -> Digest {
    var hash = SHA256()
    hash.update("nt1\n")
    hash.update(title.bytes)
    return hash.digest()
  }

  /// What nt1 hashes.
  package static func canonical(_ headline: String, siteName: String? = nil) -> CanonicalText {
    let text = headline.utf8.span
    let start = LeadLabel.end(in: text)
    let end = siteName.flatMap { SiteSuffix.start(in: text, from: start, siteName: $0) }
    return CanonicalText(utf8: text.extracting(start..<(end ?? text.count)))
  }
}
