/// What stands in place of a feed when a server answers with a page: named so that an operator
/// knows whom to ask.
package enum PageInPlace: String, Sendable, CaseIterable {
  case cloudflare, captcha, login, html

  /// How many bytes of a body are looked at.
  static let prefix = 64 << 10

  /// nil if the body is no HTML page. `redirected`: whether redirects led here.
  package static func find(in response: HTTPResponse, redirected: Bool, path: String)
    -> PageInPlace?
  {
    if response.header("cf-mitigated")?.lowercased() == "challenge" { return .cloudflare }
    let text = lowered(response.body.prefix(prefix))
    guard isPage(text) else { return nil }
    let cloudflare: [StaticString] = [
      "_cf_chl_opt", "cf-browser-verification", "/cdn-cgi/challenge-platform", "cf-turnstile",
      "cf-error-details", "| cloudflare</title>",
    ]
    if cloudflare.contains(where: { contains(text, $0) }) { return .cloudflare }
    let captcha: [StaticString] = [
      "g-recaptcha", "h-captcha", "hcaptcha.com", "captcha-delivery.com", "px-captcha",
      "_incapsula_resource", "awswafcookiedomainlist", "captcha-container", "are you a robot",
      "are you human",
    ]
    if captcha.contains(where: { contains(text, $0) }) { return .captcha }
    if contains(text, "type=\"password\"") || contains(text, "type='password'") { return .login }
    let words = ["login", "log-in", "signin", "sign-in", "sso", "auth", "account"]
    let segments = path.lowercased().split(whereSeparator: { "/._".contains($0) })
    if redirected, segments.contains(where: { words.contains(String($0)) }) { return .login }
    return .html
  }

  var failure: FetchFailure {
    switch self {
    case .cloudflare:
      FetchFailure(
        "challenge", .hard, "Cloudflare answered with a challenge page in place of the feed",
        mend: "ask the site's owner to let feed readers through, naming our user agent")
    case .captcha:
      FetchFailure(
        "captcha", .hard, "a captcha page was answered in place of the feed",
        mend: "ask the site's owner to let feed readers through, naming our user agent")
    case .login:
      FetchFailure(
        "login", .hard, "a login page was answered in place of the feed",
        mend: "give the feed a credential or the headers that its server asks for")
    case .html:
      FetchFailure(
        "html-page", .hard, "an HTML page was answered in place of the feed",
        mend: "look for the feed's own address on the page, or say 'pages: true' for a page")
    }
  }

  /// Lower case, without the zeros of UTF-16.
  private static func lowered(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for byte in bytes where byte != 0 {
      out.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    return out
  }

  private static func isPage(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    for mark in [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]]
    where rest.starts(with: mark) {
      rest = rest.dropFirst(mark.count)
    }
    while true {
      rest = rest.drop { $0 <= 0x20 }
      if rest.starts(with: Array("<!--".utf8)) {
        rest = after("-->", rest)
      } else if rest.starts(with: Array("<?".utf8)) {
        rest = after("?>", rest)
      } else {
        break
      }
    }
    let openings = ["<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta"]
    return openings.contains { rest.starts(with: Array($0.utf8)) }
  }

  private static func after(_ end: String, _ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let end = Array(end.utf8)
    var rest = text
    while let at = rest.firstIndex(of: end[0]) {
      rest = rest[at...]
      if rest.starts(with: end) { return rest.dropFirst(end.count) }
      rest = rest.dropFirst()
    }
    return []
  }

  private static func contains(_ text: [UInt8], _ needle: StaticString) -> Bool {
    let needle = Array(needle.description.utf8)
    var rest = text[...]
    while let at = rest.firstIndex(of: needle[0]) {
      rest = rest[at...]
      if rest.starts(with: needle) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
