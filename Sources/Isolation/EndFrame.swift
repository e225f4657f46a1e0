internal import Newsroom

// How a delivery ends: what holds for the whole of it, or why it became nothing.

extension FrameWriter {
  /// An `end` frame. Of a feed only what its poller reckons with.
  mutating func put(endOf transcript: Transcript, stories: Int) {
    begin(.end)
    defer { end() }
    put(UInt32(clamping: stories))
    put(transcript.format?.rawValue)
    put(transcript.charset)
    put(flags: transcript.breaksOff, transcript.feed != nil)
    guard let feed = transcript.feed else { return }
    for number in [feed.ttl, feed.updatePeriod, feed.updateFrequency] {
      put(number.map(Int64.init))
    }
    put(UInt32(bits: feed.skipHours))
    put(UInt32(bits: feed.skipDays))
  }

  /// A `rejected` frame.
  mutating func put(_ rejection: Rejection, charset: String?) {
    begin(.rejected)
    defer { end() }
    put(rejection.code)
    put(rejection.detail)
    put(rejection.format?.rawValue)
    put(charset)
  }
}

extension FrameReader {
  /// `stories`: what came before. Throws where it were not as many as the worker says.
  mutating func end(of stories: [Story]) throws(FrameError) -> Transcript {
    guard Int(try number32()) == stories.count else {
      throw FrameError(reason: "another number of stories than there came")
    }
    let format = try optionalText().map(Format.init(rawValue:))
    let charset = try optionalText()
    let flags = try flags(2)
    var feed: FeedInfo?
    if flags[1] {
      var info = FeedInfo()
      info.ttl = try optionalNumber().map { Int($0) }
      info.updatePeriod = try optionalNumber().map { Int($0) }
      info.updateFrequency = try optionalNumber().map { Int($0) }
      info.skipHours = Set(bits: try number32(), below: 24)
      info.skipDays = Set(bits: try number32(), below: 7)
      feed = info
    }
    try finish()
    var stories = stories
    for n in stories.indices {
      stories[n].part = n + 1
      stories[n].parts = stories.count
    }
    var transcript = Transcript(
      format: format, charset: charset, result: .success(stories), feed: feed)
    transcript.breaksOff = flags[0]
    return transcript
  }

  mutating func rejection() throws(FrameError) -> Transcript {
    let code = try text()
    // It is a reason by which people count and act.
    guard (1...64).contains(code.utf8.count),
      code.utf8.allSatisfy({
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      })
    else { throw FrameError(reason: "a reason that is none") }
    let detail = try text()
    guard detail.utf8.count <= 4096 else { throw FrameError(reason: "an endless reason") }
    let format = try optionalText().map(Format.init(rawValue:))
    let charset = try optionalText()
    try finish()
    return Transcript(
      format: format, charset: charset,
      result: .failure(Rejection(code: code, detail: detail, format: format)))
  }
}

extension UInt32 {
  /// The bits of small numbers.
  fileprivate init(bits numbers: Set<Int>) {
    self = numbers.reduce(0) { (0..<32).contains($1) ? $0 | 1 << UInt32($1) : $0 }
  }
}

extension Set<Int> {
  fileprivate init(bits: UInt32, below limit: Int) {
    self = Set((0..<limit).filter { bits >> UInt32($0) & 1 == 1 })
  }
}
