import Newsroom

@testable import Feeds

/// A feed on a server of the simulation: it publishes by its own clock, fails now and then, and
/// knows what a good guest does.
struct SimulatedFeed {
  struct Entry {
    let number: Int
    let time: Int64
  }

  enum Validator: String {
    case etag
    case modified = "last-modified"

    /// Where a client sends it back.
    var question: String { self == .etag ? "if-none-match" : "if-modified-since" }
  }

  let url: String
  /// An address that redirects here for good.
  var redirectsFrom: String?
  /// The validator that its answers bear, if any: a client must give it back byte for byte.
  var validator: Validator? = .etag
  var maxAge: Int64?
  var ttlMinutes: Int?
  var window = 20
  /// Of requests that fail in one way or another.
  var faults = 0.0
  var goneAt: Int64?
  let minInterval: Int64

  private let published: [Entry]
  private var lastTag: String?
  private var hasSince: Int64 = .min
  private var freshUntil: Int64 = .min
  private var retryAt: Int64 = .min
  private var lastGoodAnswer: Int64 = .min
  private var isGoneSaid = false
  private var seen = 0

  /// `times`: when its entries are published, ascending.
  init(url: String, times: [Int64], minInterval: Int64 = 300_000) {
    self.url = url
    self.minInterval = minInterval
    published = times.enumerated().map { Entry(number: $0.offset, time: $0.element) }
  }

  struct Answered {
    var result: Result<HTTPResponse, FetchFailure>
    var shown: [Entry] = []
    var isWhole = false
    var tag: String?
    /// What its client must obey once it has this answer.
    var told = Told()
  }

  struct Told {
    var freshUntil: Int64?
    var retryAt: Int64?
    var gone = false
  }

  /// The client has the answer: from now on it knows.
  mutating func clientWas(told: Told) {
    freshUntil = told.freshUntil ?? freshUntil
    retryAt = told.retryAt ?? retryAt
    isGoneSaid = isGoneSaid || told.gone
  }

  mutating func answer(
    url asked: String, _ headers: [String: String], now: Int64, numbers: inout SeededNumbers,
    violations: inout [String]
  ) -> Answered {
    if asked == redirectsFrom {
      return Answered(
        result: .success(
          HTTPResponse(status: 301, headers: [HeaderField("location", url)])))
    }
    check(headers, now: now, &violations)
    if let goneAt, now >= goneAt {
      return Answered(
        result: .success(HTTPResponse(status: 410)), told: Told(gone: true))
    }
    if numbers.fraction() < faults { return fault(now: now, numbers: &numbers) }
    lastGoodAnswer = now
    let shown = Array(published[..<count(at: now)].suffix(window))
    var tag = "\"\(shown.last?.number ?? -1)-\(url.utf8.count)\""
    // As servers write it that do not know how: whoever reads and writes it anew is found out.
    if validator == .modified { tag = httpDate(shown.last?.time ?? 0).lowercased() + "  (last)" }
    var fields = [HeaderField("date", "x")]
    if let validator { fields.append(HeaderField(validator.rawValue, tag)) }
    var told = Told()
    if let maxAge {
      fields.append(HeaderField("cache-control", "public, max-age=\(maxAge)"))
      told.freshUntil = now + min(maxAge * 1000, 4 * 3_600_000)
    }
    if let validator, headers[validator.question] == tag {
      return Answered(result: .success(HTTPResponse(status: 304, headers: fields)), told: told)
    }
    let body = Array("<rss>\(shown.map { String($0.number) }.joined(separator: " "))</rss>".utf8)
    return Answered(
      result: .success(HTTPResponse(status: 200, headers: fields, body: body)), shown: shown,
      isWhole: true, tag: validator.map { _ in tag }, told: told)
  }

