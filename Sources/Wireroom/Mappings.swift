package import Configuration
package import CopyDesk
internal import Markup
package import Newsroom

extension Normaliser {
  /// As the configuration wants records; `withHTML` false: without a `text/html` body all the same.
  package init(_ configuration: Configuration, withHTML: Bool = true) {
    self.init(
      writesHTML: configuration.record.htmlBody && withHTML,
      mappings: configuration.mappings.map(XMLMapping.init))
  }
}

extension XMLMapping {
  /// As an operator wrote it. A test holds the two lists of fields against each other.
  package init(_ mapping: MappingConfiguration) {
    self.init(
      name: mapping.name, root: mapping.root, namespace: mapping.namespace, item: mapping.item,
      namespaces: mapping.namespaces, fields: [:])
    for (key, paths) in mapping.fields {
      if let field = Field(rawValue: key) { fields[field] = paths }
    }
  }
}

extension Configuration {
  /// Reads the file as `load` does, and checks the expressions in it.
  package static func read(
    path: String, environment: [String: String]
  ) throws(ConfigurationErrors) -> Configuration {
    var configuration = try load(path: path, environment: environment, paths: Self.flaw)
    if configuration.feeds.count >= 500 {
      // A long list was a large tree, with the texts that are kept strewn all over it: where it was,
      // each page would stay resident for one of them (5 MB with ten thousand feeds).
      Machine.giveBack()
      configuration.feeds = configuration.feeds.map(\.afresh)
    }
    return configuration
  }

  /// What is wrong with an XPath expression; nil: nothing.
  package static func flaw(in path: String, _ prefixes: Set<String>) -> PathFlaw? {
    XPathFlaw.find(in: path, prefixes: prefixes).map {
      PathFlaw(message: $0.message, mend: $0.mend)
    }
  }
}
