import Newsroom
import Testing

@testable import Formats

struct PlainTextPeopleTests {
  typealias Run = PlainTextParser.Run

  @Test(arguments: [
    ("By Ann Example", ["Ann Example"], []),
    ("by Ann Example, Reuters", ["Ann Example"], ["Reuters"]),
    ("BY ANN EXAMPLE AND BO SAMPLE", ["ANN EXAMPLE", "BO SAMPLE"], []),
    ("By Ann Example, AP Sports Writer", ["Ann Example"], []),
    (
      "By Ann Example in Paris and Bo van der Sample in Rome",
      ["Ann Example", "Bo van der Sample"], []
    ),
    ("Posted by Ann Di Example | Sep 22, 2017 | Ports", ["Ann Di Example"], []),
    ("Posted by Ann Example on 19 Sep 2016", ["Ann Example"], []),
    ("Ann Example and Bo Sample, CNN", ["Ann Example", "Bo Sample"], ["CNN"]),
    ("By Mark O'Example and J.R. Sample", ["Mark O'Example", "J.R. Sample"], []),
    ("By Jörg Müßiggang", ["Jörg Müßiggang"], []),
  ])
  func `A byline gives its people`(_ line: String, _ people: [String], _ sources: [String]) throws {
    let byline = try #require(PlainTextParser.byline(in: Run(line)))
    #expect(byline.authors == people)
    #expect(byline.organisations == sources)
  }

  @Test(arguments: [
    "By Thursday, officials were arguing over the crane.", "By the harbour", "By Monday",
    "By contrast, the ferry sailed.", "Byron Example", "By", "by the company.",
    "Von der Example sagt nichts", "In Paris, said Ann Example",
  ])
  func `No byline`(_ line: String) {
    #expect(PlainTextParser.byline(in: Run(line)) == nil)
  }

  @Test(arguments: [
    (
      "CNN’s Ann Example and Bo Sample contributed to this report.", ["Ann Example", "Bo Sample"],
      ["CNN"]
    ),
    (
      "ABC News' Ann Example, Bo Sample and Cy Other contributed to this report.",
      ["Ann Example", "Bo Sample", "Cy Other"], ["ABC News"]
    ),
    (
      "Associated Press writers Ann Example in Rome and Bo Sample in Paris contributed to this report.",
      ["Ann Example", "Bo Sample"], ["Associated Press"]
    ),
    ("Ann Example contributed reporting from Rome.", ["Ann Example"], []),
    (
      "(Reporting by Ann Example and Bo Sample; Editing by Cy Other)",
      ["Ann Example", "Bo Sample", "Cy Other"], []
    ),
    ("Reporting by Ann Example. Editing by Bo Sample.", ["Ann Example", "Bo Sample"], []),
    ("Compiled by Ann Example", ["Ann Example"], []),
  ])
  func `Credits give their people`(_ text: String, _ people: [String], _ sources: [String]) throws {
    let credits = try #require(PlainTextParser.credits(in: Run(text)))
    #expect(credits.people == people)
    #expect(credits.organisations == sources)
  }

  @Test(arguments: [
    "The weekend contributed to this reporter's joy.",
    "Falling prices contributed to this report of gloom, and nobody knew why it had come so far.",
    "The reduction contributed to the crisis.", "Reporting by the desk", "Edited by hand",
    "Writing by night, he said, was better.", "",
  ])
  func `No credits`(_ text: String) {
    #expect(PlainTextParser.credits(in: Run(text)) == nil)
  }

  @Test(arguments: [
    ("02:52 - Source: CNN", 172, "CNN"), ("1:02:03 – Source: Sample TV", 3723, "Sample TV"),
    ("0:09 — Source: BBC", 9, "BBC"),
  ])
  func `A video line gives seconds and source`(_ line: String, _ seconds: Int, _ source: String) {
    #expect(
      PlainTextParser.video(in: Run(line)) == .init(duration: seconds, source: source))
  }

  @Test(arguments: [
    "02:72 - Source: CNN", "00:41, 8 March: The ferry sailed", "2 - Source: CNN", "02:52",
    "02:52 - CNN",
    "999:00 - Source: CNN",
  ])
  func `No video line`(_ line: String) {
    #expect(PlainTextParser.video(in: Run(line)) == nil)
  }

  @Test func `An end mark is known by its form`() {
    for mark in ["Reuter", " REUTER...".trimmedForTest, "ENDS", "-30-", "###", "AP", "(ab/cd)"] {
      #expect(PlainTextParser.isEndMark(Run(mark)), "\(mark)")
    }
    for line in ["Ends", "30", "The end", "(see)x", "Reuters said", ""] {
      #expect(!PlainTextParser.isEndMark(Run(line)), "\(line)")
    }
  }
}

extension String {
  fileprivate var trimmedForTest: String { PlainTextParser.Run(self).trimmed.string }

  @Test("Credits that end a paragraph, or two that a page has joined, are read all the same")
  func joined() {
    func read(_ end: String) -> Draft {
      PlainTextParser.parse(
        "Ferry sails again\n\nVELL (Reuters) - The ferry sails from April.\n\nIt cost $7. " + end)
    }
    for end in [
      "(Reporting by Ann Example in Vell; Editing by Bo Birk)",
      "(Reporting by Ann Example Editing by Bo Birk)",
      "(Reporting by Ann Example, editing by Bo Birk)",
      "(Reporting by Ann Example; Editing by Bo Birk) ((ann@press.example; +1 22 33))",
    ] {
      let draft = read(end)
      #expect(draft.contributors.compactMap(\.name) == ["Ann Example", "Bo Birk"], "\(end)")
      #expect(draft.blocks.last == .paragraph("It cost $7."), "\(end)")
    }
    let prose = read("(Editing by hand is slow and dear, says the board of the harbour.)")
    #expect(prose.contributors.isEmpty && prose.blocks.count == 2)
    #expect(
      read("--With assistance from Bo Birk.").contributors.isEmpty)
  }

  @Test("Bloomberg, the Canadian Press and AAP sign in ways of their own")
  func signatures() {
    let bloomberg = PlainTextParser.parse(
      "Ferry Sails\n\nBy Ann Example\n\nThe ferry sails.\n\n--With assistance from Bo Birk.\n")
    #expect(bloomberg.contributors.compactMap(\.name) == ["Bo Birk"])
    let canadian = PlainTextParser.parse(
      "Ferry sails\n\nHALIFAX \u{2014} The ferry sails.\n\n"
        + "This report by The Canadian Press was first published Nov. 26, 2026.\n")
    #expect(canadian.infoSources.map(\.term) == ["The Canadian Press"])
    let australian = PlainTextParser.parse(
      "Ferry sails\n\nAnn Example\n(Australian Associated Press)\n\nThe ferry sails again.\n")
    #expect(australian.authors.compactMap(\.name) == ["Ann Example"])
    #expect(australian.infoSources.map(\.term) == ["Australian Associated Press"])
  }
}
