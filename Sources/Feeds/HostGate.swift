/// One request at a time to each host, and a pause after each: pure, in steady milliseconds.
///
/// A ticket waits at its host's queue, ordered by when it was due. A heap of hosts tells which of
/// them may be asked next, so ten thousand that wait cost nothing.
package struct HostGate: Sendable {
  /// Who wants to ask.
  package typealias Ticket = Int

  private struct Waiting: Comparable, Sendable {
    let due: Int64
    let ticket: Ticket

    static func < (a: Waiting, b: Waiting) -> Bool {
      (a.due, a.ticket) < (b.due, b.ticket)
    }
  }

  private struct Turn: Comparable, Sendable {
    let time: Int64
    let host: String

    static func < (a: Turn, b: Turn) -> Bool { a.time < b.time }
  }

  private struct Host: Sendable {
    var isAsked = false
    var notBefore = Int64.min
    var waiting = BinaryHeap<Waiting>()
    /// The time of its one valid turn; older ones in the heap are void.
    var turn: Int64?
  }

  private let gap: Int64
  private var hosts: [String: Host] = [:]
  private var turns = BinaryHeap<Turn>()
  private var pruneAt = 1024

  package init(gap: Int64) { self.gap = gap }

  /// The earliest steady time at which `next` may answer; nil if nobody waits.
  package var wake: Int64? { turns.first?.time }

  /// Puts a ticket into the queue of `host`, to be let through at `due` at the earliest.
  package mutating func enqueue(_ ticket: Ticket, host: String, due: Int64) {
    hosts[host, default: Host()].waiting.push(Waiting(due: due, ticket: ticket))
    takeTurn(host)
  }

  /// The next ticket that may ask now. Its host is taken until `release`.
  package mutating func next(now: Int64) -> (ticket: Ticket, host: String)? {
    while let turn = turns.first, turn.time <= now {
      _ = turns.pop()
      guard var host = hosts[turn.host], host.turn == turn.time else { continue }
      host.turn = nil
      guard !host.isAsked, let waiting = host.waiting.first else {
        hosts[turn.host] = host
        continue
      }
      guard max(waiting.due, host.notBefore) <= now else {
        hosts[turn.host] = host
        takeTurn(turn.host)
        continue
      }
      _ = host.waiting.pop()
      host.isAsked = true
      hosts[turn.host] = host
      return (waiting.ticket, turn.host)
    }
    return nil
  }

  /// The answer of `host` is there. `asked`: whether a request was sent, after which it rests.
  package mutating func release(_ host: String, now: Int64, asked: Bool = true) {
    hosts[host]?.isAsked = false
    if asked { rest(host, until: now.addingClamped(gap)) } else { takeTurn(host) }
    prune(now)
  }

  /// Leaves the whole of `host` alone until `time`.
  package mutating func rest(_ host: String, until time: Int64) {
    let before = hosts[host, default: Host()].notBefore
    hosts[host, default: Host()].notBefore = max(before, time)
    takeTurn(host)
  }

  /// Until when `host` rests, if it is known.
  package func rests(_ host: String) -> Int64? { hosts[host]?.notBefore }

  private mutating func takeTurn(_ name: String) {
    guard let host = hosts[name], !host.isAsked, let waiting = host.waiting.first else { return }
    let time = max(waiting.due, host.notBefore)
    guard host.turn != time else { return }
    hosts[name]?.turn = time
    turns.push(Turn(time: time, host: name))
  }

  /// Redirects can lead to any number of hosts: those that have rested are forgotten.
  private mutating func prune(_ now: Int64) {
    guard hosts.count > pruneAt else { return }
    hosts = hosts.filter { _, host in
      host.isAsked || host.waiting.first != nil || host.notBefore > now
    }
    pruneAt = max(1024, hosts.count * 2)
  }
}
