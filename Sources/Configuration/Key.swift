/// One row of the schema: a key, and how what stands behind it becomes a member of `Target`.
struct Key<Target: Sendable>: Sendable {
  let name: String
  /// Of itself if it is a scalar, else of all that may stand below it; paths begin with `name`.
  let descriptions: [KeyDescription]
  /// Whether it holds keys of its own or takes its value from an environment variable.
  let isGroup: Bool
  let isRequired: Bool
  /// Sets the member from the node, or says what is wrong. No node: the key is not in the file.
  let read: @Sendable (Node?, inout Target, inout Reading, KeyPlace) -> Void
}

/// What the schema says of one key. `Configuration.keys` lists all.
package struct KeyDescription: Sendable, Equatable {
  /// `log.roll_size`; `inboxes[].name` in a list.
  package fileprivate(set) var path: String
  /// The environment variable that overrides the file; nil in a list.
  package fileprivate(set) var variable: String?
  /// What its value may be: "a size from 64 KiB to 1024 GiB".
  package let expects: String
  /// As it is written in the file; nil if the key has no default or is a group.
  package let defaultText: String?
  /// One sentence.
  package let doc: String

  fileprivate func below(_ parent: String, inList: Bool = false) -> KeyDescription {
    var copy = self
    copy.path = parent + (inList ? "[]." : ".") + path
    copy.variable = inList ? nil : variable.map { _ in KeyPlace.variable(copy.path) }
    return copy
  }
}

extension Configuration {
  /// Every key that may stand in the file, in the order of the schema.
  package static var keys: [KeyDescription] { schema.flatMap(\.descriptions) }
}

/// Where a key stands in the tree: `log.`, `inboxes[3].`.
struct KeyPlace {
  let path: String
  /// What stands in a list has no environment variable.
  let isInList: Bool

  static let root = KeyPlace(path: "", isInList: false)

  func member(_ name: String) -> KeyPlace {
    KeyPlace(path: path.isEmpty ? name : path + "." + name, isInList: isInList)
  }

  func element(_ index: Int) -> KeyPlace {
    KeyPlace(path: "\(path)[\(index)]", isInList: true)
  }

  /// `log.roll_size` is overridden by `WIREROOM_LOG_ROLL_SIZE`.
  static func variable(_ path: String) -> String {
    environmentPrefix + path.uppercased().replacing(".", with: "_")
  }
}

/// The member of a struct that a key sets.
typealias Member<Target, Value> = any WritableKeyPath<Target, Value> & Sendable

extension Key {
  /// A key with one scalar. Without a default it must be there.
  static func value<Value>(
    _ name: String, _ form: Form<Value>, _ member: Member<Target, Value>,
    default text: String?, _ doc: String
  ) -> Key {
    let description = KeyDescription(
      path: name, variable: KeyPlace.variable(name), expects: form.expects, defaultText: text,
      doc: doc)
    return Key(
      name: name, descriptions: [description], isGroup: false, isRequired: text == nil
    ) { node, target, reading, place in
      for node in [node, reading.override(of: place)] {
        guard let node else { continue }
        guard let value = reading.scalar(node, named: name, as: form) else {
          reading.wrong.insert(place.path)
          continue
        }
        target[keyPath: member] = value
        reading.origins[place.path] = node.origin
      }
    }
  }

  /// A key with keys of its own.
  static func group<Part>(
    _ name: String, _ keys: [Key<Part>], _ member: Member<Target, Part>,
    _ doc: String
  ) -> Key {
    let itself = KeyDescription(
      path: name, expects: "keys of its own", defaultText: nil, doc: doc)
    let parts = keys.flatMap(\.descriptions).map { $0.below(name) }
    return Key(
      name: name, descriptions: [itself] + parts, isGroup: true, isRequired: false
    ) { node, target, reading, place in
      reading.group(node, named: name, keys, into: &target[keyPath: member], place)
    }
  }

  /// A key with a list, each element of which has keys of its own.
  static func list<Element>(
    _ name: String, _ count: ClosedRange<Int>, of keys: [Key<Element>], blank: Element,
    _ member: Member<Target, [Element]>, _ doc: String
  ) -> Key {
    let itself = KeyDescription(path: name, expects: "a list", defaultText: nil, doc: doc)
    let parts = keys.flatMap(\.descriptions).map { $0.below(name, inList: true) }
    return Key(
      name: name, descriptions: [itself] + parts, isGroup: true, isRequired: !count.contains(0)
    ) { node, target, reading, place in
      target[keyPath: member] = reading.list(
        node, named: name, count, keys, blank: blank, place)
    }
  }

  /// A key with HTTP headers.
  static func headers(
    _ name: String, _ member: Member<Target, [String: String]>, _ doc: String
  ) -> Key {
    let description = KeyDescription(
      path: name, expects: "'Name: value' lines", defaultText: "{}", doc: doc)
    return Key(
      name: name, descriptions: [description], isGroup: true, isRequired: false
    ) { node, target, reading, _ in
      target[keyPath: member] = reading.headers(node, named: name)
    }
  }

  /// A key below which the operator chooses the keys.
  static func names(
    _ name: String, _ naming: Naming, _ member: Member<Target, [String: String]>, _ doc: String
  ) -> Key {
    let description = KeyDescription(
      path: name, expects: "'\(naming.key): \(naming.value)' lines", defaultText: "{}", doc: doc)
    return Key(
      name: name, descriptions: [description], isGroup: true, isRequired: false
    ) { node, target, reading, place in
      target[keyPath: member] = reading.names(node, named: name, naming, place)
    }
  }

  /// A key with an XPath, or a list of them.
  static func paths(_ name: String, _ member: Member<Target, [String]?>, _ doc: String) -> Key {
    let description = KeyDescription(
      path: name, variable: KeyPlace.variable(name), expects: "a path, or a list of paths",
      defaultText: nil, doc: doc)
    return Key(
      name: name, descriptions: [description], isGroup: false, isRequired: false
    ) { node, target, reading, place in
      if let node { target[keyPath: member] = reading.paths(node, named: name, place) }
    }
  }
}

/// What the keys of a group mean where the operator chooses them.
struct Naming: Sendable {
  /// For messages: `folder`, and `source` for what stands behind it.
  let key: String
  let value: String
  let form: Form<String>
  /// The key as it is kept; a complaint where it is none.
  let read: @Sendable (String) throws(Complaint) -> String

  /// Folders below an inbox and the source name of each.
  static let folders = Naming(key: "folder", value: "source", form: .sourceName) {
    folder throws(Complaint) in try Path.below(folder)
  }

  /// Prefixes and their namespaces.
  static let namespaces = Naming(key: "prefix", value: "namespace", form: .namespaceName) {
    prefix throws(Complaint) in
    guard isElementName(prefix), prefix != "xml" else {
      throw Complaint("not a prefix", mend: "use letters, digits, '-', '_' and '.'")
    }
    return prefix
  }
}
