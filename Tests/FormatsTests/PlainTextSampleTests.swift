import Newsroom
import Testing

@testable import Formats

/// What stands round a story's own words, in the spellings of many desks.
@Suite("Round a plain-text story")
struct PlainTextSampleTests {
  private static let one = """
    The harbour authority said on Tuesday that two ferries had been taken out of service after cracks \
    were found in their hulls.
    """
  private static let two = """
    The owners of both boats said that they would be repaired within a week, and passengers were told \
    to use the road.
    """

  private func draft(head: String = "", end: String = "") -> Draft {
    PlainTextParser.parse(
      "Ferries taken out of service\n\n" + (head.isEmpty ? "" : head + "\n\n") + Self.one + "\n\n"
        + Self.two + "\n" + (end.isEmpty ? "" : "\n" + end + "\n"))
  }

  private func expectOnlyTheStory(_ draft: Draft) {
    #expect(draft.headline?.value == "Ferries taken out of service")
    #expect(draft.blocks == [.paragraph(Self.one), .paragraph(Self.two)])
  }

  @Test(
    "bylines",
    arguments: [
      ("Jane Doe, Staff Writer", "Jane Doe, Staff Writer", ["Jane Doe"]),
      ("Jane Doe\nCNN", "Jane Doe, CNN", ["Jane Doe"]),
      ("BY JANE DOE\nSTAFF WRITER", "JANE DOE", ["JANE DOE"]),
      ("By Associated Press", "Associated Press", []),
      ("Von Anna Muster", "Anna Muster", ["Anna Muster"]),
      (
        "Par Jeanne Dupont et Luc Martin", "Jeanne Dupont et Luc Martin",
        ["Jeanne Dupont", "Luc Martin"]
      ),
      ("Por Juana Pérez", "Juana Pérez", ["Juana Pérez"]),
      ("di Anna Rossi", "Anna Rossi", ["Anna Rossi"]),
      ("Door Jan de Vries", "Jan de Vries", ["Jan de Vries"]),
      ("By April May", "April May", ["April May"]),
    ])
  func bylines(_ line: String, _ text: String, _ authors: [String]) {
    let draft = draft(head: line)
    #expect(draft.byline == text)
    #expect(draft.authors.map(\.name) == authors)
    expectOnlyTheStory(draft)
  }

  @Test(
    "credits",
    arguments: [
      (
        "Reporting by Jane Doe, Additional reporting by Ann Poe; Editing by John Roe",
        ["Jane Doe", "Ann Poe", "John Roe"]
      ),
      ("(Jane Doe; editing by John Roe)", ["Jane Doe", "John Roe"]),
      (
        "(Reporting By Jane Doe; editing by John Roe; jane.doe@example.com; +44 20 5555 0101)",
        ["Jane Doe", "John Roe"]
      ),
      ("AP writer Jane Doe in Leeds contributed.", ["Jane Doe"]),
      (
        "Jane Doe reported from Leeds. Ann Poe contributed reporting from York.",
        ["Jane Doe", "Ann Poe"]
      ),
      ("___\n\nAssociated Press Writer Jane Doe contributed to this report.", ["Jane Doe"]),
      ("With files from Jane Doe and The Canadian Press", ["Jane Doe"]),
      ("Reporting contributed by Jane Doe.", ["Jane Doe"]),
      ("Additional reporting: Jane Doe", ["Jane Doe"]),
      ("Reporting: Jane Doe; Editing: John Roe", ["Jane Doe", "John Roe"]),
      ("Edited by: Jane Doe", ["Jane Doe"]),
      ("Redaktion: Anna Muster", ["Anna Muster"]),
      ("Jane Doe contributed to this story from Leeds.", ["Jane Doe"]),
    ])
  func credits(_ line: String, _ people: [String]) {
    let draft = draft(end: line)
    #expect(draft.contributors.map(\.name) == people)
    expectOnlyTheStory(draft)
  }

  @Test(
    "agencies that contributed",
    arguments: [
      ("The Associated Press contributed to this report.", "The Associated Press"),
      ("(With inputs from PTI)", "PTI"), ("(Mit Material von dpa)", "dpa"),
    ])
  func agencies(_ line: String, _ agency: String) {
    let draft = draft(end: line)
    #expect(draft.infoSources.map(\.term) == [agency])
    expectOnlyTheStory(draft)
  }

