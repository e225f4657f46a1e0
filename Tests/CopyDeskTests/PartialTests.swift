import CopyDesk
import Newsroom
import Testing

@Suite("A version that says only what has changed")
struct PartialTests {
  private func revision(_ number: Int, _ status: String, _ rest: String) -> WireChain {
    WireChain(testDescription: "revision \(number)") { _ in
      """
      <NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>press.example</ProviderId>
      <DateId>20261126</DateId><NewsItemId>f7</NewsItemId>
      <RevisionId PreviousRevision="\(number - 1)" Update="\(number == 1 ? "N" : "U")">\(number)</RevisionId>
      <PublicIdentifier>urn:newsml:press.example:20261126:f7:\(number)U</PublicIdentifier>
      </NewsIdentifier></Identification><NewsManagement>
      <ThisRevisionCreated>2026-11-26T1\(number):00:00Z</ThisRevisionCreated>
      <Status FormalName="\(status)"/></NewsManagement>\(rest)</NewsItem></NewsML>
      """
    }
  }

  private var whole: WireChain {
    revision(
      1, "Usable",
      "<NewsComponent><NewsLines><HeadLine>Night ferry</HeadLine></NewsLines><ContentItem>"
        + "<DataContent><p>\(WireChain.bodies[0])</p></DataContent></ContentItem></NewsComponent>")
  }
  private var headline: WireChain {
    revision(
      2, "Usable",
      "<Update><Replace DuidRef='h'><HeadLine>Night ferry in April</HeadLine></Replace></Update>")
  }

  private func text(_ record: JSONValue?) -> String? {
    record?["item"]?["bodies"]?.arrayValue?.first?["value"]?.stringValue
  }

  @Test("bears the text of the one before, and its own headline; a kill keeps both")
  func completed() throws {
    var desk = TestDesk()
    var verdicts = try desk.take(whole.story(0, source: "a"))
    verdicts += try desk.take(headline.story(0, source: "a"))
    verdicts += try desk.take(revision(3, "Canceled", "").story(0, source: "a"))
    #expect(verdicts == [.story(seq: 1), .update(seq: 2, of: 1), .cancel(seq: 3, of: 2)])
    let records = try desk.stories.records()
    #expect(records.map(text) == Array(repeating: WireChain.bodies[0], count: 3))
    #expect(
      records.map { $0["headline"]?.stringValue }
        == ["Night ferry", "Night ferry in April", "Night ferry in April"])
    #expect(records[2]["item"]?["pubStatus"] == .string("canceled"))
    #expect(records[1]["hash"]?["content"] == records[0]["hash"]?["content"])
  }

  @Test("is a story that says so where that is not known")
  func alone() throws {
    var desk = TestDesk()
    #expect(try desk.take(headline.story(0, source: "a")) == [.story(seq: 1)])
    let warnings = try desk.stories.records()[0]["warnings"]?.arrayValue
    #expect(warnings?.contains(.string("partial-update")) == true)
  }
}
