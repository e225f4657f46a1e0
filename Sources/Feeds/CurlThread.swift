internal import CCurl
internal import Synchronization
internal import Threads

/// What runs on the loop's thread; nothing of it is touched by another.
@safe final class CurlThread {
  private let loop: CurlLoop
  private let multi: UnsafeMutableRawPointer
  private let resolve: UnsafeMutablePointer<curl_slist>?
  private var transfers: [UnsafeMutableRawPointer: Transfer] = unsafe [:]
  private var idle: [UnsafeMutableRawPointer] = unsafe []
  /// Handles kept for the next requests: each holds some 20 KB.
  private static let mostIdle = 16

  init(loop: CurlLoop, multi: UnsafeMutableRawPointer, settings: CurlLoop.Settings) {
    self.loop = loop
    unsafe self.multi = unsafe multi
    var list: UnsafeMutablePointer<curl_slist>?
    for entry in settings.resolve { unsafe list = curl_slist_append(list, entry) }
    unsafe resolve = unsafe list
  }

  /// The longest time for which nothing at all happens.
  private static let longestRest: Int32 = 60_000

  func run() {
    defer { loop.life.rest() }
    while true {
      loop.life.beat()
      let (orders, stopping) = loop.mailbox.withLock { box in
        let taken = (box.orders, box.stopping)
        box.orders = []
        return taken
      }
      guard !stopping else { return end(orders) }
      for order in orders { begin(order) }
      var running: Int32 = 0
      unsafe curl_multi_perform(multi, &running)
      finishEnded()
      // Woken by traffic, by `send`, and by libcurl's own deadlines.
      loop.life.beat(resting: .milliseconds(Self.longestRest))
      unsafe curl_multi_poll(multi, nil, 0, Self.longestRest, nil)
    }
  }

  private func begin(_ order: CurlLoop.Order) {
    let handle = unsafe idle.popLast() ?? curl_easy_init()
    guard let handle = unsafe handle else {
      return order.answer.resume(
        returning: .failure(FetchFailure("memory", .temporary, "libcurl has no memory left")))
    }
    let transfer = unsafe Transfer(order: order, handle: handle, budget: loop.budget)
    unsafe transfer.configure(resolve: resolve)
    unsafe transfers[handle] = transfer
    let code = unsafe curl_multi_add_handle(multi, handle)
    guard code == CURLM_OK else {
      unsafe transfers[handle] = nil
      unsafe giveBack(transfer, handle)
      return order.answer.resume(
        returning: .failure(FetchFailure("memory", .temporary, "libcurl takes no more transfers")))
    }
  }

  private func finishEnded() {
    var result = CURLE_OK
    while let handle = unsafe wr_curl_multi_ended(multi, &result) {
      unsafe curl_multi_remove_handle(multi, handle)
      guard let transfer = unsafe transfers.removeValue(forKey: handle) else { continue }
      let answer = transfer.answer(result)
      unsafe giveBack(transfer, handle)
      transfer.order.answer.resume(returning: answer)
    }
  }

  private func giveBack(_ transfer: Transfer, _ handle: UnsafeMutableRawPointer) {
    transfer.release()
    unsafe curl_easy_reset(handle)
    if unsafe idle.count < Self.mostIdle {
      unsafe idle.append(handle)
    } else {
      unsafe curl_easy_cleanup(handle)
    }
  }

  private func end(_ orders: [CurlLoop.Order]) {
    while let (handle, transfer) = unsafe transfers.popFirst() {
      unsafe curl_multi_remove_handle(multi, handle)
      transfer.release()
      unsafe curl_easy_cleanup(handle)
      transfer.order.answer.resume(returning: .failure(CurlLoop.stopped))
    }
    while let handle = unsafe idle.popLast() { unsafe curl_easy_cleanup(handle) }
    for order in orders { order.answer.resume(returning: .failure(CurlLoop.stopped)) }
    // From here on nobody may wake the handle: see `CurlLoop.stop`.
    loop.mailbox.withLock { $0.ended = true }
    unsafe curl_multi_cleanup(multi)
    unsafe curl_slist_free_all(resolve)
  }
}
