internal import Identity
package import Newsroom

/// Under which keys a line of the log is found again. The same rules serve the moment of the
/// append and the replay after a restart, so that the index is always a function of the log.
package enum DeskKeys {
  /// Marks a derived uri: such a story has no declared identity.
  static let derivedPrefix = "ni:///sha-256;"

  /// The keys of a line of the stories log.
  package static func ofStory(_ line: LoggedLine) -> [IndexEntry] {
    guard let content = line.content, let uri = line.uri else { return [] }
    let day = line.at?.day ?? 0
    var entries = [
      IndexKey.content(content).entry(seq: line.seq, tag: sourceTag(line.source), day: day)
    ]
    if let key = chainKey(uri: uri, url: line.url, shared: line.warnings.contains(.urlShared)) {
      entries.append(key.entry(seq: line.seq, tag: content.words.0, day: day))
    }
    // Who asks for an earlier name of the chain finds its head.
    for name in line.follows {
      entries.append(chainKey(name).entry(seq: line.seq, tag: content.words.0, day: day))
    }
    for name in line.filed {
      entries.append(IndexKey.filing(name).entry(seq: line.seq, tag: content.words.0, day: day))
    }
    if line.mayGrow, let title = line.title {
      entries.append(
        IndexKey.summary(title: title).entry(seq: line.seq, tag: content.words.0, day: day))
    }
    if let key = deliveryKey(line) { entries.append(key.entry(seq: line.seq, day: day)) }
    return entries
  }

  /// The keys of a line of the sightings log.
  package static func ofSighting(_ line: LoggedLine) -> [IndexEntry] {
    let day = line.at?.day ?? 0
    var entries: [IndexEntry] = []
    if let content = line.content {
      entries.append(
        IndexKey.sighting(source: line.source, content: content).entry(seq: line.seq, day: day))
      // A duplicate's own uri is another name of the story that it repeats: an update that comes
      // under it belongs to that chain.
      if line.kind == "duplicate", let uri = line.uri, let of = line.of {
        if let key = chainKey(uri: uri, url: nil, shared: true) {
          entries.append(key.entry(seq: of, tag: content.words.0, day: day))
        }
        for name in line.filed {
          entries.append(IndexKey.filing(name).entry(seq: of, tag: content.words.0, day: day))
        }
      }
    }
    if let identity = line.identity {
      entries.append(
        IndexKey.fixture(source: line.source, identity: identity).entry(seq: line.seq, day: day))
    }
    if let key = deliveryKey(line) { entries.append(key.entry(seq: line.seq, day: day)) }
    return entries
  }

  /// What ties revisions together: the declared uri, else an address that is the story's own.
  static func chainKey(uri: String, url: String?, shared: Bool) -> IndexKey? {
    if !uri.hasPrefix(derivedPrefix) { return chainKey(uri) }
    if let url, !shared { return .url(CleanURL.key(url)) }
    return nil
  }

  /// What a declared uri ties.
  static func chainKey(_ uri: String) -> IndexKey { .uri(CleanURL.idKey(uri)) }

  /// Only an inbox file can be read again under its old delivery id, after a crash.
  private static func deliveryKey(_ line: LoggedLine) -> IndexKey? {
    guard line.route == .inbox, let delivery = line.delivery else { return nil }
    let part = line.kind == "rejected" ? rejectedPart(line.part) : line.part
    return .delivery(delivery, part: part)
  }

  /// Under which number a rejected part is remembered: a configuration that came with the restart
  /// may make a story of what was none before, and that one must not count as taken.
  static func rejectedPart(_ part: Int) -> Int { -part }
}

extension Warning {
  /// Another story of the same document bears the same address, which therefore names neither.
  package static let urlShared = Warning(rawValue: "url-shared")
}
