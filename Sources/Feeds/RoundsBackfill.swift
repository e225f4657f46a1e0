internal import Newsroom

// A window that has rolled over whole since the last poll, of a feed that says where its older
// entries are (RFC 5005: `prev-archive`, or `next` of a paged feed): these are fetched until one is
// met that was there before, so that nothing is missed. Nothing of the feed itself is remembered
// until then; a crash leads to the same again.

extension Poll {
  /// What the feed's own address has brought, and what the pages behind it so far.
  struct Held: Sendable {
    let outcome: StoredOutcome
    let found: Found
    let address: WebAddress
    let hops: Int
    let permanent: Bool
    /// Addresses that were asked for, its own among them.
    var pages: Set<String>
    /// Entries of the pages that were not there at the poll before.
    var fresh = 0
    var seen = 0
    var new = 0

    init(_ outcome: StoredOutcome, _ found: Found, _ poll: Poll) {
      self.outcome = outcome
      self.found = found
      address = poll.address
      hops = poll.hops
      permanent = poll.permanent
      pages = [poll.address.text]
    }
  }

  /// Pages behind a feed that are fetched in one go: days of a fast one.
  static let mostPages = 20
}

extension Rounds {
  /// The page to fetch next, if there is a gap that it may close.
  func olderPage(
    _ outcome: StoredOutcome, _ found: Poll.Found, _ poll: Poll, _ state: FeedState
  ) -> WebAddress? {
    guard !found.isDelta, !outcome.isDoubtful, state.succeeded > 0,
      !state.overlap.keys.isEmpty, state.overlap.count >= 3
    else { return nil }
    let entries = outcome.overlap
    guard entries.count >= (poll.held == nil ? 3 : 1), !entries.keys.isEmpty,
      state.overlap.fresh(in: entries) == entries.count,
      let link = outcome.olderPage, let page = poll.address.resolve(link)
    else { return nil }
    let asked = poll.held?.pages ?? [poll.address.text]
    // Another host's pages are another feed's; and a page that leads back has no end.
    guard page.host == poll.address.host, !asked.contains(page.text), asked.count <= Poll.mostPages
    else { return nil }
    return page
  }

  /// Sends the poll to a page behind the feed; it waits for its host's turn like any other.
  mutating func fetch(
    _ page: WebAddress, _ number: Int, _ poll: Poll, _ held: Poll.Held, now: Moment
  ) {
    var poll = poll
    poll.held = held
    poll.held?.pages.insert(page.text)
    poll.found = nil
    poll.address = page
    poll.hops = 0
    poll.passed = []
    poll.permanent = false
    poll.phase = .waiting
    poll.due = now.steady
    polls[number] = poll
    becomeInactive()
    gate.enqueue(number, host: page.host, due: now.steady)
  }

  /// The stories of a page are durable: on to the next, or the gap is closed, or it cannot be.
  mutating func storedPage(
    _ number: Int, _ poll: Poll, _ outcome: StoredOutcome, _ state: FeedState, now: Moment
  ) {
    guard var held = poll.held, let found = poll.found else { return }
    let entries = outcome.overlap
    let fresh = state.overlap.fresh(in: entries)
    held.fresh += fresh
    held.seen += max(0, outcome.seen)
    held.new += max(0, outcome.new)
    var poll = poll
    poll.held = held
    if let page = olderPage(outcome, found, poll, state) {
      return fetch(page, number, poll, held, now: now)
    }
    let isClosed = outcome.rejection == nil && !entries.keys.isEmpty && fresh < entries.count
    endBackfill(number, poll, isClosed: isClosed, now: now)
  }

  /// Deals with what the feed itself has brought.
  mutating func endBackfill(_ number: Int, _ poll: Poll, isClosed: Bool, now: Moment) {
    guard let held = poll.held else { return }
    var poll = poll
    poll.held = nil
    poll.found = held.found
    poll.address = held.address
    poll.hops = held.hops
    poll.permanent = held.permanent
    poll.phase = .storing
    polls[number] = poll
    guard let feed = feeds[poll.feed], feed.poll == number else {
      return end(number, wasActive: true)
    }
    feeds[poll.feed]?.state.entriesSeen += held.seen
    feeds[poll.feed]?.state.storiesNew += held.new
    if isClosed { note(.caughtUp(feed: poll.feed, pages: held.pages.count - 1)) }
    remember(
      number, poll, held.found, held.outcome, older: isClosed ? held.fresh : nil, now: now)
  }
}

extension StoredOutcome {
  /// Its entries, for what the next response has in common with them.
  var overlap: EntryOverlap {
    entryKeys.isEmpty ? EntryOverlap(keys: [], count: max(0, seen)) : EntryOverlap(of: entryKeys)
  }
}
