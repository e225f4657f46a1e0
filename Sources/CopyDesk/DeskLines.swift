internal import Identity
internal import Newsroom

// What the desk has decided, as lines of the two logs and keys of its index.
extension Desk {
  mutating func append(
    _ story: Story, _ placement: Placement, _ provenance: Provenance, _ now: NewsDate,
    warnings: [Warning] = []
  ) throws -> Verdict {
    let seq = stories.nextSeq
    var placement = placement
    // A kill's text is of no story.
    let signature = placement.kind == .cancel ? nil : NearSignature(item: story.item)
    if let signature, placement.kind == .story {
      placement.cluster = near.cluster(of: signature, before: seq, day: now.day)
    }
    let line = record.story(
      story, from: provenance, placed: placement, seq: seq, at: now, warnings: warnings)
    var logged = LoggedLine(seq: seq, at: now, kind: placement.kind.rawValue, story, provenance)
    logged.prev = placement.prev
    logged.warnings = story.warnings
    try stage(line, DeskKeys.ofStory(logged), in: stories)
    if let signature {
      near.learn(signature, seq: seq, cluster: placement.cluster ?? seq, day: now.day)
    }
    return switch placement.kind {
    case .story: .story(seq: seq)
    case .update: .update(seq: seq, of: placement.prev ?? seq)
    case .correction: .correction(seq: seq, of: placement.prev ?? seq)
    case .cancel: .cancel(seq: seq, of: placement.prev)
    }
  }

  /// A feed shows the same entries at each poll: there a duplicate is sighted once per source and
  /// story, and never in the source that the story itself came from. A file is sighted each time.
  mutating func duplicate(
    _ story: Story, of seq: UInt64, by match: RecordLine.Sighting.Match, _ provenance: Provenance,
    _ now: NewsDate
  ) throws -> Verdict {
    if provenance.route == .feed {
      let own = index.find(.content(story.content))?.hasTag(sourceTag(provenance.source)) ?? false
      let seen = index.find(.sighting(source: provenance.source, content: story.content)) != nil
      if own || seen { return .unchanged(of: seq) }
    }
    try sight(story, as: .duplicate(of: seq, by: match), of: seq, provenance, now)
    return .duplicate(of: seq)
  }

  /// What is seen again is known for another horizon: else a story that a feed goes on showing
  /// would be news again after that.
  mutating func refresh(_ story: Story, _ chain: IndexKey?, _ provenance: Provenance) {
    let content = IndexKey.content(story.content)
    guard index.isAgeing(content) || chain.map(index.isAgeing) ?? false else { return }
    renew(content, in: stories)
    if let chain { renew(chain, in: stories) }
    renew(.sighting(source: provenance.source, content: story.content), in: sightings)
  }

  mutating func renew(_ key: IndexKey, in log: some LineLog) {
    guard let entry = index.renewed(key) else { return }
    index.set(entry)
    log.carry([entry])
  }

  mutating func late(
    _ story: Story, of seq: UInt64, _ reason: String, _ provenance: Provenance, _ now: NewsDate
  ) throws -> Verdict {
    if provenance.route == .feed {
      let seen = IndexKey.sighting(source: provenance.source, content: story.content)
      if index.isAgeing(seen) { renew(seen, in: sightings) }
      if index.find(seen) != nil || reason == Warning.updatesCapped.rawValue {
        return .unchanged(of: seq)
      }
    }
    try sight(story, as: .late(of: seq, reason: reason), of: seq, provenance, now)
    return .late(of: seq)
  }

  private mutating func sight(
    _ story: Story, as sighting: RecordLine.Sighting, of: UInt64, _ provenance: Provenance,
    _ now: NewsDate
  ) throws {
    let seq = sightings.nextSeq
    let line = record.sighting(story, from: provenance, as: sighting, seq: seq, at: now)
    let kind = if case .late = sighting { "late" } else { "duplicate" }
    var logged = LoggedLine(seq: seq, at: now, kind: kind, story, provenance)
    logged.of = of
    try stage(line, DeskKeys.ofSighting(logged), in: sightings)
  }

  /// A feed shows the same archive at each poll: a member that is no story is sighted once.
  func identity(of lost: LostMember, _ provenance: Provenance) -> String? {
    guard provenance.route == .feed else { return nil }
    return "\(provenance.url ?? "")#\(lost.member.name ?? "\(lost.part)") \(lost.rejection.code)"
  }

  /// `lost`: the member of an archive that is rejected; nil: the delivery is.
  mutating func reject(
    _ rejection: Rejection, _ provenance: Provenance, _ lost: LostMember?, identity: String?,
    _ now: NewsDate
  ) throws -> Verdict {
    let part = lost?.part ?? 1
    // Sighted already, before a crash: the file must still find its way to where refused ones lie.
    if finished(provenance.delivery, rejected: part) != nil { return .rejected(rejection) }
    let fixture = identity.map { IndexKey.fixture(source: provenance.source, identity: $0) }
    if let fixture, let known = index.find(fixture) {
      if index.isAgeing(fixture) { renew(fixture, in: sightings) }
      return .unchanged(of: known.seq)
    }
    let seq = sightings.nextSeq
    let line = record.rejection(
      rejection, from: provenance, lost: lost, identity: identity, seq: seq, at: now)
    var logged = LoggedLine(seq: seq, at: now, kind: "rejected", nil, provenance)
    logged.identity = identity
    logged.part = part
    try stage(line, DeskKeys.ofSighting(logged), in: sightings)
    return .rejected(rejection)
  }

  private mutating func stage(_ line: [UInt8], _ entries: [IndexEntry], in log: some LineLog) throws
  {
    try log.stage(line, entries: entries)
    // Delivery keys serve a restart only.
    for entry in entries where entry.kind != .delivery { index.learn(entry) }
  }
}

extension LoggedLine {
  fileprivate init(
    seq: UInt64, at: NewsDate, kind: String, _ story: Story?, _ provenance: Provenance
  ) {
    self.seq = seq
    self.at = at
    self.kind = kind
    source = provenance.source
    uri = story?.uri
    url = story?.url
    content = story?.content
    title = story?.title
    if let story, story.headline != nil { words = Summary.words(ofItem: story.item) }
    route = provenance.route
    delivery = provenance.delivery
    part = story?.part ?? 1
    warnings = []
    follows = story?.follows ?? []
    filed = story?.filing?.names ?? []
  }
}
