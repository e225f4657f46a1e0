internal import CCurl

/// One request on libcurl's thread: its handle's options, and what has come so far.
@safe final class Transfer {
  let order: CurlLoop.Order
  private let handle: UnsafeMutableRawPointer
  private var list: UnsafeMutablePointer<curl_slist>?
  private var headers: [HeaderField] = []
  private var body: [UInt8] = []
  private let share: BodyShare
  private var headBytes = 0
  private var headLines = 0
  /// Why we ourselves ended it.
  private var refusal: FetchFailure?

  /// Of one response, with its 1xx and trailers.
  private static let mostHeadBytes = 64 << 10
  private static let mostHeadLines = 256

  init(order: CurlLoop.Order, handle: UnsafeMutableRawPointer, budget: BodyBudget) {
    self.order = order
    share = BodyShare(of: budget)
    unsafe self.handle = unsafe handle
  }

  /// Sets all options. The callbacks' pointer to this object is not retained: the thread keeps it
  /// until the handle has left the multi handle, after which libcurl calls no more.
  func configure(resolve: UnsafeMutablePointer<curl_slist>?) {
    let request = order.request
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe wr_curl_text(handle, CURLOPT_URL, request.url)
    unsafe wr_curl_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    unsafe wr_curl_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    unsafe wr_curl_long(handle, CURLOPT_NOSIGNAL, 1)
    // A transfer that is given up while its name is looked up does not wait for the resolver, and
    // with it all others: the thread that looks it up is left to end by itself.
    unsafe wr_curl_long(handle, CURLOPT_QUICK_EXIT, 1)
    unsafe wr_curl_text(handle, CURLOPT_USERAGENT, request.userAgent)
    // All that libcurl can undo: gzip, deflate, br, zstd.
    unsafe wr_curl_text(handle, CURLOPT_ACCEPT_ENCODING, "")
    unsafe wr_curl_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // An old server that speaks before HTTP/1.0 is more likely something else altogether.
    unsafe wr_curl_long(handle, CURLOPT_HTTP09_ALLOWED, 0)
    unsafe wr_curl_large(handle, CURLOPT_MAXFILESIZE_LARGE, Int64(request.maxBytes))
    unsafe wr_curl_long(
      handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout))
    unsafe wr_curl_long(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(request.totalTimeout))
    unsafe wr_curl_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    unsafe wr_curl_long(
      handle, CURLOPT_LOW_SPEED_TIME, max(1, Self.milliseconds(request.idleTimeout) / 1000))
    // Never the environment's: what a feed goes through stands in the configuration.
    unsafe wr_curl_text(handle, CURLOPT_PROXY, request.proxy ?? "")
    unsafe wr_curl_text(handle, CURLOPT_NOPROXY, "")
    if let file = request.certificates { unsafe wr_curl_text(handle, CURLOPT_CAINFO, file) }
    if let credentials = request.credentials {
      unsafe wr_curl_long(handle, CURLOPT_HTTPAUTH, wr_curl_auth_basic)
      unsafe wr_curl_text(handle, CURLOPT_USERPWD, credentials)
    }
    for field in request.headers where Self.isSendable(field) {
      unsafe list = curl_slist_append(list, "\(field.name): \(field.value)")
    }
    unsafe wr_curl_list(handle, CURLOPT_HTTPHEADER, list)
    if unsafe resolve != nil { unsafe wr_curl_list(handle, CURLOPT_RESOLVE, resolve) }
    unsafe setCallbacks(me)
  }

  private func setCallbacks(_ me: UnsafeMutableRawPointer) {
    unsafe wr_curl_pointer(handle, CURLOPT_WRITEDATA, me)
    unsafe wr_curl_sink_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
      unsafe Transfer.from(me)?.takeBody(Transfer.bytes(bytes, size, count)) ?? 0
    }
    unsafe wr_curl_pointer(handle, CURLOPT_HEADERDATA, me)
    unsafe wr_curl_sink_function(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
      unsafe Transfer.from(me)?.takeHead(Transfer.bytes(bytes, size, count)) ?? 0
    }
    // With a proxy the connected address is the proxy's, which the operator named.
    guard order.request.proxy == nil else { return }
    unsafe wr_curl_pointer(handle, CURLOPT_OPENSOCKETDATA, me)
    unsafe wr_curl_open_function(handle) { me, _, address in
      guard let transfer = unsafe Transfer.from(me), let address = unsafe address,
        unsafe transfer.mayConnect(address)
      else { return wr_curl_no_socket }
      return unsafe wr_curl_socket(address)
    }
    unsafe wr_curl_pointer(handle, CURLOPT_PREREQDATA, me)
    unsafe wr_curl_prerequest_function(handle) { me, address, _, _, _ in
      guard let transfer = unsafe Transfer.from(me), let address = unsafe address,
        let ip = unsafe IPAddress(String(cString: address)), transfer.allows(ip)
      else { return 1 }
      return 0
    }
  }

  private static func from(_ box: UnsafeMutableRawPointer?) -> Transfer? {
    guard let box = unsafe box else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(box).takeUnretainedValue()
  }

  private static func bytes(_ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int)
    -> UnsafeRawBufferPointer
  {
    unsafe UnsafeRawBufferPointer(start: start, count: size * count)
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int(min(max(1, duration.wholeMilliseconds), Int64(Int32.max)))
  }

  /// A header that would break the request's head is not sent.
  private static func isSendable(_ field: HeaderField) -> Bool {
    !field.name.isEmpty && !field.value.isEmpty
      && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
      && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }

  private func allows(_ address: IPAddress) -> Bool {
    guard
      let kind = AddressPolicy.refusal(
        of: address, host: order.host, allowed: order.request.allowed)
    else { return true }
    refusal = CurlLoop.refused(order.host, address, kind)
    return false
  }

  private func mayConnect(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
    var bytes: [UInt8] = Array(repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe wr_curl_address(address, $0) } ?? 0
    }
    guard let ip = IPAddress(bytes: bytes.prefix(Int(count))) else { return false }
    return allows(ip)
  }

  /// The count taken; anything else ends the transfer.
  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard body.count + bytes.count <= order.request.maxBytes else {
      refusal = FetchFailure(
        "too-big", .hard, "its body is longer than \(order.request.maxBytes) bytes",
        mend: "raise the feed's size limit if that is right")
      return 0
    }
    guard share.grow(by: bytes.count) else {
      refusal = FetchFailure(
        "busy", .temporary, "too many large bodies came at the same time",
        mend: "it is fetched again; lower polling.concurrency if this goes on")
      return 0
    }
    unsafe body.append(contentsOf: bytes)
    return bytes.count
  }

  private func takeHead(_ bytes: UnsafeRawBufferPointer) -> Int {
    headBytes += bytes.count
    headLines += 1
    guard headBytes <= Self.mostHeadBytes, headLines <= Self.mostHeadLines else {
      refusal = FetchFailure(
        "too-many-headers", .hard, "its headers are more than a server has to say")
      return 0
    }
    if unsafe bytes.starts(with: Array("HTTP/".utf8)) {
      // A new head: what came before was a 1xx.
      headers = []
    } else if let colon = unsafe bytes.firstIndex(of: UInt8(ascii: ":")) {
      let name = unsafe String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
      var value = unsafe bytes[(colon + 1)...]
      while let first = unsafe value.first, first <= 0x20 { unsafe value = value.dropFirst() }
      while let last = unsafe value.last, last <= 0x20 { unsafe value = value.dropLast() }
      unsafe headers.append(HeaderField(name, String(decoding: value, as: UTF8.self)))
    }
    return bytes.count
  }

  /// Frees the header list; the handle must no longer be in use.
  func release() {
    unsafe curl_slist_free_all(list)
    unsafe list = nil
  }

  func answer(_ code: CURLcode) -> CurlLoop.Answer {
    if let refusal { return .failure(refusal) }
    guard code == CURLE_OK else {
      return .failure(
        CurlWords.failure(
          code, host: order.host, request: order.request,
          tunnel: unsafe wr_curl_info_long(handle, CURLINFO_HTTP_CONNECTCODE)))
    }
    let status = unsafe wr_curl_info_long(handle, CURLINFO_RESPONSE_CODE)
    return .success(HTTPResponse(status: status, headers: headers, body: body, share: share))
  }
}
