import Newsroom

/// What lies in `.claim/` when the inbox is opened: work that a crash or a stop interrupted.
enum Recovery {
  /// Names each file's claim anew from where it lies, oldest first. What bears no id (somebody put
  /// it there) gets one, for it would never be looked at otherwise.
  static func claims(in folder: Folder, now: Moment) -> [Claim] {
    var claims: [Claim] = []
    var listing = Listing()
    var pending = [BytePath.empty]
    var visited: [BytePath] = []
    while let directory = pending.popLast() {
      guard let opened = try? System.openDirectory(directory, in: folder.claim),
        let entries = try? listing.read(opened)
      else { continue }
      if !directory.isEmpty { visited.append(directory) }
      for entry in entries {
        guard let facts = try? System.facts(entry.name, in: opened) else { continue }
        let place = directory.appending(entry.name)
        switch facts.kind {
        case .directory: pending.append(place)
        case .regular:
          if let claim = claim(of: place, facts, in: folder, now) { claims.append(claim) }
        default: continue
        }
      }
    }
    // Of sub-directories and long names whose files have gone; deepest first, full ones stay.
    for directory in visited.reversed() {
      try? System.removeDirectory(directory, in: folder.claim)
    }
    return claims.sorted { ($0.id, $0.path) < ($1.id, $1.path) }
  }

  private static func claim(
    of place: BytePath, _ facts: FileFacts, in folder: Folder, _ now: Moment
  ) -> Claim? {
    let settings = folder.settings
    func claim(_ id: String, _ path: BytePath, _ place: BytePath) -> Claim {
      Claim(
        id: id, path: path, source: NameRules.source(of: path, in: settings), facts: facts,
        place: place, folder: folder)
    }
    if let (id, path) = ClaimPlace.read(place) {
      // The crash may have come before the marker was taken away.
      if let marker = settings.marker, (try? System.facts(path, in: folder.root)) == nil {
        try? System.unlink(path.marked(marker), in: folder.root)
      }
      return claim(id, path, place)
    }
    // `.nfs…`, a probe: not put there by a person.
    if place.name.bytes.first == UInt8(ascii: ".") { return nil }
    let id = DeliveryID.make(milliseconds: now.wall)
    let named = ClaimPlace.make(id: id, path: place)
    do {
      try System.makeDirectories(named.directory, in: folder.claim, mode: 0o750)
      try System.rename(place, in: folder.claim, to: named, in: folder.claim)
    } catch { return nil }
    return claim(id, place, named)
  }
}
