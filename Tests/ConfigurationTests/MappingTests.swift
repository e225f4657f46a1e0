import Configuration
import Testing

@Suite("Mappings in a configuration")
struct MappingTests {
  private let head = "inboxes: [{name: a, path: /a}]\nmappings:\n"

  private func read(_ text: String) throws(ConfigurationErrors) -> Configuration {
    try Configuration.parse(
      Array((head + text).utf8), file: "w", environment: [:],
      paths: { path, prefixes in
        if path.hasSuffix("[") { return PathFlaw(message: "no XPath", mend: "close it") }
        let prefix = path.split(separator: ":").first.map(String.init) ?? ""
        return path.contains(":") && !prefixes.contains(prefix)
          ? PathFlaw(message: "unbound", mend: "bind it") : nil
      })
  }

  private func said(_ text: String) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try read(text)
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }

  @Test("are read with their namespaces and paths, one or several to a field")
  func whole() throws {
    let read = try read(
      """
        - name: fjord
          root: stories
          namespace: urn:fjord
          namespaces:
            f: urn:fjord
            x_2: https://x.example/
          item: f:story
          fields:
            headline: [f:long, f:short]
            body: f:text
      """)
    var expected = MappingConfiguration(name: "fjord", root: "stories")
    expected.namespace = "urn:fjord"
    expected.namespaces = ["f": "urn:fjord", "x_2": "https://x.example/"]
    expected.item = "f:story"
    expected.fields = ["headline": ["f:long", "f:short"], "body": ["f:text"]]
    #expect(read.mappings == [expected])
    #expect(try self.read("  - {name: a, root: b, fields: {headline: c}}").mappings[0].item == nil)
  }

  @Test("have each mistake named with its line and column")
  func mistakes() {
    #expect(
      said(
        """
          - name: fjord
            root: f:stories
            namespaces: {f: urn:fjord, "2": urn:x, g: ""}
            item: "f:story["
            fields:
              headlin: a
              body: [f:text, h:text]
              byline: ""
        """) == [
          "w:4:11: root f:stories: a name with a prefix; leave the prefix out, and use namespace",
          "w:5:32: prefix '2': not a prefix; use letters, digits, '-', '_' and '.'",
          "w:5:47: namespace '': not a namespace; "
            + "write a namespace, such as https://vendor.example/story",
          "w:6:11: item f:story[: no XPath; close it",
          "w:8:7: unknown key 'headlin'; did you mean 'headline'?",
          "w:9:22: body h:text: unbound; bind it",
          "w:10:15: byline '': no path; write an XPath, such as head/title",
        ])
  }

  @Test("must give a headline or a body")
  func useless() {
    #expect(
      said("  - {name: a, root: b, fields: {id: '@id'}}") == [
        "w:3:12: mapping 'a' has neither a headline nor a body; "
          + "add 'fields:' with 'headline: …' and 'body: …' below it"
      ])
    #expect(said("  - {name: a, fields: {body: c}}").count == 1)
  }
}
