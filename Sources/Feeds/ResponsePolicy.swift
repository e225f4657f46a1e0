/// What a response means, before any of it is parsed.
package enum ResponsePolicy {
  package enum Meaning: Sendable, Hashable {
    /// A body that may be a feed. `isDelta`: only what is new stands in it (226).
    case content(isDelta: Bool)
    case notModified
    case redirect(location: String, permanent: Bool)
    case failure(FetchFailure)
  }

  /// `conditional`: whether validators were sent; `redirected`: whether this is not the first hop.
  package static func meaning(
    of response: HTTPResponse, conditional: Bool, redirected: Bool, path: String,
    acceptsPages: Bool
  ) -> Meaning {
    switch response.status {
    case 304:
      guard conditional else {
        return .failure(
          FetchFailure("unasked-304", .soft, "304 was answered to a request that was no question"))
      }
      return .notModified
    case 301, 308, 302, 303, 307:
      guard let location = response.header("location"), !location.isEmpty else {
        return .failure(
          FetchFailure("bad-redirect", .hard, "\(response.status) was answered without a Location"))
      }
      return .redirect(
        location: location, permanent: response.status == 301 || response.status == 308)
    case 200, 203, 226:
      return content(
        response, redirected: redirected, path: path, acceptsPages: acceptsPages,
        isDelta: response.status == 226)
    default:
      let page = PageInPlace.find(in: response, redirected: redirected, path: path)
      return .failure(failure(status: response.status, page: page))
    }
  }

  private static func content(
    _ response: HTTPResponse, redirected: Bool, path: String, acceptsPages: Bool, isDelta: Bool
  ) -> Meaning {
    guard response.body.contains(where: { $0 > 0x20 }) else {
      return .failure(
        FetchFailure("empty", .soft, "an empty body was answered in place of the feed"))
    }
    guard let page = PageInPlace.find(in: response, redirected: redirected, path: path),
      page != .html || !acceptsPages
    else { return .content(isDelta: isDelta) }
    return .failure(page.failure)
  }

  private static func failure(status: Int, page: PageInPlace?) -> FetchFailure {
    switch status {
    case 410:
      return FetchFailure(
        "gone", .gone, "410 Gone: the server says that the feed is no more",
        mend: "remove it, give its new address, or poll it by hand to begin again")
    case 429:
      return FetchFailure(
        "throttled", .throttled, "429: the server wants fewer requests; its host is left alone",
        mend: "raise the least interval of its feeds")
    default:
      break
    }
    // A 403 or 503 with a challenge is no ordinary refusal.
    if let page, page == .cloudflare || page == .captcha { return page.failure }
    switch status {
    case 401, 407:
      return FetchFailure(
        "unauthorized", .hard, "\(status): the server wants a user and a password",
        mend: "give the feed a credential")
    case 403:
      return FetchFailure(
        "forbidden", .hard, "403: the server refuses us",
        mend: "ask the site's owner to let our user agent through")
    case 404:
      return FetchFailure(
        "not-found", .hard, "404: there is no feed at this address", mend: "check its address")
    case 408, 425:
      return FetchFailure("http-\(status)", .soft, "\(status): the server was not ready")
    case 500...599:
      return FetchFailure("http-\(status)", .soft, "\(status): the server failed")
    case 400...499:
      return FetchFailure(
        "http-\(status)", .hard, "\(status): the server refuses the request",
        mend: "check the feed's address and headers")
    default:
      return FetchFailure("http-\(status)", .soft, "\(status): an answer that means nothing here")
    }
  }
}
