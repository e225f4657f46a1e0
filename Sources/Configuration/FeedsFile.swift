internal import Glibc

/// The file of feeds that `wireroom feeds` writes: `feeds:` with a list of the same form as in the
/// configuration.
///
/// It may be written in by hand too: a change touches the lines of its own feed only, comments and
/// all else stay. What a change would come to is read before it is written, so that no file ever
/// lies there that the daemon refuses.
package struct FeedsFile: Sendable {
  package static let defaultName = "feeds.yaml"

  package let path: String
  package let feeds: [FeedConfiguration]
  private let bytes: [UInt8]
  /// The line of the first key of each feed, counted from 1.
  private let lines: [Int]

  static let schema: [Key<Configuration>] = Configuration.schema.filter { $0.name == "feeds" }

  private static let head = """
    # Feeds that `wireroom feeds` keeps. Write here too if you like: each may have every key of a
    # feed (man wireroom.yaml), and what you add or comment stays.
    feeds:

    """

  /// Reads the file at `path`; an empty one where there is none.
  package static func load(path: String) throws(ConfigurationErrors) -> FeedsFile {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try contents(of: path)
    } catch {
      throw ConfigurationErrors([Self.unreadable(path, error)])
    }
    return try FeedsFile(path: path, bytes: bytes)
  }

  /// As the file at `path` would be.
  package init(path: String, bytes: [UInt8]) throws(ConfigurationErrors) {
    var reading = Reading(
      folder: Path.folder(of: path), environment: [:], mistakes: Mistakes(file: path))
    var configuration = Configuration()
    reading.addFeeds(from: bytes, to: &configuration)
    try Mistakes.throwIfAny(reading.mistakes)
    self.path = path
    feeds = configuration.feeds
    self.bytes = bytes
    lines = feeds.indices.map { index in
      guard case .place(let line, _)? = reading.origins["feeds[\(index)]"] else { return 0 }
      return line
    }
  }

  /// The bytes at `path`; none where there is no file.
  static func contents(of path: String) throws(SystemError) -> [UInt8] {
    do throws(SystemError) {
      return try fileContents(of: path, atMost: Source.largestList)
    } catch {
      if error.number == ENOENT { return [] }
      throw error
    }
  }

  static func unreadable(_ path: String, _ error: SystemError) -> ConfigurationError {
    ConfigurationError(
      file: path, message: "cannot be read: \(error.text)", mend: "let the daemon's user read it")
  }

  /// What is wrong with a feed that is to be added; nil: nothing is.
  package static func mistake(of feed: FeedConfiguration) -> String? {
    let text = "feeds:\n" + FeedText.lines(of: feed, indent: "  ")
    do throws(ConfigurationErrors) {
      _ = try FeedsFile(path: "", bytes: Array(text.utf8))
      return nil
    } catch {
      return error.errors.first.map { "\($0.message); \($0.mend)" }
    }
  }

  /// A change that the file's form does not allow.
  package struct NotEditable: Error, Sendable, CustomStringConvertible {
    package let path: String
    package var description: String {
      "\(path) is written in a form that cannot be changed line by line; change it by hand"
    }
  }

  /// The whole text with more feeds at its end.
  package func adding(_ more: [FeedConfiguration]) throws(NotEditable) -> [UInt8] {
    guard !more.isEmpty else { return bytes }
    let indent = lines.first.flatMap(indent) ?? "  "
    let added = Array(more.map { FeedText.lines(of: $0, indent: indent) }.joined().utf8)
    var before = bytes.isEmpty ? Array(Self.head.utf8) : bytes
    if before.last != Self.newline { before.append(Self.newline) }
    var ways = [before + added]
    if feeds.isEmpty {
      // Emptied by hand, or with comments alone.
      ways.append(before.replacing("feeds: []".utf8, with: "feeds:".utf8) + added)
      ways.append(before + Array("feeds:\n".utf8) + added)
    }
    for way in ways where isProved(way, feeds + more) { return way }
    throw NotEditable(path: path)
  }

  /// The whole text without the feeds of these names.
  package func removing(_ names: Set<String>) throws(NotEditable) -> [UInt8] {
    let all = bytes.split(separator: Self.newline, omittingEmptySubsequences: false)
    var keep = [Bool](repeating: true, count: all.count)
    for (index, feed) in feeds.enumerated() where names.contains(feed.name) {
      let from = lines[index] - 1
      var to = index + 1 < lines.count ? lines[index + 1] - 1 : all.count
      guard all.indices.contains(from), from < to, to <= all.count else {
        throw NotEditable(path: path)
      }
      // What stands between two feeds speaks of the next one.
      while to > from + 1, Self.saysNothing(all[to - 1]) { to -= 1 }
      for line in from..<to { keep[line] = false }
    }
    let left = zip(all, keep).filter(\.1).map(\.0)
    let out = Array(left.joined(separator: CollectionOfOne(Self.newline)))
    guard isProved(out, feeds.filter { !names.contains($0.name) }) else {
      throw NotEditable(path: path)
    }
    return out
  }

  private static let newline = UInt8(ascii: "\n")

  private static func saysNothing(_ line: ArraySlice<UInt8>) -> Bool {
    let first = line.first { $0 > 0x20 }
    return first == nil || first == UInt8(ascii: "#")
  }

  /// What stands before the `-` of the feed that begins in a line, counted from 1.
  private func indent(ofLine line: Int) -> String? {
    let all = bytes.split(
      separator: Self.newline, maxSplits: max(0, line), omittingEmptySubsequences: false)
    guard line > 0, line <= all.count else { return nil }
    let spaces = all[line - 1].prefix { $0 == 0x20 }
    guard all[line - 1].dropFirst(spaces.count).first == UInt8(ascii: "-") else { return nil }
    return String(repeating: " ", count: spaces.count)
  }

  private func isProved(_ bytes: [UInt8], _ wanted: [FeedConfiguration]) -> Bool {
    guard let read = try? FeedsFile(path: path, bytes: bytes) else { return false }
    return read.feeds == wanted
  }
}

extension Configuration {
  /// Where the file of feeds lies of the configuration that was read from `path`.
  package func feedsPath(besides path: String) -> String {
    let folder = realPath(of: Path.folder(of: path)) ?? Path.folder(of: path)
    return feedsFile ?? folder + "/" + FeedsFile.defaultName
  }
}

extension Reading {
  /// Reads the file of feeds behind those that there are. `bytes`: nil where it cannot be read.
  mutating func addFeeds(from bytes: [UInt8]?, to configuration: inout Configuration) {
    guard let bytes else {
      return mistakes.add(
        .place(line: 1, column: 1), "cannot be read", mend: "let the daemon's user read it")
    }
    guard !bytes.isEmpty else { return }
    var list = Configuration()
    read(bytes, FeedsFile.schema, atMost: Source.largestList, into: &list)
    var bearers = Self.bearers(configuration.inboxes)
    for feed in configuration.feeds { bearers[feed.name] = "a feed of the configuration" }
    checkFeeds(list.feeds, bearers: bearers)
    configuration.feeds += list.feeds
    guard configuration.feeds.count > 10_000 else { return }
    mistakes.add(
      .place(line: 1, column: 1), "\(configuration.feeds.count) feeds are there with these",
      mend: "have at most 10000")
  }
}
