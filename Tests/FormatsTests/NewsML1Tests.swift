import Newsroom
import Testing

@testable import Formats

@Suite("NewsML 1")
struct NewsML1Tests {
  private func item(
    id: String = "<PublicIdentifier>urn:newsml:press.example:20261126:f-7:2U</PublicIdentifier>",
    management: String = "", _ component: String = ""
  ) -> String {
    """
    <NewsML><NewsEnvelope><DateAndTime>20261126T101500Z</DateAndTime><Priority FormalName="4"/>
    </NewsEnvelope><NewsItem xml:lang="en"><Identification><NewsIdentifier>
    <ProviderId>press.example</ProviderId><DateId>20261126</DateId><NewsItemId>f-7</NewsItemId>
    <RevisionId PreviousRevision="1" Update="U">2</RevisionId>\(id)</NewsIdentifier>
    </Identification><NewsManagement><FirstCreated>20261126T101000+0200</FirstCreated>
    <ThisRevisionCreated>20261126T101100Z</ThisRevisionCreated><Status FormalName="Usable"/>
    \(management)</NewsManagement><NewsComponent>\(component)</NewsComponent></NewsItem></NewsML>
    """
  }

  private func draft(_ text: String) throws -> Draft {
    let (document, drafts) = try parse(text)
    #expect(document.format == .newsML1)
    return try #require(drafts.first)
  }

  @Test("The revision is the version, and no part of the story's name")
  func identity() throws {
    let draft = try draft(item())
    #expect(draft.id == "urn:newsml:press.example:20261126:f-7" && draft.version == "2")
    #expect(draft.altIDs.contains { $0.value == "urn:newsml:press.example:20261126:f-7:2U" })
    #expect(draft.urgency == 4 && draft.pubStatus == "usable" && draft.language == "en")
    #expect(draft.created == NewsDate(year: 2026, month: 11, day: 26, hour: 8, minute: 10))
    #expect(draft.updated == NewsDate(year: 2026, month: 11, day: 26, hour: 10, minute: 11))
  }

  @Test("A public identifier that names only the provider names no story")
  func noIdentity() throws {
    let draft = try draft(
      item(id: "<PublicIdentifier>urn:newsml:www.press.example</PublicIdentifier>"))
    #expect(draft.id == "urn:newsml:press.example:20261126:f-7")
    let (_, drafts) = try parse(
      """
      <NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>0</NewsItemId>
      <PublicIdentifier>urn:newsml:www.press.example</PublicIdentifier></NewsIdentifier>
      </Identification></NewsItem></NewsML>
      """)
    #expect(drafts.first?.id == nil)
    #expect(drafts.first?.altIDs.contains { $0.value == "urn:newsml:www.press.example" } == true)
  }

  @Test("Lines, metadata, text and pictures of its components")
  func components() throws {
    let draft = try draft(
      item(
        management: "<Urgency FormalName='5'/>",
        """
        <NewsLines><HeadLine>Night ferry returns</HeadLine><ByLine>Jonas Elm</ByLine>
        <DateLine>لندن (أ ف ب)</DateLine><CopyrightLine>© Press</CopyrightLine>
        <SlugLine>ferry</SlugLine><KeywordLine>SEA</KeywordLine></NewsLines>
        <AdministrativeMetadata><Provider><Party FormalName="Press"/></Provider>
        <Creator><Party FormalName="J. Elm"/></Creator></AdministrativeMetadata>
        <DescriptiveMetadata><Language FormalName="ar"/>
        <SubjectCode><Subject FormalName="04000000"/></SubjectCode>
        <Location HowPresent="Origin"><Property FormalName="City" Value="London"/></Location>
        </DescriptiveMetadata>
        <NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent>
        <media media-type="image"><media-reference data-location="#p0"/></media>
        <p>One.</p><p>Two.</p></DataContent></ContentItem></NewsComponent>
        <NewsComponent Duid="p0"><NewsLines><HeadLine>The quay</HeadLine>
        <CreditLine>M. Lind</CreditLine></NewsLines>
        <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>The old quay.</p>
        </DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="HighDef"/><ContentItem Href="q.jpg">
        <MediaType FormalName="Photo"/><Characteristics><SizeInBytes>9</SizeInBytes>
        <Property FormalName="Width" Value="16"/></Characteristics></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Thumbnail"/><ContentItem Href="t.jpg">
        <MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsComponent>
        """))
    #expect(draft.headline?.value == "Night ferry returns" && draft.byline == "Jonas Elm")
    #expect(draft.located == "لندن" && draft.slugline == "ferry" && draft.urgency == 5)
    #expect(draft.categories.map(\.term) == ["SEA", "04000000"])
    #expect(draft.people == [Category(term: "J. Elm", rel: "creator")])
    #expect(draft.content?.value.contains("<p>One.</p><p>Two.</p>") == true)
    #expect(draft.content?.value.contains("old quay") == false)
    let picture = try #require(draft.media.first)
    #expect(draft.media.count == 1 && picture.kind == .picture && picture.url == "q.jpg")
    #expect(picture.caption == "The old quay." && picture.title == "The quay")
    #expect(picture.credit == "M. Lind" && picture.width == 16)
    #expect(picture.renditions.map(\.name) == ["Thumbnail"])
  }

