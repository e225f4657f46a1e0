internal import Identity
package import Newsroom

/// Decides what each story is, and stages its line: one step, by one single writer.
///
/// The order of decisions is the one of canonical-text.md. Of its step 6 the half that is measurable
/// is built: what is nearly the same is a story of the same cluster. The desk holds no file: it sees
/// two `LineLog`s and its indices.
package struct Desk<Stories: LineLog, Sightings: LineLog> {
  package internal(set) var index: DedupIndex
  let stories: Stories
  let sightings: Sightings
  private let updatesPerDay: Int
  /// Deliveries that a crash left between claim and done, by `IndexKey.deliveryPrefix`.
  private var unfinished: Set<UInt64>
  /// Updates today by chain: churning feeds must not flood the log.
  private var updates: [IndexKey: Int] = [:]
  private var updatesDay = 0
  /// What the latest stories say, for `cluster`.
  var near = NearIndex()
  let record = RecordLine()

  /// `updatesPerDay`: how many updates of one uri are logged in a day; later ones are counted.
  package init(
    index: DedupIndex, stories: Stories, sightings: Sightings, updatesPerDay: Int,
    unfinished: Set<UInt64>
  ) {
    self.index = index
    self.stories = stories
    self.sightings = sightings
    self.updatesPerDay = updatesPerDay
    self.unfinished = unfinished
  }

  /// Decides on all of a delivery and stages what it becomes. Nothing is promised until the logs
  /// have been committed. `today`: the day by which the horizon is reckoned, where that is not the
  /// one of `now`.
  package mutating func take(
    _ submission: Submission, at now: NewsDate, ageingBy today: Int? = nil
  ) throws -> Receipt {
    index.today = today ?? now.day
    let provenance = submission.provenance
    var verdicts: [Verdict] = []
    switch submission.outcome {
    case .stories(let list):
      verdicts.reserveCapacity(list.count + submission.lost.count)
      for story in list { verdicts.append(try take(story, provenance, now)) }
      for lost in submission.lost {
        verdicts.append(
          try reject(
            lost.rejection, provenance, lost, identity: identity(of: lost, provenance), now))
      }
    case .rejected(let rejection):
      verdicts = [try reject(rejection, provenance, nil, identity: nil, now)]
    case .refused(let rejection, let identity):
      verdicts = [try reject(rejection, provenance, nil, identity: identity, now)]
    }
    return Receipt(delivery: provenance.delivery, verdicts: verdicts)
  }

  /// Deliveries that are about to be read again, and the keys under which the logs know them.
  package mutating func remember(_ deliveries: [String], _ entries: [IndexEntry]) {
    unfinished.formUnion(deliveries.map(IndexKey.deliveryPrefix))
    for entry in entries where entry.kind == .delivery { index.set(entry) }
  }

  /// How many of the log's latest lines are to be recalled at a start.
  package static var recalled: UInt64 { NearIndex.window }

  /// Learns again what a line of the stories log says, after a restart: the latest ones in their
  /// order.
  package mutating func recall(_ line: ArraySlice<UInt8>) {
    var (seq, cluster, day): (UInt64?, UInt64?, Int?)
    var isCancel = false
    var members = LineScanner(line)
    while let (name, value) = members.next() {
      if name.equals("seq") { seq = value.jsonSeq }
      if name.equals("ts") { day = value.jsonString.flatMap(NewsDate.init(timestamp:))?.day }
      if name.equals("kind") { isCancel = value.equals("\"cancel\"") }
      if name.equals("cluster") { cluster = value.jsonSeq }
      guard name.equals("item") else { continue }
      if let seq, let day, !isCancel, let signature = NearSignature(item: value) {
        near.learn(signature, seq: seq, cluster: cluster ?? seq, day: day)
      }
      return
    }
  }

  /// Forgets which deliveries a crash left: all of them have been read again.
  package mutating func forgetUnfinished() { unfinished = [] }

  // MARK: Decisions

  private mutating func take(
    _ received: Story, _ provenance: Provenance, _ now: NewsDate
  ) throws -> Verdict {
    var story = received
    if let seq = finished(provenance.delivery, part: story.part) { return .unchanged(of: seq) }
    let link = link(of: story)
    let filed = link.head == nil ? try filed(story) : nil
    let (chain, head) = filed.map { ($0.key, $0.head) } ?? (link.key, link.head)
    if filed?.rule.isDeclared == false { story.derived.append("prev") }

    if story.isCanceled || filed?.rule.isKill == true {
      return try cancel(story, head, provenance, now)
    }
    if let head, head.hasTag(story.content.words.0) {
      if story.isCorrection, let chain, try changesHeadline(story, of: head) {
        return try revise(story, chain, head, nil, provenance, now)
      }
      refresh(story, chain, provenance)
      let match: RecordLine.Sighting.Match =
        filed != nil ? .content : story.isDeclared ? .uri : .url
      return try duplicate(story, of: head.seq, by: match, provenance, now)
    }
    var twin = index.find(.content(story.content))
    if story.content == ContentHash.ofNothing, chain != nil { twin = nil }
    // The same words under another name. Not so where they are an older revision of this very
    // chain, come back: that is a change of what its readers see now.
    if let twin, try twin.seq > head?.seq ?? 0 || isKnownPredecessor(story, of: head) {
      refresh(story, chain, provenance)
      return try duplicate(story, of: twin.seq, by: .content, provenance, now)
    }
    if let tied = try tied(story, besides: head, provenance) {
      let known = tied.hasTag(story.content.words.0) ? tied.seq : twin?.seq ?? 0
      if known >= tied.seq {
        refresh(story, chain, provenance)
        return try duplicate(story, of: known, by: .url, provenance, now)
      }
      if let chain { return try revise(story, chain, tied, twin, provenance, now) }
    }
    if let filed, filed.rule.isLate {
      return try late(story, of: filed.head.seq, "older-version", provenance, now)
    }
    if let head, let chain { return try revise(story, chain, head, twin, provenance, now) }
    if let summary = try summary(of: story) {
      story.derived.append("prev")
      let placement = Placement(
        kind: story.isCorrection ? .correction : .update, rev: summary.line.rev + 1,
        prev: summary.seq, cluster: summary.line.cluster)
      return try append(linked(story, to: summary.line), placement, provenance, now)
    }
    var warnings: [Warning] = story.filing?.mark?.kind == .kill ? [.killInText] : []
    // What it changes is not there.
    if story.isPartial { warnings.append(.partialUpdate) }
    return try append(story, Placement(kind: .story), provenance, now, warnings: warnings)
  }

  /// The chain that a story belongs to and its latest line: by its own name, else (step 2) by the
  /// first name that it says it follows.
  private func link(of story: Story) -> (key: IndexKey?, head: IndexEntry?) {
    let own = DeskKeys.chainKey(uri: story.uri, url: story.url, shared: !story.urlIsUnique)
    if let own, let head = index.find(own) { return (own, head) }
    for name in story.follows {
      let key = DeskKeys.chainKey(name)
      if let head = index.find(key) { return (key, head) }
    }
    return (own, nil)
  }

  func revision(_ seq: UInt64) throws -> Revision? {
    try Revision(stories.line(seq: seq), seq: seq)
  }

  private func changesHeadline(_ story: Story, of head: IndexEntry) throws -> Bool {
    try revision(head.seq)?.hasOtherTitle(than: story) ?? false
  }

  /// Whether a chain has gone on from that story under another name: its words, come again, are
  /// the story that they were.
  private func isKnownPredecessor(_ story: Story, of head: IndexEntry?) throws -> Bool {
    guard let head else { return false }
    return try revision(head.seq)?.names(story) ?? false
  }

  /// The line that a story of a feed follows by its address, where its guid is new or another
  /// story's: one whose own guid named several stories when it was logged, and so none. `head`: the
  /// line that the guid leads to.
  private func tied(
    _ story: Story, besides head: IndexEntry?, _ provenance: Provenance
  ) throws -> IndexEntry? {
    guard provenance.route == .feed, story.isDeclared, story.urlIsUnique, let url = story.url,
      let own = index.find(.url(CleanURL.key(url))), own.seq > 0, own.seq != head?.seq,
      let line = try revision(own.seq),
      line.warnings.contains(Warning.guidShared.rawValue)
    else { return nil }
    guard let head else { return own }
    let other = try revision(head.seq)
    return other?.isOther(than: story) == true ? own : nil
  }

  private mutating func cancel(
    _ story: Story, _ head: IndexEntry?, _ provenance: Provenance, _ now: NewsDate
  ) throws -> Verdict {
    guard let head, let previous = try revision(head.seq) else {
      return try append(story, Placement(kind: .cancel), provenance, now)
    }
    if previous.kind == "cancel" {
      // A second notice says it in other words, which must not be lost.
      guard head.hasTag(story.content.words.0) else {
        return try late(story, of: head.seq, "canceled", provenance, now)
      }
      let match: RecordLine.Sighting.Match = story.isDeclared ? .uri : .content
      return try duplicate(story, of: head.seq, by: match, provenance, now)
    }
    let placement = Placement(
      kind: .cancel, rev: previous.rev + 1, prev: head.seq, cluster: previous.cluster)
    return try append(linked(story, to: previous), placement, provenance, now)
  }

  /// Step 2 (an explicit link), 3 (a declared uri) and 5 (an address): the words have changed.
  /// `twin`: a line from before the chain's head that bears these very words.
  private mutating func revise(
    _ story: Story, _ chain: IndexKey, _ head: IndexEntry, _ twin: IndexEntry?,
    _ provenance: Provenance, _ now: NewsDate
  ) throws -> Verdict {
    guard let previous = try revision(head.seq) else {
      // Retention has taken the line that this one would follow: its chain begins anew.
      return try append(story, Placement(kind: .story), provenance, now)
    }
    if previous.kind == "cancel" || previous.mark?.kind == .kill {
      return try late(story, of: head.seq, "canceled", provenance, now)
    }
    if previous.cameBefore(story) {
      return try late(story, of: head.seq, "superseded", provenance, now)
    }
    let isOther =
      story.isDeclared
      ? story.follows.isEmpty && previous.isOther(than: story)
      : previous.isOtherAtAddress(than: story, from: provenance.source)
    if let twin, isOther || isOnlyShownAgain(story, after: previous, twin, provenance) {
      refresh(story, chain, provenance)
      return try duplicate(story, of: twin.seq, by: .content, provenance, now)
    }
    if isOther {
      return try append(
        story, Placement(kind: .story), provenance, now,
        warnings: story.isDeclared ? [.guidReused] : [])
    }
    if previous.isNewer(than: story) {
      return try late(story, of: head.seq, "older-version", provenance, now)
    }
    // A correction is never one too many.
    let count = story.isCorrection ? 0 : try countUpdate(chain, from: head.seq, now)
    if count > updatesPerDay {
      return try late(story, of: head.seq, Warning.updatesCapped.rawValue, provenance, now)
    }
    let placement = Placement(
      kind: story.isCorrection ? .correction : .update, rev: previous.rev + 1, prev: head.seq,
      cluster: previous.cluster)
    return try append(
      linked(story, to: previous), placement, provenance, now,
      warnings: count == updatesPerDay ? [.updatesCapped] : [])
  }

  /// The story with all names of the chain that it becomes the head of.
  private func linked(_ story: Story, to previous: Revision) -> Story {
    var story = story.isPartial ? PartialStory.completed(story, from: previous) : story
    story.follows = previous.chainNames(with: story)
    let filed = previous.filedNames(with: story)
    if !filed.isEmpty {
      story.filing = story.filing ?? Filing()
      story.filing?.names = filed
    }
    return story
  }

  /// Whether known words that are not those of their chain's head are no change of what their
  /// readers see. In a feed they are none where the same document holds the newer version too, and
  /// where the head came by another source: this one goes on showing what it has always shown.
  private func isOnlyShownAgain(
    _ story: Story, after head: Revision, _ twin: IndexEntry, _ provenance: Provenance
  ) -> Bool {
    guard provenance.route == .feed else { return false }
    if story.hasOtherVersions { return true }
    let source = provenance.source
    guard head.source != source else { return false }
    return twin.hasTag(sourceTag(source))
      || index.find(.sighting(source: source, content: story.content)) != nil
  }

  func finished(_ delivery: String, part: Int) -> UInt64? {
    guard !unfinished.isEmpty, unfinished.contains(IndexKey.deliveryPrefix(delivery)) else {
      return nil
    }
    return index.find(.delivery(delivery, part: part))?.seq
  }

  func finished(_ delivery: String, rejected part: Int) -> UInt64? {
    finished(delivery, part: DeskKeys.rejectedPart(part))
  }

  /// How many updates of this chain today has, with the one that is about to be logged. After a
  /// restart the chain itself is asked, backwards, no further than the cap.
  private mutating func countUpdate(
    _ chain: IndexKey, from head: UInt64, _ now: NewsDate
  ) throws -> Int {
    if updatesDay != now.day {
      updates = [:]
      updatesDay = now.day
    }
    if let known = updates[chain] {
      updates[chain] = known + 1
      return known + 1
    }
    var count = 1
    var seq: UInt64? = head
    while let at = seq, count <= updatesPerDay,
      let line = try stories.line(seq: at).flatMap({ LoggedLine($0[...]) }),
      line.kind == "update", line.at?.day == now.day
    {
      count += 1
      seq = line.prev
    }
    updates[chain] = count
    return count
  }
}
