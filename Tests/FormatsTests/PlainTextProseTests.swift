import Testing

@testable import Formats

@Suite("Paragraphs that open with a sentence", .timeLimit(.minutes(20)))
struct PlainTextProseTests {
  private static let names = [
    "Paris", "PARIS", "A", "In", "Tuesday", "Reuters", "AP", "New York", "Rio de Janeiro", "March",
    "THE HAGUE", "Prime Minister Ada Brandt", "St John's", "Granford Old Town Hall Square North",
  ]
  private static let middles = [
    "", " said", " de", " dpa", " mars", " tuesday", " council of the", " Officials said",
    " Tuesday said", " Tuesday Officials said", " word 12", " may", " and Tuesday Officials were",
  ]
  private static let ends = [
    "", " ", " that it rained.", " - It rained.", " (AFP) - It rained.", ", March 12 - It rained.",
    " /TASS/. It rained.", ": It rained.", "  it rained.", " Reuters - It rained.", " 12 - Rain.",
    " \u{2014} it rained", ". It rained.", " It",
  ]

  @Test(arguments: names)
  func `None of those that are let by has a dateline`(_ name: String) {
    for middle in Self.middles {
      for end in Self.ends {
        let text = name + middle + end
        guard PlainTextParser.opensWithSentence(text.utf8.span) else { continue }
        var scanner = PlainTextParser.DatelineScanner(PlainTextParser.Run(text))
        #expect(scanner.dateline(in: PlainTextParser.Run(text)) == nil, "\(text)")
      }
    }
  }

  @Test(arguments: [
    "The council of the ferry was praised.", "A ferry ran aground.", "In the harbour it rained.",
    "Prime Minister Ada Brandt said that it rained.", "St John's harbour board met on Monday.",
  ])
  func `What most paragraphs open with is let by`(_ text: String) {
    let isSentence = PlainTextParser.opensWithSentence(text.utf8.span)
    #expect(isSentence)
  }
}
