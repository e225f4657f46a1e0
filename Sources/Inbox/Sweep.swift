/// One reading of the inbox and its sub-directories: what is there, before anything is opened.
struct Sweep {
  struct Candidate {
    let path: BytePath
    let facts: FileFacts
  }

  /// Regular files that may be stories.
  var candidates: [Candidate] = []
  /// What can never be one: links, FIFOs, devices, directories that are not looked into.
  var strange: [(path: BytePath, facts: FileFacts, code: RefusalCode)] = []
  /// Files whose marker is not there yet.
  var unmarked = 0
  var degraded: [Degradation] = []
  /// Directories whose owner alone may rename what is in them.
  var sticky: Set<BytePath> = []
  /// False where a directory could not be read: what it holds is unknown, not gone.
  var isComplete = true

  private let folder: Folder
  private var listing = Listing()

  /// Reads everything. `watch` is called for each directory before it is read, so that nothing
  /// which comes in between is missed.
  init(_ folder: Folder, watch: (BytePath) -> Void) throws(Errno) {
    self.folder = folder
    var pending: [(path: BytePath, depth: Int)] = [(.empty, 0)]
    while let (path, depth) = pending.popLast() {
      watch(path)
      do {
        let children =
          if path.isEmpty {
            try read(path, depth: depth, folder.root)
          } else {
            try read(path, depth: depth, System.openDirectory(path, in: folder.root))
          }
        pending += children.map { ($0, depth + 1) }
      } catch {
        // The inbox itself not readable is for the caller to say.
        if path.isEmpty { throw error }
        isComplete = false
        degrade(
          path, "unreadable-directory", "\(error.text): it cannot be read; its mode or owner.")
      }
    }
    // Oldest first, so that the log's order is the one in which the files came.
    candidates.sort {
      ($0.facts.modified, $0.path) < ($1.facts.modified, $1.path)
    }
  }

  /// Takes in one directory; its sub-directories are returned.
  private mutating func read(_ path: BytePath, depth: Int, _ directory: borrowing Descriptor)
    throws(Errno)
    -> [BytePath]
  {
    let facts = try System.facts(directory)
    guard facts.identity.device == folder.identity.device else {
      degrade(
        path, "other-file-system",
        "It is another file system, and a claim is a rename: make it an inbox of its own.")
      return []
    }
    let entries = try listing.read(directory)
    if !path.isEmpty, entries.contains(where: { $0.name == NameRules.claim }) {
      strange.append((path, facts, .nestedInbox))
      return []
    }
    let isOurs = System.mayRename(in: directory)
    if !isOurs {
      degrade(
        path, "not-renamable",
        "The daemon may not rename in it; give its user the right to write there.")
    }
    if facts.isSticky { sticky.insert(path) }
    let marker = folder.settings.marker.map { Array($0.utf8) } ?? []
    let names = marker.isEmpty ? [] : Set(entries.map(\.name))
    var children: [BytePath] = []
    for entry in entries where !NameRules.isIgnored(entry.name) {
      if path.isEmpty, entry.name == NameRules.done || entry.name == NameRules.failed { continue }
      let whole = path.appending(entry.name)
      if entry.isDirectory == true, depth < folder.settings.maxDepth {
        children.append(whole)
        continue
      }
      // Gone since it was listed: somebody else's affair.
      guard let facts = try? System.facts(entry.name, in: directory) else { continue }
      switch facts.kind {
      case .directory where depth < folder.settings.maxDepth: children.append(whole)
      case .directory: strange.append((whole, facts, .tooDeep))
      case .symbolicLink: strange.append((whole, facts, .symbolicLink))
      case .fifo: strange.append((whole, facts, .fifo))
      case .socket: strange.append((whole, facts, .socket))
      case .device: strange.append((whole, facts, .device))
      case .regular:
        if !marker.isEmpty {
          if entry.name.hasSuffix(marker) { continue }
          guard names.contains(BytePath(entry.name.bytes + marker)) else {
            unmarked += 1
            continue
          }
        }
        if isOurs { candidates.append(Candidate(path: whole, facts: facts)) }
      }
    }
    return children
  }

  private mutating func degrade(_ path: BytePath, _ code: String, _ detail: String) {
    degraded.append(Degradation(path: folder.absolute(path).printable, code: code, detail: detail))
  }
}
