internal import CopyDesk
internal import Newsroom

// How a delivery ends: what holds for the whole of it, or why it became nothing.

extension FrameWriter {
  /// An `end` frame. Of a feed only what its poller reckons with, and its name.
  mutating func put(endOf transcript: Transcript, stories: Int) {
    begin(.end)
    defer { end() }
    put(UInt32(clamping: stories))
    put(transcript.format?.rawValue)
    put(transcript.charset)
    put(UInt32(clamping: transcript.lost.count))
    for lost in transcript.lost {
      put(UInt32(clamping: lost.part))
      put(lost.member)
      put(lost.rejection)
    }
    put(flags: transcript.breaksOff, transcript.feed != nil)
    guard let feed = transcript.feed else { return }
    for number in [feed.ttl, feed.updatePeriod, feed.updateFrequency] {
      put(number.flatMap { FrameReader.interval.contains($0) ? Int64($0) : nil })
    }
    put(UInt32(bits: feed.skipHours))
    put(UInt32(bits: feed.skipDays))
    put(feed.heading)
    put(feed.links.prefix(FrameReader.mostLinks).flatMap { [$0.rel ?? "", $0.url] })
  }

  /// A `rejected` frame.
  mutating func put(_ rejection: Rejection, charset: String?) {
    begin(.rejected)
    defer { end() }
    put(rejection)
    put(charset)
  }

  private mutating func put(_ rejection: Rejection) {
    put(rejection.code)
    put(rejection.detail)
    put(rejection.format?.rawValue)
  }
}

extension FrameReader {
  /// `stories`: what came before. Throws where it were not as many as the worker says.
  mutating func end(of stories: consuming [Story]) throws(FrameError) -> Transcript {
    guard Int(try number32()) == stories.count else {
      throw FrameError(reason: "another number of stories than there came")
    }
    let format = try optionalText().map(Format.init(rawValue:))
    let charset = try optionalText()
    let lost = try lostMembers()
    let flags = try flags(2)
    var feed: FeedInfo?
    if flags[1] {
      var info = FeedInfo()
      info.ttl = try interval()
      info.updatePeriod = try interval()
      info.updateFrequency = try interval()
      info.skipHours = Set(bits: try number32(), below: 24)
      info.skipDays = Set(bits: try number32(), below: 7)
      info.title = try optionalText().map { SourceText($0) }
      info.links = try links()
      feed = info
    }
    try finish()
    var transcript = Transcript(format: format, charset: charset, result: .success([]), feed: feed)
    transcript.breaksOff = flags[0]
    try transcript.number(stories, lost)
    return transcript
  }

  /// What a feed says of its rhythm is reckoned with: minutes, seconds, times.
  fileprivate static let interval = 0...1 << 32
  fileprivate static let mostLinks = 64

  private mutating func interval() throws(FrameError) -> Int? {
    guard let number = try optionalNumber() else { return nil }
    guard let value = Int(exactly: number), Self.interval.contains(value) else {
      throw FrameError(reason: "a time that is none")
    }
    return value
  }

  private mutating func links() throws(FrameError) -> [Link] {
    let words = try texts(limit: 2 * Self.mostLinks)
    guard words.count.isMultiple(of: 2) else { throw FrameError(reason: "half a link") }
    return stride(from: 0, to: words.count, by: 2).map { n in
      Link(url: words[n + 1], rel: words[n].isEmpty ? nil : words[n])
    }
  }

  /// Files of an archive that became no story, in the order of their parts.
  private mutating func lostMembers() throws(FrameError) -> [LostMember] {
    let count = Int(try number32())
    // Part, three that may be missing, a code's length, a detail's, and a format.
    guard count <= remaining / 16 else { throw FrameError(reason: "a list of \(count)") }
    var lost: [LostMember] = []
    lost.reserveCapacity(count)
    for _ in 0..<count {
      let part = Int(try number32())
      let member = try member()
      lost.append(LostMember(part: part, parts: 0, member: member, rejection: try reason()))
    }
    return lost
  }

  mutating func rejection() throws(FrameError) -> Transcript {
    let rejection = try reason()
    let charset = try optionalText()
    try finish()
    return Transcript(format: rejection.format, charset: charset, result: .failure(rejection))
  }

  private mutating func reason() throws(FrameError) -> Rejection {
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
    return Rejection(code: code, detail: detail, format: format)
  }
}

extension Transcript {
  /// Gives each story and each lost member its place: those have theirs, the stories take what is
  /// left, in their order.
  fileprivate mutating func number(
    _ received: consuming [Story], _ lost: [LostMember]
  ) throws(FrameError) {
    // Nobody else has them: they are numbered where they stand.
    var stories = consume received
    let parts = stories.count + lost.count
    var next = 1
    var n = 0
    func fill(upTo part: Int) {
      while next < part, n < stories.count {
        stories[n].part = next
        stories[n].parts = parts
        (n, next) = (n + 1, next + 1)
      }
    }
    for member in lost {
      fill(upTo: member.part)
      guard member.part == next else { throw FrameError(reason: "parts that do not add up") }
      next += 1
      self.lost.append(member)
      self.lost[self.lost.count - 1].parts = parts
    }
    fill(upTo: parts + 1)
    result = .success(stories)
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
