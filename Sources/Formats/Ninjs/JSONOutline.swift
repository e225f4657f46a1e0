/// The names in a JSON document, without its values: what a sniffer needs.
///
/// One pass over the bytes, no tree. Arrays count as what they hold: a list of items shows the
/// names of an item.
struct JSONOutline {
  /// Paths of names that occur: `data`, `data.item`, `data.item.altids`.
  private(set) var paths: Set<String> = []
  /// The short strings that stand at the paths, first value each.
  private(set) var values: [String: String] = [:]
  /// Behind the first value; the document's length where it breaks off.
  private(set) var end: Int

  private let bytes: [UInt8]
  private var i: Int
  private let maximumDepth: Int

  /// Enough for any story; a data set is none.
  private static let maximumPaths = 2000

  /// Reads the value that begins at `start`. `depth`: how many names deep the paths go.
  init(_ bytes: [UInt8], from start: Int, depth: Int = 3) {
    self.bytes = bytes
    i = start
    end = bytes.count
    maximumDepth = depth
    read()
  }

  func has(_ path: String) -> Bool { paths.contains(path) }

  /// The names at the top of the document.
  var names: [String] { paths.filter { !$0.contains(".") } }

  private mutating func read() {
    /// The open objects and arrays: whether an object, and how many names lead to it.
    var open: [(isObject: Bool, names: Int)] = []
    var names: [String] = []
    var awaitsName = false
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = bytes[i] == UInt8(ascii: "{")
        open.append((isObject, names.count))
        awaitsName = isObject
        i += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        i += 1
        guard let closed = open.popLast() else { return finish() }
        names.removeLast(max(0, names.count - closed.names))
        if open.isEmpty { return finish() }
      case UInt8(ascii: ","):
        i += 1
        guard let inner = open.last else { return finish() }
        awaitsName = inner.isObject
        names.removeLast(max(0, names.count - inner.names))
      case UInt8(ascii: "\""):
        let isShallow = names.count < maximumDepth
        let text = string(isWanted: isShallow || names.count == maximumDepth)
        if awaitsName {
          names.append(text ?? "")
          awaitsName = false
          if isShallow, paths.count < Self.maximumPaths {
            paths.insert(names.joined(separator: "."))
          }
        } else if names.count <= maximumDepth, let text {
          let path = names.joined(separator: ".")
          if values[path] == nil, values.count < Self.maximumPaths { values[path] = text }
        }
        if open.isEmpty { return finish() }
      default: i += 1
      }
    }
  }

  private mutating func finish() { end = i }

  /// Moves behind a string; its bytes as they stand, where it is short and `isWanted`.
  private mutating func string(isWanted: Bool) -> String? {
    let from = i + 1
    i = from
    while i < bytes.count, bytes[i] != UInt8(ascii: "\"") {
      i += bytes[i] == UInt8(ascii: "\\") ? 2 : 1
    }
    let to = min(i, bytes.count)
    i = min(to + 1, bytes.count)
    guard isWanted, to - from <= 128 else { return nil }
    return String(decoding: bytes[from..<to], as: UTF8.self)
  }
}
