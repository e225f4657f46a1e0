internal import CCurl

/// libcurl's error codes in words that an operator can act on.
enum CurlWords {
  /// `tunnel`: what a proxy answered to the wish for a tunnel; 0 for nothing.
  static func failure(
    _ code: CURLcode, host: String, request: HTTPRequest, tunnel: Int = 0
  ) -> FetchFailure {
    let seconds = request.totalTimeout.wholeMilliseconds / 1000
    if tunnel >= 300 {
      return FetchFailure(
        "proxy-refused", .soft, "\(tunnel): the proxy refuses to reach \(host)",
        mend: "check what the proxy allows, and its user and password")
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      return FetchFailure(
        "dns", .temporary, "the name \(host) cannot be found",
        mend: "check the address and this machine's name server")
    case CURLE_COULDNT_RESOLVE_PROXY:
      return FetchFailure(
        "proxy-dns", .temporary, "the proxy's name cannot be found", mend: "check the proxy")
    case CURLE_COULDNT_CONNECT where request.proxy != nil:
      return FetchFailure(
        "proxy", .temporary, "the proxy takes no connection", mend: "check the proxy")
    case CURLE_COULDNT_CONNECT:
      return FetchFailure(
        "connect", .temporary, "\(host) takes no connection",
        mend: "check this machine's network; else its server is down")
    case CURLE_OPERATION_TIMEDOUT:
      return FetchFailure(
        "timeout", .soft, "\(host) did not answer in time (\(seconds) s in all)",
        mend: "if it is always so slow, raise the feed's time-outs")
    case CURLE_PEER_FAILED_VERIFICATION:
      return FetchFailure(
        "tls-verify", .hard, "the certificate of \(host) is not to be trusted",
        mend: "its owner must renew it; for a private authority name its certificate")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER:
      return FetchFailure("tls", .soft, "no TLS connection to \(host) comes about")
    case CURLE_SSL_CACERT_BADFILE:
      return FetchFailure(
        "tls-authorities", .temporary, "the file of trusted certificates cannot be read",
        mend: "install ca-certificates, or check the feed's own file")
    case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM, CURLE_HTTP2:
      return FetchFailure("truncated", .soft, "\(host) ended in the midst of the body")
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return FetchFailure("reset", .soft, "\(host) broke the connection off")
    case CURLE_BAD_CONTENT_ENCODING:
      return FetchFailure("encoding", .soft, "the compressed body of \(host) is damaged")
    case CURLE_FILESIZE_EXCEEDED:
      return FetchFailure(
        "too-big", .hard, "its body is longer than \(request.maxBytes) bytes",
        mend: "raise the feed's size limit if that is right")
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
      return FetchFailure(
        "no-http", .hard, "what \(host) answers is no HTTP", mend: "check address and port")
    case CURLE_URL_MALFORMAT:
      return FetchFailure(
        "bad-address", .hard, "its address cannot be read", mend: "mend its address")
    default:
      let words = unsafe String(cString: curl_easy_strerror(code))
      return FetchFailure("curl-\(code.rawValue)", .soft, "\(host): \(words)")
    }
  }
}
