internal import Newsroom

/// The members of a JSON object by name in lower case: `versionCreated` of ninjs 3 is
/// `versioncreated` of ninjs 1 and 2. An empty string or null counts as absent.
struct JSONMembers {
  private var values: [String: JSONValue] = [:]

  /// Nil where the value is no object.
  init?(_ value: JSONValue?) {
    guard let members = value?.members else { return nil }
    for member in members {
      let name = member.name.lowercased()
      switch member.value {
      case .null, .string(""): continue
      default: if values[name] == nil { values[name] = member.value }
      }
    }
  }

  subscript(name: String) -> JSONValue? { values[name] }

  /// The names that begin so, in order.
  func names(from prefix: String) -> [String] {
    values.keys.filter { $0.hasPrefix(prefix) }.sorted()
  }

  /// The first of those members that is text or a number.
  func text(_ names: String...) -> String? {
    for name in names {
      if let text = values[name]?.plainText { return text }
    }
    return nil
  }

  func int(_ names: String...) -> Int? {
    for name in names {
      if let value = values[name]?.intValue ?? values[name]?.stringValue.flatMap({ Int($0) }) {
        return value
      }
    }
    return nil
  }

  /// The objects of the first of those members that is there: a list's, or an object's values,
  /// as ninjs 1 keeps associations and renditions by name.
  func objects(_ names: String...) -> [(name: String?, members: JSONMembers)] {
    for name in names {
      switch values[name] {
      case .array(let list)?:
        return list.compactMap { value in JSONMembers(value).map { ($0.text("name"), $0) } }
      case .object(let members)?:
        return members.compactMap { member in
          JSONMembers(member.value).map { (member.name, $0) }
        }
      default: continue
      }
    }
    return []
  }

  /// The strings of a list, or the one string that stands in its place.
  func strings(_ name: String) -> [String] {
    switch values[name] {
    case .array(let list)?: list.compactMap(\.plainText)
    case .string(let text)?: [text]
    default: []
    }
  }
}

extension JSONValue {
  /// Text that is not only white space, or a number as it is written.
  fileprivate var plainText: String? {
    switch self {
    case .string(let text): text.contains { !$0.isWhitespace } ? text : nil
    case .number(let text): text
    default: nil
    }
  }
}
