// What two values say together: each may be right by itself.

extension Reading {
  /// `isListWrong`: whether something is wrong with the file of feeds.
  mutating func checkAgreement(of configuration: Configuration, isListWrong: Bool) {
    // Where something else is wrong, an inbox may only be misspelled. Who names a file of feeds
    // may have none yet.
    if configuration.inboxes.isEmpty, configuration.feeds.isEmpty, mistakes.errors.isEmpty,
      !isListWrong, configuration.feedsFile == nil
    {
      mistakes.add(
        .place(line: 1, column: 1), "the file has neither inboxes nor feeds",
        mend: "add 'inboxes: …' or 'feeds: …'")
    }
    checkRolls(configuration.log)
    checkFeeds(configuration.feeds, bearers: Self.bearers(configuration.inboxes))
    for (index, mapping) in configuration.mappings.enumerated() { check(mapping, index) }
    for (index, inbox) in configuration.inboxes.enumerated() {
      checkDepth(of: inbox, index)
      checkState(configuration.state, inbox, index)
      for (other, earlier) in configuration.inboxes[..<index].enumerated() {
        checkNames(inbox, index, earlier, other)
        checkFolders(inbox, index, earlier, other)
      }
    }
  }

  private mutating func checkRolls(_ log: LogConfiguration) {
    guard log.rollGap > log.rollInterval,
      wrong.isDisjoint(with: ["log.roll_gap", "log.roll_interval"]),
      let origin = origins["log.roll_gap"] ?? origins["log.roll_interval"]
    else { return }
    let gap = Units.spelled(milliseconds: log.rollGap.milliseconds)
    let interval = Units.spelled(milliseconds: log.rollInterval.milliseconds)
    mistakes.add(
      origin, "roll_gap \(gap) is longer than roll_interval \(interval)",
      mend: "make roll_gap the shorter one")
  }

  /// Who bears which name.
  static func bearers(_ inboxes: [InboxConfiguration]) -> [String: String] {
    Dictionary(inboxes.map { ($0.name, "an inbox") }) { first, _ in first }
  }

  /// Feeds beyond those of this file have no origins here, and are checked by their own reading.
  mutating func checkFeeds(_ feeds: [FeedConfiguration], bearers: [String: String]) {
    var bearers = bearers
    for (index, feed) in feeds.enumerated() {
      let name = origins["feeds[\(index)].name"]
      if let bearer = bearers[feed.name], let name {
        mistakes.add(
          name, "feed \(quoted(feed.name)) bears the name of \(bearer)",
          mend: "give each a name of its own")
      }
      bearers[feed.name] = "another feed"
      let bounds = ["interval", "min_interval", "max_interval"].map { "feeds[\(index)].\($0)" }
      guard feed.minInterval > feed.interval || feed.interval > feed.maxInterval,
        wrong.isDisjoint(with: bounds),
        let origin = bounds.compactMap({ origins[$0] }).first ?? name
      else { continue }
      func spell(_ duration: Duration) -> String {
        Units.spelled(milliseconds: duration.milliseconds)
      }
      mistakes.add(
        origin,
        "min_interval \(spell(feed.minInterval)), interval \(spell(feed.interval)) and "
          + "max_interval \(spell(feed.maxInterval)) do not rise",
        mend: "let each be at least as long as the one before")
    }
  }

  private mutating func check(_ mapping: MappingConfiguration, _ index: Int) {
    let place = "mappings[\(index)]"
    if mapping.fields["headline"] == nil, mapping.fields["body"] == nil,
      let origin = origins["\(place).name"]
    {
      mistakes.add(
        origin, "mapping \(quoted(mapping.name)) has neither a headline nor a body",
        mend: "add 'fields:' with 'headline: …' and 'body: …' below it")
    }
    let prefixes = Set(mapping.namespaces.keys)
    if let item = mapping.item { check(item, "item", at: "\(place).item", prefixes) }
    for (field, _) in MappingConfiguration.fieldDocs {
      for (n, path) in (mapping.fields[field] ?? []).enumerated() {
        check(path, field, at: "\(place).fields.\(field)[\(n)]", prefixes)
      }
    }
  }

  private mutating func check(
    _ path: String, _ name: String, at place: String, _ prefixes: Set<String>
  ) {
    guard let origin = origins[place], let flaw = pathFlaw(path, prefixes) else { return }
    mistakes.add(origin, "\(name) \(shown(path)): \(flaw.message)", mend: flaw.mend)
  }

  private mutating func checkDepth(of inbox: InboxConfiguration, _ index: Int) {
    for folder in inbox.sources.keys.sorted() {
      let levels = folder.split(separator: "/").count
      guard levels > inbox.depth, !wrong.contains("inboxes[\(index)].depth"),
        let origin = origins["inboxes[\(index)].sources.\(folder)"]
      else { continue }
      mistakes.add(
        origin, "folder \(quoted(folder)) is \(levels) levels deep, and depth is \(inbox.depth)",
        mend: "raise depth")
    }
  }

  private mutating func checkState(_ state: String, _ inbox: InboxConfiguration, _ index: Int) {
    guard !wrong.contains("state"), let origin = origins["inboxes[\(index)].path"] else { return }
    let mend = "put the two beside each other"
    if state == inbox.path {
      mistakes.add(origin, "\(inbox.path) is the state directory too", mend: mend)
    } else if Path.contains(state, inbox.path) {
      mistakes.add(origin, "\(inbox.path) lies inside the state directory \(state)", mend: mend)
    } else if Path.contains(inbox.path, state) {
      mistakes.add(
        origin, "the state directory \(state) lies inside the inbox \(inbox.path)", mend: mend)
    }
  }

  private mutating func checkNames(
    _ inbox: InboxConfiguration, _ index: Int, _ earlier: InboxConfiguration, _ other: Int
  ) {
    guard inbox.name == earlier.name, let origin = origins["inboxes[\(index)].name"] else { return }
    mistakes.add(
      origin, "two inboxes bear the name \(quoted(inbox.name))\(line(of: other, "name"))",
      mend: "give each a name of its own")
  }

  private mutating func checkFolders(
    _ inbox: InboxConfiguration, _ index: Int, _ earlier: InboxConfiguration, _ other: Int
  ) {
    guard let origin = origins["inboxes[\(index)].path"],
      origins["inboxes[\(other)].path"] != nil
    else { return }
    let there = line(of: other, "path")
    if inbox.path == earlier.path {
      mistakes.add(
        origin, "two inboxes have the path \(inbox.path)\(there)",
        mend: "give each a folder of its own")
    } else if Path.contains(earlier.path, inbox.path) || Path.contains(inbox.path, earlier.path) {
      let (inner, outer) =
        Path.contains(earlier.path, inbox.path) ? (inbox, earlier) : (earlier, inbox)
      mistakes.add(
        origin, "inbox \(inner.path) lies inside inbox \(outer.path)\(there)",
        mend: "put the two beside each other, or name the inner one in the outer one's sources")
    }
  }

  /// `, first in line 7`.
  private func line(of index: Int, _ key: String) -> String {
    guard case .place(let line, _)? = origins["inboxes[\(index)].\(key)"] else { return "" }
    return ", first in line \(line)"
  }
}
