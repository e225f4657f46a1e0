import Newsroom
import Testing

@testable import Formats

struct PlainTextDatelineTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let text: String
    let located: String?
    var agency: String?
    let testDescription: String

    init(_ text: String, _ located: String?, _ agency: String? = nil) {
      self.text = text
      self.located = located
      self.agency = agency
      testDescription = text
    }
  }

  private static let rest = "The crane fell."

  @Test(arguments: [
    Sample("CHICAGO, March 26 - ", "CHICAGO"),
    Sample("CAPE SAMPLE, Fla., March 26 - ", "CAPE SAMPLE, Fla."),
    Sample("LAKE SAMPLE, N.Y. March 3 - ", "LAKE SAMPLE, N.Y."),
    Sample("OLD CHASE, Md., - March 4 -", "OLD CHASE, Md."),
    Sample("****SANTO ESEMPIO, March 4 - ", "SANTO ESEMPIO"),
    Sample("Winnipeg, Manitoba, Feb 26 - ", "Winnipeg, Manitoba"),
    Sample("NEW YORK, FEb. 26, 1987 - ", "NEW YORK"),
    Sample("NEW YORK, Narch 2 - ", "NEW YORK"),
    Sample("TOKYO, April 15-", "TOKYO"),
    Sample("PARIS, April 2, - ", "PARIS"),
    Sample("HOUSTON, March - ", "HOUSTON"),
    Sample("BONN, 26 February - ", "BONN"),
    Sample("MOSCOW, Tuesday — ", "MOSCOW"),
    Sample("ROCHESTER, N.Y.,March 3 - ", "ROCHESTER, N.Y."),
    Sample("WINSTON-SALEM, N.C., March 3 -- ", "WINSTON-SALEM, N.C."),
    Sample("BRUSSELS, March 27, Reuter - ", "BRUSSELS", "Reuter"),
    Sample("NAIROBI, Kenya (AP) _ ", "NAIROBI, Kenya", "AP"),
    Sample("CORPUS SAMPLE, Texas (AP)- ", "CORPUS SAMPLE, Texas", "AP"),
    Sample("BEIJING, Feb. 3 (Xinhua) -- ", "BEIJING", "Xinhua"),
    Sample("KYIV (Reuters) Feb 3 – ", "KYIV", "Reuters"),
    Sample("PARIS/LONDON (Reuters) - ", "PARIS/LONDON", "Reuters"),
    Sample("PARIS / LONDON, Feb 3 - ", "PARIS / LONDON"),
    Sample("BERLIN (dpa) - ", "BERLIN", "dpa"),
    Sample("PARIS, 3 février (AFP) - ", "PARIS", "AFP"),
    Sample("WASHINGTON (The Sample Report) — ", "WASHINGTON", "The Sample Report"),
    Sample("Baltimore, MD (AP) – ", "Baltimore, MD", "AP"),
    Sample("Washington (CNN)", "Washington", "CNN"),
    Sample("Sampleville, New York (CNN) ", "Sampleville, New York", "CNN"),
    Sample("Lucca, Italy CNN \u{A0}—\u{A0}", "Lucca, Italy", "CNN"),
    Sample("London CNN Business — ", "London", "CNN Business"),
    Sample("(Reuters) - ", nil, "Reuters"),
    Sample("(CNN) ", nil, "CNN"),
    Sample("NEW YORK _ ", "NEW YORK"),
    Sample("PARIS—", "PARIS"),
    Sample("ST.-DENIS, France — ", "ST.-DENIS, France"),
    Sample("LOS ANGELES: ", "LOS ANGELES"),
    Sample("Washington, D.C. – ", "Washington, D.C."),
    Sample("RIO DE JANEIRO - ", "RIO DE JANEIRO"),
    Sample("SÃO PAULO (AFP) — ", "SÃO PAULO", "AFP"),
    Sample("THE HAGUE, March 2 - ", "THE HAGUE"),
  ])
  func `A dateline gives its place and agency, and ends before the text`(_ sample: Sample) throws {
    let text = sample.text + Self.rest
    let dateline = try #require(PlainTextParser.dateline(of: PlainTextParser.Run(text)))
    #expect(dateline.located == sample.located)
    #expect(dateline.agency == sample.agency)
    #expect(String(decoding: text.utf8.dropFirst(dateline.length), as: UTF8.self) == Self.rest)
  }

  @Test(arguments: [
    "The American Crane Institute (ACI) hailed the law.",
    "Associated Press (AP) President Ann Example spoke.",
    "Agence France-Presse (AFP) reported on Monday.",
    "Palestinian Authority (PA) President Ann Example spoke.",
    "Turkey's biggest port firm could bail out of a $3bn ($1.6bn) deal.",
    "Ann Example - whose crane fell - said nothing.",
    "BT – the latest challenger – is expected to speak.",
    "WATCH: Crane falls in harbour",
    "BREAKING — Crane falls in harbour.",
    "PHOTOS - Cranes of the world",
    "SPICER: Good morning. One update on the crane.",
    "Police in Sample Heights, Florida – That was new.",
    "March 26 - The crane fell.",
    "In May 12 - The crane fell.",
    "(2015-03-23) — The crane fell.",
    "CRANE FALLS - NOBODY HURT, SAYS MAYOR OF OLD TOWN",
    "Subs: Example, Sample, Other.",
    "PARIS", "PARIS, ", "(", "(AP", "—", "",
  ])
  func `No dateline`(_ text: String) {
    #expect(PlainTextParser.dateline(of: PlainTextParser.Run(text)) == nil)
  }

  @Test func `A dateline on a line of its own takes all of it`() throws {
    for text in ["Lucca, Italy CNN —", "LONDON (Reuters) -", "NEW YORK —"] {
      let dateline = try #require(PlainTextParser.dateline(of: PlainTextParser.Run(text)))
      #expect(dateline.length == text.utf8.count)
    }
  }

  @Test func `A dateline after a caption is found, if it is certain`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\nA crane lies in the harbour of Old Town. | AP Photo\n\n"
        + "OLD TOWN, Colo. — The crane fell on Monday.\n\nFerries were late.")
    #expect(draft.located == "OLD TOWN, Colo.")
    #expect(
      draft.blocks == [.paragraph("The crane fell on Monday."), .paragraph("Ferries were late.")])
    #expect(draft.media.first?.credit == "AP Photo")
  }

  @Test(
    "A text that breaks off anywhere in its dateline is a text",
    arguments: [
      "PARIS, Nov 26, 2026 (AFP). Ferry workers walked out.",
      "(ANSA) - ROMA, 26 NOV - I lavoratori dei traghetti",
      "MOSCOW. November 26. /TASS/. Ferry workers walked out.",
      "BOSTON--(BUSINESS WIRE)--The Ferry Board", "Stockholm (TT). F\u{E4}rjeanst\u{E4}llda",
      "New Delhi [India], November 26 (ANI): Ferry",
      "\u{41C}\u{41E}\u{421}\u{41A}\u{412}\u{410}, 26 \u{43D}\u{43E}\u{44F} \u{2014} \u{420}\u{418}\u{410} \u{41D}\u{43E}\u{432}\u{43E}\u{441}\u{442}\u{438}. ",
      "VELL, Maine, Nov. 26, 2026 /PRNewswire/ -- The Ferry Board",
    ])
  func breaksOff(line: String) {
    let bytes = Array(line.utf8)
    for end in 0...bytes.count {
      let text = "A headline of a few words\n\n" + String(decoding: bytes[..<end], as: UTF8.self)
      #expect(PlainTextParser.parse(text).headline != nil, "\(end)")
    }
  }

  @Test("An agency signs without a place, and a stop may end it")
  func signs() {
    func read(_ line: String) -> (String?, String?) {
      let draft = PlainTextParser.parse("A headline of a few words\n\n" + line)
      return (draft.located, draft.infoSources.first?.term)
    }
    #expect(read("(Belga) Ferry workers walked out on Thursday.") == (nil, "Belga"))
    #expect(read("(Keystone-SDA) Ferry workers walked out.") == (nil, "Keystone-SDA"))
    #expect(read("Vell (Norland) (AFP) - Ferry workers walked out.") == ("Vell (Norland)", "AFP"))
    #expect(read("VELL, Maine\n\nFerry workers walked out on Thursday.").0 == "VELL, Maine")
    #expect(read("NEW RULES\n\nFerry workers walked out on Thursday.").0 == nil)
    #expect(read("Stockholm (TT). Ferry workers walked out.") == ("Stockholm", "TT"))
    #expect(read("Agence France-Presse (AFP). It was founded long ago.").0 == nil)
    #expect(read("(Nobody) Ferry workers walked out on Thursday.") == (nil, nil))
  }
}
