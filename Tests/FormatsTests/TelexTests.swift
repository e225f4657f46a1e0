import Newsroom
import Testing

@testable import Formats

/// Wires as their control bytes frame them. All stories are invented.
@Suite struct TelexTests {
  private static let anpa =
    "\u{16}\u{16}\u{01}a0412\u{1F}_-----\r\n"
    + "u s\u{13}\u{11} BC-ROW--Granford-Vell-Boat 2ndLd   04-17 0148\r\n"
    + "\u{02}^BC-ROW--Granford-Vell Boat Race, 2nd Ld,148<\r\n"
    + "^Vell rows home first for once<\r\n"
    + "^MN Photo NL101, NL102<\r\n^Eds: Updates with quotes. With photos.<\r\n"
    + "^Vell won the boat race of the two towns on Thursday for the first time since a storm "
    + "sank both boats eleven years ago.<\r\n"
    + "^By ILSE MARANT=\r\n^Morrow News Sports Writer=\r\n"
    + "\t GRANFORD, Norland (AP) _ Vell won by a length _ ``a very short one,'' its cox said. \r\n"
    + "\t ``They called it `a gift from the wind,''' she said. \r\n"
    + "^How they finished=\r\n"
    + "\u{08}Vell\u{1F}\u{1E} 3\u{1E} \u{1E} 14.2\r\n\u{08}Granford\u{10} B\u{1F}\u{1E} 5{\r\n"
    + "\t Per Aune in Vell contributed to this report. \r\n\t ___ \r\n"
    + "\r\n\t \u{03}MN-WF-04-17-25 1422GMT<\r\n\r\n\u{0C}\r\n\u{04}"