  @Test(
    "sentences that only look like credits stay in the story",
    arguments: [
      "Jane Doe contributed 500 pounds to the fund for the passengers.",
      "The report by John Roe was published in May.", "Jane Doe, a lawyer, was not at the quay.",
      "Editing by hand was given up in the year of the flood.",
    ])
  func prose(_ line: String) {
    #expect(draft(end: line).blocks.last == .paragraph(line))
  }

  @Test(
    "highlights",
    arguments: [
      "KEY TAKEAWAYS\n\n* Two ferries idle\n* Cracks found in hulls",
      "At a glance:\n* Two ferries idle\n* Cracks found in hulls\n\nLEEDS, March 2 (Reuters) -",
      "* Two ferries idle\n* Cracks found in hulls\n\nLEEDS, March 2 (Reuters) -",
      "Summary\n- Two ferries idle\n- Cracks found in hulls\n\nLEEDS, March 2 (Reuters) -",
      "Key Points\nTwo ferries idle\nCracks found in hulls",
      "STORY HIGHLIGHTS\n• Two ferries idle\n• Cracks found in hulls\n\nLeeds, England (CNN)",
    ])
  func highlights(_ head: String) {
    let draft =
      head.hasSuffix("-") || head.hasSuffix(")")
      ? PlainTextParser.parse(
        "Ferries taken out of service\n\n\(head) \(Self.one)\n\n\(Self.two)\n") : draft(head: head)
    #expect(draft.highlights == ["Two ferries idle", "Cracks found in hulls"])
    expectOnlyTheStory(draft)
  }

  @Test(
    "what a page or a wire prints round it",
    arguments: [
      ("Share on Facebook\n\nShare on Twitter", "Get the latest news in your inbox"),
      ("5 min read", "Advertisement - Continue Reading Below"),
      ("", "AP-NY-03-12-98 1234EST"), ("", "jd/ap"), ("", "Our Standards: The Trust Principles."),
      ("Werbung", "Lesen Sie auch"), ("Publicité", "Lire aussi"),
      ("12.03.2024, 10:02 Uhr", ""),
      ("Media playback is unsupported on your device", "Back to top"),
    ])
  func furniture(_ head: String, _ end: String) {
    expectOnlyTheStory(draft(head: head, end: end))
  }

  @Test("a page's top stands above its headline")
  func pageTop() {
    for top in ["Skip to main content\n\nHome > News > Harbour", "12 March 2024", "News"] {
      expectOnlyTheStory(
        PlainTextParser.parse(
          "\(top)\n\nFerries taken out of service\n\n\(Self.one)\n\n\(Self.two)\n"))
    }
  }

  @Test("whose it is, at its end")
  func copyright() {
    for line in ["© 2024 AFP", "Copyright 2024 The Example Press. All rights reserved."] {
      let draft = draft(end: line)
      #expect(draft.copyright == line)
      expectOnlyTheStory(draft)
    }
    #expect(draft(end: "Copyright was the matter of the trial.").copyright == nil)
  }

  @Test("a date in words is an instant where it has a time in Greenwich's zone")
  func dates() {
    let instant = NewsDate(year: 2024, month: 3, day: 12, hour: 10, minute: 2, second: 0)
    #expect(draft(head: "Tuesday 12 March 2024 10:02 GMT").published == instant)
    #expect(draft(head: "Published: 12 Mar 2024 10:02 UTC").published == instant)
    #expect(draft(head: "March 12, 2024").published == nil)
    #expect(draft(head: "March 12, 2024 10:02 AM ET").published == nil)
  }

  @Test("a caption that is all there is stays the story")
  func onlyCaption() {
    let text = "A ferry lies at the quay of Leeds with a crack in its hull. Jane Doe/AFP"
    #expect(PlainTextParser.parse("Ferries idle\n\n\(text)\n").blocks == [.paragraph(text)])
  }

  @Test("a slug line may say which update it is")
  func slug() {
    let draft = PlainTextParser.parse(
      "BRITAIN-FERRIES/ (UPDATE 1)\n\nUPDATE 1-Ferries taken out of service\n\n\(Self.one)\n")
    #expect(draft.slugline == "BRITAIN-FERRIES/ (UPDATE 1)")
    #expect(draft.headline?.value == "UPDATE 1-Ferries taken out of service")
  }
}
