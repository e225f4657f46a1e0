internal import Glibc
internal import Newsroom

/// What lies in an inbox's `_failed/`, for the person who deals with it. It works beside a running
/// daemon: the daemon only ever adds there.
package final class FailedShelf: Sendable {
  /// A file that became no story.
  package struct Item: Sendable, Equatable {
    /// Below `_failed/`, as the kernel has it.
    package let path: BytePath
    /// Bytes.
    package let size: Int64
    /// When it was put there, milliseconds since 1970.
    package let failedAt: Int64
    /// What `.reason.json` says; nil where none can be read.
    package let reason: Reason?

    /// How it is shown, and named by a person.
    package var name: String { path.printable }
  }

  /// What stands in a `.reason.json`.
  package struct Reason: Sendable, Equatable {
    package let source: String
    package let delivery: String
    package let code: String
    package let detail: String
  }

  private let inbox: BytePath
  private let root: Descriptor
  private let failed: Descriptor

  /// Opens the shelf of an inbox. Throws `missing` and `notADirectory`.
  package init(inbox path: String) throws(InboxError) {
    let path = BytePath(path)
    let opened = try Self.open(path, NameRules.failed) { inbox throws(Errno) in
      try System.openDirectory(inbox)
    }
    let shelf = try Self.open(path, NameRules.failed) { inbox throws(Errno) in
      try System.openDirectory(inbox.appending(NameRules.failed))
    }
    inbox = path
    root = opened
    failed = shelf
  }

  private static func open(
    _ inbox: BytePath, _ name: BytePath, _ body: (BytePath) throws(Errno) -> Descriptor
  ) throws(InboxError) -> Descriptor {
    do throws(Errno) {
      return try body(inbox)
    } catch {
      throw InboxError(
        error.number == ENOTDIR ? .notADirectory : .missing,
        path: inbox.appending(name).printable, cause: error.number,
        hint: "Give the path of an inbox that a daemon has kept.")
    }
  }

  /// How many files lie there; nil where there is no shelf. Beyond 100,000 it does not count on.
  package static func count(inbox: String) -> Int? {
    guard let shelf = try? FailedShelf(inbox: inbox) else { return nil }
    var count = 0
    shelf.walk { _, _ in
      count += 1
      return count < 100_000
    }
    return count
  }

  /// Everything, in the order in which it came.
  package func list() -> [Item] {
    var items: [Item] = []
    walk { path, facts in
      items.append(item(path, facts))
      return true
    }
    return items.sorted { ($0.failedAt, $0.path) < ($1.failedAt, $1.path) }
  }

  /// The item of a name as `list` shows it; nil where there is none.
  package func find(_ name: String) -> Item? {
    var found: Item?
    walk { path, facts in
      if path.printable == name { found = item(path, facts) }
      return found == nil
    }
    return found
  }

  /// Up to `count` first bytes.
  package func beginning(of item: Item, count: Int) throws(InboxError) -> [UInt8] {
    try attempt(item) { () throws(Errno) in
      let file = try System.openFile(item.path, in: failed)
      var failure: Errno?
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
        do throws(Errno) { filled = try unsafe System.read(file, into: buffer) } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      return bytes
    }
  }

  /// Puts an item back into the inbox, under its own directories and name, where it is read anew
  /// as if it came now. Nothing is replaced: a name that is taken there is an error. `marker`: the
  /// inbox's, if it wants one.
  package func retry(_ item: Item, marker: String? = nil) throws(InboxError) {
    try attempt(item) { () throws(Errno) in
      let directory = item.path.directory
      try System.makeDirectories(directory, in: root)
      let home = try System.openDirectory(directory, in: root)
      let name = item.path.name
      if let marker { _ = try? System.makeFile(name.marked(marker), in: home, exclusive: true) }
      try System.renameWithoutReplacing(item.path, in: failed, to: name, in: home)
      // After the file: a reason without its file is harmless, a file without its reason is not.
      try? System.unlink(item.path.reason, in: failed)
      try flush(home, directory)
    }
  }

  /// Deletes an item and its reason, for good.
  package func drop(_ item: Item) throws(InboxError) {
    try attempt(item) { () throws(Errno) in
      try System.unlink(item.path, in: failed)
      try? System.unlink(item.path.reason, in: failed)
      try flush(root, item.path.directory)
    }
  }

  private func flush(_ home: borrowing Descriptor, _ directory: BytePath) throws(Errno) {
    try System.flush(home)
    if directory.isEmpty { return try System.flush(failed) }
    let opened = try System.openDirectory(directory, in: failed)
    try System.flush(opened)
  }

  private func attempt<Result>(
    _ item: Item, _ body: () throws(Errno) -> Result
  ) throws(InboxError) -> Result {
    do throws(Errno) {
      return try body()
    } catch {
      let hint =
        switch error.number {
        case EEXIST: "The inbox has a file of this name; move that one first."
        case EACCES, EPERM: "Do it as the daemon's user, or as one who may write in the inbox."
        case ENOENT: "It is gone: somebody else has dealt with it."
        default: "Look at the kernel's log for errors of the device."
        }
      throw InboxError(
        .unsettled, path: inbox.appending(NameRules.failed).appending(item.path).printable,
        cause: error.number, hint: hint)
    }
  }

  private func item(_ path: BytePath, _ facts: FileFacts) -> Item {
    Item(
      path: path, size: facts.size,
      failedAt: facts.changed.seconds &* 1000 &+ facts.changed.nanoseconds / 1_000_000,
      reason: reason(of: path))
  }

  private func reason(of path: BytePath) -> Reason? {
    guard let file = try? System.openFile(path.reason, in: failed) else { return nil }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
      filled = (try? unsafe System.read(file, into: buffer)) ?? 0
    }
    guard let json = try? JSONValue.parse(bytes, maxDepth: 8) else { return nil }
    return Reason(
      source: json["source"]?.stringValue ?? "", delivery: json["delivery"]?.stringValue ?? "",
      code: json["code"]?.stringValue ?? "", detail: json["detail"]?.stringValue ?? "")
  }

  /// Calls `body` with each file that is no reason, until it answers false. No link is followed.
  private func walk(_ body: (BytePath, FileFacts) -> Bool) {
    var listing = Listing()
    var pending: [(path: BytePath, depth: Int)] = [(.empty, 0)]
    while let (directory, depth) = pending.popLast() {
      guard let opened = try? System.openDirectory(directory, in: failed),
        let entries = try? listing.read(opened)
      else { continue }
      for entry in entries {
        guard let facts = try? System.facts(entry.name, in: opened) else { continue }
        let path = directory.appending(entry.name)
        switch facts.kind {
        // No inbox is watched as deep.
        case .directory where depth < 64: pending.append((path, depth + 1))
        case .regular where !entry.name.hasSuffix(NameRules.reasonSuffix):
          if !body(path, facts) { return }
        default: continue
        }
      }
    }
  }
}

extension BytePath {
  /// The reason that stands beside a failed file.
  fileprivate var reason: BytePath { BytePath(bytes + NameRules.reasonSuffix) }
}
