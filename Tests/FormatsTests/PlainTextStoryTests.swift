import Newsroom
import Testing

@testable import Formats

/// Whole stories, one for each shape in which plain text reaches a desk.
struct PlainTextStoryTests {
  private func paragraphs(_ draft: Draft) -> [String] {
    draft.blocks.compactMap { if case .paragraph(let text) = $0 { text } else { nil } }
  }

  private func headings(_ draft: Draft) -> [String] {
    draft.blocks.compactMap { if case .heading(let text) = $0 { text } else { nil } }
  }

  private let prose = """
    The harbour of the old town was closed on Monday after a crane fell across its only entrance.
    """

  /// A page of a broadcaster as text, with all that stands round such a story.
  static let page = """
    harbour crane falls
    Harbourmaster: Crane was never inspected
    01:05 - Source: CNN

    Story highlights

    The harbour's only entrance is blocked

    Ferries will sail from the next town

    Porto Esempio, Italy CNN \u{A0}—\u{A0}

    The harbourmaster of Porto Esempio has accused the owners of a crane of neglect – “years of it.”

    Nobody was hurt when the crane fell on Monday, its arm across the only entrance.

    Who pays for the wreck

    Mayor Ann Example (center) and harbourmaster Bo Sample (R) at the quay of Porto Esempio

    The owners said that thier insurance would pay.

    Deputy minister for ports Ann Other

    Deputy minister for ports Ann Other said the law was clear. “Whoever owns a wreck removes it.”

    Dust rises behind the quay just before the crane's arm is cut.

    The work will take a month, she added, and the ferries will sail from the next town.

    CNN’s Joe Poe and Li Sample contributed to this report.
    """

