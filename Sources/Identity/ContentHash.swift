internal import Digests
package import Newsroom

/// nc1, the content identity of a story: equal for one story by whatever route it came, different
/// when a word, a number, a sign or the order of its paragraphs differs. Source: canonical-text.
package enum ContentHash {
  /// From how many tokens on a body is hashed without its title.
  package static let sufficientTokens = 40

  /// nc1 of a story without a word: equal for all of those, it tells nothing of any.
  package static let ofNothing = nc1(body: "", headline: nil)

  /// nc1 of a story. `body`: its whole text after headline, highlights and dateline, without markup
  /// and with its entities unescaped. `headline` (likewise) and `siteName` (the feed's own title)
  /// count only where the body is short.
  package static func nc1(
    body: String, headline: String?, siteName: String? = nil
  ) -> Digest {
    nc1(
      body: CanonicalText(body), title: TitleHash.canonical(headline ?? "", siteName: siteName))
  }

  /// nc1 of a story whose body and headline (`TitleHash.canonical`) are in canonical form already.
  package static func nc1(body: CanonicalText, title: CanonicalText) -> Digest {
    var hash = SHA256()
    hash.update("nc1\n")
    if body.tokenCount < sufficientTokens {
      hash.update(title.bytes)
      hash.update("\n")
    }
    hash.update(body.bytes)
    return hash.digest()
  }
}