  private mutating func check(
    _ headers: [String: String], now: Int64, _ violations: inout [String]
  ) {
    let held = lastTag != nil && now < hasSince + Validators.lifetime
    if let validator, held, headers[validator.question] != lastTag {
      violations.append(
        "\(url): \(headers[validator.question] ?? "nothing") in place of \(lastTag ?? "")")
    }
    if now < freshUntil { violations.append("\(url): asked \(freshUntil - now) ms too early") }
    if now < retryAt { violations.append("\(url): asked \(retryAt - now) ms before Retry-After") }
    if isGoneSaid { violations.append("\(url): asked after 410") }
    if lastGoodAnswer > .min, now < lastGoodAnswer + minInterval {
      violations.append("\(url): asked again after \(now - lastGoodAnswer) ms")
    }
  }

  private mutating func fault(now: Int64, numbers: inout SeededNumbers) -> Answered {
    switch Int(numbers.fraction() * 8) {
    case 0: return Answered(result: .success(HTTPResponse(status: 500)))
    case 1:
      return Answered(result: .failure(FetchFailure("timeout", .soft, "no answer in time")))
    case 2:
      return Answered(result: .failure(FetchFailure("connect", .temporary, "no connection")))
    case 3: return Answered(result: .success(HTTPResponse(status: 404)))
    case 4:
      let wait = 1000 + Int64(numbers.fraction() * 7200)
      let until = now + wait * 1000
      return Answered(
        result: .success(
          HTTPResponse(status: 429, headers: [HeaderField("retry-after", "\(wait)")])),
        told: Told(retryAt: until))
    case 5:
      let until = (now / 1000 + 3600) * 1000
      return Answered(
        result: .success(
          HTTPResponse(status: 503, headers: [HeaderField("retry-after", httpDate(until))])),
        told: Told(retryAt: until))
    case 6:
      let page = Array("<!doctype html><title>Maintenance</title>".utf8)
      return Answered(result: .success(HTTPResponse(status: 200, body: page)))
    default: return Answered(result: .success(HTTPResponse(status: 200)))
    }
  }

  /// What the client holds from now on, once its answer has come whole.
  mutating func clientHas(tag: String?, since: Int64) {
    lastTag = tag
    hasSince = since
  }

  /// The desk's part: which entries are new, and how long they lay unseen.
  mutating func take(
    _ shown: [Entry], now: Int64, delays: inout [Int64], missed: inout Int
  ) -> StoredOutcome {
    let new = shown.filter { $0.number >= seen }
    let isFirst = seen == 0
    if let first = shown.first, first.number > seen, !isFirst { missed += first.number - seen }
    if !isFirst { delays += new.map { now - $0.time } }
    seen = max(seen, (shown.last?.number ?? -1) + 1)
    return StoredOutcome(
      seen: shown.count, new: new.count,
      entryKeys: shown.map { UInt64($0.number) &* 0x9E37_79B9_7F4A_7C15 },
      published: shown.map(\.time), hints: FeedHints(ttlMinutes: ttlMinutes))
  }

  private func count(at now: Int64) -> Int {
    var low = 0
    var high = published.count
    while low < high {
      let middle = (low + high) / 2
      if published[middle].time <= now { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
func httpDate(_ milliseconds: Int64) -> String {
  let f = NewsDate(milliseconds: milliseconds).fields
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
  return "Sun, \(two(f.day)) \(months[f.month - 1]) \(f.year) "
    + "\(two(f.hour)):\(two(f.minute)):\(two(f.second)) GMT"
}

/// Publication times over some days: `perDay` on average, more by day than by night (UTC).
func publicationTimes(
  perDay: Double, days: Int, from start: Int64, numbers: inout SeededNumbers
) -> [Int64] {
  var times: [Int64] = []
  for hour in 0..<(days * 24) {
    let weight = (7..<20).contains(hour % 24) ? 1.7 : 0.15
    let expected = perDay / 24 * weight
    var count = Int(expected)
    if numbers.fraction() < expected - Double(count) { count += 1 }
    for _ in 0..<count {
      times.append(start + Int64((Double(hour) + numbers.fraction()) * 3_600_000))
    }
  }
  return times.sorted()
}
