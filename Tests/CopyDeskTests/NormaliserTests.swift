import CopyDesk
import Newsroom
import Testing

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

  @Test("A polled feed without an entry is nothing new")
  func emptyPoll() {
    guard case .stories(let stories) = outcome(emptyFeed, by: .feed) else {
      Issue.record("an empty feed was rejected")
      return
    }
    #expect(stories.isEmpty)
  }
}
