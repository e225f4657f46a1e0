import Newsroom
import Testing

@testable import CopyDesk

@Suite("The normaliser")
struct NormaliserTests {
  private func outcome(_ text: String, by route: Route) -> Submission.Outcome {
    let delivery = Delivery(
      id: "1", route: route, source: "desk", name: "a.rss", bytes: Array(text.utf8))
    return Normaliser(writesHTML: true).submission(for: delivery).outcome
  }

  private let emptyFeed =
    "<rss version=\"2.0\"><channel><title>Quiet news</title></channel></rss>"

  @Test("A file that is a feed without an entry is rejected, so that it leaves a trace")
  func emptyFile() {
    for route in [Route.inbox, .ingest] {
      guard case .rejected(let rejection) = outcome(emptyFeed, by: route) else {
        Issue.record("an empty feed by \(route) was not rejected")
        continue
      }
      #expect(rejection.code == "no-entries")
      #expect(rejection.format == .rss)
    }
  }

  @Test(
    "A wire message without an item is rejected too", arguments: ["<NewsML/>", "<newsMessage/>"])
  func emptyWire(text: String) {
    guard case .rejected(let rejection) = outcome(text, by: .inbox) else {
      Issue.record("\(text) was not rejected")
      return
    }
    #expect(rejection.code == "no-entries")
  }

  @Test("A feed of more entries than are read at once is rejected whole")
  func tooMany() throws {
    func feed(_ count: Int) -> Delivery {
      let items = (0..<count).map { "<item><title>T\($0)</title><guid>\($0)</guid></item>" }
      let text = "<rss version='2.0'><channel>\(items.joined())<title>Late</title></channel></rss>"
      return Delivery(id: "1", route: .feed, source: "desk", bytes: Array(text.utf8))
    }
    let press = Press(source: "desk", writesHTML: false, mostStories: 3)
    _ = try press.run(feed(3))
    #expect(press.stories.count == 3)
    #expect {
      _ = try Press(source: "desk", writesHTML: false, mostStories: 3).run(feed(5))
    } throws: { error in
      (error as? Rejection)?.code == "too-many-entries"
        && (error as? Rejection)?.detail.contains("5 entries") == true
    }
  }

  @Test("A polled feed without an entry is nothing new")
  func emptyPoll() {
    guard case .stories(let stories) = outcome(emptyFeed, by: .feed) else {
      Issue.record("an empty feed was rejected")
      return
    }
    #expect(stories.isEmpty)
  }

  @Test("A feed that names itself behind its entries is as one that does before them")
  func lateMasthead() {
    let title = "<title>Quiet News</title><language>de</language>"
    let items =
      "<item><title>Rain - Quiet News</title><guid>1</guid><link>http://q.example/1</link>"
      + "</item><item><title>Sun</title><guid>2</guid><link>http://q.example/1</link></item>"
    func stories(_ channel: String) -> [Story] {
      let text = "<rss version=\"2.0\"><channel>\(channel)</channel></rss>"
      guard case .stories(let stories) = outcome(text, by: .feed) else { return [] }
      return stories
    }
    let (before, behind) = (stories(title + items), stories(items + title))
    #expect(before.count == 2 && behind.count == 2)
    for (a, b) in zip(before, behind) {
      #expect(a.title == b.title && a.item == b.item && a.warnings == b.warnings)
      #expect(
        a.parts == 2 && !a.urlIsUnique && a.warnings.contains(Warning(rawValue: "url-shared")))
    }
    #expect(String(decoding: behind[0].item, as: UTF8.self).contains("\"language\":\"de\""))
  }
}