  @Test func `an ANPA story gives each of its lines its place`() throws {
    let parsed = try Parsed(Self.anpa)
    #expect(parsed.info.format == .anpa1312)
    #expect(parsed.info.warnings.isEmpty)
    let draft = try #require(parsed.drafts.first)
    #expect(parsed.drafts.count == 1)
    #expect(draft.headline?.value == "Vell rows home first for once")
    #expect(draft.slugline == "Granford-Vell")
    #expect(draft.byline == "By ILSE MARANT")
    #expect(draft.authors.map(\.name) == ["ILSE MARANT"])
    #expect(draft.contributors.map(\.name) == ["Per Aune"])
    #expect(draft.urgency == 3)
    #expect(draft.categories == [Category(term: "s", label: "Sports")])
    #expect(draft.located == "GRANFORD, Norland")
    #expect(draft.published?.rfc3339() == "2025-04-17T14:22:00Z")
    #expect(draft.editorialNote == "MN Photo NL101, NL102\nEds: Updates with quotes. With photos.")
    #expect(draft.summary?.value.hasPrefix("Vell won the boat race") == true)
    #expect(draft.altIDs("transmission") == ["a0412"])
    #expect(draft.altIDs("keyword") == ["BC-ROW--Granford-Vell Boat Race, 2nd Ld,148"])
    #expect(
      draft.paragraphs == [
        "Vell won by a length — “a very short one,” its cox said.",
        "“They called it ‘a gift from the wind,”’ she said.",
        "Vell\t 3  14.2\nGranford B\t 5½",
      ])
    #expect(draft.headings == ["How they finished"])
    #expect(draft.warnings.isEmpty)
  }

  @Test func `an ANPA story that is all head has the head's lines for its text`() throws {
    let parsed = try Parsed(
      "\u{01}v0007\u{1F}_-----\r\nr e\u{13}\u{11} AP-Top-Culture-Heads     02-09 0121\r\n"
        + "\u{02}^*9006< ^AP-Top-Culture-Heads,0121<\r\n^Culture news at noon<\r\n"
        + "^Choir of Vell loses its bass<\r\n^Museum finds seven boats<\r\n^\r\n"
        + "\t \u{03}AP-WF-02-09-25 1104GMT<\r\n\u{04}")
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Culture news at noon")
    #expect(draft.paragraphs == ["Choir of Vell loses its bass", "Museum finds seven boats"])
    #expect(draft.slugline == "Top-Culture-Heads")
  }

  @Test func `an ANPA story with wrapped lines and without carets is read too`() throws {
    let parsed = try Parsed(
      "\u{01}a0105NLN\u{1F}koko-\r\nu i\u{14}\u{12} BC-Vell-Dam   09-12 0344\r\n\u{02}BC-Vell-Dam\r\n"
        + "Dam above Vell to be mended before autumn+\r\n"
        + "     VELL, Norland, Sept. 9 Kyodo - Workers began on Tuesday to mend the \r\n"
        + "dam above Vell, whose lower gate has leaked since it was hit by a raft \r\n"
        + "of timber in the spring of last year.\r\n"
        + "     The town will be without its lake until the first snow falls, \r\n"
        + "the county said.\r\n==Kyodo\r\n\u{03}NLS-21:37-09-12-18\u{04}\r\n")
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Dam above Vell to be mended before autumn")
    #expect(draft.slugline == "Vell-Dam")
    #expect(draft.located == "VELL, Norland")
    #expect(draft.infoSources.map(\.term) == ["Kyodo"])
    #expect(draft.paragraphs.count == 2)
    #expect(draft.paragraphs.first?.hasPrefix("Workers began on Tuesday to mend the dam") == true)
    // The clock of the agency's own country is no instant.
    #expect(draft.published == nil)
    #expect(draft.warnings == [.badDate])
  }

  @Test func `each message of a file is a story, and one without its end says so`() throws {
    let parsed = try Parsed(Self.anpa + "\r\n" + Self.anpa.prefix { $0 != "\u{08}" })
    #expect(parsed.drafts.count == 2)
    #expect(parsed.drafts.last?.warnings == [.truncated])
    #expect(parsed.drafts.first?.headline?.value == parsed.drafts.last?.headline?.value)
  }

  private static func iptc(_ text: String, trailer: String = "181015 GMT Jul 25") -> String {
    "\u{01}nla0087 3 vm 138  nla 0142\r\n\r\nWetter/Seen/\r\n\u{02}\(text)\u{03}\(trailer)\r\n\u{04}\r\n"
  }

  @Test func `an IPTC 7901 message has its header, keywords, headline, text and date`() throws {
    let parsed = try Parsed(
      Self.iptc(
        "(Zusammenfassung)\r\nTalsperre bei Vell fast leer\r\nBitte Wasser sparen =\r\n\r\n"
          + "   Vell (nla) - Die Talsperre oberhalb von Vell ist so leer wie seit vielen\r\n"
          + "Jahren nicht mehr.\r\n"
          + "Die folgenden Informationen sind nicht zur Ver\u{F6}ffentlichung bestimmt\r\n"
          + "Telefon 0123\r\n"))
    #expect(parsed.info.format == .iptc7901)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Talsperre bei Vell fast leer Bitte Wasser sparen")
    #expect(draft.slugline == "Wetter/Seen")
    #expect(draft.urgency == 3)
    #expect(draft.categories.map(\.term) == ["vm", "Wetter", "Seen"])
    #expect(draft.located == "Vell")
    #expect(draft.infoSources.map(\.term) == ["nla"])
    #expect(draft.altIDs("transmission") == ["nla0087"])
    #expect(draft.published?.rfc3339() == "2025-07-18T10:15:00Z")
    #expect(draft.editorialNote == "Telefon 0123")
    #expect(draft.paragraphs.count == 1)
    #expect(draft.paragraphs.first?.hasSuffix("seit vielen Jahren nicht mehr.") == true)
  }

  @Test func `a message that lost its framing is known by its first line and its last`() throws {
    let parsed = try Parsed(
      "nla0075 3 i 510    nla 1003\n\n/weather/lakes/\n2ND LEAD\nDam above Vell nearly empty\n"
        + "By Ilse Marant, nla  =\n\nVell (nla) - The dam above Vell is nearly empty, its keepers said.\n\n"
        + "nla im\n\n101137 GMT Dez 18\n\n")
    #expect(parsed.info.format == .iptc7901)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Dam above Vell nearly empty")
    #expect(draft.slugline == "weather/lakes")
    #expect(draft.byline == "By Ilse Marant, nla")
    #expect(draft.editorialNote == "2ND LEAD")
    #expect(draft.located == "Vell")
    #expect(draft.published?.rfc3339() == "2018-12-10T11:37:00Z")
    let filled = try Parsed("\u{7F}\u{7F}\r\n" + Self.iptc("A =\r\n\r\nText of it.\r\n"))
    #expect(filled.info.format == .iptc7901)
  }

  @Test(
    "a date without a year or a zone is none",
    arguments: ["181015", "181015 GMT", "181015 Jul 25", "GMT Jul 25", "991015 GMT Jul 25"])
  func dates(trailer: String) throws {
    let draft = try #require(
      try Parsed(Self.iptc("A\r\n\r\nText.\r\n", trailer: trailer)).drafts.first)
    #expect(draft.published == nil)
    #expect(draft.warnings == [.badDate])
  }

  @Test(
    "letters are read in the code page that they prove",
    arguments: [
      (
        "F}r die B}rger und die Fische gr|~te Not", "Für die Bürger und die Fische größte Not",
        "din_66003"
      ),
      (
        "F|r att det {r kallt och sn|igt som i }ratal",
        "För att det är kallt och snöigt som i åratal", "sen_850200_b"
      ),
      (
        "Det er p} tide at b}den og skibet kommer til s|en",
        "Det er på tide at båden og skibet kommer til søen", "ns_4551-1"
      ),
    ])
  func sevenBits(wire: String, text: String, charset: String) throws {
    let parsed = try Parsed(Self.iptc("Sturm =\r\n\r\n\(wire)\r\n"))
    #expect(parsed.drafts.first?.paragraphs == [text])
    #expect(parsed.info.charset == charset)
  }

  @Test func `accents before their letters, code page 850 and Latin-1 are told apart`() throws {
    func body(_ bytes: [UInt8]) throws -> String? {
      let wire = Self.iptc("Sturm =\r\n\r\n@\r\n").utf8.flatMap { byte in
        byte == UInt8(ascii: "@") ? bytes : [byte]
      }
      return try Parsed(wire).drafts.first?.paragraphs.first
    }
    let accents = Array("f".utf8) + [0xC8, 0x75] + Array("r caf".utf8) + [0xC2, 0x65]
    #expect(try body(accents) == "für café")
    let dos = Array("Die B".utf8) + [0x81] + Array("rger h".utf8) + [0x94] + Array("ren".utf8)
    #expect(try body(dos) == "Die Bürger hören")
    let latin = Array("Die B".utf8) + [0xFC] + Array("rger h".utf8) + [0xF6] + Array("ren".utf8)
    #expect(try body(latin) == "Die Bürger hören")
    #expect(try body(Array("Die Bürger hören".utf8)) == "Die Bürger hören")
    #expect(
      try body(Array("a list [1] of {things} and |others|".utf8))
        == "a list [1] of {things} and |others|")
  }

  @Test func `the signs of a radio desk's telex are read`() throws {
    let parsed = try Parsed(
      "ZCZC MRN\r\n%A\r\n#Trams_Vell_2\r\n$Vell trams stop for nine weekends\r\n:(VELL)\r\n&MRN\\ink\r\n"
        + "*04000000\r\n~Main Service\r\n@Norland\r\nTrams will stop in May.\r\n\r\n"
        + "* A list may begin so, too.\r\n\r\nNNNN\r\n")
    #expect(parsed.info.format == .zczc)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Vell trams stop for nine weekends")
    #expect(draft.slugline == "Trams_Vell_2")
    #expect(draft.located == "VELL")
    #expect(draft.genre == "Main Service")
    #expect(
      draft.categories.map(\.scheme) == ["http://cv.iptc.org/newscodes/subjectcode/04000000"])
    #expect(draft.paragraphs == ["Trams will stop in May.", "* A list may begin so, too."])
    #expect(draft.derived.isEmpty)
  }

  @Test func `one carriage return may end each line, and a table keeps its columns`() throws {
    let parsed = try Parsed(
      "   ZCZC AAP\r$T\r:Row Vell\r=Boat race\r^ROWING: Results of the boat race\r*T\r&T\r+15000000\r"
        + "VELL, April 17 AAP - Results of the race of the two towns:\r\t\r"
        + "\t1. Vell          14.02\r\t2. Granford      14.05\r\t\r\t   AAP")
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "ROWING: Results of the boat race")
    #expect(draft.slugline == "Row Vell")
    #expect(draft.altIDs("take") == ["Boat race"])
    #expect(draft.located == "VELL")
    #expect(draft.infoSources.map(\.term) == ["AAP"])
    #expect(
      draft.paragraphs == [
        "Results of the race of the two towns:",
        "1. Vell          14.02\n2. Granford      14.05",
      ])
  }

  @Test func `a telex with a line of codes has its headline below it`() throws {
    let parsed = try Parsed(
      "ZCZC\nNLA0123 7 CRO 0 NLA CRO NAZ\n\nVELL: FERMI I TRAM IN CENTRO =\n\n"
        + "Vell, 5 mag. (NLA) - I tram del centro si fermano per nove settimane.\n\n"
        + "(Mar/NLA)\n\n05-MAG-25 12:01\n\nNNNN\n")
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "VELL: FERMI I TRAM IN CENTRO")
    #expect(draft.derived.contains("headline"))
    #expect(draft.urgency == 7)
    #expect(draft.altIDs("transmission") == ["NLA0123 7 CRO 0 NLA CRO NAZ"])
  }

  @Test func `a release names its sender, and messages in a row are stories of their own`() throws {
    let release =
      "ZCZC AAP\n%MNETALL MFI\n$J\n:\n:Norland County Museum\n*X\nMuseum opens its wing\n\n"
      + "The wing opens on 3 May.\n\nSOURCE: Norland County Museum\n\nNNNN\n"
    let parsed = try Parsed(release + release)
    #expect(parsed.drafts.count == 2)
    let draft = try #require(parsed.drafts.first)
    #expect(draft.headline?.value == "Museum opens its wing")
    #expect(draft.infoSources.map(\.term) == ["AAP", "Norland County Museum"])
    #expect(draft.paragraphs == ["The wing opens on 3 May."])
  }

  @Test(
    "text that only speaks of telexes stays text",
    arguments: [
      "ZCZC was the sign that began a telex, and NNNN ended it.\n\nA museum shows both.",
      "Museum shows telexes\n\nOne begins:\nZCZC\nand ends:\nNNNN\n",
      "u i BC-Story\n\nNo header line stands above it.",
      "abc0123 4 pl is how a header line began.\n\nIt is gone.",
    ])
  func text(_ text: String) throws {
    #expect(try Parsed(text).info.format == .text)
  }

  @Test func `a telex in capitals has its slug above its headline`() throws {
    let draft = try #require(
      Parsed(
        "ZCZC\nFERRY-BOARD\nNIGHT FERRY TO SAIL AGAIN\n\nGRANFORD, APRIL 17 (PRX) - THE FERRY SAILS.\n\nNNNN\n"
      )
      .drafts.first)
    #expect(draft.slugline == "FERRY-BOARD")
    #expect(draft.headline?.value == "NIGHT FERRY TO SAIL AGAIN")
    #expect(draft.located == "GRANFORD" && draft.paragraphs == ["THE FERRY SAILS."])
  }

  @Test func `an ANPA keyword with its day names the story and its version`() throws {
    let first = try #require(Parsed(Self.anpa).drafts.first)
    #expect(first.id == "anpa:MN/BC-ROW--Granford-Vell%20Boat%20Race/04-17")
    #expect(first.version == "3" && first.derived.contains("version"))
    let original = Self.anpa.replacing(", 2nd Ld,148", with: ",148")
    #expect(try Parsed(original).drafts.first?.version == "1")
    let kill = Self.anpa.replacing(", 2nd Ld,148", with: ", KILL,148")
    #expect(try Parsed(kill).drafts.first?.pubStatus == "canceled")
    let add = Self.anpa.replacing(", 2nd Ld,148", with: ", 1st Add,148")
    #expect(try Parsed(add).drafts.first?.id != first.id)
    let adrift = Self.anpa.replacing("MN-WF-", with: "")
    #expect(try Parsed(adrift).drafts.first?.id == "BC-ROW--Granford-Vell Boat Race/04-17")
  }
}
