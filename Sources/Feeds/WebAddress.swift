internal import CCurl

/// An http or https URL, read by the reader that will also fetch it: libcurl's own, so that no
/// spelling means one thing to the guard and another to the connection.
package struct WebAddress: Hashable, Sendable {
  /// Normalised; without user, password and fragment.
  package let text: String
  /// In lower case, without a trailing dot; IPv4 in dotted decimal; IPv6 without brackets.
  package let host: String
  package let port: Int
  package let isSecure: Bool
  package let path: String
  /// `user:password`, if the URL bears them.
  package let credentials: String?

  /// nil for what is no absolute http(s) URL.
  package init?(_ text: String) { self.init(text, base: nil) }

  /// What a `Location` means at this address; nil for what is no http(s) URL.
  package func resolve(_ location: String) -> WebAddress? { WebAddress(location, base: self.text) }

  private init?(_ text: String, base: String?) {
    guard text.utf8.count <= 8192, !text.utf8.contains(0), let handle = unsafe curl_url() else {
      return nil
    }
    defer { unsafe curl_url_cleanup(handle) }
    // A Location with a space or raw UTF-8 in it is common; a browser would encode it.
    let flags = UInt32(CURLU_URLENCODE)
    if let base {
      guard unsafe curl_url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK else { return nil }
    }
    guard unsafe curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
    func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
      var out: UnsafeMutablePointer<CChar>?
      guard unsafe curl_url_get(handle, part, &out, UInt32(flags)) == CURLUE_OK,
        let found = unsafe out
      else { return nil }
      defer { unsafe curl_free(found) }
      return unsafe String(cString: found)
    }
    guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https",
      var host = part(CURLUPART_HOST)?.lowercased(), !host.isEmpty,
      let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) })
    else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    while host.hasSuffix(".") { host.removeLast() }
    guard !host.isEmpty else { return nil }
    // Two spellings of one address are one.
    if let written = part(CURLUPART_HOST), written != written.lowercased() {
      unsafe curl_url_set(handle, CURLUPART_HOST, written.lowercased(), 0)
    }
    let user = part(CURLUPART_USER, CURLU_URLDECODE)
    let password = part(CURLUPART_PASSWORD, CURLU_URLDECODE)
    unsafe curl_url_set(handle, CURLUPART_USER, nil, 0)
    unsafe curl_url_set(handle, CURLUPART_PASSWORD, nil, 0)
    unsafe curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
    guard let whole = part(CURLUPART_URL) else { return nil }
    self.text = whole
    self.host = host
    self.port = port
    isSecure = scheme == "https"
    path = part(CURLUPART_PATH) ?? "/"
    credentials = user.map { "\($0):\(password ?? "")" }
  }

  /// Whether what is secret may go there too: the same host, and no less secure.
  package func mayShareSecrets(with other: WebAddress) -> Bool {
    host == other.host && (other.isSecure || !isSecure)
      && (port == other.port || (!isSecure && other.isSecure))
  }
}