  @Test func `A page's story is taken apart`() {
    let draft = PlainTextParser.parse(Self.page)
    #expect(draft.slugline == "harbour crane falls")
    #expect(draft.headline?.value == "Harbourmaster: Crane was never inspected")
    #expect(draft.located == "Porto Esempio, Italy")
    #expect(
      draft.highlights == [
        "The harbour's only entrance is blocked", "Ferries will sail from the next town",
      ])
    #expect(draft.contributors.map(\.name) == ["Joe Poe", "Li Sample"])
    #expect(draft.infoSources.map(\.term) == ["CNN"])
    #expect(draft.warnings == [.noDate])
    #expect(headings(draft) == ["Who pays for the wreck"])
    #expect(paragraphs(draft).count == 5)
    #expect(paragraphs(draft).first?.hasPrefix("The harbourmaster of Porto Esempio") == true)
    #expect(paragraphs(draft).last?.hasPrefix("The work will take a month") == true)
    #expect(paragraphs(draft).contains { $0.contains("thier") })
  }

  @Test func `A page's captions are pictures, inferred, and its video has its length`() {
    let media = PlainTextParser.parse(Self.page).media
    #expect(media.first == Media(kind: .video, duration: 65, credit: "CNN", isInferred: true))
    #expect(media.dropFirst().allSatisfy { $0.kind == .picture && $0.isInferred && $0.url == nil })
    #expect(
      media.dropFirst().map(\.caption) == [
        "Mayor Ann Example (center) and harbourmaster Bo Sample (R) at the quay of Porto Esempio",
        "Deputy minister for ports Ann Other",
        "Dust rises behind the quay just before the crane's arm is cut.",
      ])
  }

  @Test func `The identity text keeps all that follows the dateline`() throws {
    let identity = try #require(PlainTextParser.parse(Self.page).identityText)
    #expect(identity.hasPrefix("The harbourmaster of Porto Esempio"))
    #expect(identity.hasSuffix("CNN’s Joe Poe and Li Sample contributed to this report."))
    for part in [
      "Who pays for the wreck", "(center)", "Dust rises", "\n\nDeputy minister for ports",
    ] {
      #expect(identity.contains(part))
    }
    for part in ["Story highlights", "Source: CNN", "only entrance is blocked", "CNN \u{A0}"] {
      #expect(!identity.contains(part))
    }
  }

  @Test func `All that a plain text gives is listed as inferred`() {
    #expect(
      PlainTextParser.parse(Self.page).derived == [
        "headline", "slugline", "located", "descriptions", "people", "infoSources",
        "associations", "bodies",
      ])
  }

  @Test func `Line ends of CR LF give the same draft`() {
    let unix = PlainTextParser.parse(Self.page)
    let dos = PlainTextParser.parse(Self.page.replacing("\n", with: "\r\n"))
    let old = PlainTextParser.parse(Self.page.replacing("\n", with: "\r"))
    for draft in [dos, old] {
      #expect(draft.blocks == unix.blocks)
      #expect(draft.identityText == unix.identityText)
      #expect(draft.slugline == unix.slugline)
      #expect(draft.highlights == unix.highlights)
    }
  }

  @Test func `No-break spaces for spaces give the same parts`() {
    let draft = PlainTextParser.parse(Self.page.replacing(" ", with: "\u{A0}"))
    #expect(draft.headline?.value == "Harbourmaster:\u{A0}Crane\u{A0}was\u{A0}never\u{A0}inspected")
    #expect(draft.located == "Porto Esempio, Italy")
    #expect(draft.media.first?.duration == 65)
    #expect(draft.highlights.count == 2)
    #expect(draft.contributors.map(\.name) == ["Joe Poe", "Li Sample"])
    #expect(draft.blocks.count == PlainTextParser.parse(Self.page).blocks.count)
  }

  @Test func `Headline, blank line and paragraphs`() {
    let draft = PlainTextParser.parse("Harbour closed by crane\n\n\(prose)\n\nFerries were late.\n")
    #expect(draft.headline?.value == "Harbour closed by crane")
    #expect(draft.blocks == [.paragraph(prose), .paragraph("Ferries were late.")])
    #expect(draft.located == nil)
    #expect(draft.slugline == nil)
    #expect(draft.identityText == "\(prose)\n\nFerries were late.")
  }

  @Test func `One paragraph a line, the address under the headline`() {
    let long = Array(repeating: "The crane fell on Monday and nobody was hurt.", count: 4)
      .joined(separator: " ")
    let draft = PlainTextParser.parse(
      "Harbour Closed By Crane\nhttps://news.example/harbour?id=1\n\(long)\n\(long)")
    #expect(draft.headline?.value == "Harbour Closed By Crane")
    #expect(draft.url == "https://news.example/harbour?id=1")
    #expect(draft.blocks == [.paragraph(long), .paragraph(long)])
    #expect(draft.identityText?.contains("https:") == false)
  }

  /// The agency's line of 64 columns, four spaces before a paragraph.
  @Test func `Wrapped lines are joined, and a dateline's date is not made a date`() {
    let draft = PlainTextParser.parse(
      """
      PORT AUTHORITY <PRT> SEES SMALLER LOSS

      By Ann Example, Reuters

      SPRINGFIELD, Mass., Feb 30 - The Port Authority of Old Town
      said it expects a smaller loss in the year than it had feared,
      since the crane that fell in its harbour was a rather well-
      insured one and the wind had done the rest.

          The authority said its board will meet in April to look at
      the sum.

          Shr loss four cts vs loss five cts

          Net loss 527 vs loss 1,204
       Reuter
      """)
    #expect(draft.headline?.value == "PORT AUTHORITY <PRT> SEES SMALLER LOSS")
    #expect(draft.byline == "Ann Example, Reuters")
    #expect(draft.authors.map(\.name) == ["Ann Example"])
    #expect(draft.located == "SPRINGFIELD, Mass.")
    #expect(draft.published == nil)
    #expect(draft.warnings == [.noDate])
    #expect(draft.infoSources.map(\.term) == ["Reuters"])
    #expect(
      paragraphs(draft).dropFirst() == [
        "The authority said its board will meet in April to look at the sum.",
        "Shr loss four cts vs loss five cts", "Net loss 527 vs loss 1,204",
      ])
    #expect(
      paragraphs(draft).first?.hasSuffix(
        "was a rather well-insured one and the wind had done the rest.") == true)
    #expect(draft.identityText?.hasSuffix("\n\nReuter") == true)
  }

  @Test func `Wrapped paragraphs that only an indent parts`() {
    let draft = PlainTextParser.parse(
      """
      CRANE FALLS, HARBOUR CLOSES

      PORTO ESEMPIO, Italy _ The crane that fell across the entrance of
      the harbour on Monday had not been inspected in eleven years, said
      the harbourmaster.
      \t   ``It was only a matter of time,'' he said on the quay, where the
      ferries lay waiting for the entrance to be cleared.
      \t   (ae/bs)
      """)
    #expect(draft.located == "PORTO ESEMPIO, Italy")
    #expect(
      draft.blocks == [
        .paragraph(
          "The crane that fell across the entrance of the harbour on Monday had not been "
            + "inspected in eleven years, said the harbourmaster."),
        .paragraph(
          "``It was only a matter of time,'' he said on the quay, where the ferries lay waiting "
            + "for the entrance to be cleared."),
      ])
  }

  @Test func `Wrapped text without a headline gets none`() {
    let draft = PlainTextParser.parse(
      """
      The crane that fell across the entrance of the harbour on Monday
      had not been inspected in eleven years, said the harbourmaster of
      the old town, and its owners had been told so in letters that they
      did not answer.

      Ferries were late.
      """)
    #expect(draft.headline == nil)
    #expect(draft.warnings == [.noDate, .noHeadline])
    #expect(paragraphs(draft).count == 2)
  }

  @Test func `A text that begins with its dateline has no headline`() {
    let draft = PlainTextParser.parse("GENEVA (Reuters) - \(prose)\n\nFerries were late.")
    #expect(draft.headline == nil)
    #expect(draft.located == "GENEVA")
    #expect(draft.blocks.first == .paragraph(prose))
  }

  @Test func `A headline of two wrapped lines is one`() {
    let draft = PlainTextParser.parse(
      """
      HARBOURMASTER SAYS OWNERS OF FALLEN CRANE IGNORED ELEVEN YEARS OF
      LETTERS FROM INSPECTORS

      The crane that fell across the entrance of the harbour on Monday
      had not been inspected in eleven years, said the harbourmaster of
      the old town.
      """)
    #expect(
      draft.headline?.value
        == "HARBOURMASTER SAYS OWNERS OF FALLEN CRANE IGNORED ELEVEN YEARS OF "
        + "LETTERS FROM INSPECTORS")
    #expect(paragraphs(draft).count == 1)
  }

  @Test func `A slug of keywords stands only above a headline`() {
    let filed = PlainTextParser.parse("harbour crane fall\n\nCrane falls in old town\n\n\(prose)")
    #expect(filed.slugline == "harbour crane fall")
    #expect(filed.headline?.value == "Crane falls in old town")
    let hyphenated = PlainTextParser.parse(
      "CRANE-FALL/HARBOUR\nCrane falls in old town\n\n\(prose)")
    #expect(hyphenated.slugline == "CRANE-FALL/HARBOUR")
    let lower = PlainTextParser.parse("background\n\nLONDON (AP) _ \(prose)")
    #expect(lower.slugline == nil)
    #expect(lower.headline?.value == "background")
  }

  @Test func `Highlights on the label's line`() {
    let draft = PlainTextParser.parse(
      """
      Crane falls in old town

      Story highlights The entrance is blocked

      Nobody was hurt, the harbourmaster said.

      Old Town (CNN) \(prose)
      """)
    #expect(
      draft.highlights == ["The entrance is blocked", "Nobody was hurt, the harbourmaster said."])
    #expect(draft.located == "Old Town")
    #expect(draft.infoSources.map(\.term) == ["CNN"])
    #expect(draft.blocks == [.paragraph(prose)])
  }

  @Test func `Highlights without a dateline end at the first sentence`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\nHighlights\n\nEntrance blocked\n\nNobody hurt\n\n\(prose)\n\nFerries were late."
    )
    #expect(draft.highlights == ["Entrance blocked", "Nobody hurt"])
    #expect(paragraphs(draft) == [prose, "Ferries were late."])
  }

  @Test func `Highlights in a list lose their bullets`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\nKey points:\n• Entrance blocked.\n• Nobody hurt.\n\n\(prose)")
    #expect(draft.highlights == ["Entrance blocked.", "Nobody hurt."])
    #expect(paragraphs(draft) == [prose])
  }

  @Test func `Labels of the page stay out of the body and in the identity`() {
    let draft = PlainTextParser.parse(
      """
      Crane falls

      Advertisement

      PARIS — \(prose)

      Story Continued Below

      Ferries were late.

      Read more: Five cranes that fell

      Comments
      """)
    #expect(draft.located == "PARIS")
    #expect(paragraphs(draft) == [prose, "Ferries were late."])
    #expect(
      draft.identityText
        == "Advertisement\n\n\(prose)\n\nStory Continued Below\n\nFerries were late."
        + "\n\nRead more: Five cranes that fell\n\nComments")
  }

  @Test func `A headline printed twice is one`() {
    let draft = PlainTextParser.parse("Crane falls\n\nCrane falls\n\n\(prose)")
    #expect(paragraphs(draft) == [prose])
  }

  @Test func `Short lines in a row are a list and no headings`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\n\(prose)\n\nWhat fell\n\nWhat stood\n\nWhat sank\n\n\(prose)")
    #expect(headings(draft).isEmpty)
    #expect(draft.blocks.count == 5)
  }

  @Test(
    arguments: [
      "what fell", "What fell.", "What fell:", "“What fell”", "- What fell", "see http://a.example",
      "***", "A line that is by far too long to be set as the heading of a section of any story",
    ])
  func `No heading`(_ line: String) {
    let draft = PlainTextParser.parse("Crane falls\n\n\(prose)\n\n\(line)\n\n\(prose)")
    #expect(headings(draft).isEmpty)
    #expect(paragraphs(draft).contains(line))
  }

  @Test(arguments: ["What fell", "Who pays?", "3. Who pays", "Ängste am Kai", "港の閉鎖"])
  func `A heading`(_ line: String) {
    let draft = PlainTextParser.parse("Crane falls\n\n\(prose)\n\n\(line)\n\n\(prose)")
    #expect(headings(draft) == [line])
  }

  @Test func `A line that was cut in its sentence is no heading`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\n\(prose)\n\nThe owners are building one in southern\n\nparts of the land, "
        + "and there it will stand until the wind takes it as it took the old one.")
    #expect(headings(draft).isEmpty)
  }

  @Test func `A credit makes a caption, its words are kept apart`() {
    let draft = PlainTextParser.parse(
      """
      Crane falls

      \(prose)

      A crane lies across the harbour entrance in Old Town. Bo Sample/AFP/Getty Images

      A minister (D) said the law was clear, and that the owners (R) would be sued.

      Ferries were late.
      """)
    #expect(
      draft.media == [
        Media(
          kind: .picture,
          caption: "A crane lies across the harbour entrance in Old Town. "
            + "Bo Sample/AFP/Getty Images", credit: "Bo Sample/AFP/Getty Images", isInferred: true)
      ])
    #expect(paragraphs(draft).count == 3)
  }

  @Test func `The present tense alone makes no caption, away from a page`() {
    let draft = PlainTextParser.parse(
      "Crane falls\n\n\(prose)\n\nSmoke rises behind the quay.\n\nFerries were late.")
    #expect(draft.media.isEmpty)
    #expect(paragraphs(draft).contains("Smoke rises behind the quay."))
  }

  @Test func `A date line with a zone is read, one without is only known to be a date`() {
    let dated = PlainTextParser.parse(
      "Crane falls\n\nPublished: 2017-04-11 18:26 GMT\nUpdated 2017-04-11T21:00:00+02:00\n\n\(prose)"
    )
    #expect(
      dated.published == NewsDate(year: 2017, month: 4, day: 11, hour: 18, minute: 26))
    #expect(dated.updated == NewsDate(year: 2017, month: 4, day: 11, hour: 19))
    #expect(dated.warnings.isEmpty)
    let vague = PlainTextParser.parse("Crane falls\n\nApril 11, 2017, 6:26 p.m.\n\n\(prose)")
    #expect(vague.published == nil)
    #expect(vague.warnings == [.badDate])
    #expect(paragraphs(vague) == [prose])
    let nonsense = PlainTextParser.parse("Crane falls\n\n2017-13-41T18:26:00Z\n\n\(prose)")
    #expect(nonsense.published == nil)
    #expect(nonsense.warnings == [.badDate])
  }

  @Test func `A headline may begin like a byline`() {
    let draft = PlainTextParser.parse("By Any Means Necessary\n\nBy Ann Example\n\n\(prose)")
    #expect(draft.headline?.value == "By Any Means Necessary")
    #expect(draft.byline == "Ann Example")
  }

  @Test func `A title alone is a headline without a body`() {
    let draft = PlainTextParser.parse("Crane falls in old town")
    #expect(draft.headline?.value == "Crane falls in old town")
    #expect(draft.blocks.isEmpty)
    #expect(draft.identityText == "")
    #expect(draft.derived == ["headline"])
  }

  @Test func `A text of one long line is a paragraph`() {
    let line = "\(prose) Ferries were late, and the mayor said that it would be so for a month."
    let draft = PlainTextParser.parse(line)
    #expect(draft.headline == nil)
    #expect(draft.blocks == [.paragraph(line)])
    #expect(draft.warnings == [.noDate, .noHeadline])
  }

  @Test(arguments: ["", "\n", " \t\r\n\u{A0}\n", "\u{FEFF}"])
  func `White space is no story`(_ text: String) {
    let draft = PlainTextParser.parse(text)
    #expect(draft.headline == nil)
    #expect(draft.blocks.isEmpty)
    #expect(draft.derived.isEmpty)
  }

  @Test func `Five megabytes on one line are a paragraph, untouched`() {
    let line = String(repeating: "(crane) ", count: 5 * 131_072).dropLast()
    let draft = PlainTextParser.parse("Crane falls\n\n\(line)")
    #expect(draft.headline?.value == "Crane falls")
    #expect(draft.blocks == [.paragraph(String(line))])
  }

  @Test func `A story cut at any byte is still read`() {
    let bytes = Array(Self.page.utf8)
    for length in 0...bytes.count {
      let draft = PlainTextParser.parse(String(decoding: bytes[..<length], as: UTF8.self))
      // The slug line alone, until a headline stands below it, is the headline.
      #expect((draft.headline == nil) == (length == 0))
    }
  }

  @Test func `Any bytes are read`() {
    var state: UInt64 = 20_170_411
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let alphabet = Array("aA Z.,:-—_()*\n\r\t\u{A0}“”'/|1 9#<@?By (AP) - March 2\u{0}\u{301}".utf8)
    for _ in 0..<2000 {
      let bytes = (0..<random(121)).map { _ in
        alphabet[random(alphabet.count)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let draft = PlainTextParser.parse(text)
      // Each paragraph of the body is part of what is hashed.
      for case .paragraph(let paragraph) in draft.blocks {
        #expect(draft.identityText?.contains(paragraph) == true, "\(text.debugDescription)")
      }
    }
  }

  @Test("A text of more lines than any story has is data, and is not held in memory")
  func lines() throws {
    let most = PlainTextParser.mostLines
    let text = Array(repeating: "a", count: most).joined(separator: "\n\n") + "\n"
    #expect(!PlainTextParser.hasTooManyLines(Array(text.utf8)[...]))
    #expect { try Parsed(text + "b\n") } throws: { ($0 as? Rejection)?.code == "too-many-lines" }
  }
}
