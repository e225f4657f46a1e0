package import Newsroom

/// The identity of a story whose source declares none: a name made of its content.
package enum DerivedURI {
  /// `ni:///sha-256;` and the digest in base64url without padding. Source: RFC 6920, section 3.
  package static func make(content: Digest) -> String { "ni:///sha-256;" + content.base64URL }
}
