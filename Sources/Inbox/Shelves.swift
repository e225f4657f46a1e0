import Glibc
import Newsroom

/// A directory in which settled files are put, open.
final class Shelf {
  let folder: Folder
  let path: BytePath
  let directory: Descriptor

  init(_ path: BytePath, in folder: Folder, _ directory: consuming Descriptor) {
    self.folder = folder
    self.path = path
    self.directory = directory
  }
}

/// The shelves in use: `_done/YYYY/MM/DD/…` and `_failed/…`, made when first needed.
struct Shelves {
  private var open: [BytePath: Shelf] = [:]
  /// A day's sub-directories are some, seldom more; descriptors are not plenty.
  private static let most = 64

  /// The shelf below the inbox, its directories made and their parents flushed the first time.
  mutating func shelf(_ path: BytePath, in folder: Folder) throws(Errno) -> Shelf {
    if let shelf = open[path], shelf.folder === folder { return shelf }
    try System.makeDirectories(path, in: folder.root)
    // A directory that a crash left unflushed looks like any other: so each once per start.
    for prefix in path.prefixes.dropLast() {
      let parent = try System.openDirectory(prefix, in: folder.root)
      try System.flush(parent)
    }
    let shelf = Shelf(path, in: folder, try System.openDirectory(path, in: folder.root))
    if open.count >= Self.most { open = [:] }
    open[path] = shelf
    return shelf
  }

  mutating func forget(_ path: BytePath) { open[path] = nil }

  /// Lets go of shelves of folders that are no longer the inbox.
  mutating func keep(_ folder: Folder?) { open = open.filter { $0.value.folder === folder } }

  /// `_done/2026/11/26` and the file's own directories.
  static func done(_ wall: Int64, _ directory: BytePath) -> BytePath {
    let day = NewsDate(milliseconds: wall).rfc3339().prefix(10)
    let path = NameRules.done.appending(BytePath(day.utf8.map { $0 == 0x2D ? 0x2F : $0 }))
    return directory.isEmpty ? path : path.appending(directory)
  }

  /// `_failed` and the file's own directories.
  static func failed(_ directory: BytePath) -> BytePath {
    directory.isEmpty ? NameRules.failed : NameRules.failed.appending(directory)
  }
}
