import Newsroom

@testable import Feeds

/// The rounds, a virtual clock and servers of its own: months in seconds. Each server keeps a log
/// and notes in it whatever a good guest would not do.
struct Simulation {
  static let start: Int64 = 1_700_000_000_000

  var servers: [SimulatedFeed]
  private var hosts: [String: HostLog] = [:]
  private(set) var violations: [String] = []
  private(set) var requests = 0
  private(set) var requestsInFirstSecond = 0
  private(set) var delays: [Int64] = []
  private(set) var missed = 0
  private(set) var restarts = 0

  private var numbers: SeededNumbers
  private var rounds: Rounds
  private let settings: PollerSettings
  private let feeds: [FeedSettings]
  private var table: [String: FeedState] = [:]
  private var hostTable: [String: Int64] = [:]
  private var answers: [Answer] = []
  private var now = Simulation.start
  private var indexOfPath: [String: Int] = [:]

  private struct HostLog {
    var busy = false
    var freeSince = Int64.min
    var notBefore = Int64.min
  }

  private struct Answer {
    let time: Int64
    let fetch: Fetch
    let result: Result<HTTPResponse, FetchFailure>
    let host: String
    /// What the feed showed when it answered.
    let shown: [SimulatedFeed.Entry]
    let isWhole: Bool
    let tag: String?
    let told: SimulatedFeed.Told
  }

  init(
    _ servers: [SimulatedFeed], feeds: [FeedSettings], settings: PollerSettings, seed: UInt64
  ) {
    self.servers = servers
    self.feeds = feeds
    self.settings = settings
    numbers = SeededNumbers(seed: seed)
    rounds = Rounds(settings: settings)
    for (n, server) in servers.enumerated() { indexOfPath[server.url] = n }
    for (n, server) in servers.enumerated() {
      if let other = server.redirectsFrom { indexOfPath[other] = n }
    }
    begin()
  }

  private var moment: Moment { Moment(wall: now, steady: now - 1_000_000) }

  private mutating func begin() {
    rounds = Rounds(settings: settings)
    rounds.set(feeds, hosts: hostTable, now: moment) { table[$0] }
  }

  /// Runs for so many days; the process is killed `restarts` times on the way.
  mutating func run(days: Double, restarts: Int = 0) {
    let end = now + Int64(days * 86_400_000)
    var kills = (0..<restarts).map { _ in now + Int64(numbers.fraction() * Double(end - now)) }
    kills.sort(by: >)
    while now < end {
      ask()
      var next = end
      if let wake = rounds.wake { next = min(next, wake + 1_000_000) }
      if let answer = answers.map(\.time).min() { next = min(next, answer) }
      if let kill = kills.last, kill <= next {
        kills.removeLast()
        now = max(now, kill)
        die()
        continue
      }
      now = max(now, next)
      deliver()
    }
  }

  /// Killed in the midst of everything: what is not in the table is lost.
  private mutating func die() {
    restarts += 1
    // Down for a while; now and then for a day.
    now += restarts % 5 == 0 ? 86_400_000 : Int64(numbers.fraction() * 20_000)
    for answer in answers { hosts[answer.host]?.busy = false }
    answers = []
    begin()
    let before = requests
    let started = now
    while let wake = rounds.wake, wake + 1_000_000 < started + 1000 {
      now = max(now, wake + 1_000_000)
      ask()
      deliver()
    }
    requestsInFirstSecond = max(requestsInFirstSecond, requests - before)
  }

  private mutating func ask() {
    for fetch in rounds.next(now: moment) {
      save()
      requests += 1
      guard let address = WebAddress(fetch.request.url) else {
        violations.append("asked for \(fetch.request.url)")
        continue
      }
      check(host: address.host)
      hosts[address.host, default: HostLog()].busy = true
      answer(fetch, address)
    }
  }

  private mutating func check(host: String) {
    let log = hosts[host, default: HostLog()]
    if log.busy { violations.append("\(host): two requests at a time, at \(now)") }
    if log.freeSince > .min, now < log.freeSince + 2000 {
      violations.append("\(host): only \(now - log.freeSince) ms after the last answer")
    }
    if now < log.notBefore {
      violations.append("\(host): asked \(log.notBefore - now) ms before its Retry-After")
    }
  }

  private mutating func answer(_ fetch: Fetch, _ address: WebAddress) {
    let latency = 30 + Int64(numbers.fraction() * 1500)
    let time = now + latency
    var result: Result<HTTPResponse, FetchFailure> = .success(HTTPResponse(status: 404))
    var shown: [SimulatedFeed.Entry] = []
    var isWhole = false
    var tag: String?
    var told = SimulatedFeed.Told()
    if let n = indexOfPath[address.text] {
      let headers = Dictionary(
        fetch.request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
      let answered = servers[n].answer(
        url: address.text, headers, now: now, numbers: &numbers, violations: &violations)
      result = answered.result
      shown = answered.shown
      isWhole = answered.isWhole
      tag = answered.tag
      told = answered.told
    }
    answers.append(
      Answer(
        time: time, fetch: fetch, result: result, host: address.host, shown: shown,
        isWhole: isWhole, tag: tag, told: told))
  }

  private mutating func deliver() {
    let due = answers.filter { $0.time <= now }
    answers.removeAll { $0.time <= now }
    for answer in due {
      hosts[answer.host]?.busy = false
      hosts[answer.host]?.freeSince = now
      let fetched = rounds.answer(answer.fetch.poll, answer.result, now: moment)
      guard let n = indexOfPath[answer.fetch.request.url] else { continue }
      servers[n].clientWas(told: answer.told)
      if let until = answer.told.retryAt {
        let before = hosts[answer.host]?.notBefore ?? .min
        hosts[answer.host]?.notBefore = max(before, until)
      }
      if answer.isWhole { servers[n].clientHas(tag: answer.tag, since: now) }
      if let fetched {
        let outcome = servers[n].take(answer.shown, now: now, delays: &delays, missed: &missed)
        rounds.stored(fetched.poll, outcome, now: moment)
      }
    }
    save()
  }

  private mutating func save() {
    let (changed, resting) = rounds.takeChanges()
    for state in changed { table[state.name] = state }
    hostTable.merge(resting) { $1 }
    _ = rounds.takeEvents()
  }

  /// As the operator would see them.
  func status() -> [FeedStatus] { rounds.status(now: moment) }
}
