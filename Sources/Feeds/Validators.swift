/// ETag and Last-Modified byte for byte as the server sent them last, and where.
package struct Validators: Sendable, Hashable {
  package var etag: String?
  package var lastModified: String?
  /// They hold for this address alone.
  package var url: String
  /// When the last whole response came that they vouch for, in milliseconds since 1970.
  package var since: Int64

  package init(etag: String?, lastModified: String?, url: String, since: Int64) {
    self.etag = etag
    self.lastModified = lastModified
    self.url = url
    self.since = since
  }

  /// After so long one unconditional GET: a server that answers 304 for ever is found out.
  package static let lifetime: Int64 = 8 * 86_400_000

  /// Those of a whole response; nil where it bears none.
  package init?(_ response: HTTPResponse, url: String, now: Int64) {
    let etag = response.header("etag")
    let lastModified = response.header("last-modified")
    guard etag?.isEmpty == false || lastModified?.isEmpty == false else { return nil }
    self.init(etag: etag, lastModified: lastModified, url: url, since: now)
  }

  /// After a 304: it may bear newer ones, and vouches for no bytes.
  package func renewed(by response: HTTPResponse) -> Validators {
    var new = self
    if let etag = response.header("etag"), !etag.isEmpty { new.etag = etag }
    if let date = response.header("last-modified"), !date.isEmpty { new.lastModified = date }
    return new
  }

  /// What to send to `url` at `now`; empty where they do not hold. `lifetime`: in milliseconds.
  package func headers(
    for url: String, now: Int64, lifetime: Int64 = Self.lifetime
  ) -> [HeaderField] {
    // A clock set back must not make them last for ever.
    guard url == self.url, now.subtractingClamped(since) < lifetime,
      now.subtractingClamped(since) > -86_400_000
    else { return [] }
    var fields: [HeaderField] = []
    if let etag, !etag.isEmpty {
      fields.append(HeaderField("If-None-Match", etag))
      // RFC 3229: a server that knows `feed` sends only what is new.
      fields.append(HeaderField("A-IM", "feed"))
    }
    if let lastModified, !lastModified.isEmpty {
      fields.append(HeaderField("If-Modified-Since", lastModified))
    }
    return fields
  }
}