  @Test("Title, lead and body in components of plain text; the contact comes last")
  func plainText() throws {
    func part(_ role: String, _ text: String) -> String {
      """
      <NewsComponent><Role FormalName="\(role)"/><ContentItem><DataContent>\(text)</DataContent>
      </ContentItem></NewsComponent>
      """
    }
    let draft = try draft(
      item(
        part("Contact", "Call us.") + part("Title", "A title") + part("Lead", "The lead.")
          + part("Body", "\tFirst line\nof it.\n\tSecond.")))
    #expect(draft.headline?.value == "A title")
    #expect(
      draft.content?.value
        == "<p>The lead.</p>\n<p>First line of it.</p>\n<p>Second.</p>\n<p>Call us.</p>\n")
  }

  @Test("Of the same content in two languages or formats, one is read")
  func alternatives() throws {
    let draft = try draft(
      item(
        """
        <BasisForChoice Rank="1">./NewsComponent/DescriptiveMetadata/Language</BasisForChoice>
        <NewsComponent><ContentItem><DataContent><p>English.</p></DataContent></ContentItem>
        </NewsComponent><NewsComponent><ContentItem><DataContent><p>Deutsch.</p></DataContent>
        </ContentItem></NewsComponent>
        """))
    #expect(draft.content?.value.contains("English") == true)
    #expect(draft.content?.value.contains("Deutsch") == false)
  }

  @Test("An item that is one medium is that medium, with its words")
  func medium() throws {
    let draft = try draft(
      item(
        """
        <NewsComponent><Role FormalName="Audio"/>
        <NewsComponent><Role FormalName="Title"/><ContentItem><MediaType FormalName="text"/>
        <DataContent>News at noon</DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Body"/><ContentItem><MediaType FormalName="text"/>
        <DataContent>The ferry.</DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Sound"/><ContentItem Href="n.mp3">
        <MediaType FormalName="audio"/></ContentItem></NewsComponent></NewsComponent>
        """))
    #expect(draft.type == "audio" && draft.headline?.value == "News at noon")
    #expect(draft.summary?.value == "The ferry." && draft.media.first?.url == "n.mp3")
  }

  @Test(
    "Places are taken from datelines of any tongue; a date alone is none",
    arguments: [
      ("STOCKHOLM, Aug 29, 2014 (AFP) -", "STOCKHOLM"),
      ("Strasbourg, 10 juil 2024 (AFP)", "Strasbourg"),
      ("لندن (أ ف ب)", "لندن"), ("نيقوسيا, 25-11-2023 (أ ف ب) -", "نيقوسيا"), ("Oslo", "Oslo"),
      ("Landquart GR", "Landquart GR"), ("2.4.2019 16:02:09 CEST", nil), ("20200616", nil),
      ("2018-01-03 20:13:08 GMT+00:00", nil),
    ] as [(String, String?)])
  func datelines(line: String, place: String?) {
    #expect(Datelines.place(in: line) == place)
  }

  @Test("A revision that says only what has changed is partial, and says what it is")
  func partial() throws {
    func revision(_ update: String, _ rest: String) -> String {
      """
      <NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>press.example</ProviderId>
      <DateId>20261126</DateId><NewsItemId>f-7</NewsItemId>
      <RevisionId PreviousRevision="2" Update="\(update)">3</RevisionId>
      <PublicIdentifier>urn:newsml:press.example:20261126:f-7:3\(update)</PublicIdentifier>
      </NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName="News"/>
      <ThisRevisionCreated>20261126T111100Z</ThisRevisionCreated><Status FormalName="Usable"/>
      </NewsManagement>\(rest)</NewsItem></NewsML>
      """
    }
    let update = try draft(
      revision(
        "U",
        """
        <Update><Replace DuidRef="h1"><HeadLine>Ferry sails in May</HeadLine></Replace>
        <InsertAfter DuidRef="p2"><p>The mayor was glad.</p></InsertAfter><Delete DuidRef="p3"/>
        </Update>
        """))
    #expect(update.isPartial && update.version == "3")
    #expect(update.id == "urn:newsml:press.example:20261126:f-7")
    #expect(update.headline?.value == "Ferry sails in May")
    #expect(update.editorialNote == "Insert after p2: The mayor was glad.\nDelete p3")
    let text = try draft(
      revision(
        "U",
        "<Update><Replace DuidRef='c'><DataContent><p>All new.</p></DataContent></Replace>"
          + "</Update>"))
    #expect(text.content?.value.contains("All new.") == true)
    #expect(try draft(revision("A", "")).isPartial)
    // `U` is what many write on each update that they send whole.
    #expect(try !draft(item()).isPartial)
  }
}
