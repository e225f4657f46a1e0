/// Where a value was written.
enum Origin: Hashable, Sendable {
  /// In the file. Both count from 1; the column is in characters.
  case place(line: Int, column: Int)
  /// In this environment variable.
  case variable(String)
}

/// One value of the file, or of the environment, and where it stands.
struct Node: Sendable {
  enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// In the order of the file, each key once.
    case mapping([Entry])
    /// Something that we do not read and have complained of already.
    case refused
  }

  struct Entry: Sendable {
    let key: String
    let origin: Origin
    let value: Node
  }

  let content: Content
  let origin: Origin
}

/// A value that is one piece of text.
struct Scalar: Sendable {
  let text: String
  /// Written without quotes, so that `true`, `null` and numbers are what they look like.
  let isPlain: Bool

  /// YAML 1.2's null, or nothing at all behind the colon.
  var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }
}
