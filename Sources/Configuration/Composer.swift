/// Builds the tree of the one document in a file, and complains of all that a configuration does
/// not need and a reader would stumble over: anchors, aliases, tags, a second document.
struct Composer {
  /// Twice as deep as anything we read: what is deeper is an attack or an accident.
  static let deepest = 32

  private(set) var root: Node?
  private var open: [Collection] = []
  private var documents = 0
  private var mistakes: Mistakes

  /// A sequence or mapping whose end has not come yet.
  private struct Collection {
    let origin: Origin
    let isMapping: Bool
    var items: [Node] = []
    var entries: [Node.Entry] = []
    /// The key whose value comes next.
    var key: (text: String, origin: Origin)??
    var seen: [String: Origin] = [:]
  }

  /// The document's root: nil if the file is empty or cannot be read as YAML.
  static func compose(_ source: Source, _ mistakes: inout Mistakes) -> Node? {
    var composer = Composer(mistakes: mistakes)
    let problem = forEachYAMLEvent(in: source.bytes) { event, line, column in
      composer.take(event, at: .place(line: line, column: column))
    }
    mistakes = composer.mistakes
    guard let problem else { return composer.root }
    mistakes.add(syntax: problem, source)
    return nil
  }

  private init(mistakes: Mistakes) { self.mistakes = mistakes }

  /// Answers false when there is no use in going on.
  private mutating func take(_ event: YAMLEvent, at origin: Origin) -> Bool {
    switch event {
    case .documentStart:
      documents += 1
      guard documents > 1 else { return true }
      mistakes.add(
        origin, "a second document begins here", mend: "keep one document: delete from '---' on")
      return false
    case .alias(let name):
      mistakes.add(
        origin, "alias \(quoted("*" + name)): aliases are not read",
        mend: "write the value out here")
      put(Node(content: .refused, origin: origin))
    case .scalar(let scalar, let properties):
      refuse(properties, at: origin)
      put(Node(content: .scalar(scalar), origin: origin))
    case .sequenceStart(let properties):
      refuse(properties, at: origin)
      return begin(Collection(origin: origin, isMapping: false))
    case .mappingStart(let properties):
      refuse(properties, at: origin)
      return begin(Collection(origin: origin, isMapping: true))
    case .end:
      guard let done = open.popLast() else { return false }
      put(
        Node(
          content: done.isMapping ? .mapping(done.entries) : .sequence(done.items),
          origin: done.origin))
    }
    return true
  }

  private mutating func begin(_ collection: Collection) -> Bool {
    guard open.count < Self.deepest else {
      mistakes.add(
        collection.origin, "nested deeper than \(Self.deepest) levels",
        mend: "nothing here needs more than 4: look for a stray '[', '{' or '- '")
      // What was read so far would only give complaints that follow from this one.
      root = nil
      return false
    }
    open.append(collection)
    return true
  }

  /// Gives a finished node to the collection that it stands in.
  private mutating func put(_ node: Node) {
    guard var parent = open.popLast() else {
      root = node
      return
    }
    if !parent.isMapping {
      parent.items.append(node)
    } else if let key = parent.key {
      if let key {
        parent.entries.append(Node.Entry(key: key.text, origin: key.origin, value: node))
      }
      parent.key = nil
    } else {
      parent.key = .some(key(node, &parent.seen))
    }
    open.append(parent)
  }

  /// The key that `node` is; nil if its value is not to be looked at.
  private mutating func key(
    _ node: Node, _ seen: inout [String: Origin]
  ) -> (text: String, origin: Origin)? {
    guard case .scalar(let scalar) = node.content else {
      if case .refused = node.content { return nil }
      mistakes.add(
        node.origin, "a list or a group of keys stands where a key should",
        mend: "write 'key: value'")
      return nil
    }
    if case .place(let line, _)? = seen[scalar.text] {
      mistakes.add(
        node.origin, "key \(quoted(scalar.text)) stands here again, first in line \(line)",
        mend: "keep one of the two")
      return nil
    }
    seen[scalar.text] = node.origin
    return (scalar.text, node.origin)
  }

  private mutating func refuse(_ properties: YAMLEvent.Properties, at origin: Origin) {
    if let anchor = properties.anchor {
      mistakes.add(
        origin, "anchor \(quoted("&" + anchor)): anchors are not read", mend: "delete it")
    }
    if var tag = properties.tag {
      // libyaml has spelled out what was written as `!!int`.
      let core = "tag:yaml.org,2002:"
      if tag.hasPrefix(core) { tag = "!!" + tag.dropFirst(core.utf8.count) }
      mistakes.add(origin, "tag \(quoted(tag)): tags are not read", mend: "delete it")
    }
  }
}
