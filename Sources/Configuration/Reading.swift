/// One reading of the configuration: carries the schema's keys over the tree, and the mistakes
/// along.
struct Reading {
  /// Where relative paths begin.
  let folder: String
  let environment: [String: String]
  var pathFlaw: PathCheck = { _, _ in nil }
  var mistakes: Mistakes
  /// Where each value that was taken stands, by its path, for complaints about two of them.
  var origins: [String: Origin] = [:]
  /// The paths of values that were wrong: what stands in their place is not the operator's word.
  var wrong: Set<String> = []

  /// What the environment puts in place of the file's value.
  func override(of place: KeyPlace) -> Node? {
    guard !place.isInList else { return nil }
    let variable = KeyPlace.variable(place.path)
    // An empty variable is one that somebody meant to unset.
    guard let text = environment[variable], !text.isEmpty else { return nil }
    return Node(
      content: .scalar(Scalar(text: text, isPlain: true)), origin: .variable(variable))
  }

  /// The value of one scalar; nil if it has none that is right.
  mutating func scalar<Value>(_ node: Node, named name: String, as form: Form<Value>) -> Value? {
    switch node.content {
    case .scalar(let scalar) where scalar.isNull && !form.takesNull:
      mistakes.add(node.origin, "\(name) has no value", mend: "write \(form.expects)")
    case .scalar(let scalar):
      do throws(Complaint) {
        return try form.read(scalar, folder)
      } catch {
        let text = scalar.text.isEmpty ? "''" : shown(scalar.text)
        mistakes.add(
          node.origin, "\(name) \(text): \(error.message)",
          mend: error.mend ?? "write \(form.expects)")
      }
    case .sequence:
      mistakes.add(node.origin, "\(name) is a list", mend: "write \(form.expects)")
    case .mapping:
      mistakes.add(node.origin, "\(name) is a group of keys", mend: "write \(form.expects)")
    case .refused:
      break
    }
    return nil
  }

  /// Reads each of `keys`, from the node or without it, and complains of all other keys.
  mutating func group<Target>(
    _ node: Node?, named name: String, _ keys: [Key<Target>], into target: inout Target,
    _ place: KeyPlace
  ) {
    let entries = node.map { self.entries($0, named: name, keys.map(\.name)) } ?? []
    let meant = refuseUnknown(entries ?? [], keys.map(\.name))
    for key in keys {
      let value = entries?.first { $0.key == key.name }?.value
      if value == nil, key.isRequired, !meant.contains(key.name), entries != nil, let node {
        mistakes.add(node.origin, "\(name) has no \(key.name)", mend: "add '\(key.name): …'")
      }
      key.read(value, &target, &self, place.member(key.name))
    }
  }

  /// Complains of keys that are not among `names`. Returns those that were probably meant: they are
  /// not missing but misspelled.
  private mutating func refuseUnknown(_ entries: [Node.Entry], _ names: [String]) -> [String] {
    var meant: [String] = []
    for entry in entries where !names.contains(entry.key) {
      if mistakes.isFull {
        mistakes.count()
        continue
      }
      let near = nearestName(to: entry.key, among: names)
      if let near { meant.append(near) }
      let mend =
        if let near {
          "did you mean '\(near)'?"
        } else if let home = home(of: entry.key) {
          home.hasSuffix("[]")
            ? "it belongs into each of '\(home.dropLast(2))'" : "it belongs below '\(home)'"
        } else {
          "the keys here are \(names.joined(separator: ", "))"
        }
      mistakes.add(entry.origin, "unknown key \(quoted(entry.key))", mend: mend)
    }
    return meant
  }

  /// The group or list elsewhere that has such a key.
  private func home(of key: String) -> String? {
    let path = Configuration.keys.map(\.path).first { $0.hasSuffix(".\(key)") }
    return path.map { String($0.dropLast(key.utf8.count + 1)) }
  }

  /// The elements of a list; what is wrong in one is complained of and the others are read.
  mutating func list<Element>(
    _ node: Node?, named name: String, _ count: ClosedRange<Int>, _ keys: [Key<Element>],
    blank: Element, _ place: KeyPlace
  ) -> [Element] {
    guard let node else { return [] }
    let origin = node.origin
    let nodes: [Node]
    switch node.content {
    case .sequence(let items): nodes = items
    case .refused: return []
    case .scalar(let scalar) where scalar.isNull: nodes = []
    default:
      mistakes.add(origin, "\(name) is not a list", mend: "begin each of \(name) with '- '")
      return []
    }
    if nodes.count < count.lowerBound {
      mistakes.add(
        origin, nodes.isEmpty ? "\(name) has no entry" : "\(name) has only \(nodes.count)",
        mend: "write at least \(count.lowerBound)")
    }
    if nodes.count > count.upperBound {
      mistakes.add(
        origin, "\(name) has \(nodes.count) entries", mend: "write at most \(count.upperBound)")
      return []
    }
    return nodes.enumerated().map { index, node in
      var element = blank
      origins[place.element(index).path] = node.origin
      group(
        node, named: "number \(index + 1) of \(name)", keys, into: &element, place.element(index))
      return element
    }
  }

  /// Keys that the operator chose, and their values.
  mutating func names(
    _ node: Node?, named name: String, _ naming: Naming, _ place: KeyPlace
  ) -> [String: String] {
    var names: [String: String] = [:]
    for entry in node.flatMap({ entries($0, named: name, [naming.key]) }) ?? [] {
      do throws(Complaint) {
        let key = try naming.read(entry.key)
        guard names[key] == nil else {
          mistakes.add(
            entry.origin, "\(name) names \(quoted(key)) twice", mend: "keep one of the two")
          continue
        }
        names[key] = scalar(entry.value, named: naming.value, as: naming.form)
        origins[place.member(key).path] = entry.origin
      } catch {
        mistakes.add(
          entry.origin, "\(naming.key) \(quoted(entry.key)): \(error.message)",
          mend: error.mend ?? "")
      }
    }
    return names
  }

  /// One path, or each of a list.
  mutating func paths(_ node: Node, named name: String, _ place: KeyPlace) -> [String] {
    var nodes = [node]
    if case .sequence(let items) = node.content { nodes = items }
    var paths: [String] = []
    for node in nodes {
      guard let path = scalar(node, named: name, as: .path) else { continue }
      origins[place.element(paths.count).path] = node.origin
      paths.append(path)
    }
    return paths
  }

  /// The entries of a group of keys; nil if it is something else.
  mutating func entries(
    _ node: Node, named name: String, _ keys: [String]
  ) -> [Node.Entry]? {
    switch node.content {
    case .mapping(let entries): return entries
    case .scalar(let scalar) where scalar.isNull: return []
    case .refused: return nil
    default:
      let example = keys.first.map { "'\($0): …'" } ?? ""
      mistakes.add(
        node.origin, "\(name) does not hold keys", mend: "write \(example) and the like below it")
      return nil
    }
  }
}
