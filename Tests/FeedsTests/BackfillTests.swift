import Newsroom
import Testing

@testable import Feeds

/// A feed of ten entries a page, newest first, that says where its older ones are.
private struct Archive {
  var newest = 10
  var rel = "/page?n="
  /// Pages that answer something else.
  var status: [String: Int] = [:]

  func outcome(_ page: Int, link: Bool = true) -> StoredOutcome {
    let top = newest - page * 10
    let range = max(0, top - 10)..<max(0, top)
    var outcome = StoredOutcome(
      seen: range.count, new: range.count, entryKeys: range.map { UInt64($0) &* 0x9E37_79B9_7F4A })
    if link, top > 10 { outcome.olderPage = "\(rel)\(page + 1)" }
    return outcome
  }
}

@Suite("A window that has rolled over, of a feed that has pages")
struct BackfillTests {
  private struct Trial {
    var rounds = Rounds(settings: PollerSettings(contact: "", spread: .zero))
    var wall: Int64 = 1_700_000_000_000
    var archive = Archive()
    var asked: [String] = []
    var times: [Int64] = []
    var events: [FeedEvent] = []
    var written: FeedState?

    init() {
      rounds.set([FeedSettings(name: "f", url: "http://a.example/feed")], now: moment)
    }

    var moment: Moment { Moment(wall: wall, steady: wall - 5_000_000) }
    var status: FeedStatus? { rounds.status(now: moment).first }

    /// All requests up to a time, each answered from the archive.
    mutating func run(until end: Int64, failing: Set<String> = [], most: Int = 100) {
      for _ in 0..<most {
        guard let fetch = rounds.next(now: moment).first else {
          guard let wake = rounds.wake, wake + 5_000_000 <= end else { break }
          wall = max(wall + 1, wake + 5_000_000)
          continue
        }
        asked.append(String(fetch.request.url.dropFirst("http://a.example".count)))
        times.append(wall)
        wall += 100
        let page = Int(fetch.request.url.split(separator: "=").dropFirst().last ?? "0") ?? 0
        let isBroken = failing.contains(asked.last ?? "")
        let response = HTTPResponse(
          status: isBroken ? 404 : 200, headers: [HeaderField("etag", "\"\(archive.newest)\"")],
          body: Array("\(archive.newest) \(page)".utf8))
        if let fetched = rounds.answer(fetch.poll, .success(response), now: moment) {
          rounds.stored(fetched.poll, archive.outcome(page), now: moment)
        }
        let changes = rounds.takeChanges()
        if let state = changes.feeds.first { written = state }
        events += rounds.takeEvents()
      }
    }

    /// The first poll, and what was published before the second.
    mutating func begin(published: Int) {
      run(until: wall)
      #expect(asked == ["/feed"])
      asked = []
      times = []
      archive.newest += published
    }

    mutating func poll(failing: Set<String> = []) {
      let due = status?.nextPoll ?? 0
      run(until: due + 120_000, failing: failing)
    }
  }

  @Test("is read back page by page until an entry of the poll before is met")
  func closed() {
    var trial = Trial()
    trial.begin(published: 35)
    trial.poll()
    #expect(trial.asked == ["/feed", "/page?n=1", "/page?n=2", "/page?n=3"])
    #expect(trial.status?.gaps == 0)
    #expect(trial.status?.entriesSeen == 10 + 40)
    #expect(trial.events.contains(.caughtUp(feed: "f", pages: 3)))
    #expect(!trial.events.contains(.gap(feed: "f")))
    #expect(trial.written?.validators?.etag == "\"45\"")
    // One at a time, two seconds apart.
    #expect(zip(trial.times, trial.times.dropFirst()).allSatisfy { $1 - $0 >= 2000 })
  }

  @Test("costs no request more where nothing was missed")
  func noGap() {
    var trial = Trial()
    trial.begin(published: 9)
    trial.poll()
    #expect(trial.asked == ["/feed"])
  }

  @Test("stays a gap where a page is not there, and the feed is none the worse for it")
  func broken() {
    var trial = Trial()
    trial.begin(published: 35)
    trial.poll(failing: ["/page?n=2"])
    #expect(trial.asked == ["/feed", "/page?n=1", "/page?n=2"])
    #expect(trial.status?.state == .ok)
    #expect(trial.status?.gaps == 1)
    #expect(trial.status?.failures == 0)
    #expect(trial.events.contains(.gap(feed: "f")))
    #expect(trial.written?.validators?.url == "http://a.example/feed")
  }

  @Test("ends after twenty pages, at another host, and where a page leads back")
  func bounded() {
    var endless = Trial()
    endless.begin(published: 900)
    endless.poll()
    #expect(endless.asked.count == 1 + Poll.mostPages)
    #expect(endless.status?.gaps == 1)
    var other = Trial()
    other.begin(published: 35)
    other.archive.rel = "http://b.example/page?n="
    other.poll()
    #expect(other.asked == ["/feed"])
    var loop = Trial()
    loop.begin(published: 900)
    loop.archive.rel = "/feed?page=1#"
    loop.poll()
    #expect(loop.asked == ["/feed", "/feed?page=1"])
  }

  @Test("leaves nothing behind when it ends in the midst of it: the same is asked again")
  func crash() {
    var trial = Trial()
    trial.begin(published: 35)
    let before = trial.written
    let due = trial.status?.nextPoll ?? 0
    trial.run(until: due + 120_000, most: 6)
    #expect(trial.asked.count >= 2)
    #expect(trial.written?.validators == before?.validators)
    #expect(trial.written?.overlap == before?.overlap)
    // A new process, with what was written.
    var again = Trial()
    again.archive = trial.archive
    again.wall = trial.wall + 1000
    again.rounds = Rounds(settings: PollerSettings(contact: "", spread: .zero))
    again.rounds.set(
      [FeedSettings(name: "f", url: "http://a.example/feed")], now: again.moment
    ) { _ in trial.written }
    again.poll()
    #expect(again.asked == ["/feed", "/page?n=1", "/page?n=2", "/page?n=3"])
    #expect(again.status?.gaps == 0)
  }
}
