import Glibc

/// One reading of the inbox and its sub-directories: what is there, before anything is opened.
///
/// It is made in pieces, so that the first claims go out after little work, however many files
/// wait. Each piece is twice as large as the one before it: of a large backlog the oldest are taken
/// of what is known by then, and soon all of it is.
final class Sweep {
  struct Candidate {
    let path: BytePath
    let facts: FileFacts
  }

  /// What one piece has brought.
  struct Piece {
    /// Regular files that may be stories, oldest first.
    var candidates: [Candidate] = []
    /// What can never be one: links, FIFOs, devices, directories that are not looked into.
    var strange: [(path: BytePath, facts: FileFacts, code: RefusalCode)] = []
  }

  /// Files whose marker is not there yet.
  private(set) var unmarked = 0
  private(set) var degraded: [Degradation] = []
  /// Directories whose owner alone may rename what is in them.
  private(set) var sticky: Set<BytePath> = []
  /// False where a directory could not be read: what it holds is unknown, not gone.
  private(set) var isComplete = true
  /// Whether there is nothing left to be read.
  var isOver: Bool { visit == nil && pending.isEmpty }

  private let folder: Folder
  private let marker: [UInt8]
  private var listing = Listing()
  private var pending: [(path: BytePath, depth: Int)] = [(.empty, 0)]
  private var visit: Visit?
  private var size: Int

  /// Names in the first piece: some 10 ms of work.
  static let firstPiece = 4096
  /// As many names as opening a directory is worth.
  private static let directory = 8
  /// Names in the largest piece, so that no scan takes long.
  private static let largestPiece = 65_536

  init(_ folder: Folder, firstPiece: Int = Sweep.firstPiece) {
    self.folder = folder
    marker = folder.settings.marker.map { Array($0.utf8) } ?? []
    size = firstPiece
  }

  /// Reads on. `watch` is called for each directory before it is read, so that nothing which comes
  /// in between is missed. Throws where the inbox itself cannot be read.
  func next(watch: (BytePath) -> Void) throws(Errno) -> Piece {
    var piece = Piece()
    var left = size
    size = min(size * 2, Self.largestPiece)
    while left > 0 {
      if visit == nil {
        guard let (path, depth) = pending.popLast() else { break }
        watch(path)
        left -= Self.directory
        try attempt(path) { () throws(Errno) in visit = try begin(path, depth, &piece) }
      }
      guard let visit else { continue }
      try attempt(visit.path) { () throws(Errno) in
        let count = try visit.lend(folder.root) { directory throws(Errno) in
          try read(visit, directory, &piece)
        }
        if count == 0 { self.visit = nil }
        left -= count
      }
    }
    // Oldest first, so that the log's order is the one in which the files came.
    piece.candidates.sort { $0.isOlder(than: $1) }
    return piece
  }

  private func attempt(_ path: BytePath, _ body: () throws(Errno) -> Void) throws(Errno) {
    do throws(Errno) {
      try body()
    } catch {
      visit = nil
      // The inbox itself not readable is for the caller to say.
      if path.isEmpty { throw error }
      // Gone since it was listed: what it held is gone as well.
      if error.number == ENOENT { return }
      isComplete = false
      degrade(path, "unreadable-directory", "\(error.text): it cannot be read; its mode or owner.")
    }
  }

  /// Opens a directory, and says what is wrong with it. Nil where it is not to be read.
  private func begin(_ path: BytePath, _ depth: Int, _ piece: inout Piece) throws(Errno) -> Visit? {
    let visit = try Visit(path, depth, in: folder.root)
    return try visit.lend(folder.root) { directory throws(Errno) in
      let facts = try System.facts(directory)
      guard facts.identity.device == folder.identity.device else {
        degrade(
          path, "other-file-system",
          "It is another file system, and a claim is a rename: make it an inbox of its own.")
        return nil
      }
      if !path.isEmpty, (try? System.facts(NameRules.claim, in: directory)) != nil {
        piece.strange.append((path, facts, .nestedInbox))
        return nil
      }
      visit.isOurs = System.mayRename(in: directory)
      if !visit.isOurs {
        degrade(
          path, "not-renamable",
          "The daemon may not rename in it; give its user the right to write there.")
      }
      if facts.isSticky { sticky.insert(path) }
      return visit
    }
  }

  /// Takes in some names of a directory; how many, 0 at its end.
  private func read(_ visit: Visit, _ directory: borrowing Descriptor, _ piece: inout Piece)
    throws(Errno)
    -> Int
  {
    let entries = try listing.next(directory, rewinding: !visit.isBegun)
    visit.isBegun = true
    let names = marker.isEmpty ? [] : Set(entries.map(\.name))
    for entry in entries where !NameRules.isIgnored(entry.name) {
      let path = visit.path
      if path.isEmpty, entry.name == NameRules.done || entry.name == NameRules.failed { continue }
      let whole = path.appending(entry.name)
      let isDeepest = visit.depth >= folder.settings.maxDepth
      if entry.isDirectory == true, !isDeepest {
        pending.append((whole, visit.depth + 1))
        continue
      }
      // Gone since it was listed: somebody else's affair.
      guard let facts = try? System.facts(entry.name, in: directory) else { continue }
      switch facts.kind {
      case .directory where !isDeepest: pending.append((whole, visit.depth + 1))
      case .directory: piece.strange.append((whole, facts, .tooDeep))
      case .symbolicLink: piece.strange.append((whole, facts, .symbolicLink))
      case .fifo: piece.strange.append((whole, facts, .fifo))
      case .socket: piece.strange.append((whole, facts, .socket))
      case .device: piece.strange.append((whole, facts, .device))
      case .regular:
        if !marker.isEmpty {
          if entry.name.hasSuffix(marker) { continue }
          let mark = BytePath(entry.name.bytes + marker)
          guard names.contains(mark) || (try? System.facts(mark, in: directory)) != nil else {
            unmarked += 1
            continue
          }
        }
        if visit.isOurs { piece.candidates.append(Candidate(path: whole, facts: facts)) }
      }
    }
    return entries.count
  }

  private func degrade(_ path: BytePath, _ code: String, _ detail: String) {
    degraded.append(Degradation(path: folder.absolute(path).printable, code: code, detail: detail))
  }
}

extension Sweep.Candidate {
  var key: Vigil.Key { Vigil.Key(identity: facts.identity, path: path) }

  func isOlder(than other: Self) -> Bool {
    (facts.modified, path) < (other.facts.modified, other.path)
  }
}

/// A directory that a sweep is in.
private final class Visit {
  let path: BytePath
  let depth: Int
  var isOurs = true
  var isBegun = false
  /// Nil: the inbox itself, which is open already. A descriptor may be what there is too few of.
  private let opened: Opened?

  private final class Opened {
    let directory: Descriptor

    init(_ directory: consuming Descriptor) { self.directory = directory }
  }

  init(_ path: BytePath, _ depth: Int, in root: borrowing Descriptor) throws(Errno) {
    self.path = path
    self.depth = depth
    opened = path.isEmpty ? nil : Opened(try System.openDirectory(path, in: root))
  }

  func lend<Result>(
    _ root: borrowing Descriptor, to body: (borrowing Descriptor) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    if let opened { return try body(opened.directory) }
    return try body(root)
  }
}
