import Configuration
import Newsroom
import Testing

@testable import Wireroom

@Suite("Mappings of the configuration")
struct MappingTests {
  @Test("may fill each field that a parser fills, and no other")
  func fields() {
    let keys = Configuration.keys.map(\.path).compactMap {
      $0.hasPrefix("mappings[].fields.") ? String($0.dropFirst(18)) : nil
    }
    #expect(keys == XMLMapping.Field.allCases.map(\.rawValue))
    var mapping = MappingConfiguration(name: "a", root: "b")
    for key in keys { mapping.fields[key] = [key] }
    #expect(XMLMapping(mapping).fields.count == keys.count)
  }

  @Test("have their expressions checked when they are read, with line and column")
  func checked() {
    let text = """
      feeds: [{name: a, url: "https://a.example"}]
      mappings:
        - name: fjord
          root: stories
          namespaces: {f: "urn:fjord"}
          fields:
            headline: [f:title, "g:title"]
            body: text/para[
      """
    do {
      _ = try Configuration.parse(
        Array(text.utf8), file: "w", environment: [:], paths: Configuration.flaw)
      Issue.record("two mistakes were passed over")
    } catch {
      #expect(
        error.errors.map(\.description) == [
          "w:7:27: headline g:title: the prefix g: is bound to no namespace; "
            + "add 'g: …' to namespaces, or write the name without a prefix",
          "w:8:13: body text/para[: no XPath: it is not understood at character 11; "
            + "write an XPath 1.0 expression, such as head/title",
        ])
    }
  }

  @Test("that have changed make every inbox open anew")
  func reload() {
    var old = Configuration()
    old.inboxes = [InboxConfiguration(name: "desk", path: "/srv/desk")]
    var new = old
    new.mappings = [MappingConfiguration(name: "a", root: "b")]
    let plan = ReloadPlan(from: old, to: new, started: old)
    #expect(plan.openingThen == new.inboxes)
    #expect(plan.restartNeeded.isEmpty)
  }
}
