import Newsroom
import Testing

@testable import Formats

@Suite("ninjs and the AP's JSON")
struct NinjsTests {
  @Test(
    "Versions are told apart by what they say or by their names",
    arguments: [
      (#"{"uri":"u:1","headline":"H","body_text":"T"}"#, "ninjs-1"),
      (#"{"guid":"u:1","headline":"H","body_html":"T","versioncreated":"2026-01-01"}"#, "ninjs-1"),
      (#"{"_id":"u:1","urn":"u:1","version_created":"2026-01-01","article_html":""}"#, "ninjs-1"),
      (#"{"uri":"u:1","versioncreated":"2026-01-01","embargoed":"2026-01-02"}"#, "ninjs-1"),
      (#"{"uri":"u:1","headline_main":"H"}"#, "ninjs-1"),
      (#"{"uri":"u:1","headlines":[{"value":"H"}],"versioncreated":"2026-01-01"}"#, "ninjs-2"),
      (#"{"uri":"u:1","rightsinfo":{},"associations":[]}"#, "ninjs-2"),
      (#"{"uri":"u:1","headlines":[{"value":"H"}],"versionCreated":"2026-01-01"}"#, "ninjs-3"),
      (#"{"uri":"u:1","bodies":[],"renditions":[{"contentType":"image/jpeg"}]}"#, "ninjs-3"),
      (#"{"uri":"u:1","urgency":3}"#, "ninjs-3"),
      (#"{"uri":"u:1","standard":{"name":"ninjs","version":"2.1"}}"#, "ninjs-2"),
      (#"{"$standard":{"name":"ninjs","version":"1.4"},"uri":"u:1","headline":"H"}"#, "ninjs-1"),
      ("\u{FEFF}" + #"[{"uri":"u:1","headline":"H"}]"#, "ninjs-1"),
      (#"{"data":{"item":{"uri":"u:1","altids":{"itemid":"1"}}}}"#, "ap-media-json"),
      (#"{"total":2,"item":[{"headline":"H"}]}"#, "json-other"),
      (#"{"uri":"u:1","name":"no news"}"#, "json-other"),
      (#"{"title":"a headline in a text: \"headline\"","id":4}"#, "json-other"),
    ])
  func sniffing(text: String, format: String) {
    let bytes = Array(text.utf8)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let found = NinjsSniffer.sniff(JSONOutline(bytes, from: start))
    #expect(found?.format.rawValue ?? "json-other" == format)
  }

  @Test("ninjs 1 and 3 of the same story become the same draft")
  func versions() throws {
    let (one, first) = try parse(
      #"""
      {"uri":"u:1","type":"text","version":"2","headline":"Meals","byline":"Sanna Ek",
      "versioncreated":"2026-11-26T12:00:00Z","embargoed":"2026-11-26T18:00:00Z","pubstatus":"usable",
      "urgency":5,"language":"en","slugline":"meals","located":"Granford","copyrightnotice":"©",
      "usageterms":"None.","ednote":"New.","description_text":"Short.","body_text":"Long.",
      "body_xhtml":"<p>Long.</p>","subject":[{"code":"1","name":"school"}],"place":[{"name":"Norland"}],
      "person":[{"name":"Ilse Marant"}],"altids":{"desk":"M-1"},
      "associations":{"main":{"type":"picture","guid":"u:2","headline":"A plate",
      "renditions":{"thumb":{"href":"https://p.example/t.jpg"},
      "original":{"href":"https://p.example/o.jpg","mimetype":"image/jpeg","width":20}}}}}
      """#)
    let (three, third) = try parse(
      #"""
      {"uri":"u:1","type":"text","version":"2","headlines":[{"role":"short","value":"M"},
      {"role":"main","value":"Meals"}],"by":"Sanna Ek",
      "versionCreated":"2026-11-26T12:00:00Z","embargoedUntil":"2026-11-26T18:00:00Z",
      "pubStatus":"usable","urgency":5,"language":"en","slugline":"meals","located":"Granford",
      "copyrightNotice":"©","usageTerms":"None.","edNote":"New.",
      "descriptions":[{"role":"summary","value":"Short."}],
      "bodies":[{"contentType":"text/plain","value":"Long."},
      {"contentType":"text/html","value":"<p>Long.</p>"}],
      "subjects":[{"literal":"1","name":"school"}],"places":[{"name":"Norland"}],
      "people":[{"name":"Ilse Marant"}],"altIds":[{"role":"desk","value":"M-1"}],
      "associations":[{"name":"main","type":"picture","uri":"u:2","headlines":[{"value":"A plate"}],
      "renditions":[{"name":"thumb","href":"https://p.example/t.jpg"},
      {"name":"original","href":"https://p.example/o.jpg","contentType":"image/jpeg","width":20}]}]}
      """#)
    #expect(one.format == .ninjs1 && three.format == .ninjs3)
    for draft in [try #require(first.first), try #require(third.first)] {
      #expect(draft.id == "u:1" && draft.version == "2" && draft.type == "text")
      #expect(draft.headline?.value == "Meals" && draft.byline == "Sanna Ek")
      #expect(draft.updated == NewsDate(year: 2026, month: 11, day: 26, hour: 12))
      #expect(draft.embargo == NewsDate(year: 2026, month: 11, day: 26, hour: 18))
      #expect(draft.pubStatus == "usable" && draft.urgency == 5 && draft.slugline == "meals")
      #expect(draft.located == "Granford" && draft.editorialNote == "New.")
      #expect(draft.copyright == "©" && draft.usageTerms == "None.")
      #expect(draft.summary?.value == "Short." && draft.content?.value == "<p>Long.</p>")
      #expect(draft.categories == [Category(term: "1", label: "school")])
      #expect(
        draft.places.map(\.term) == ["Norland"] && draft.people.map(\.term) == ["Ilse Marant"])
      #expect(draft.altIDs.map(\.value) == ["M-1"])
      let picture = try #require(draft.media.first)
      #expect(picture.id == "u:2" && picture.title == "A plate" && picture.width == 20)
      #expect(
        picture.url == "https://p.example/o.jpg" && picture.renditions.map(\.name) == ["thumb"])
    }
    #expect(third.first?.headlines.map(\.role) == ["short"])
  }

  @Test("Lists and lines of items are a draft each; earlier stories and corrections are named")
  func many() throws {
    let item = #"{"guid":"u:%","headline":"H","evolvedfrom":"u:0","replacing":["u:9"]}"#
    let (_, list) = try parse(
      "[" + item.replacing("%", with: "1") + "," + item.replacing("%", with: "2") + "]")
    #expect(list.map(\.id) == ["u:1", "u:2"] && list[0].follows == ["u:0", "u:9"])
    let (_, lines) = try parse(
      item.replacing("%", with: "3") + "\n" + item.replacing("%", with: "4") + "\n")
    #expect(lines.map(\.id) == ["u:3", "u:4"])
  }

  @Test("A body that is a NITF document is read as one")
  func nitfBody() throws {
    let (_, drafts) = try parse(
      #"""
      {"uri":"u:1","headlines":[{"value":"H"}],"bodies":[{"contentType":"application/nitf+xml",
      "value":"<?xml version=\"1.0\"?><nitf><body><body.content><p>Text.</p></body.content></body></nitf>"}]}
      """#)
    #expect(drafts.first?.content?.value.contains("<p>Text.</p>") == true)
    #expect(drafts.first?.content?.value.contains("xml") == false)
  }

  @Test("An event and a plan of ninjs 3 keep their dates and coverage")
  func events() throws {
    let (_, drafts) = try parse(
      #"""
      [{"uri":"u:1","type":"event","title":"Council","eventDetails":{"dates":{
      "startDate":"2026-12-01T10:00:00Z","endDate":"2026-12-01T12:00:00Z"}}},
      {"uri":"u:2","type":"planning","plannedCoverage":[{"title":"Text","type":"text","edNote":"By noon."}]}]
      """#)
    #expect(drafts.map(\.type) == ["event", "planning"])
    #expect(drafts[0].eventStart == NewsDate(year: 2026, month: 12, day: 1, hour: 10))
    #expect(drafts[0].headline?.value == "Council")
    #expect(drafts[1].coverage.first?.editorialNote == "By noon.")
  }

  @Test("The AP's item with the story beside it")
  func associatedPress() throws {
    let (document, drafts) = try parse(
      #"""
      {"api_version":"1.1","org_name":"M","data":{"item":{"uri":"https://api.example/c/77?qt=1",
      "altids":{"itemid":"77","etag":"77_1"},"version":1,"type":"text","urgency":4,"language":"en",
      "versioncreated":"2026-11-25T22:41:00Z","pubstatus":"usable","headline":"Granford win",
      "headline_extended":"Granford win and go top","slugline":"BC-HKO","ednote":"Eds: UPDATES",
      "bylines":[{"by":"By NILS HOLM"}],"located":"ALDBY","usageterms":["A","B"],"provider":"AP",
      "editorialtypes":["Correction"],"subject":[{"name":"Hockey","code":"h","scheme":"http://cv.example/"}],
      "links":[{"rel":"canonical","href":"https://news.example/77"}]}},
      "nitf":{"body_html":"<p>Two goals.</p>"}}
      """#)
    let draft = try #require(drafts.first)
    #expect(document.format == .apMedia && draft.id == "https://api.example/c/77")
    #expect(draft.altIDs.map(\.value) == ["77", "77_1"] && draft.url == "https://news.example/77")
    #expect(draft.headline?.value == "Granford win" && draft.byline == "By NILS HOLM")
    #expect(draft.people.contains { $0.term == "NILS HOLM" })
    #expect(draft.headlines.map(\.role) == ["extended"] && draft.usageTerms == "A\nB")
    #expect(draft.content?.value == "<p>Two goals.</p>" && draft.isCorrection)
    #expect(draft.categories.first?.scheme == "http://cv.example/")
  }

  @Test(
    "Broken JSON is rejected with the place where it breaks",
    arguments: [
      #"{"uri":"u:1","headline":"H""#, #"{"uri":"u:1","headline":"H"} trailing"#,
      #"{"uri":"u:1","headline":"# + String(repeating: "[", count: 5000),
    ])
  func broken(text: String) {
    #expect(throws: Rejection.self) { try parse(text) }
  }
}
