internal import Newsroom

// A story in a frame. Which part of how many it is stands in no frame: the reader counts.

extension FrameWriter {
  mutating func put(_ story: borrowing Story) {
    put(
      flags: story.isDeclared, story.urlIsUnique, story.isCanceled, story.isCorrection,
      story.hasOtherVersions, story.isPartial)
    put(story.headline)
    put(story.uri)
    put(story.url)
    put(story.date?.milliseconds)
    put(story.version.map(Int64.init))
    put(story.versionDate?.milliseconds)
    put(story.follows)
    put(story.filing?.names ?? [])
    put(story.filing?.replaces ?? [])
    put(story.filing?.mark?.text)
    put(story.content)
    put(story.title)
    put(story.derived)
    put(UInt32(clamping: story.warnings.count))
    for warning in story.warnings { put(warning.rawValue) }
    put(story.item)
    put(UInt8(story.member == nil ? 0 : 1))
    if let member = story.member { put(member) }
  }

  mutating func put(_ member: Member) {
    put(member.name)
    put(member.format?.rawValue)
    put(member.charset)
  }

  private mutating func put(_ digest: Digest) {
    for word in [digest.words.0, digest.words.1, digest.words.2, digest.words.3] { put(word) }
  }
}

extension FrameReader {
  /// Names of properties and codes of warnings: a story has a handful, a hostile one this many.
  private static let longestList = 4096

  /// A story whose `part` and `parts` are 0.
  mutating func story() throws(FrameError) -> Story {
    let flags = try flags(6)
    let headline = try optionalText()
    let uri = try text()
    guard !uri.isEmpty else { throw FrameError(reason: "a story without a uri") }
    let url = try optionalText()
    let date = try date()
    let version = try optionalNumber().map { Int($0) }
    let versionDate = try self.date()
    let follows = try texts(limit: Self.longestList)
    let filing = try filing()
    let content = try digest()
    let title = try digest()
    let derived = try texts(limit: Self.longestList)
    let warnings = try texts(limit: Self.longestList)
    let item = try slice()
    guard ItemCheck.isItem(item) else { throw FrameError(reason: "an item that is no JSON line") }
    let isOfArchive = try self.flags(1)[0]
    return Story(
      part: 0, of: 0, headline: headline, uri: uri, isDeclared: flags[0], url: url,
      urlIsUnique: flags[1], date: date, version: version, versionDate: versionDate,
      isCanceled: flags[2], isCorrection: flags[3], follows: follows, isPartial: flags[5],
      filing: filing, hasOtherVersions: flags[4], member: isOfArchive ? try member() : nil,
      content: content, title: title, derived: derived,
      warnings: warnings.map(Warning.init(rawValue:)), item: item)
  }

  private mutating func filing() throws(FrameError) -> Filing? {
    let names = try texts(limit: Self.longestList)
    let replaces = try texts(limit: Self.longestList)
    let mark = try optionalText().flatMap(Filing.Mark.init(text:))
    if names.isEmpty, replaces.isEmpty, mark == nil { return nil }
    return Filing(names: names, replaces: replaces, mark: mark)
  }

  /// A file of an archive.
  mutating func member() throws(FrameError) -> Member {
    let name = try optionalText()
    let format = try optionalText().map(Format.init(rawValue:))
    return Member(name: name, format: format, charset: try optionalText())
  }

  private mutating func date() throws(FrameError) -> NewsDate? {
    guard let milliseconds = try optionalNumber() else { return nil }
    // The years 1 to 9999, which four digits can write.
    guard (-62_135_596_800_000...253_402_300_799_999).contains(milliseconds) else {
      throw FrameError(reason: "a date in no year")
    }
    return NewsDate(milliseconds: milliseconds)
  }

  private mutating func digest() throws(FrameError) -> Digest {
    let a = try number64()
    let b = try number64()
    let c = try number64()
    return Digest(words: (a, b, c, try number64()))
  }
}
