import Newsroom

/// Why something in the inbox can never be taken; the raw value is the code in the sighting.
enum RefusalCode: String, Hashable {
  case symbolicLink = "symbolic-link"
  case fifo, socket, device
  case hardLink = "hard-link"
  case unreadable
  case notMovable = "not-movable"
  case tooDeep = "too-deep"
  case nestedInbox = "nested-inbox"

  private var detail: String {
    switch self {
    case .symbolicLink: "It is a symbolic link; put the file itself into the inbox."
    case .fifo: "It is a FIFO; write a regular file, or rename one into the inbox."
    case .socket: "It is a socket; only regular files are stories."
    case .device: "It is a device; only regular files are stories."
    case .hardLink:
      "It has a second link, so that others could change it; remove that, or copy the file."
    case .unreadable: "It can be neither read nor moved; its mode, its owner or the device."
    case .notMovable: "It cannot be renamed: it is immutable, or another user's."
    case .tooDeep: "The directory lies deeper than the inbox looks; move its files up."
    case .nestedInbox: "The directory is an inbox of its own, with a .claim inside."
    }
  }

  var rejection: Rejection { Rejection(code: rawValue, detail: detail) }
}

/// What was refused already: each is said once, for as long as it lies there.
struct Refusals {
  private struct Key: Hashable {
    let path: BytePath
    let identity: FileIdentity
    let code: RefusalCode
  }

  private var said: Set<Key> = []

  /// The refusal, or nil where it was said before. ctime does not count: a FIFO's moves whenever
  /// somebody writes to it.
  mutating func refuse(
    _ path: BytePath, _ identity: FileIdentity, _ code: RefusalCode, settings: InboxSettings
  ) -> Refusal? {
    guard said.insert(Key(path: path, identity: identity, code: code)).inserted else { return nil }
    return Refusal(
      path: path, identity: identity, source: NameRules.source(of: path, in: settings),
      rejection: code.rejection)
  }

  /// What was refused, and a sweep has not met yet.
  var paths: Set<BytePath> { Set(said.map(\.path)) }

  /// Forgets what is no longer there: what a sweep that saw everything has not met.
  mutating func forget(_ paths: Set<BytePath>) {
    if !paths.isEmpty { said = said.filter { !paths.contains($0.path) } }
  }
}
