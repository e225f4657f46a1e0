import Configuration
import Testing

/// What is written below `inboxes` in most cases, so that the rest of the text is what counts.
private let good = "inboxes: [{name: a, path: /a}]\n"

/// A text, and all that is said of it, without the file's name.
struct Mistake: Sendable, CustomTestStringConvertible {
  let text: String
  let messages: [String]
  var testDescription: String { messages.first ?? text }

  init(_ text: String, _ messages: String...) {
    self.text = text
    self.messages = messages
  }
}

/// The messages for `text`; none if it is right.
func messages(_ bytes: [UInt8], environment: [String: String] = [:]) -> [String] {
  do throws(ConfigurationErrors) {
    _ = try Configuration.parse(bytes, file: "/w.yaml", environment: environment)
    return []
  } catch {
    return error.errors.map { $0.description.replacing("/w.yaml:", with: "") }
  }
}

@Suite("A mistake is named with its place and its mend")
struct MistakeTests {
  @Test("in the values", arguments: values)
  func inValues(_ mistake: Mistake) {
    #expect(messages(Array(mistake.text.utf8)) == mistake.messages)
  }

  @Test("in the keys", arguments: keys)
  func inKeys(_ mistake: Mistake) {
    #expect(messages(Array(mistake.text.utf8)) == mistake.messages)
  }

  @Test("in what two values say together", arguments: agreement)
  func inAgreement(_ mistake: Mistake) {
    #expect(messages(Array(mistake.text.utf8)) == mistake.messages)
  }

  @Test("in the YAML itself", arguments: yaml)
  func inYAML(_ mistake: Mistake) {
    #expect(messages(Array(mistake.text.utf8)) == mistake.messages)
  }
}

private let values: [Mistake] = [
]
private let keys: [Mistake] = [
]
private let agreement: [Mistake] = [
]
private let yaml: [Mistake] = [
]
