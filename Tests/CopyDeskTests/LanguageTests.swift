import Newsroom
import Testing

@testable import CopyDesk

@Suite("The language of a story")
struct LanguageTests {
  static let english = """
    The ferry to the island was late for the third day, and the harbour master said that it would be
    repaired by the end of the week. Those who had waited at the quay were not told, and many of them
    went home with their bags.
    """
  static let german = """
    Die Fähre zur Insel war am dritten Tag verspätet, und der Hafenmeister sagte, dass sie bis zum Ende
    der Woche repariert werde. Wer am Kai gewartet hatte, wurde nicht unterrichtet, und viele sind mit
    ihren Taschen nach Hause gegangen.
    """
  static let dutch = """
    De veerboot naar het eiland was voor de derde dag te laat en de havenmeester zei dat hij voor het
    einde van de week gerepareerd zou worden. Wie op de kade had gewacht, kreeg niets te horen, en velen
    gingen met hun tassen naar huis.
    """

  private func decide(_ declared: String?, _ text: String) -> (String?, Bool?, Bool?) {
    var desk = LanguageDesk()
    let answer = desk.decide(declared: declared, headline: "", body: Array(text.utf8))
    return (answer?.code, answer?.isInferred, answer?.contradicts)
  }

  @Test("is the declared one where the text agrees")
  func agrees() {
    #expect(decide("en-gb", Self.english) == ("en-GB", false, false))
    #expect(decide("de", Self.german) == ("de", false, false))
    #expect(decide("nl", Self.dutch) == ("nl", false, false))
  }

  @Test("is found where the declaration is wrong or missing")
  func found() {
    #expect(decide("en", Self.german) == ("de", true, true))
    #expect(decide("en", Self.dutch) == ("nl", true, true))
    #expect(decide("de", Self.english) == ("en", true, true))
    #expect(decide(nil, Self.german) == ("de", true, false))
    #expect(decide("en", "Kurz.") == ("en", false, false))
  }

  @Test("is found for each story of a document anew")
  func mixed() {
    var desk = LanguageDesk()
    let codes = [Self.english, Self.english, Self.german, Self.dutch, Self.english].map {
      desk.decide(declared: nil, headline: "", body: Array($0.utf8))?.code
    }
    #expect(codes == ["en", "en", "de", "nl", "en"])
  }

  @Test("common words confirm their own language only")
  func words() {
    let texts = ["en": Self.english, "de": Self.german, "nl": Self.dutch]
    for code in ["en", "de", "fr", "es", "it"] {
      for (language, text) in texts {
        #expect(
          CommonWords.of(code)?.confirm(Array(text.utf8).span) == (code == language),
          "\(code) of \(language)")
      }
    }
    #expect(CommonWords.of("nl").map { _ in 1 } == nil)
  }
}
