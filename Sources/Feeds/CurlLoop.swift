internal import CCurl
internal import Glibc
internal import Synchronization
package import Threads

/// libcurl's multi interface on a thread of its own.
///
/// Redirects are not followed here: each hop is a request of its own, so that the host's turn, the
/// guard and the rule for secrets hold for it as for the first. The guard is asked twice: before a
/// socket is connected, and before a request goes out on a connection that is used again, which
/// another feed with a wider allowance may have opened.
package final class CurlLoop: Transport {
  package struct Settings: Sendable {
    /// Connections kept open for the next request to the same host.
    package var maxConnections: Int
    /// `host:port:address`, in libcurl's form: names that are not looked up.
    package var resolve: [String]
    /// Bytes of bodies that may be in memory at a time, from their first on until who asked for
    /// them has done with them.
    package var bodyBytes: Int

    package init(
      maxConnections: Int = 32, resolve: [String] = [], bodyBytes: Int = 128 << 20
    ) {
      self.maxConnections = maxConnections
      self.resolve = resolve
      self.bodyBytes = bodyBytes
    }
  }

  typealias Answer = Result<HTTPResponse, FetchFailure>

  struct Order: Sendable {
    let request: HTTPRequest
    let host: String
    let answer: CheckedContinuation<Answer, Never>
  }

  struct Mailbox: Sendable {
    var orders: [Order] = []
    var stopping = false
    /// The thread has left: nobody reads the box any more, and the multi handle is gone.
    var ended = false
  }

  /// What the thread and its callers share. The handle is only used for `curl_multi_wakeup`, the
  /// one call that libcurl allows from any thread, and under the lock, so that it is still there.
  @safe struct Shared: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer
  }

  let mailbox = Mutex(Mailbox())
  let shared: Shared
  let budget: BodyBudget
  /// Its thread's, for who watches whether it is stuck.
  package let life = SignOfLife(name: "the feeds' transfers")

  /// curl_global_init, once for the process; later calls find it done.
  private static let isReady: Bool = wr_curl_global_init() == CURLE_OK

  package init(settings: Settings = Settings()) throws(FeedsError) {
    guard Self.isReady, let multi = unsafe curl_multi_init() else {
      throw FeedsError(
        .transport, "libcurl cannot be started", hint: "there is too little memory")
    }
    unsafe wr_curl_multi_long(multi, CURLMOPT_MAXCONNECTS, settings.maxConnections)
    shared = unsafe Shared(multi: multi)
    budget = BodyBudget(settings.bodyBytes)
    let thread = unsafe CurlThread(loop: self, multi: multi, settings: settings)
    let box = unsafe Unmanaged.passRetained(thread)
    var id = pthread_t()
    let error = unsafe pthread_create(
      &id, nil,
      { box in
        guard let box = unsafe box else { return nil }
        unsafe Unmanaged<CurlThread>.fromOpaque(box).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard error == 0 else {
      unsafe box.release()
      unsafe curl_multi_cleanup(multi)
      throw FeedsError(
        .transport, "no thread for libcurl (error \(error))", hint: "raise the unit's TasksMax")
    }
    pthread_detach(id)
  }

  package func send(_ request: HTTPRequest) async throws(FetchFailure) -> HTTPResponse {
    guard let address = WebAddress(request.url) else {
      throw FetchFailure(
        "bad-address", .hard, "its address is no http or https URL", mend: "mend its address")
    }
    // A proxy looks names up itself and connects out of our sight: at least what is spelled out
    // as an address is judged here.
    if let literal = IPAddress(address.host),
      let kind = AddressPolicy.refusal(of: literal, host: address.host, allowed: request.allowed)
    {
      throw Self.refused(address.host, literal, kind)
    }
    let answer: Answer = await withCheckedContinuation { continuation in
      let order = Order(request: request, host: address.host, answer: continuation)
      let isOpen = mailbox.withLock { box in
        guard !box.stopping else { return false }
        box.orders.append(order)
        wake()
        return true
      }
      if !isOpen { continuation.resume(returning: .failure(Self.stopped)) }
    }
    return try answer.get()
  }

  /// Ends all that is under way, within a moment. Nothing is sent any more.
  package func stop() {
    mailbox.withLock { box in
      box.stopping = true
      if !box.ended { wake() }
    }
  }

  /// Under the mailbox's lock, and before the thread has ended.
  private func wake() { unsafe curl_multi_wakeup(shared.multi) }

  static let stopped = FetchFailure("stopped", .stopped, "we are stopping")

  static func refused(_ host: String, _ address: IPAddress, _ kind: String) -> FetchFailure {
    FetchFailure(
      "address-refused", .hard,
      "\(host) is at \(address), which is not a public address but \(kind)",
      mend: "if the feed is your own, allow it that address (allow: \(address))")
  }
}
